package io.roomledger.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Answer;
import io.roomledger.testing.TestProgram;
import io.roomledger.wire.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every documented code of the gateway: its number, its status, its words. */
final class GatewayCodesTest {
  @RegisterExtension static final TestProgram program = TestProgram.shared();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MISSING_ACCESS_TOKEN | 400 | 99991661 | Missing access token for authorization.",
        "APP_NOT_IN_USE | 400 | 99991662 | app not in use",
        "INVALID_TENANT_TOKEN | 400 | 99991663 | Invalid access token for authorization.",
        "INVALID_APP_TOKEN | 400 | 99991664 | invalid app token",
        "INVALID_TENANT_CODE | 400 | 99991665 | invalid tenant code",
        "INVALID_USER_TOKEN | 400 | 99991668 | Invalid access token for authorization.",
        "INVALID_USER_REFRESH_TOKEN | 400 | 99991669 | invalid user refresh token",
        "MALFORMED_TOKEN | 400 | 99991671 | Invalid token: must start with t-/u-",
        "SCOPE_REQUIRED | 400 | 99991672 | Access denied. One of the following scopes is required:",
        "UNAUTHORIZED_APP | 400 | 99991673 | unauthorized app",
        "TOKEN_NO_PERMISSION | 400 | 99991676 | token no permission",
        "USER_TOKEN_EXPIRED | 400 | 99991677 | token expire",
        "USER_UNAUTHORIZED | 400 | 99991679 | Unauthorized. You do not have permission to perform",
        "PATH_NOT_FOUND | 404 | 99991201 | not found",
        "METHOD_MISMATCH | 404 | 99991301 | method mismatch",
        "RATE_LIMITED | 429 | 99991400 | request trigger frequency limit",
        "IP_DENIED | 400 | 99991401 | ip %s is denied by app setting",
        "FIELD_VALIDATION_FAILED | 400 | 99992402 | field validation failed"
      })
  void hasItsNumberStatusAndWords(ErrorCode code, int status, int number, String msg) {
    Answer answer = program.api().get("/test/code/" + code, null).expect(status, number);

    assertThat(answer.json().path("msg").asString()).startsWith(msg);
    assertThat(answer.json().path("error").path("log_id").asString())
        .isEqualTo(answer.header("X-Tt-Logid"));
    assertThat(answer.json().path("error").path("troubleshooter").asString())
        .startsWith("排查建议查看(Troubleshooting suggestions): ")
        .contains(Integer.toString(number));
    assertThat(code.ofGateway()).isTrue();
  }

  @Test
  void fieldsAreNamed() {
    Answer answer = program.api().get("/test/fields", null).expect(400, 99992402);

    assertThat(answer.json().path("error").path("field_violations").toString())
        .isEqualTo(
            "[{\"field\":\"page_size\",\"value\":\"0\",\"description\":\"must be 1 to 100\"}]");
  }

  @Test
  void aTokenOfAKindThatIsNotTakenHasNoPermission() {
    String token = program.api().token(program.organisation().exporter());

    Answer answer = program.api().get("/test/users-only", token).expect(400, 99991676);

    assertThat(answer.json().path("error").path("message").asString())
        .isEqualTo("this endpoint takes a user_access_token");
  }
}
