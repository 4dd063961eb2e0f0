package io.roomledger.ingress;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Ends TLS in this server when a certificate is set: {@code roomledger.server.tls-certificate} with
 * the chain and {@code roomledger.server.tls-key}, both PEM. Files that change are read anew.
 */
public final class TlsFiles
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {
  private static final String CERTIFICATE = "roomledger.server.tls-certificate";
  private static final String KEY = "roomledger.server.tls-key";
  private static final String KEY_PASSWORD = "roomledger.server.tls-key-password";
  private static final String BUNDLE = "roomledger";

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    ConfigurableEnvironment environment = context.getEnvironment();
    String certificate = environment.getProperty(CERTIFICATE, "");
    String key = environment.getProperty(KEY, "");
    if (certificate.isEmpty() != key.isEmpty()) {
      throw new IllegalArgumentException(
          "%s and %s go together: %s is not set"
              .formatted(CERTIFICATE, KEY, key.isEmpty() ? KEY : CERTIFICATE));
    }
    if (certificate.isEmpty()) {
      return;
    }
    String bundle = "spring.ssl.bundle.pem." + BUNDLE;
    Map<String, Object> settings = new HashMap<>();
    settings.put("server.ssl.bundle", BUNDLE);
    settings.put(bundle + ".keystore.certificate", location(CERTIFICATE, certificate));
    settings.put(bundle + ".keystore.private-key", location(KEY, key));
    String password = environment.getProperty(KEY_PASSWORD, "");
    if (!password.isEmpty()) {
      settings.put(bundle + ".keystore.private-key-password", password);
    }
    // A key that is not the certificate's is refused at the start, not at the first handshake.
    settings.put(bundle + ".keystore.verify-keys", true);
    settings.put(bundle + ".options.enabled-protocols", "TLSv1.2,TLSv1.3");
    settings.put(bundle + ".reload-on-update", true);
    environment.getPropertySources().addFirst(new MapPropertySource("tls", settings));
  }

  /** Whether TLS ends here. */
  public static boolean enabled(ConfigurableApplicationContext context) {
    return !context.getEnvironment().getProperty(CERTIFICATE, "").isEmpty();
  }

  private static String location(String setting, String file) {
    Path path = Path.of(file).toAbsolutePath();
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new IllegalArgumentException(setting + ": there is no file to read at " + path);
    }
    return path.toUri().toString();
  }
}
