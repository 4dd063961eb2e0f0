package io.roomledger.files;

import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The objects of one bucket under one prefix, by their keys without it. What goes wrong is a {@link
 * StorageException}.
 */
final class S3Bucket implements AutoCloseable {
  private static final int KEYS_AT_ONCE = 1000;
  private static final String TYPE = "application/octet-stream";

  /** No key: it is never listed. */
  private static final String OWNER = "OWNER";

  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;
  private static final int NOT_IMPLEMENTED = 501;

  private final FileProperties.S3 settings;
  private final AwsCredentialsProvider credentials;
  private final S3Client client;

  S3Bucket(FileProperties.S3 settings) {
    this.settings = settings;
    this.credentials = credentials(settings);
    this.client = client(settings, credentials);
  }

  private static S3Client client(FileProperties.S3 settings, AwsCredentialsProvider credentials) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(settings.connectTimeout())
                    .socketTimeout(settings.readTimeout()))
            .region(Region.of(settings.region()))
            .forcePathStyle(settings.pathStyle())
            .credentialsProvider(credentials)
            .overrideConfiguration(override ->
                override
                    .retryStrategy(AwsRetryStrategy.standardRetryStrategy())
                    .apiCallAttemptTimeout(settings.callTimeout()))
            // Other stores than AWS's do not know the newer checksums; see S3Upload.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(s3 -> s3.expectContinueEnabled(false));
    if (!settings.endpoint().isEmpty()) {
      builder.endpointOverride(URI.create(settings.endpoint()));
    }
    return builder.build();
  }

  private static AwsCredentialsProvider credentials(FileProperties.S3 settings) {
    return settings.accessKey().isEmpty()
        ? DefaultCredentialsProvider.builder().build()
        : StaticCredentialsProvider.create(
            AwsBasicCredentials.create(settings.accessKey(), settings.secretKey()));
  }

  String name() {
    return settings.name();
  }

  /** Looks whether there are any. */
  void checkCredentials() throws StorageException {
    try {
      credentials.resolveCredentials();
    } catch (SdkException e) {
      throw StorageException.withoutCredentials(e);
    }
  }

  /** Asks for something that needs the bucket and the credentials. */
  void probe() throws StorageException {
    ask(
        "the bucket",
        () ->
            client.listObjectsV2(
                request -> request.bucket(settings.bucket()).prefix(settings.prefix()).maxKeys(1)));
  }

  /** What {@link #become} wrote, by whomever; empty when nobody did. */
  Optional<String> owner() throws StorageException {
    try {
      return Optional.of(
          ask(
              "the owner's mark",
              () ->
                  client
                      .getObjectAsBytes(request ->
                          request.bucket(settings.bucket()).key(settings.prefix() + OWNER))
                      .asUtf8String()));
    } catch (StorageException e) {
      if (e.status() == NOT_FOUND && e.isAboutTheKey()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Marks bucket and prefix as somebody's, unless they are already. */
  void become(String owner) throws StorageException {
    try {
      ask(
          "the owner's mark",
          () ->
              client.putObject(
                  request ->
                      request
                          .bucket(settings.bucket())
                          .key(settings.prefix() + OWNER)
                          .ifNoneMatch("*"),
                  RequestBody.fromString(owner)));
    } catch (StorageException e) {
      if (e.status() != PRECONDITION_FAILED) {
        throw e;
      }
    }
  }

  /** What the service says of an object; empty when there is none. */
  Optional<HeadObjectResponse> head(String key) throws StorageException {
    try {
      return Optional.of(
          ask(
              "HEAD " + key,
              () ->
                  client.headObject(request ->
                      request
                          .bucket(settings.bucket())
                          .key(object(key))
                          .checksumMode(ChecksumMode.ENABLED))));
    } catch (StorageException e) {
      if (e.status() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * What is sent of a file's bytes.
   *
   * @param content gives the bytes, from the first on each time
   * @param md5 their digest, in Base64
   */
  record Bytes(ContentStreamProvider content, long length, String md5) {
    RequestBody body() {
      return RequestBody.fromContentProvider(content, length, TYPE);
    }
  }

  /**
   * Makes an object.
   *
   * @param sha256 the digest in Base64, to be checked by stores that can
   * @param once whether to say, too, that an object which is there is not to be replaced
   */
  void put(
      String key, Bytes bytes, Map<String, String> metadata, @Nullable String sha256, boolean once)
      throws StorageException {
    ask(
        "PUT " + key,
        () ->
            client.putObject(
                request ->
                    request
                        .bucket(settings.bucket())
                        .key(object(key))
                        .contentType(TYPE)
                        .contentLength(bytes.length())
                        .contentMD5(bytes.md5())
                        .checksumSHA256(sha256)
                        .metadata(metadata)
                        .ifNoneMatch(once ? "*" : null),
                bytes.body()));
  }

  /** Begins an upload in parts; its id. */
  String beginParts(String key, Map<String, String> metadata) throws StorageException {
    return ask(
            "multipart upload of " + key,
            () ->
                client.createMultipartUpload(request ->
                    request
                        .bucket(settings.bucket())
                        .key(object(key))
                        .contentType(TYPE)
                        .metadata(metadata)))
        .uploadId();
  }

  CompletedPart putPart(String key, String uploadId, int number, Bytes bytes)
      throws StorageException {
    String etag =
        ask(
                "part " + number + " of " + key,
                () ->
                    client.uploadPart(
                        request ->
                            request
                                .bucket(settings.bucket())
                                .key(object(key))
                                .uploadId(uploadId)
                                .partNumber(number)
                                .contentLength(bytes.length())
                                .contentMD5(bytes.md5()),
                        bytes.body()))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  void endParts(String key, String uploadId, List<CompletedPart> parts, boolean once)
      throws StorageException {
    ask(
        "end of the multipart upload of " + key,
        () ->
            client.completeMultipartUpload(request ->
                request
                    .bucket(settings.bucket())
                    .key(object(key))
                    .uploadId(uploadId)
                    .ifNoneMatch(once ? "*" : null)
                    .multipartUpload(upload -> upload.parts(parts))));
  }

  void abort(Upload upload) throws StorageException {
    try {
      ask(
          "abort of an upload of " + upload.key(),
          () ->
              client.abortMultipartUpload(request ->
                  request
                      .bucket(settings.bucket())
                      .key(object(upload.key()))
                      .uploadId(upload.id())));
    } catch (StorageException e) {
      // Ended or aborted before, by whomever.
      if (e.status() != NOT_FOUND) {
        throw e;
      }
    }
  }

  /**
   * Opens some bytes of an object.
   *
   * @param etag of which version; null = of whatever is there
   * @throws NoSuchFileException when there is no such object
   */
  ResponseInputStream<GetObjectResponse> get(
      String key, long first, long last, @Nullable String etag) throws IOException {
    try {
      return ask(
          "GET " + key,
          () ->
              client.getObject(request ->
                  request
                      .bucket(settings.bucket())
                      .key(object(key))
                      .range("bytes=" + first + "-" + last)
                      .ifMatch(etag)));
    } catch (StorageException e) {
      if (e.status() == NOT_FOUND && e.isAboutTheKey()) {
        NoSuchFileException missing = new NoSuchFileException(key);
        missing.initCause(e);
        throw missing;
      }
      throw e;
    }
  }

  void delete(String key) throws StorageException {
    ask(
        "DELETE " + key,
        () -> client.deleteObject(request -> request.bucket(settings.bucket()).key(object(key))));
  }

  /** Takes pages of what is asked for, and may fail. */
  interface Pages<T> {
    void take(List<T> page) throws IOException;
  }

  /** Gives the keys of all objects, a page at a time. */
  void list(Pages<String> pages) throws IOException {
    String token = null;
    do {
      String from = token;
      ListObjectsV2Response found =
          ask(
              "the list of objects",
              () ->
                  client.listObjectsV2(request ->
                      request
                          .bucket(settings.bucket())
                          .prefix(settings.prefix())
                          .maxKeys(KEYS_AT_ONCE)
                          .continuationToken(from)));
      pages.take(
          found.contents().stream()
              .map(S3Object::key)
              .filter(this::isOurs)
              .map(this::key)
              .toList());
      token = Boolean.TRUE.equals(found.isTruncated()) ? found.nextContinuationToken() : null;
    } while (token != null);
  }

  /** An upload in parts that has begun. */
  record Upload(String key, String id) {}

  /** Gives all uploads in parts that have not ended, a page at a time. */
  void uploads(Pages<Upload> pages) throws IOException {
    ListMultipartUploadsResponse found = null;
    do {
      ListMultipartUploadsResponse before = found;
      found =
          listUploads(request -> {
            request.prefix(settings.prefix());
            if (before != null) {
              request.keyMarker(before.nextKeyMarker()).uploadIdMarker(before.nextUploadIdMarker());
            }
          });
      List<Upload> ours = new ArrayList<>();
      found.uploads().stream()
          .filter(upload -> isOurs(upload.key()))
          .forEach(upload -> ours.add(new Upload(key(upload.key()), upload.uploadId())));
      pages.take(ours);
    } while (Boolean.TRUE.equals(found.isTruncated()) && found.nextKeyMarker() != null);
  }

  /** Some stores list all uploads or none. */
  private ListMultipartUploadsResponse listUploads(
      Consumer<ListMultipartUploadsRequest.Builder> filter) throws StorageException {
    try {
      return ask(
          "the list of uploads",
          () ->
              client.listMultipartUploads(
                  request -> filter.accept(request.bucket(settings.bucket()))));
    } catch (StorageException e) {
      if (e.status() != NOT_IMPLEMENTED) {
        throw e;
      }
      return ask(
          "the list of all uploads",
          () -> client.listMultipartUploads(request -> request.bucket(settings.bucket())));
    }
  }

  private boolean isOurs(String object) {
    return object.startsWith(settings.prefix()) && KeyRules.isKey(key(object));
  }

  private String key(String object) {
    return object.substring(settings.prefix().length());
  }

  private String object(String key) {
    return settings.prefix() + KeyRules.checked(key);
  }

  private <T> T ask(String what, Supplier<T> call) throws StorageException {
    try {
      return call.get();
    } catch (SdkException e) {
      throw StorageException.of(what, e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
