package io.roomledger.identity;

import io.roomledger.wire.ApiException;
import io.roomledger.wire.Envelope;
import io.roomledger.wire.ErrorCode;
import io.roomledger.wire.FieldViolation;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Endpoints that only tests have, for what no endpoint of the protocol answers yet. */
@RestController
final class GatewayCodeEndpoint {
  @GetMapping("/test/code/{name}")
  @SuppressWarnings("DoNotCallSuggester") // Spring calls it.
  Envelope refuse(@PathVariable String name) {
    throw ApiException.of(ErrorCode.valueOf(name));
  }

  @GetMapping("/test/fields")
  @SuppressWarnings("DoNotCallSuggester")
  Envelope fields() {
    throw ApiException.fields(
        ErrorCode.FIELD_VALIDATION_FAILED,
        List.of(new FieldViolation("page_size", "0", "must be 1 to 100")));
  }

  @GetMapping("/test/users-only")
  @RequiresScope(value = "vc:export", tokens = TokenKind.USER)
  Envelope usersOnly(Caller caller) {
    return Envelope.success(caller.appId());
  }
}
