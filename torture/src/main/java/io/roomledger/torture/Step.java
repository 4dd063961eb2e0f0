package io.roomledger.torture;

import java.util.List;
import java.util.stream.Stream;

/**
 * A place in the program where it can be held.
 *
 * @param name what it is called on the command line and in the table
 * @param method class and method, {@code io.roomledger.exports.ExportRun.run}
 * @param after whether it is held when the method has returned, and not before it begins
 * @param caller class and method that must be on the stack; empty = any
 * @param times at which of its calls it is held; 0 = at one that chance picks, far into the file
 */
record Step(String name, String method, boolean after, String caller, int times) {
  private static final String WORKER = "io.roomledger.exports.ExportWorker";
  private static final String QUEUE = "io.roomledger.exports.ExportQueue";
  private static final String EXPIRED = "io.roomledger.exports.ExpiredTasks";
  private static final String FILES = "io.roomledger.files.";
  private static final String S3 = "software.amazon.awssdk.services.s3.DefaultS3Client.";
  private static final String FORCE = "sun.nio.ch.FileChannelImpl.force";

  /** An answer of the database that is on its way: what was asked for is committed by then. */
  private static final String ANSWER = "org.postgresql.core.v3.QueryExecutorImpl.processResults";

  /** Steps of one export, in their order. */
  static final List<Step> OF_AN_EXPORT =
      List.of(
          before("claim-unread", ANSWER, QUEUE + ".claim"),
          before("after-claim", WORKER + ".work", ""),
          before("before-snapshot", "io.roomledger.exports.ExportRun.run", ""),
          before("first-row", "io.roomledger.exports.ReservationSheet.write", ""),
          new Step("mid-file", "io.roomledger.exports.ReservationSheet.write", false, "", 0),
          new Step("mid-write", "sun.nio.ch.FileChannelImpl.write", false, FILES, 2),
          before("before-fsync", FORCE, FILES),
          afterReturn("after-fsync", FORCE, FILES),
          before("before-publish", "java.nio.file.Files.createLink", FILES),
          afterReturn("after-publish", "java.nio.file.Files.createLink", FILES),
          afterReturn("after-unlink", "java.nio.file.Files.delete", FILES),
          before("before-finish", QUEUE + ".finish", ""),
          before("finish-unread", ANSWER, QUEUE + ".finish"),
          afterReturn("after-finish", QUEUE + ".finish", ""));

  /** Steps of putting a file into an object store. */
  static final List<Step> OF_AN_UPLOAD =
      List.of(
          before("before-upload", S3 + "createMultipartUpload", ""),
          afterReturn("upload-begun", S3 + "createMultipartUpload", ""),
          new Step("mid-upload", S3 + "uploadPart", false, "", 2),
          before("before-complete", S3 + "completeMultipartUpload", ""),
          afterReturn("after-complete", S3 + "completeMultipartUpload", ""));

  /** Steps of the pruner. */
  static final List<Step> OF_PRUNING =
      List.of(
          before("prune-before-rows", EXPIRED + ".forget", ""),
          before("prune-unread", ANSWER, EXPIRED + ".forget"),
          afterReturn("prune-rows-gone", EXPIRED + ".forget", ""),
          afterReturn("prune-before-orphans", EXPIRED + ".orphans", ""));

  /** Steps of handing back at SIGTERM. */
  static final List<Step> OF_HANDING_BACK =
      List.of(
          before("before-hand-back", WORKER + ".handBack", ""),
          before("hand-back-unread", ANSWER, QUEUE + ".handBack"));

  /** Steps of taking a task from another. */
  static final List<Step> OF_A_RESCUE = List.of(before("rescue-unread", ANSWER, QUEUE + ".rescue"));

  private static Step before(String name, String method, String caller) {
    return new Step(name, method, false, caller, 1);
  }

  private static Step afterReturn(String name, String method, String caller) {
    return new Step(name, method, true, caller, 1);
  }

  /** All that have a name. */
  static List<String> names() {
    return Stream.of(OF_AN_EXPORT, OF_AN_UPLOAD, OF_A_RESCUE, OF_HANDING_BACK, OF_PRUNING)
        .flatMap(List::stream)
        .map(Step::name)
        .toList();
  }

  /** Any method, as the command line names it. */
  static Step named(String method) {
    return new Step(method, qualified(method), false, "", 1);
  }

  /** {@code ExportRun.run} is meant to be one of ours where no package is given. */
  private static String qualified(String method) {
    long dots = method.chars().filter(each -> each == '.').count();
    return dots > 1 ? method : "*." + method;
  }

  String className() {
    return method.substring(0, method.lastIndexOf('.'));
  }

  String methodName() {
    return method.substring(method.lastIndexOf('.') + 1);
  }

  Step at(int call) {
    return new Step(name, method, after, caller, call);
  }
}
