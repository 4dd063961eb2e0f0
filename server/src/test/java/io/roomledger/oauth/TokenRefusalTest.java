package io.roomledger.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Answer;
import io.roomledger.testing.Consent;
import io.roomledger.testing.TestProgram;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When the token endpoints cannot give what they would: our fault, or no longer allowed. */
final class TokenRefusalTest {
  @RegisterExtension static final TestProgram program = TestProgram.with(Map.of());

  private final Consent consent = new Consent(program, "vc:export", "offline_access");

  private static void expect(Answer answer, int status, int code, String error) {
    answer.expect(status, code);
    assertThat(answer.json().path("error").asString()).isEqualTo(error);
    assertThat(answer.json().path("error_description").asString()).isNotEmpty();
    assertThat(answer.json().propertyNames())
        .containsExactlyInAnyOrder("code", "error", "error_description");
  }

  @Test
  void aFaultOfOursHasItsOwnCode() {
    String code = consent.code("&scope=vc%3Aexport");
    program.sql().sql("alter table user_token rename to user_token_away").update();
    try {
      expect(consent.post(Consent.V2, consent.codeRequest(code)), 500, 20050, "server_error");
      consent
          .authen("/access_token", Map.of("grant_type", "authorization_code", "code", code))
          .expect(500, 20050);
    } finally {
      program.sql().sql("alter table user_token_away rename to user_token").update();
    }
    // Whatever failed was taken back: the code is still good.
    consent.post(Consent.V2, consent.codeRequest(code)).expect(200, 0);
  }

  @Test
  void aDatabaseThatIsAwayIsSaidToBeTemporary() {
    String code = consent.code("&scope=vc%3Aexport");
    try (var node = program.startNode(Map.of())) {
      node.loseDatabase();
      for (String path : List.of(Consent.V2, Consent.V3)) {
        expect(
            Consent.post(node.api(), path, null, consent.codeRequest(code)),
            503,
            20072,
            "temporarily_unavailable");
      }
    }
    consent.post(Consent.V2, consent.codeRequest(code)).expect(200, 0);
  }

  @Test
  void aCodeForAnAddressThatWasTakenAwayGivesNothing() {
    String code = consent.code("&scope=vc%3Aexport");
    RedirectUris addresses = new RedirectUris(program.sql());
    long app = consent.organisation.number(consent.app);
    assertThat(addresses.remove(app, Consent.REDIRECT)).isTrue();

    expect(consent.post(Consent.V2, consent.codeRequest(code)), 400, 20071, "invalid_grant");
    assertThat(addresses.add(app, Consent.REDIRECT)).isTrue();
    consent.post(Consent.V2, consent.codeRequest(code)).expect(200, 0);
  }

  @Test
  void whoLeftDoesNotExistAnyMore() {
    String code = consent.code("&scope=vc%3Aexport%20offline_access");
    consent.organisation.setPersonState(consent.user.person(), "left");

    expect(consent.post(Consent.V2, consent.codeRequest(code)), 400, 20008, "invalid_grant");
  }
}
