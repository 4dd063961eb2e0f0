package io.roomledger.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Files under keys that are used once. A file is written to this node's disk first, and is in the
 * store under its key whole, or not at all.
 */
public interface FileStore extends AutoCloseable {
  /** Starts a file. A key is used once: publishing it a second time fails. */
  PendingFile create(String key) throws IOException;

  /**
   * Whether the file is there, as it was published.
   *
   * @throws IOException when the store does not answer, or has something else under the key
   */
  boolean has(StoredFile file) throws IOException;

  /**
   * Opens a published file for reading. A deletion after this does no harm to the reader, as far as
   * the store can keep the bytes.
   *
   * @param first the first byte's offset
   * @param length how many bytes; the stream gives exactly so many, or throws
   * @throws java.nio.file.NoSuchFileException when there is no such file
   * @throws IOException when the store does not answer, or has something else under the key
   */
  InputStream open(StoredFile file, long first, long length) throws IOException;

  /** Removes whatever there is of these keys; those that nothing is there of are passed over. */
  void delete(Collection<String> keys) throws IOException;

  /**
   * Goes through everything there is, published, pending and half uploaded, a page of keys at a
   * time, and removes what belongs to the keys that are given back.
   *
   * @param garbage takes keys, gives back those of them that are to go
   * @return how many things were removed
   */
  int prune(Function<List<String>, Collection<String>> garbage) throws IOException;

  /** What is wrong with the store now, in words for an operator; null when nothing is. */
  @Nullable String problem();

  @Override
  void close();
}
