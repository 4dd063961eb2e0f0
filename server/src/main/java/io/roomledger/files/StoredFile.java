package io.roomledger.files;

/**
 * A file that is whole and on disk.
 *
 * @param key its name in the store
 * @param size bytes
 * @param sha256 64 hex digits
 */
public record StoredFile(String key, long size, String sha256) {}
