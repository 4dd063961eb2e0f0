package io.roomledger.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A row of the trail. What goes into its hash is every column but the place in the chain, which the
 * hash before it stands for.
 *
 * @param sequence place in the tenant's chain; null = not sealed yet
 * @param hash of the chain up to here
 */
record AuditEvent(
    long id,
    long tenantId,
    Instant at,
    Actor actor,
    Deed deed,
    @Nullable String objectKind,
    int outcome,
    long times,
    @Nullable Long sequence,
    byte @Nullable [] hash) {
  static final String COLUMNS =
      """
      e.id, e.tenant_id, e.at, e.actor, e.app_id, e.person_id, e.os_user, e.address, e.log_id, e.deed, e.object_kind,
      e.object_id, e.detail, e.outcome, e.times, e.sequence, e.hash
      """;
  private static final int FORM = 1;

  /** Reads a row that has {@link #COLUMNS}. */
  static AuditEvent of(ResultSet row) throws SQLException {
    long tenant = row.getLong("tenant_id");
    String objectId = row.getString("object_id");
    return new AuditEvent(
        row.getLong("id"),
        tenant,
        row.getObject("at", OffsetDateTime.class).toInstant(),
        new Actor(
            row.getString("actor"),
            tenant,
            row.getObject("app_id", Long.class),
            row.getObject("person_id", Long.class),
            row.getString("os_user"),
            row.getString("address"),
            row.getString("log_id")),
        new Deed(
            tenant,
            row.getString("deed"),
            objectId == null ? "" : objectId,
            row.getString("detail")),
        row.getString("object_kind"),
        row.getInt("outcome"),
        row.getLong("times"),
        row.getObject("sequence", Long.class),
        row.getBytes("hash"));
  }

  /** The hash of a chain that has no row yet. */
  static byte[] firstHash(long tenantId) {
    return sha256(new byte[0], ("roomledger audit " + tenantId).getBytes(StandardCharsets.UTF_8));
  }

  /** The hash of the chain with this row at its end, as the row stands now. */
  byte[] hashAfter(byte[] before, long place) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORM);
      out.writeLong(tenantId);
      out.writeLong(place);
      out.writeLong(id);
      out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, at));
      text(out, actor.kind());
      number(out, actor.appNumber());
      number(out, actor.personId());
      text(out, actor.osUser());
      text(out, actor.address());
      text(out, actor.logId());
      text(out, deed.name());
      text(out, objectKind);
      text(out, deed.objectId());
      text(out, deed.detail());
      out.writeInt(outcome);
      out.writeLong(times);
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be written to", e);
    }
    return sha256(before, bytes.toByteArray());
  }

  private static void text(DataOutputStream out, @Nullable String text) throws IOException {
    if (text == null) {
      out.writeInt(-1);
    } else {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      out.writeInt(utf8.length);
      out.write(utf8);
    }
  }

  private static void number(DataOutputStream out, @Nullable Long number) throws IOException {
    out.writeBoolean(number != null);
    out.writeLong(number == null ? 0 : number);
  }

  private static byte[] sha256(byte[] before, byte[] row) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(before);
      return digest.digest(row);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
