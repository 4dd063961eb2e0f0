package io.roomledger.ingress;

import io.roomledger.wire.PlainConnection;
import java.nio.channels.SocketChannel;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tells each request of one processor which connection it came by, on its way to the application.
 */
final class PlainConnections implements Adapter {
  private final Adapter application;
  private @Nullable SocketChannel connection;

  PlainConnections(Adapter application) {
    this.application = application;
  }

  /** The system's side of a connection; null when there is TLS on it, or it is closed. */
  static @Nullable SocketChannel of(SocketWrapperBase<?> socket) {
    return socket.getSocket() instanceof NioChannel channel
            && !(channel instanceof SecureNioChannel)
        ? channel.getIOChannel()
        : null;
  }

  /** The requests that follow come by this connection; null = by one that nobody is to know. */
  void use(@Nullable SocketChannel next) {
    connection = next;
  }

  @Override
  public void service(Request request, Response response) throws Exception {
    if (connection != null) {
      PlainConnection.assign(request, connection);
    }
    application.service(request, response);
  }

  @Override
  public boolean prepare(Request request, Response response) throws Exception {
    return application.prepare(request, response);
  }

  @Override
  public boolean asyncDispatch(Request request, Response response, SocketEvent event)
      throws Exception {
    return application.asyncDispatch(request, response, event);
  }

  @Override
  public void log(Request request, Response response, long time) {
    application.log(request, response, time);
  }

  @Override
  public void checkRecycled(Request request, Response response) {
    application.checkRecycled(request, response);
  }

  @Override
  public String getDomain() {
    return application.getDomain();
  }
}
