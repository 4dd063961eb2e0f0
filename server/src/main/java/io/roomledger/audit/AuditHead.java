package io.roomledger.audit;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The end of a tenant's chain, and where it begins since it was pruned.
 *
 * @param base what comes before the oldest row that is kept
 * @param end the newest sealed row
 */
record AuditHead(long tenantId, Place base, Place end, int keyId, byte[] signature) {
  private static final String KIND = "audit_head";
  private static final String SELECT =
      """
      select tenant_id, base_sequence, base_hash, sequence, hash, key_id, signature from audit_head
      """;

  /** A place in a chain: how many rows there are up to it, and their hash. */
  record Place(long sequence, byte[] hash) {
    boolean same(Place other) {
      return sequence == other.sequence && MessageDigest.isEqual(hash, other.hash);
    }

    /** {@code <sequence>:<hash>}, for people to keep. */
    String text() {
      return sequence + ":" + HexFormat.of().formatHex(hash);
    }
  }

  /** The head of a chain without a row, which nobody needs to sign. */
  static AuditHead first(long tenantId, SigningKey key) {
    Place begin = new Place(0, AuditEvent.firstHash(tenantId));
    return sign(tenantId, begin, begin, key);
  }

  static AuditHead sign(long tenantId, Place base, Place end, SigningKey key) {
    int keyId = key.currentId();
    return new AuditHead(
        tenantId, base, end, keyId, key.derive(keyId, KIND, parts(tenantId, base, end)));
  }

  /** Whether it is the work of somebody who has the key; false also when the key is gone. */
  boolean signedBy(SigningKey key) {
    try {
      return MessageDigest.isEqual(signature, key.derive(keyId, KIND, parts(tenantId, base, end)));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static long[] parts(long tenantId, Place base, Place end) {
    ByteBuffer bytes =
        ByteBuffer.allocate(3 * Long.BYTES + base.hash().length + end.hash().length + Long.BYTES)
            .putLong(tenantId)
            .putLong(base.sequence())
            .putLong(end.sequence())
            .put(base.hash())
            .put(end.hash());
    long[] parts = new long[bytes.position() / Long.BYTES];
    bytes.flip().asLongBuffer().get(parts);
    return parts;
  }

  static Optional<AuditHead> find(JdbcClient jdbc, long tenantId) {
    return jdbc.sql(SELECT + " where tenant_id = :tenant")
        .param("tenant", tenantId)
        .query((row, index) -> head(row))
        .optional();
  }

  static List<AuditHead> all(JdbcClient jdbc) {
    return jdbc.sql(SELECT + " order by tenant_id").query((row, index) -> head(row)).list();
  }

  private static AuditHead head(java.sql.ResultSet row) throws java.sql.SQLException {
    return new AuditHead(
        row.getLong("tenant_id"),
        new Place(row.getLong("base_sequence"), row.getBytes("base_hash")),
        new Place(row.getLong("sequence"), row.getBytes("hash")),
        row.getInt("key_id"),
        row.getBytes("signature"));
  }

  void save(JdbcClient jdbc, Instant now) {
    jdbc.sql(
            """
            insert into audit_head (tenant_id, base_sequence, base_hash, sequence, hash, sealed_at, key_id, signature)
            values (:tenant, :baseSequence, :baseHash, :sequence, :hash, :now, :key, :signature)
            on conflict (tenant_id) do update
               set base_sequence = excluded.base_sequence, base_hash = excluded.base_hash,
                   sequence = excluded.sequence, hash = excluded.hash, sealed_at = excluded.sealed_at,
                   key_id = excluded.key_id, signature = excluded.signature
            """)
        .param("tenant", tenantId)
        .param("baseSequence", base.sequence())
        .param("baseHash", base.hash())
        .param("sequence", end.sequence())
        .param("hash", end.hash())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("key", keyId)
        .param("signature", signature)
        .update();
  }
}
