package io.roomledger.exports;

import io.roomledger.testing.Api;
import io.roomledger.testing.Organisation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Requests that are wrong, and some that are only odd, each with its answer. */
final class MalformedRequests {
  private static final String LEVEL = Organisation.SAMPLE_LEVEL;
  private static final String ROOM = Organisation.SAMPLE_ROOM;

  private MalformedRequests() {}

  /** A request and its answer. */
  record Case(
      String name,
      String method,
      String path,
      List<String> headers,
      byte[] body,
      int status,
      int code,
      List<String> fields) {

    static Case create(String name, String body, int status, int code, String... fields) {
      return bytes(name, body.getBytes(StandardCharsets.UTF_8), status, code, fields);
    }

    static Case bytes(String name, byte[] body, int status, int code, String... fields) {
      return new Case(name, "POST", Api.CREATE, List.of(), body, status, code, List.of(fields));
    }

    static Case get(String path, int status, int code, String... fields) {
      return call("GET", Api.EXPORTS + path, status, code, fields);
    }

    static Case call(String method, String path, int status, int code, String... fields) {
      return new Case(
          method + " " + path, method, path, List.of(), new byte[0], status, code, List.of(fields));
    }

    Case with(String header, String value) {
      return new Case(
          name + " " + header + ": " + value,
          method,
          path,
          List.of(header, value),
          body,
          status,
          code,
          fields);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A body that is right but for one member, which is given as JSON; null leaves it out. */
  private static String with(String field, String json) {
    StringBuilder body = new StringBuilder("{");
    for (String[] member :
        new String[][] {
          {"room_level_id", '"' + LEVEL + '"'},
          {"start_time", "\"1655276858\""},
          {"end_time", "\"1655276858\""},
          {"room_ids", "[\"" + ROOM + "\"]"},
          {"is_exclude", "false"},
          {"need_topic", "true"}
        }) {
      String value = member[0].equals(field) ? json : member[1];
      if (!value.isEmpty()) {
        body.append(body.length() == 1 ? "" : ",");
        body.append('"').append(member[0]).append("\":").append(value);
      }
    }
    return body.append('}').toString();
  }

  private static String good() {
    return with("", "");
  }

  static Stream<Case> cases() {
    return Stream.of(bodies(), levels(), times(), rooms(), booleans(), encodings(), paths())
        .flatMap(List::stream);
  }

  private static List<Case> bodies() {
    return List.of(
        Case.create("empty body", "", 404, 121004),
        Case.create("blank body", "  \n", 404, 121004),
        Case.create("half a body", "{\"room_level_id\":", 404, 121004),
        Case.create("no JSON", "room_level_id=1", 404, 121004),
        Case.create("an array", "[" + good() + "]", 404, 121004),
        Case.create("null", "null", 404, 121004),
        Case.create("a string", "\"x\"", 404, 121004),
        Case.create("a number", "1", 404, 121004),
        Case.create("more after the object", good() + "}", 404, 121004),
        Case.create("two objects", good() + good(), 404, 121004),
        Case.create("single quotes", good().replace('"', '\''), 404, 121004),
        Case.create("a comment", "/* x */" + good(), 404, 121004),
        Case.create("NaN", with("start_time", "NaN"), 404, 121004),
        Case.create(
            "a field twice, the last one wrong",
            good().replaceFirst("}$", ",\"end_time\":\"x\"}"),
            400,
            121003,
            "end_time"),
        Case.create("a raw line break in a string", with("room_level_id", "\"a\nb\""), 404, 121004),
        Case.create("nested a thousand deep", with("room_ids", "[".repeat(1000)), 404, 121004),
        Case.create(
            "nested a thousand deep and closed",
            with("more", "[".repeat(1000) + "]".repeat(1000))
                .replace("{", "{\"more\":" + "[".repeat(1000) + "]".repeat(1000) + ","),
            404,
            121004),
        Case.create(
            "a lone surrogate as a name",
            "{\"\\ud800\":1,\"\\ud800\":2}",
            400,
            121003,
            "room_level_id",
            "start_time",
            "end_time"),
        Case.bytes("bad UTF-8", bytes(good(), (byte) 0xff), 404, 121004),
        Case.bytes("overlong UTF-8", bytes(good(), (byte) 0xc0, (byte) 0x80), 404, 121004),
        Case.bytes("UTF-16", good().getBytes(StandardCharsets.UTF_16), 404, 121004),
        Case.create("nothing in it", "{}", 400, 121003, "room_level_id", "start_time", "end_time"),
        Case.create(
            "all of it wrong",
            "{\"room_level_id\":1,\"need_topic\":1,\"start_time\":\"x\",\"end_time\":[],"
                + "\"room_ids\":{},\"is_exclude\":\"maybe\"}",
            400,
            121003,
            "room_level_id",
            "need_topic",
            "start_time",
            "end_time",
            "room_ids",
            "is_exclude"),
        Case.bytes("10 MB of JSON", big((byte) ' '), 400, 121003, "(body)"),
        Case.bytes("10 MB of zeros", big((byte) 0), 400, 121003, "(body)"));
  }

  private static List<Case> levels() {
    return List.of(
        Case.create("no level", with("room_level_id", ""), 400, 121003, "room_level_id"),
        Case.create("level null", with("room_level_id", "null"), 400, 121003, "room_level_id"),
        Case.create("level empty", with("room_level_id", "\"\""), 400, 121003, "room_level_id"),
        Case.create("level a number", with("room_level_id", "0"), 400, 121003, "room_level_id"),
        Case.create("level a list", with("room_level_id", "[]"), 400, 121003, "room_level_id"),
        Case.create("level too short", level("omb_57c9"), 400, 121003, "room_level_id"),
        Case.create("level a room's id", level(ROOM), 400, 121003, "room_level_id"),
        Case.create(
            "level in capitals",
            level(LEVEL.toUpperCase(Locale.ROOT)),
            400,
            121003,
            "room_level_id"),
        Case.create("level with a line break", level(LEVEL + "\\n"), 400, 121003, "room_level_id"),
        Case.create("level with NUL", level("omb_\\u0000"), 400, 121003, "room_level_id"),
        Case.create("level a lone surrogate", level("\\ud83d"), 400, 121003, "room_level_id"),
        Case.create(
            "level a pair cut in two", level("\\ude00\\ud83d"), 400, 121003, "room_level_id"),
        Case.create("level of full-width digits", level("omb_５７"), 400, 121003, "room_level_id"),
        Case.create("level SQL", level("' or ''='"), 400, 121003, "room_level_id"),
        Case.create(
            "level very long", level("omb_" + "a".repeat(9999)), 400, 121003, "room_level_id"),
        Case.create("level unknown", level("omb_" + "0".repeat(32)), 404, 121004));
  }

  private static String level(String id) {
    return with("room_level_id", '"' + id + '"');
  }

  private static List<Case> times() {
    return List.of(
        Case.create("no start", with("start_time", ""), 400, 121003, "start_time"),
        Case.create("no end", with("end_time", ""), 400, 121003, "end_time"),
        Case.create("start null", with("start_time", "null"), 400, 121003, "start_time"),
        Case.create("start empty", with("start_time", "\"\""), 400, 121003, "start_time"),
        Case.create("start true", with("start_time", "true"), 400, 121003, "start_time"),
        Case.create("start negative", with("start_time", "\"-1\""), 400, 121003, "start_time"),
        Case.create("start a negative number", with("start_time", "-1"), 400, 121003, "start_time"),
        Case.create("start in ms", with("start_time", "1655276858000"), 400, 121003, "start_time"),
        Case.create(
            "start in ms as text",
            with("start_time", "\"1655276858000\""),
            400,
            121003,
            "start_time"),
        Case.create("start a fraction", with("start_time", "1.5"), 400, 121003, "start_time"),
        Case.create(
            "start a whole float", with("start_time", "1655276858.0"), 400, 121003, "start_time"),
        Case.create("start an exponent", with("start_time", "1e9"), 400, 121003, "start_time"),
        Case.create(
            "start a date", with("start_time", "\"2022-06-15\""), 400, 121003, "start_time"),
        Case.create(
            "start with a plus", with("start_time", "\"+1655276858\""), 400, 121003, "start_time"),
        Case.create(
            "start with a blank", with("start_time", "\" 1655276858\""), 400, 121003, "start_time"),
        Case.create(
            "start in Arabic digits", with("start_time", "\"١٦٥\""), 400, 121003, "start_time"),
        Case.create(
            "start past Long",
            with("start_time", "9223372036854775808"),
            400,
            121003,
            "start_time"),
        Case.create(
            "start of 90 digits", with("start_time", "9".repeat(90)), 400, 121003, "start_time"),
        Case.create(
            "start of 9000 digits",
            with("start_time", '"' + "9".repeat(9000) + '"'),
            400,
            121003,
            "start_time"),
        Case.create(
            "start past the year 9999",
            with("start_time", "253402300800"),
            400,
            121003,
            "start_time"),
        Case.create(
            "end before start", with("end_time", "\"1655276857\""), 400, 121003, "end_time"),
        Case.create("end an object", with("end_time", "{}"), 400, 121003, "end_time"));
  }

  private static List<Case> rooms() {
    return List.of(
        Case.create("rooms a string", with("room_ids", '"' + ROOM + '"'), 400, 121003, "room_ids"),
        Case.create("rooms an object", with("room_ids", "{}"), 400, 121003, "room_ids"),
        Case.create("a room a number", with("room_ids", "[1]"), 400, 121003, "room_ids[0]"),
        Case.create("a room null", with("room_ids", "[null]"), 400, 121003, "room_ids[0]"),
        Case.create("a room a list", with("room_ids", "[[]]"), 400, 121003, "room_ids[0]"),
        Case.create(
            "the second and third room wrong",
            with("room_ids", "[\"" + ROOM + "\",\"x\",\"omm_\\u0000\"]"),
            400,
            121003,
            "room_ids[1]",
            "room_ids[2]"),
        Case.create(
            "a room a level's id",
            with("room_ids", "[\"" + LEVEL + "\"]"),
            400,
            121003,
            "room_ids[0]"),
        Case.create(
            "10,001 rooms",
            with("room_ids", "[" + ("\"" + ROOM + "\",").repeat(10_000) + "\"" + ROOM + "\"]"),
            400,
            121003,
            "room_ids"),
        Case.create(
            "an unknown room", with("room_ids", "[\"omm_" + "0".repeat(32) + "\"]"), 404, 121004),
        Case.create(
            "an unknown room to leave out",
            with("room_ids", "[\"omm_" + "0".repeat(32) + "\"]").replace("false", "true"),
            404,
            121004));
  }

  private static List<Case> booleans() {
    return List.of(
        Case.create("exclude a number", with("is_exclude", "1"), 400, 121003, "is_exclude"),
        Case.create("exclude a word", with("is_exclude", "\"yes\""), 400, 121003, "is_exclude"),
        Case.create("exclude empty", with("is_exclude", "\"\""), 400, 121003, "is_exclude"),
        Case.create("topic a list", with("need_topic", "[true]"), 400, 121003, "need_topic"));
  }

  private static List<Case> encodings() {
    byte[] zipped = Gzip.of(good().getBytes(StandardCharsets.UTF_8));
    byte[] wrong = zipped.clone();
    wrong[zipped.length - 6] ^= 0x55;
    return List.of(
        Case.bytes("no gzip", good().getBytes(StandardCharsets.UTF_8), 404, 121004)
            .with("Content-Encoding", "gzip"),
        Case.bytes("empty gzip", new byte[0], 404, 121004).with("Content-Encoding", "gzip"),
        Case.bytes("half gzip", Arrays.copyOf(zipped, zipped.length / 2), 404, 121004)
            .with("Content-Encoding", "gzip"),
        Case.bytes("gzip with a wrong sum", wrong, 404, 121004).with("Content-Encoding", "gzip"),
        Case.bytes("a gzip bomb", Gzip.of(new byte[100 << 20]), 400, 121003, "(body)")
            .with("Content-Encoding", "gzip"),
        Case.bytes("deflate", zipped, 404, 121004).with("Content-Encoding", "deflate"),
        Case.bytes("zipped twice", zipped, 404, 121004).with("Content-Encoding", "gzip, gzip"),
        Case.bytes("an unknown encoding", zipped, 404, 121004).with("Content-Encoding", "br"));
  }

  private static List<Case> paths() {
    return List.of(
        Case.call("POST", Api.EXPORTS + "/meeting_list", 400, 121002),
        Case.call("POST", Api.EXPORTS + "/participant_list", 400, 121002),
        Case.call("POST", Api.EXPORTS + "/participant_quality_list", 400, 121002),
        Case.get("/resource_reservation_list", 404, 121004),
        Case.get("/meeting_list", 404, 121004),
        Case.call("PUT", Api.CREATE, 404, 121004),
        Case.call("DELETE", Api.CREATE, 404, 121004),
        Case.call("PATCH", Api.CREATE, 404, 121004),
        Case.call("PUT", Api.CREATE, 404, 121004)
            .with("Content-Type", "application/x-www-form-urlencoded"),
        Case.call("POST", Api.EXPORTS + "/download", 404, 121004),
        Case.call("DELETE", Api.EXPORTS + "/7111325589855797267", 404, 121004),
        Case.call("POST", Api.EXPORTS + "/7111325589855797267", 404, 121004),
        Case.get("", 404, 99991201),
        Case.get("/1/2", 404, 99991201),
        Case.get("/7111325589855797267", 404, 121004),
        Case.get("/0", 404, 121004),
        Case.get("/abc", 400, 121003, "task_id"),
        Case.get("/-1", 400, 121003, "task_id"),
        Case.get("/1.5", 400, 121003, "task_id"),
        Case.get("/71113255898557972670", 400, 121003, "task_id"),
        Case.get("/%E4%BD%A0", 400, 121003, "task_id"),
        Case.get("/%FF", 400, 121003),
        Case.get("/%D9%A1%D9%A2", 400, 121003, "task_id"),
        Case.get("/" + "1".repeat(4000), 400, 121003, "task_id"),
        Case.get("/download", 400, 121003, "file_token"),
        Case.get("/download?file_token=", 400, 121003, "file_token"),
        Case.get("/download?file_token=" + "x".repeat(300), 400, 121003, "file_token"),
        Case.get("/download?file_token=unknown", 404, 121004),
        Case.get("/download?file_token=6yHu7Igp%2B%2F%3D%3D", 404, 121004),
        Case.get("/download?file_token=%00", 404, 121004),
        Case.get("/download?file_token=%E4%BD%A0", 404, 121004),
        Case.get("/download?file_token=a&file_token=b", 404, 121004),
        Case.call("OPTIONS", Api.CREATE, 404, 121004),
        Case.call("OPTIONS", "/" + Api.EXPORTS + "//download", 404, 121004),
        Case.call("OPTIONS", Api.TOKEN_PATH, 404, 99991301),
        Case.call("OPTIONS", "/nothing", 404, 99991301),
        Case.get("/download?file_token=%FF", 400, 121003),
        Case.get("/download?" + "a=1&".repeat(1500) + "file_token=x", 400, 121003),
        Case.get("/download?file_token=x", 404, 121004).with("Range", "bytes=9-1"),
        Case.get("/download?file_token=x", 404, 121004)
            .with("Content-Type", "application/json; charset=bogus"));
  }

  static Stream<Case> oddButRight() {
    return Stream.of(
        Case.create("the sample", good(), 200, 0),
        Case.create("a byte order mark", "\ufeff" + good(), 200, 0),
        Case.create("times as numbers", good().replace("\"1655276858\"", "1655276858"), 200, 0),
        Case.create("leading zeros", good().replace("\"1655276858\"", "\"0001655276858\""), 200, 0),
        Case.create("the beginning of time", with("start_time", "\"0\""), 200, 0),
        Case.create("the end of time", with("end_time", "253402300799"), 200, 0),
        Case.create("Python's booleans", with("need_topic", "\"True\""), 200, 0),
        Case.create("optional fields null", with("room_ids", "null"), 200, 0),
        Case.create("the rooms empty", with("room_ids", "[]"), 200, 0),
        Case.create(
            "a room twice", with("room_ids", "[\"" + ROOM + "\",\"" + ROOM + "\"]"), 200, 0),
        Case.create("the root", level("0"), 200, 0),
        Case.create("fields nobody knows", good().replace("{", "{\"x\":{\"y\":[1]},"), 200, 0),
        Case.bytes("gzip", Gzip.of(good().getBytes(StandardCharsets.UTF_8)), 200, 0)
            .with("Content-Encoding", "gzip"),
        Case.bytes("x-gzip", Gzip.of(good().getBytes(StandardCharsets.UTF_8)), 200, 0)
            .with("Content-Encoding", "x-gzip"),
        Case.create("a field twice", "{\"end_time\":\"x\"," + good().substring(1), 200, 0),
        Case.create("FALSE", with("is_exclude", "\"FALSE\""), 200, 0),
        Case.create("false as Python has it", with("need_topic", "\"False\""), 200, 0),
        Case.create("no such type", good(), 200, 0).with("Content-Type", "garbage"),
        Case.create("identity", good(), 200, 0).with("Content-Encoding", "identity"),
        Case.create("multipart", good(), 200, 0)
            .with("Content-Type", "multipart/form-data; boundary=x"),
        Case.create("a form", good(), 200, 0)
            .with("Content-Type", "application/x-www-form-urlencoded"),
        Case.create("text", good(), 200, 0).with("Content-Type", "text/plain; charset=utf-16"));
  }

  /** The text with these bytes put into its first string. */
  private static byte[] bytes(String text, byte... more) {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(plain, 0, 2);
    out.writeBytes(more);
    out.write(plain, 2, plain.length - 2);
    return out.toByteArray();
  }

  private static byte[] big(byte filler) {
    byte[] bytes = new byte[10 << 20];
    Arrays.fill(bytes, filler);
    return bytes;
  }
}
