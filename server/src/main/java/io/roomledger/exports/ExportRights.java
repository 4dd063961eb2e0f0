package io.roomledger.exports;

import static java.util.stream.Collectors.toSet;

import io.roomledger.identity.AdminRights;
import io.roomledger.identity.AdminRights.Grants;
import io.roomledger.identity.Caller;
import io.roomledger.identity.TokenKind;
import io.roomledger.rooms.RoomTree;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Who may export what, and who may see it: the one place where grant, room tree and caller meet.
 */
final class ExportRights {
  private final AdminRights adminRights;
  private final RoomTree roomTree;

  ExportRights(AdminRights adminRights, RoomTree roomTree) {
    this.adminRights = adminRights;
    this.roomTree = roomTree;
  }

  /** What the person behind the call holds now. */
  Grants grantsBehind(Caller caller) {
    return adminRights.grantsBehind(caller.tenantId(), caller.appNumber(), person(caller));
  }

  /** What is held, when it is anything at all. */
  static Grants requireAny(Grants grants, Caller caller) {
    if (grants.none()) {
      throw ApiException.because(
          ErrorCode.NO_PERMISSION,
          caller.personId() == null
              ? "the app's creator must hold the admin right 会议管理 (meeting management)"
              : "the user must hold the admin right 会议管理 (meeting management)");
    }
    return grants;
  }

  /** Whether the level is among what was granted. */
  boolean cover(Grants grants, long tenantId, long levelId) {
    return grants.wholeTenant() || roomTree.contains(tenantId, grants.levels(), levelId);
  }

  /** Whether whoever the task was made for may still have it made. */
  boolean stillHeldFor(ExportTask task) {
    Grants grants = adminRights.grantsBehind(task.tenantId(), task.appNumber(), task.owner());
    return cover(grants, task.tenantId(), task.request().levelId());
  }

  /**
   * Whether the task is the caller's, and may still be: made with a tenant token, it belongs to the
   * same app's tenant token and to the app's creator through that app; made with a user token, to
   * that user through that app. Nothing is asked of the database for a task of somebody else: the
   * time that takes would tell it from none.
   */
  boolean maySee(Caller caller, Grants grants, ExportTask task) {
    if (task.tenantId() != caller.tenantId() || task.appNumber() != caller.appNumber()) {
      return false;
    }
    boolean own =
        task.ownerId() == null
            ? isTheApps(caller, grants)
            : task.ownerId().equals(caller.personId());
    return own && cover(grants, task.tenantId(), task.request().levelId());
  }

  /** Which tasks {@link #maySee} lets the caller see, all at once. */
  ExportTasks.Visible visible(Caller caller, Grants grants) {
    return new ExportTasks.Visible(
        caller.tenantId(),
        caller.appNumber(),
        isTheApps(caller, grants),
        caller.personId(),
        grants.wholeTenant() ? null : roomTree.below(caller.tenantId(), grants.levels()));
  }

  /** Whose tasks these callers may see at all, with what each of them holds. */
  static ExportQueue.Viewers viewers(Map<Caller, Grants> callers) {
    return new ExportQueue.Viewers(
        callers.keySet().stream().map(Caller::tenantId).collect(toSet()),
        callers.keySet().stream().map(Caller::appNumber).collect(toSet()),
        callers.keySet().stream().map(Caller::personId).filter(Objects::nonNull).collect(toSet()),
        callers.entrySet().stream().anyMatch(each -> isTheApps(each.getKey(), each.getValue())));
  }

  /** Whether what the app made of its own accord is this caller's. */
  private static boolean isTheApps(Caller caller, Grants grants) {
    return caller.kind() == TokenKind.TENANT || grants.creator();
  }

  private static OptionalLong person(Caller caller) {
    Long person = caller.personId();
    return person == null ? OptionalLong.empty() : OptionalLong.of(person);
  }
}
