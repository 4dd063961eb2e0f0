package io.roomledger.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code train}: a small demo in a directory that is thrown away. The build runs it once so that
 * the JVM can record which classes a start needs; every later start is the faster for it.
 */
@Command(name = "train", hidden = true)
final class TrainCommand implements Callable<Integer> {
  @Override
  public Integer call() throws IOException {
    Path directory = Files.createTempDirectory("roomledger-train");
    try {
      return new CommandLine(new DemoCommand())
          .execute("--data=" + directory, "--port=0", "--rows=200", "--no-serve");
    } finally {
      FileSystemUtils.deleteRecursively(directory);
    }
  }
}
