package io.roomledger.reservations;

import io.roomledger.identity.Secrets;
import io.roomledger.identity.Tenants;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A new tenant, what is imported into it, and what stands in it then. */
final class ImportTenant {
  private final DataSource dataSource;
  private final JdbcClient jdbc;
  private final Secrets secrets = new Secrets(new SecureRandom());
  private final long id;

  ImportTenant(DataSource dataSource) {
    this.dataSource = dataSource;
    jdbc = JdbcClient.create(dataSource);
    id = new Tenants(jdbc, secrets).create("Musterwerk", "Asia/Shanghai").id();
  }

  long id() {
    return id;
  }

  ImportOutcome load(String csv) throws IOException {
    return load(csv, false, null);
  }

  /** Loads the good lines. */
  ImportOutcome loadGood(String csv) throws IOException {
    return load(csv, true, null);
  }

  ImportOutcome load(String csv, boolean skipBad, @Nullable BadLines bad) throws IOException {
    return load(bytes(csv), new ImportOptions(skipBad, bad, ImportProgress.SILENT));
  }

  ImportOutcome load(InputStream csv, ImportOptions options) throws IOException {
    return load(new CsvReservations(csv), options);
  }

  ImportOutcome load(ImportSource source, ImportOptions options) throws IOException {
    return new ReservationImport(dataSource, secrets).run(id, source, options);
  }

  static InputStream bytes(String csv) {
    return new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8));
  }

  /** {@code external_id room begin finish status}, times as hours of 1 November 2026 UTC. */
  List<String> held() {
    return rows(
        """
        select external_id || ' ' || room.name || ' ' ||
               extract(epoch from begin_at - timestamptz '2026-11-01 00:00Z')::bigint / 3600 || '-' ||
               extract(epoch from finish_at - timestamptz '2026-11-01 00:00Z')::bigint / 3600 || ' ' || status
          from reservation join room on room.tenant_id = reservation.tenant_id and room.id = room_id
         where reservation.tenant_id = :tenant
         order by external_id
        """);
  }

  /** First column of a query, in which {@code :tenant} is this one. */
  List<String> rows(String sql) {
    return new ArrayList<>(jdbc.sql(sql).param("tenant", id).query(String.class).list());
  }

  String one(String sql) {
    return rows(sql).getFirst();
  }

  long directoryVersion() {
    return Long.parseLong(one("select directory_version from tenant where id = :tenant"));
  }
}
