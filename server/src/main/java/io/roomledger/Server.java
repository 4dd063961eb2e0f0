package io.roomledger;

import io.roomledger.database.Database;
import io.roomledger.database.Notices;
import io.roomledger.files.Disks;
import io.roomledger.files.FileStore;
import io.roomledger.identity.ServerKey;
import io.roomledger.ingress.TlsFiles;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The running server: everything that answers HTTP and makes exports, on a database that is already
 * open.
 */
public final class Server implements AutoCloseable {
  private final ConfigurableApplicationContext context;

  private Server(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /**
   * What the server stands on; whoever opened these closes them, after the server.
   *
   * @param settings overrides of keys in {@code application.yaml}
   */
  public record Foundation(
      Database database, Disks disks, ServerKey serverKey, Map<String, Object> settings) {
    public Foundation {
      settings = Map.copyOf(settings);
    }
  }

  /** Starts, and answers requests when this returns. */
  public static Server start(Foundation foundation) {
    return start(foundation, InstantSource.system());
  }

  /** {@link #start(Foundation)} by another clock than this machine's. */
  public static Server start(Foundation foundation, InstantSource clock) {
    SpringApplication application = new SpringApplication(ServerApplication.class);
    application.setRegisterShutdownHook(false);
    application.addInitializers(context -> {
      GenericApplicationContext beans = (GenericApplicationContext) context;
      beans.registerBean(
          DataSource.class,
          () -> foundation.database().dataSource(),
          bean -> bean.setDestroyMethodName(""));
      beans.registerBean(
          Notices.class,
          () -> foundation.database().notices(),
          bean -> bean.setDestroyMethodName(""));
      beans.registerBean(InstantSource.class, () -> clock);
      beans.registerBean(ServerKey.class, foundation::serverKey);
      beans.registerBean(Disks.class, foundation::disks);
      beans
          .getEnvironment()
          .getPropertySources()
          .addFirst(
              new org.springframework.core.env.MapPropertySource("options", foundation.settings()));
      new TlsFiles().initialize(context);
    });
    return new Server(application.run());
  }

  /** The port that it listens on. */
  public int port() {
    return Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort();
  }

  /** Where it listens, as a client on this machine asks for it. */
  public String url() {
    String scheme = TlsFiles.enabled(context) ? "https" : "http";
    String host = context.getEnvironment().getProperty("roomledger.server.address", "127.0.0.1");
    String prefix = context.getEnvironment().getProperty("roomledger.server.path-prefix", "");
    return "%s://%s:%d%s"
        .formatted(scheme, host.contains(":") ? "[" + host + "]" : host, port(), prefix);
  }

  /** Where the files of exports are kept. */
  public FileStore files() {
    return context.getBean(FileStore.class);
  }

  /** Lets requests and exports that run come to an end or be handed back, then stops. */
  @Override
  public void close() {
    context.close();
  }
}
