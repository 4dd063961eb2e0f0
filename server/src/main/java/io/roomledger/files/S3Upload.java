package io.roomledger.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Brings one file into a bucket: in one request, or in parts when it is large. The object has the
 * file's SHA-256 and a mark of this upload with it, so that an upload whose answer was lost is told
 * from one that somebody else made; it counts when the store says that it is there, so large and so
 * marked.
 */
final class S3Upload {
  private static final Logger log = LoggerFactory.getLogger(S3Upload.class);
  private static final String SHA256 = "sha256";
  private static final String MARK = "upload";
  private static final int MOST_PARTS = 10_000;
  private static final int READ_AT_ONCE = 64 << 10;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final int CONFLICT = 412;

  private final S3Bucket bucket;
  private final Rules rules;
  private final StoredFile file;
  private final FileChannel content;
  private final String mark = UUID.randomUUID().toString();

  /**
   * How uploads are made.
   *
   * @param partSize larger files go in parts of so many bytes
   * @param patience how long to try again
   * @param plain set once the store turned out not to know conditions and checksums
   * @param abort takes an upload in parts that came to nothing; does not wait
   */
  record Rules(
      long partSize, Duration patience, AtomicBoolean plain, Consumer<S3Bucket.Upload> abort) {}

  S3Upload(S3Bucket bucket, Rules rules, StoredFile file, FileChannel content) {
    this.bucket = bucket;
    this.rules = rules;
    this.file = file;
    this.content = content;
  }

  /** Uploads, again and again while the store does not do what it should. */
  void run() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        tryOnce();
        return;
      } catch (StorageException e) {
        boolean patient = System.nanoTime() - begin < rules.patience().toNanos();
        if (Thread.currentThread().isInterrupted() || !e.mayPass() || !patient) {
          throw e;
        }
        log.warn("{} is uploaded again in {}: {}", file.key(), pause, e.getMessage());
      }
      Thread.sleep(pause);
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }
  }

  private void tryOnce() throws IOException {
    boolean once = !rules.plain().get();
    try {
      send(once);
    } catch (StorageException e) {
      if (isThere(e)) {
        return;
      }
      if (once && isAboutConditions(e)) {
        sendPlainly(e);
      } else if (e.status() == CONFLICT) {
        throw new IOException("a file with this key was published before: " + file.key(), e);
      } else {
        throw e;
      }
    }
    if (!isThere(bucket.head(file.key()))) {
      throw new StorageException(file.key() + ": the store does not have what was put");
    }
  }

  private static boolean isAboutConditions(StorageException e) {
    return e.status() == 501 || (e.status() == 400 && !e.mayPass());
  }

  /** The store may know neither conditions nor checksums: whether a key is taken, we look. */
  private void sendPlainly(StorageException refusal) throws IOException {
    if (bucket.head(file.key()).isPresent()) {
      throw new IOException("a file with this key was published before: " + file.key(), refusal);
    }
    try {
      send(false);
    } catch (StorageException e) {
      e.addSuppressed(refusal);
      throw e;
    }
    if (!rules.plain().getAndSet(true)) {
      log.warn("{} refuses conditions: keys are looked for before they are used", bucket.name());
    }
  }

  private void send(boolean once) throws IOException {
    Map<String, String> metadata = Map.of(SHA256, file.sha256(), MARK, mark);
    if (file.size() <= rules.partSize()) {
      String sha256 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(file.sha256()));
      bucket.put(file.key(), bytes(0, file.size()), metadata, once ? sha256 : null, once);
    } else {
      sendParts(metadata, once);
    }
  }

  private void sendParts(Map<String, String> metadata, boolean once) throws IOException {
    long partSize = Math.max(rules.partSize(), Math.ceilDiv(file.size(), MOST_PARTS));
    S3Bucket.Upload upload =
        new S3Bucket.Upload(file.key(), bucket.beginParts(file.key(), metadata));
    boolean ended = false;
    try {
      List<CompletedPart> parts = new ArrayList<>();
      for (long first = 0; first < file.size(); first += partSize) {
        S3Bucket.Bytes bytes = bytes(first, Math.min(partSize, file.size() - first));
        parts.add(bucket.putPart(file.key(), upload.id(), parts.size() + 1, bytes));
      }
      bucket.endParts(file.key(), upload.id(), parts, once);
      ended = true;
    } finally {
      if (!ended) {
        rules.abort().accept(upload);
      }
    }
  }

  /** Whether the object is there after all; the answer that says so may have been lost. */
  private boolean isThere(StorageException before) throws StorageException {
    try {
      return isThere(bucket.head(file.key()));
    } catch (StorageException e) {
      before.addSuppressed(e);
      throw before;
    }
  }

  private boolean isThere(Optional<HeadObjectResponse> head) {
    return head.filter(object -> object.contentLength() == file.size())
        .filter(object -> mark.equals(object.metadata().get(MARK)))
        .filter(object -> file.sha256().equals(object.metadata().get(SHA256)))
        .filter(object -> hasChecksum(object, file))
        .isPresent();
  }

  /** Whether the store's own checksum, where it has one of the whole, is that of the file. */
  static boolean hasChecksum(HeadObjectResponse object, StoredFile file) {
    String checksum = object.checksumSHA256();
    return checksum == null
        || checksum.isEmpty()
        || checksum.contains("-")
        || HexFormat.of().formatHex(Base64.getDecoder().decode(checksum)).equals(file.sha256());
  }

  private S3Bucket.Bytes bytes(long first, long length) throws IOException {
    MessageDigest md5 = Digests.md5();
    try (InputStream in = FilePart.ofShared(content, first, length)) {
      byte[] buffer = new byte[READ_AT_ONCE];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        md5.update(buffer, 0, read);
      }
    }
    return new S3Bucket.Bytes(
        () -> FilePart.ofShared(content, first, length),
        length,
        Base64.getEncoder().encodeToString(md5.digest()));
  }
}
