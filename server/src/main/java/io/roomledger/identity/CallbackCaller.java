package io.roomledger.identity;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Posts to callback addresses. Speaks HTTP/1.1 itself, because the clients of the JDK look a name
 * up once more after it was checked; follows no redirect, and waits for {@link #LONGEST} in all.
 */
final class CallbackCaller {
  static final Duration LONGEST = Duration.ofSeconds(5);
  private static final int LONGEST_LINE = 8 << 10;
  private static final int MOST_LINES = 100;
  private static final int LARGEST_BODY = 64 << 10;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})(?: .*)?");

  private final CallbackNetworks networks;

  CallbackCaller(CallbackNetworks networks) {
    this.networks = networks;
  }

  /** What was answered. */
  record Reply(int status, byte[] body) {
    boolean ok() {
      return status >= 200 && status < 300;
    }
  }

  /**
   * Posts JSON.
   *
   * @param url http or https, with a host
   * @throws IOException when there is no answer in time, or the address may not be called
   */
  Reply post(URI url, Map<String, String> headers, byte[] body) throws IOException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    InetAddress address = networks.resolve(url.getHost());
    boolean secure = url.getScheme().equalsIgnoreCase("https");
    int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(address, port), remaining(deadline));
      plain.setSoTimeout(remaining(deadline));
      try (Socket socket = secure ? secured(plain, url.getHost(), port) : plain) {
        socket.getOutputStream().write(request(url, headers, body));
        socket.getOutputStream().flush();
        return reply(new BufferedInputStream(new Timed(plain, socket.getInputStream(), deadline)));
      }
    }
  }

  private static SSLSocket secured(Socket plain, String host, int port) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static byte[] request(URI url, Map<String, String> headers, byte[] body) {
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    StringBuilder head = new StringBuilder("POST ").append(path);
    if (url.getRawQuery() != null) {
      head.append('?').append(url.getRawQuery());
    }
    head.append(" HTTP/1.1\r\nHost: ").append(url.getHost());
    if (url.getPort() >= 0) {
      head.append(':').append(url.getPort());
    }
    head.append("\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ")
        .append(body.length)
        .append("\r\nUser-Agent: Roomledger\r\nConnection: close\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(body);
    return all.toByteArray();
  }

  private static Reply reply(InputStream in) throws IOException {
    while (true) {
      Matcher status = STATUS.matcher(line(in));
      if (!status.matches()) {
        throw new IOException("it does not answer in HTTP");
      }
      int code = Integer.parseInt(status.group(1));
      Map<String, String> headers = headers(in);
      if (code >= 200) {
        return new Reply(code, body(in, headers));
      }
    }
  }

  private static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    for (int lines = 0; lines < MOST_LINES; lines++) {
      String line = line(in);
      if (line.isEmpty()) {
        return headers;
      }
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    throw new IOException("its answer has too many headers");
  }

  private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      return chunks(in);
    }
    String length = headers.get("content-length");
    if (length == null) {
      return in.readNBytes(LARGEST_BODY);
    }
    return in.readNBytes(number(length, 10));
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      int size = number(line(in).replaceFirst(";.*", "").strip(), 16);
      if (size == 0) {
        return all.toByteArray();
      }
      all.writeBytes(in.readNBytes(size));
      line(in);
      if (all.size() > LARGEST_BODY) {
        throw new IOException("its answer is too long");
      }
    }
  }

  private static int number(String digits, int radix) throws IOException {
    try {
      int number = Integer.parseInt(digits, radix);
      if (number >= 0 && number <= LARGEST_BODY) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IOException("its answer has no length", e);
    }
    throw new IOException("its answer is too long");
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("it ended its answer early");
      }
      if (line.length() == LONGEST_LINE) {
        throw new IOException("its answer has too long a line");
      }
      line.append((char) c);
    }
    int end = line.length() - 1;
    return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
  }

  private static int remaining(long deadline) throws IOException {
    long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    if (millis <= 0) {
      throw new SocketTimeoutException("it did not answer in time");
    }
    return Math.toIntExact(millis);
  }

  /** Lets no read outlast the deadline, however slowly the bytes drip. */
  private static final class Timed extends InputStream {
    private final Socket socket;
    private final InputStream in;
    private final long deadline;

    Timed(Socket socket, InputStream in, long deadline) {
      this.socket = socket;
      this.in = in;
      this.deadline = deadline;
    }

    @Override
    public int read() throws IOException {
      socket.setSoTimeout(remaining(deadline));
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      socket.setSoTimeout(remaining(deadline));
      return in.read(bytes, offset, length);
    }
  }
}
