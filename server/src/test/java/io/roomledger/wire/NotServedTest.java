package io.roomledger.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Answer;
import io.roomledger.testing.TestProgram;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints of the same families that the live service has and this server has not. */
final class NotServedTest {
  @RegisterExtension static final TestProgram program = TestProgram.shared();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET vc/v1/resource_reservation_list",
        "GET vc/v1/meeting_list",
        "GET vc/v1/participant_list",
        "GET vc/v1/participant_quality_list",
        "POST vc/v1/room_levels",
        "POST vc/v1/room_levels/del",
        "PATCH vc/v1/room_levels/omb_1",
        "GET vc/v1/room_levels/omb_1",
        "GET vc/v1/room_levels/0",
        "POST vc/v1/room_levels/mget",
        "GET vc/v1/room_levels",
        "GET vc/v1/room_levels/search",
        "POST vc/v1/rooms",
        "DELETE vc/v1/rooms/omm_1",
        "PATCH vc/v1/rooms/omm_1",
        "GET vc/v1/rooms/omm_1",
        "POST vc/v1/rooms/mget",
        "GET vc/v1/rooms",
        "POST vc/v1/rooms/search",
        "GET vc/v1/reserve_configs/reserve_scope",
        "PATCH vc/v1/reserve_configs/omb_1",
        "GET vc/v1/reserve_configs/omb_1/form",
        "PATCH vc/v1/reserve_configs/omb_1/form",
        "GET vc/v1/reserve_configs/omb_1/admin",
        "PATCH vc/v1/reserve_configs/omb_1/admin",
        "GET vc/v1/reserve_configs/omb_1/disable_inform",
        "PATCH vc/v1/reserve_configs/omb_1/disable_inform",
        "GET vc/v1/scope_config",
        "POST vc/v1/scope_config",
        "POST vc/v1/room_configs/set",
        "GET vc/v1/room_configs/query"
      })
  void isAnswered(String endpoint) {
    String[] parts = endpoint.split(" ", 2);

    Answer answer =
        program
            .api()
            .send(
                parts[0],
                "/open-apis/" + parts[1],
                BodyPublishers.ofString("{}"),
                UnaryOperator.identity());

    answer.expect(404, 99991201);
    assertThat(answer.json().path("msg").asString()).isEqualTo("not found");
  }
}
