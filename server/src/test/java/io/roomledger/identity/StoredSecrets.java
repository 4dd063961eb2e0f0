package io.roomledger.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roomledger.testing.TestProgram;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Looks for secrets in all of the database, tables that nobody has thought of yet included. */
final class StoredSecrets {
  private static final String TABLES =
      """
      select format('%I.%I', table_schema, table_name) from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
       order by 1
      """;

  private StoredSecrets() {}

  private static List<String> tables(TestProgram program) {
    return program.sql().sql(TABLES).query(String.class).list();
  }

  /** The names of the tables that have rows. */
  static List<String> filledTables(TestProgram program) {
    return tables(program).stream()
        .filter(table ->
            program
                .sql()
                .sql("select exists (select from " + table + ")")
                .query(Boolean.class)
                .single())
        .map(table -> table.substring(table.indexOf('.') + 1))
        .toList();
  }

  /** Whether no row of the audit trail waits for its place in the chain. */
  static boolean sealed(TestProgram program) {
    return program
        .sql()
        .sql("select not exists (select from audit_event where sequence is null)")
        .query(Boolean.class)
        .single();
  }

  /**
   * Where a secret stands in clear, as it is, as bytes, or as the bytes that it is the Base64 of.
   */
  static List<String> of(TestProgram program, List<String> secrets) {
    List<String> found = new ArrayList<>();
    for (String table : tables(program)) {
      // A row's text has every column in it; bytes are hex digits there.
      List<String> rows =
          program.sql().sql("select t::text from " + table + " t").query(String.class).list();
      for (String secret : secrets) {
        for (String form : forms(secret)) {
          rows.stream()
              .filter(row -> row.contains(form))
              .map(row -> table + ": " + row)
              .forEach(found::add);
        }
      }
    }
    return found;
  }

  private static List<String> forms(String secret) {
    List<String> forms = new ArrayList<>();
    forms.add(secret);
    forms.add(HexFormat.of().formatHex(secret.getBytes(UTF_8)));
    if (secret.matches("[\\w-]+")) {
      try {
        forms.add(HexFormat.of().formatHex(Base64.getUrlDecoder().decode(secret)));
      } catch (IllegalArgumentException e) {
        // Of no such length: then it is not Base64.
        return forms;
      }
    }
    return forms;
  }
}
