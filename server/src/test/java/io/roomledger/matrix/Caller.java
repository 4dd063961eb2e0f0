package io.roomledger.matrix;

/**
 * Everybody who may knock, with what the gateway says to them.
 *
 * <p>A caller that is let in with a right of any kind made an export before anything was done to
 * it, so that it has an object of its own.
 */
enum Caller {
  NO_TOKEN(99991661, Kind.NONE, Right.NONE),
  EMPTY_TOKEN(99991661, Kind.NONE, Right.NONE),
  GARBAGE_TENANT_TOKEN(99991663, Kind.NONE, Right.NONE),
  GARBAGE_USER_TOKEN(99991668, Kind.NONE, Right.NONE),
  GARBAGE_NEWER_USER_TOKEN(99991668, Kind.NONE, Right.NONE),
  GARBAGE_APP_TOKEN(99991664, Kind.NONE, Right.NONE),
  GARBAGE_REFRESH_TOKEN(99991669, Kind.NONE, Right.NONE),
  GARBAGE(99991671, Kind.NONE, Right.NONE),

  EXPIRED(99991663, Kind.TENANT, Right.WHOLE),
  EXPIRED_STORE(99991663, Kind.TENANT, Right.WHOLE),
  EXPIRED_USER(99991677, Kind.USER, Right.WHOLE),
  EXPIRED_OLDER_USER(99991677, Kind.USER, Right.WHOLE),
  EXPIRED_APP_TOKEN(99991664, Kind.APP, Right.NONE),

  APP_TOKEN(99991676, Kind.APP, Right.NONE),
  REFRESH_TOKEN(99991669, Kind.REFRESH, Right.NONE),
  OLDER_REFRESH_TOKEN(99991669, Kind.REFRESH, Right.NONE),

  DISABLED_APP(99991662, Kind.TENANT, Right.WHOLE),
  USER_OF_DISABLED_APP(99991662, Kind.USER, Right.WHOLE),
  DISABLED_PERSON(99991668, Kind.USER, Right.WHOLE),
  PERSON_WHO_LEFT(99991668, Kind.USER, Right.WHOLE),
  SUSPENDED_TENANT(99991665, Kind.TENANT, Right.WHOLE),
  USER_OF_SUSPENDED_TENANT(99991665, Kind.USER, Right.WHOLE),
  UNINSTALLED_STORE(99991663, Kind.TENANT, Right.WHOLE),
  USER_OF_UNINSTALLED_STORE(99991668, Kind.USER, Right.WHOLE),
  DISABLED_INSTALLATION(99991673, Kind.TENANT, Right.WHOLE),
  ROTATED_SECRET(99991663, Kind.TENANT, Right.WHOLE),
  DENIED_ADDRESS(99991401, Kind.TENANT, Right.WHOLE),
  USER_AT_DENIED_ADDRESS(99991401, Kind.USER, Right.WHOLE),
  APP_WITHOUT_SCOPE(99991672, Kind.TENANT, Right.WHOLE),
  USER_OF_APP_WITHOUT_SCOPE(99991672, Kind.USER, Right.WHOLE),
  USER_WITHOUT_SCOPE(99991679, Kind.USER, Right.WHOLE),

  CUSTOM(0, Kind.TENANT, Right.WHOLE),
  CUSTOM_ON_LEVEL(0, Kind.TENANT, Right.LEVEL),
  CUSTOM_ON_SIBLING(0, Kind.TENANT, Right.SIBLING),
  CUSTOM_WITHOUT_RIGHT(0, Kind.TENANT, Right.NONE),
  CUSTOM_WHOSE_CREATOR_LEFT(0, Kind.TENANT, Right.NONE),
  OTHER_APP(0, Kind.TENANT, Right.WHOLE),
  STORE(0, Kind.TENANT, Right.WHOLE),
  OTHER_TENANT(0, Kind.TENANT, Right.WHOLE),
  STORE_IN_OTHER_TENANT(0, Kind.TENANT, Right.WHOLE),

  USER(0, Kind.USER, Right.WHOLE),
  OLDER_USER(0, Kind.USER, Right.WHOLE),
  CREATOR(0, Kind.USER, Right.WHOLE),
  USER_ON_LEVEL(0, Kind.USER, Right.LEVEL),
  USER_ON_SIBLING(0, Kind.USER, Right.SIBLING),
  USER_WITHOUT_RIGHT(0, Kind.USER, Right.NONE),
  USER_IN_OTHER_TENANT(0, Kind.USER, Right.WHOLE);

  /** What is shown in the header. */
  enum Kind {
    NONE,
    TENANT,
    USER,
    APP,
    REFRESH
  }

  /** Where the person behind it holds 会议管理, when all is set up. */
  enum Right {
    WHOLE,
    LEVEL,
    SIBLING,
    NONE
  }

  private final int refusal;
  final Kind kind;
  final Right right;

  Caller(int refusal, Kind kind, Right right) {
    this.refusal = refusal;
    this.kind = kind;
    this.right = right;
  }

  /**
   * What the gateway refuses the caller with.
   *
   * @return 0 = lets it in
   */
  int refusal(Endpoint endpoint) {
    boolean aboutScopes = refusal == 99991672 || refusal == 99991679;
    if (refusal != 0 && !aboutScopes) {
      return refusal;
    }
    if (endpoint.forUsersAlone() && kind == Kind.TENANT) {
      return 99991663;
    }
    return endpoint.wantsScope() ? refusal : 0;
  }

  /** What the endpoints say that take an app's own token. */
  int refusalOfAppEndpoints() {
    return switch (this) {
      case NO_TOKEN, EMPTY_TOKEN -> 99991661;
      case DISABLED_APP -> 99991662;
      case SUSPENDED_TENANT -> 99991665;
      // A custom app's tenant token is its app token, wherever its people stand and it may call
      // from.
      case APP_TOKEN,
          DENIED_ADDRESS,
          APP_WITHOUT_SCOPE,
          CUSTOM,
          CUSTOM_ON_LEVEL,
          CUSTOM_ON_SIBLING,
          CUSTOM_WITHOUT_RIGHT,
          CUSTOM_WHOSE_CREATOR_LEFT,
          OTHER_APP,
          OTHER_TENANT ->
          0;
      default -> 99991664;
    };
  }

  /** Whether it made an export. */
  boolean ownsAnExport() {
    return switch (this) {
      case APP_WITHOUT_SCOPE, USER_WITHOUT_SCOPE, USER_OF_APP_WITHOUT_SCOPE -> false;
      default -> kind == Kind.TENANT || kind == Kind.USER;
    };
  }

  /** Whether the owner's export is this caller's too: the creator's, what the app made. */
  boolean mayShareWith(Caller owner) {
    return this == owner || (this == CREATOR && owner == CUSTOM);
  }
}
