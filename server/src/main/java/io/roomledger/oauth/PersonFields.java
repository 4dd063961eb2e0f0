package io.roomledger.oauth;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.roomledger.identity.People;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who a token's person is. Address, telephone and the organisation's own ids are there only for a
 * scope that the person allowed; pictures there are none.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PersonFields(
    String name,
    @JsonProperty("en_name") String enName,
    @JsonProperty("avatar_url") String avatarUrl,
    @JsonProperty("avatar_thumb") String avatarThumb,
    @JsonProperty("avatar_middle") String avatarMiddle,
    @JsonProperty("avatar_big") String avatarBig,
    @JsonProperty("open_id") String openId,
    @JsonProperty("union_id") String unionId,
    @JsonProperty("user_id") @Nullable String userId,
    @Nullable String email,
    @JsonProperty("enterprise_email") @Nullable String enterpriseEmail,
    @Nullable String mobile,
    @JsonProperty("tenant_key") String tenantKey,
    @JsonProperty("employee_no") @Nullable String employeeNo) {
  private static final String EMAIL = "contact:user.email:readonly";
  private static final String PHONE = "contact:user.phone:readonly";
  private static final String USER_ID = "contact:user.employee_id:readonly";
  private static final String EMPLOYEE = "contact:user.employee:readonly";

  /**
   * The fields of a person.
   *
   * @param granted whether a scope is among those that the person allowed and the app holds
   */
  static PersonFields of(People.Profile person, Predicate<String> granted) {
    boolean email = granted.test(EMAIL);
    return new PersonFields(
        person.name(),
        text(person.enName()),
        "",
        "",
        "",
        "",
        person.openId(),
        person.unionId(),
        granted.test(USER_ID) ? person.userId() : null,
        email ? text(person.email()) : null,
        email ? "" : null,
        granted.test(PHONE) ? text(person.mobile()) : null,
        person.tenantKey(),
        granted.test(EMPLOYEE) ? text(person.employeeNo()) : null);
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
