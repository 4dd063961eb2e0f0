package io.roomledger.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConnectionSettingsTest {
  private static final String URL = "jdbc:postgresql://db.example:5433/rooms";

  @Test
  void nothingSetMeansTheEmbeddedServer() {
    assertThat(ConnectionSettings.fromEnvironment(Map.of())).isEmpty();
    assertThat(ConnectionSettings.fromEnvironment(Map.of("ROOMLEDGER_DB_URL", " "))).isEmpty();
  }

  @Test
  void readsTheThreeVariables() {
    assertThat(
            ConnectionSettings.fromEnvironment(
                Map.of(
                    "ROOMLEDGER_DB_URL", URL,
                    "ROOMLEDGER_DB_USER", "keeper",
                    "ROOMLEDGER_DB_PASSWORD", "pass:w@rd")))
        .contains(new ConnectionSettings(URL, "keeper", "pass:w@rd"));
  }

  @Test
  void readsAddressesAsHostersHandThemOut() {
    assertThat(fromUrl("postgres://keeper:p%40ss%2Fw+rd@db.example:5433/rooms"))
        .isEqualTo(new ConnectionSettings(URL, "keeper", "p@ss/w+rd"));
    assertThat(fromUrl("postgresql://keeper@db.example:5433/rooms?sslmode=require"))
        .isEqualTo(new ConnectionSettings(URL + "?sslmode=require", "keeper", ""));
    assertThat(fromUrl(URL + "?user=keeper&ssl=true&password=secret&tcpKeepAlive=true"))
        .isEqualTo(new ConnectionSettings(URL + "?ssl=true&tcpKeepAlive=true", "keeper", "secret"));
    assertThat(fromUrl("postgres://keeper:secret@one:1,two:2/rooms").url())
        .isEqualTo("jdbc:postgresql://one:1,two:2/rooms");
  }

  @Test
  void variablesWinOverTheAddress() {
    assertThat(
            ConnectionSettings.fromEnvironment(
                Map.of(
                    "ROOMLEDGER_DB_URL", "postgres://someone:old@db.example:5433/rooms",
                    "ROOMLEDGER_DB_USER", "keeper",
                    "ROOMLEDGER_DB_PASSWORD", "new")))
        .contains(new ConnectionSettings(URL, "keeper", "new"));
  }

  @Test
  void namesWhatIsMissing() {
    assertRefused(Map.of("ROOMLEDGER_DB_PASSWORD", "secret"), "ROOMLEDGER_DB_URL is not");
    assertRefused(Map.of("ROOMLEDGER_DB_USER", "keeper"), "ROOMLEDGER_DB_URL is not");
    assertRefused(Map.of("ROOMLEDGER_DB_URL", URL), "ROOMLEDGER_DB_USER is not set");
  }

  @Test
  void refusesOtherAddressesWithoutRepeatingTheirSecrets() {
    for (String wrong :
        new String[] {
          "mysql://keeper:secret@db/rooms", "db/rooms?secret", "postgres://%zz:secret@db/"
        }) {
      assertRefused(
          Map.of("ROOMLEDGER_DB_URL", wrong, "ROOMLEDGER_DB_USER", "keeper"),
          "ROOMLEDGER_DB_URL must look like jdbc:postgresql://");
    }
    assertThatExceptionOfType(DatabaseStartException.class)
        .isThrownBy(() -> new ConnectionSettings("jdbc:h2:mem:x", "keeper", ""));
  }

  @Test
  void neverShowsThePassword() {
    assertThat(new ConnectionSettings(URL, "keeper", "secret").toString())
        .contains(URL, "keeper")
        .doesNotContain("secret");
    assertThat(new ConnectionFile(1, "secret").toString()).doesNotContain("secret");
  }

  private static ConnectionSettings fromUrl(String url) {
    return ConnectionSettings.fromEnvironment(Map.of("ROOMLEDGER_DB_URL", url)).orElseThrow();
  }

  private static void assertRefused(Map<String, String> environment, String message) {
    assertThatExceptionOfType(DatabaseStartException.class)
        .isThrownBy(() -> ConnectionSettings.fromEnvironment(environment))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }
}
