package io.roomledger.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * The shape of every JSON answer.
 *
 * @param code 0 for success
 * @param msg words for people; programs go by the code
 * @param data what was asked for; absent on an error
 * @param error what more is to say about an error
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"code", "msg", "data", "error"})
public record Envelope(int code, String msg, @Nullable Object data, @Nullable Object error) {

  public static Envelope success(Object data) {
    return new Envelope(0, "success", data, null);
  }
}
