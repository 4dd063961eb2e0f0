package io.roomledger.testing;

import io.roomledger.Server;
import io.roomledger.database.Database;
import io.roomledger.files.FileStore;
import java.net.InetAddress;

/** One server process of a {@link TestProgram}, as far as a test can tell. */
public final class TestNode implements AutoCloseable {
  private final Server server;
  private final Database database;
  private final Api api;
  private boolean closed;

  TestNode(Server server, Database database) {
    this.server = server;
    this.database = database;
    this.api = new Api(server.port());
  }

  public int port() {
    return server.port();
  }

  public Api api() {
    return api;
  }

  /** Calls that come from another of this machine's own addresses; for the caller to close. */
  public Api apiFrom(String address) {
    return new Api(server.port(), InetAddress.ofLiteral(address));
  }

  /** Its store of files, as its workers use it. */
  FileStore files() {
    return server.files();
  }

  boolean running() {
    return !closed;
  }

  /** Takes its database away; it is of no more use then. */
  public void loseDatabase() {
    database.close();
  }

  /** Stops it in order, as SIGTERM does. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      api.close();
      server.close();
      database.close();
    }
  }
}
