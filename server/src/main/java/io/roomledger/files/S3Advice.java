package io.roomledger.files;

import org.jspecify.annotations.Nullable;

/** What to do about a bucket that refuses. */
final class S3Advice {
  private S3Advice() {}

  /** Words for who runs the program; null when waiting may help. */
  static @Nullable String of(StorageException e) {
    if (e.code().equals("NoSuchBucket") || e.status() == 404) {
      return "Make the bucket, or set ROOMLEDGER_FILES_S3_BUCKET to one that is there.";
    }
    if (e.status() == 401 || e.status() == 403) {
      return "Check ROOMLEDGER_FILES_S3_ACCESSKEY and ROOMLEDGER_FILES_S3_SECRETKEY, this machine's"
          + " clock, and that the key may list, read, write and delete in this bucket.";
    }
    if (e.status() >= 300 && e.status() < 500 && !e.mayPass()) {
      return "Check ROOMLEDGER_FILES_S3_ENDPOINT, ROOMLEDGER_FILES_S3_REGION and"
          + " ROOMLEDGER_FILES_S3_PATHSTYLE.";
    }
    if (e.code().equals(StorageException.NO_CREDENTIALS)) {
      return "Set ROOMLEDGER_FILES_S3_ACCESSKEY and ROOMLEDGER_FILES_S3_SECRETKEY, or give this"
          + " machine credentials of its own.";
    }
    return null;
  }
}
