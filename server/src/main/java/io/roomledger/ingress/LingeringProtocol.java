package io.roomledger.ingress;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * HTTP/1.1 whose refusals can be read. A request may be refused before all of it came: its head or
 * its body is too long. A connection closed then is reset by the system, and whoever still writes
 * sees "broken pipe" in place of the answer. So the answer's side is closed first, and what still
 * comes is read and dropped, for a while (a "lingering close").
 *
 * <p>Its requests know their connection ({@link io.roomledger.wire.PlainConnection}).
 *
 * <p>Public because the container makes it, by its name.
 */
public final class LingeringProtocol extends Http11NioProtocol {
  private static final long LONGEST_SILENCE_MILLIS = 1_000;
  private static final long LONGEST_NANOS = 5_000_000_000L;
  private static final int BUFFER_BYTES = 8 << 10;

  @Override
  protected Processor createProcessor() {
    return new LingeringProcessor(this, new PlainConnections(getAdapter()));
  }

  private static final class LingeringProcessor extends Http11Processor {
    private final PlainConnections connections;

    LingeringProcessor(AbstractHttp11Protocol<?> protocol, PlainConnections connections) {
      super(protocol, connections);
      this.connections = connections;
    }

    @Override
    public SocketState service(SocketWrapperBase<?> socket) throws IOException {
      SocketState state;
      connections.use(PlainConnections.of(socket));
      try {
        state = super.service(socket);
      } finally {
        connections.use(null);
      }
      if (state == SocketState.CLOSED
          && getErrorState().isError()
          && getErrorState().isIoAllowed()) {
        linger(socket);
      }
      return state;
    }

    private static void linger(SocketWrapperBase<?> socket) {
      long end = System.nanoTime() + LONGEST_NANOS;
      ByteBuffer dropped = ByteBuffer.allocate(BUFFER_BYTES);
      socket.setReadTimeout(LONGEST_SILENCE_MILLIS);
      try {
        // TLS tells its end in its own words, when the connection is closed.
        SocketChannel plain = PlainConnections.of(socket);
        if (plain != null) {
          plain.shutdownOutput();
        }
        while (socket.read(true, dropped) >= 0 && System.nanoTime() < end) {
          dropped.clear();
        }
      } catch (IOException e) {
        // The client was silent or went away: nothing more is to be heard.
      }
    }
  }
}
