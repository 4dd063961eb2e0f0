package io.roomledger.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files in a bucket that all nodes share. A file is finished on this node's disk, under {@code
 * pending/}, and then uploaded: how long that takes is nothing to whom the rows were read from.
 */
final class S3FileStore implements FileStore {
  private static final Logger log = LoggerFactory.getLogger(S3FileStore.class);
  private static final int DELETIONS_AT_ONCE = 8;
  private static final Duration ASKED_EVERY = Duration.ofMillis(100);
  private static final Duration LONGEST_END = Duration.ofSeconds(1);
  private static final Duration PROBLEM_KEPT = Duration.ofSeconds(5);

  /** So long after an upload was broken off, the part that was on its way has come to its end. */
  private static final Duration PART_ENDED = Duration.ofSeconds(2);

  private final KeyDirectory pending;
  private final S3Bucket bucket;
  private final String owner;
  private final S3Upload.Rules rules;
  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable String problem;
  private long probedAt;
  private boolean probed;
  private boolean owned;

  /**
   * Opens the store; nothing is asked of the service yet.
   *
   * @param owner what tells the database, whose tasks the files are of, from others
   */
  S3FileStore(Path directory, FileProperties.S3 settings, String owner) throws IOException {
    this.owner = owner;
    this.pending = KeyDirectory.make(directory.resolve("pending"));
    this.bucket = new S3Bucket(settings);
    this.rules =
        new S3Upload.Rules(
            settings.partSize().toBytes(),
            settings.patience(),
            new AtomicBoolean(),
            this::abortLater);
  }

  /**
   * Looks whether the bucket can be used. A service that is merely away is no reason not to start.
   *
   * @throws StoreStartException when the bucket is not there, or not for us
   */
  void check() {
    try {
      bucket.checkCredentials();
      bucket.probe();
      requireOwned();
    } catch (NotOursException e) {
      throw new StoreStartException(
          e.getMessage() + " Give each its own ROOMLEDGER_FILES_S3_PREFIX or bucket.", e);
    } catch (StorageException e) {
      String advice = S3Advice.of(e);
      if (advice != null) {
        throw new StoreStartException(
            "Files cannot be kept in %s: %s. %s".formatted(bucket.name(), e.getMessage(), advice),
            e);
      }
      log.warn(
          "{} does not answer; this node is not ready until it does: {}", bucket.name(), words(e));
    }
  }

  /** Somebody else's files are in the bucket, where ours should be. */
  private static final class NotOursException extends IOException {
    private static final long serialVersionUID = 1;

    NotOursException(String message) {
      super(message);
    }
  }

  /** What another database's tasks refer to would be nobody's to us. */
  private synchronized void requireOwned() throws NotOursException, StorageException {
    if (owned) {
      return;
    }
    Optional<String> marked = bucket.owner();
    if (marked.isEmpty()) {
      bucket.become(owner);
      marked = bucket.owner();
    }
    if (!owner.equals(marked.orElse(""))) {
      throw new NotOursException(
          bucket.name()
              + " holds the files of another database, and one would delete the other's.");
    }
    owned = true;
  }

  private static String words(StorageException e) {
    return e.getCause() == null ? e.toString() : e + ": " + e.getCause();
  }

  @Override
  public PendingFile create(String key) throws IOException {
    return new PendingFile(key, pending.file(key), this::publish);
  }

