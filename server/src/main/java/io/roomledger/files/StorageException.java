package io.roomledger.files;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** The store does not do what it should: it is away, refuses, or has other bytes than were put. */
public final class StorageException extends IOException {
  private static final long serialVersionUID = 1;
  private static final int NO_STATUS = 0;

  /** A code of our own. */
  static final String NO_CREDENTIALS = "no credentials";

  private final int status;
  private final String code;

  public StorageException(String message) {
    this(message, NO_STATUS, "", null);
  }

  private StorageException(String message, int status, String code, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
    this.code = code;
  }

  /** What the SDK throws, in short; its own words may be long, and hold addresses. */
  static StorageException of(String what, SdkException cause) {
    if (cause instanceof AwsServiceException refused) {
      String code =
          refused.awsErrorDetails() == null || refused.awsErrorDetails().errorCode() == null
              ? ""
              : refused.awsErrorDetails().errorCode();
      return new StorageException(
          "%s: the store answers %d %s".formatted(what, refused.statusCode(), code),
          refused.statusCode(),
          code,
          cause);
    }
    return new StorageException(what + ": the store cannot be asked", NO_STATUS, "", cause);
  }

  static StorageException withoutCredentials(SdkException cause) {
    return new StorageException(
        "there are no credentials for the store", NO_STATUS, NO_CREDENTIALS, cause);
  }

  /** The status of the store's answer; 0 when there was none. */
  int status() {
    return status;
  }

  /** The word by which the store says what is wrong; empty when there was none. */
  String code() {
    return code;
  }

  /** Whether it is an object that is missing, and not the bucket. */
  boolean isAboutTheKey() {
    return !code.equals("NoSuchBucket");
  }

  /** Whether to ask again later may help. */
  boolean mayPass() {
    return status == NO_STATUS
        || (status >= 500 && status != 501)
        || status == 408
        || status == 409
        || status == 429
        || code.equals("RequestTimeout")
        || code.equals("BadDigest");
  }
}
