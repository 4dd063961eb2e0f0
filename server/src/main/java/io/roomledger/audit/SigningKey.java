package io.roomledger.audit;

/** The key, kept outside of the database, that the ends of the chains are signed with. */
public interface SigningKey {
  /** The id of the key that signs now. */
  int currentId();

  /**
   * 32 bytes that only who has the key can make, always the same for the same arguments.
   *
   * @throws IllegalArgumentException when there is no such key any more
   */
  byte[] derive(int keyId, String kind, long... parts);
}