  /** On a thread of its own: an interrupt ends whatever it waits for. */
  private void publish(PendingFile file, StoredFile stored) throws IOException {
    if (!Files.exists(file.path(), LinkOption.NOFOLLOW_LINKS)) {
      // Pruned: nobody waits for it any more.
      throw new NoSuchFileException(file.path().toString());
    }
    S3Upload upload = new S3Upload(bucket, rules, stored, file.content());
    FutureTask<@Nullable Void> task =
        new FutureTask<>(() -> {
          upload.run();
          return null;
        });
    Thread thread = Thread.ofVirtual().name("upload-" + stored.key()).start(task);
    boolean ended = false;
    try {
      while (!ended) {
        ended = ended(task);
        if (!ended && file.unwanted()) {
          throw new IOException("the upload of " + stored.key() + " is not wanted any more");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + stored.key() + " was uploaded", e);
    } finally {
      if (!ended) {
        stop(thread);
      }
    }
  }

  private static boolean ended(Future<?> task) throws IOException, InterruptedException {
    try {
      task.get(ASKED_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException | CancellationException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  private static void stop(Thread upload) {
    upload.interrupt();
    try {
      upload.join(LONGEST_END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A part that comes in after the abort would outlive it in many a store. What is missed here, the
   * next prune finds.
   */
  private void abortLater(S3Bucket.Upload upload) {
    if (background.isShutdown()) {
      return;
    }
    background.execute(() -> {
      try {
        Thread.sleep(PART_ENDED);
        bucket.abort(upload);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (StorageException e) {
        log.info("an upload is aborted at the next prune: {}", e.getMessage());
      }
    });
  }

  @Override
  public boolean has(StoredFile file) throws IOException {
    var head = bucket.head(file.key());
    if (head.isEmpty()) {
      return false;
    }
    if (head.get().contentLength() != file.size() || !S3Upload.hasChecksum(head.get(), file)) {
      throw new StorageException(file.key() + ": the store has something else than was put");
    }
    return true;
  }

  @Override
  public InputStream open(StoredFile file, long first, long length) throws IOException {
    if (length == 0) {
      if (has(file)) {
        return InputStream.nullInputStream();
      }
      throw new NoSuchFileException(file.key());
    }
    return new S3Reading(bucket, file, first, length);
  }

  @Override
  public boolean isElsewhere() {
    return true;
  }

  @Override
  public void delete(Collection<String> keys) throws IOException {
    for (String key : keys) {
      pending.delete(key);
    }
    deleteObjects(keys);
  }

  @Override
  public int prune(Function<List<String>, Collection<String>> garbage) throws IOException {
    requireOwned();
    int[] removed = {pending.prune(garbage)};
    bucket.list(keys -> {
      if (!keys.isEmpty()) {
        removed[0] += deleteObjects(garbage.apply(keys));
      }
    });
    bucket.uploads(uploads -> {
      if (!uploads.isEmpty()) {
        removed[0] += abort(uploads, garbage);
      }
    });
    return removed[0];
  }

  private int abort(
      List<S3Bucket.Upload> uploads, Function<List<String>, Collection<String>> garbage)
      throws StorageException {
    Set<String> keys =
        Set.copyOf(garbage.apply(uploads.stream().map(S3Bucket.Upload::key).distinct().toList()));
    int aborted = 0;
    for (S3Bucket.Upload upload : uploads) {
      if (keys.contains(upload.key())) {
        bucket.abort(upload);
        aborted++;
      }
    }
    return aborted;
  }

  private int deleteObjects(Collection<String> keys) throws IOException {
    List<Callable<@Nullable Void>> deletions =
        keys.stream()
            .<Callable<@Nullable Void>>map(key ->
                () -> {
                  bucket.delete(key);
                  return null;
                })
            .toList();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(DELETIONS_AT_ONCE, Thread.ofVirtual().factory())) {
      for (Future<?> each : threads.invokeAll(deletions)) {
        each.get();
      }
      return deletions.size();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while files were deleted", e);
    }
  }

  /** Asked at most every few seconds, however many want to know. */
  @Override
  public synchronized @Nullable String problem() {
    if (!probed || System.nanoTime() - probedAt > PROBLEM_KEPT.toNanos()) {
      try {
        bucket.probe();
        requireOwned();
        problem = null;
      } catch (NotOursException | StorageException e) {
        problem = e.getMessage();
      }
      probed = true;
      probedAt = System.nanoTime();
    }
    return problem;
  }

  @Override
  public void close() {
    background.shutdownNow();
    bucket.close();
  }
}
