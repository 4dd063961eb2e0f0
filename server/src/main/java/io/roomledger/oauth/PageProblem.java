package io.roomledger.oauth;

/** Ends a request for a page with another page, which says what is wrong. */
final class PageProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String key;
  private final int status;

  /**
   * A problem.
   *
   * @param key the message for people: {@code problem.…}
   */
  PageProblem(int status, String key) {
    super(key, null, false, false);
    this.key = key;
    this.status = status;
  }

  String key() {
    return key;
  }

  int status() {
    return status;
  }
}
