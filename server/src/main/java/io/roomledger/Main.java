package io.roomledger;

import io.roomledger.command.RootCommand;

/** The program: what it can do stands in {@link RootCommand}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(RootCommand.run(args));
  }
}
