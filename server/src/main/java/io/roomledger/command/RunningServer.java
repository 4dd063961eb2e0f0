package io.roomledger.command;

import io.roomledger.Server;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A server with its database, stopped in order at SIGTERM or Ctrl-C. */
final class RunningServer implements AutoCloseable {
  private final Server server;
  private final OpenDatabase database;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean closed;

  private RunningServer(Server server, OpenDatabase database) {
    this.server = server;
    this.database = database;
  }

  /**
   * Starts on a database that is open; the server closes it at its end, also when it does not come
   * up.
   */
  static RunningServer start(
      OpenDatabase database,
      DataHome home,
      Map<String, String> environment,
      Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("roomledger.audit.head-file", home.auditHeads(environment).toString());
    boolean started = false;
    try {
      Server server =
          Server.start(
              new Server.Foundation(
                  database.database(), home.disks(), home.serverKey(environment), all));
      RunningServer running = new RunningServer(server, database);
      Runtime.getRuntime().addShutdownHook(new Thread(running::close, "shutdown"));
      started = true;
      return running;
    } finally {
      if (!started) {
        database.close();
      }
    }
  }

  int port() {
    return server.port();
  }

  /** Where it listens. */
  String url() {
    return server.url();
  }

  /** Waits until the server was stopped. */
  void await() {
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      server.close();
    } finally {
      database.close();
      stopped.countDown();
    }
  }
}
