package io.roomledger.database;

import java.util.function.Consumer;

/**
 * PostgreSQL's LISTEN and NOTIFY: news between the nodes that share a database.
 *
 * <p>A notice is a hint and may be lost, whenever the connection is. So a subscriber also says what
 * to do when it may have missed some, and no data depends on notices alone.
 */
public final class Notices implements AutoCloseable {
  private final NoticeListener listener;
  private final NoticeSender sender;

  Notices(ConnectionSettings settings) {
    listener = new NoticeListener(settings);
    sender = new NoticeSender(settings);
  }

  /**
   * Calls the subscriber for each notice on the channel, from any node, this one included. Both are
   * called on the listening thread and must be quick; what they throw is logged.
   *
   * @param channel lower-case letters, digits and underscores, at most 63
   * @param onNotice takes the payload, empty for {@link #notify(String)}
   * @param onGap called when notices may have been missed: once when listening begins, and after
   *     every broken connection
   */
  public void subscribe(String channel, Consumer<String> onNotice, Runnable onGap) {
    listener.subscribe(channel, onNotice, onGap);
  }

  /**
   * Whether notices arrive now: false while the connection is broken, or some channel is not
   * listened to yet.
   */
  public boolean listening() {
    return listener.listening();
  }

  /**
   * Sends a notice without payload soon, at most one per channel in 10 ms however often this is
   * called. Returns at once and takes no part in the caller's transaction: call it after the
   * commit.
   */
  public void notify(String channel) {
    sender.send(channel);
  }

  @Override
  public void close() {
    sender.close();
    listener.close();
  }
}
