package io.roomledger.cli;

/** Something to do if the process is ended from outside (Ctrl-C, SIGTERM) before {@link #close}. */
final class OnExit implements AutoCloseable {
  private final Thread hook;

  private OnExit(Thread hook) {
    this.hook = hook;
  }

  static OnExit run(Runnable action) {
    Thread hook = new Thread(action, "on-exit");
    Runtime.getRuntime().addShutdownHook(hook);
    return new OnExit(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs.
      return;
    }
  }
}
