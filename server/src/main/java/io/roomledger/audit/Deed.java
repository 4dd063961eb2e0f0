package io.roomledger.audit;

import org.jspecify.annotations.Nullable;

/**
 * Something that was done.
 *
 * @param tenantId in which tenant; {@link #NO_TENANT} where it concerns none
 * @param name what, {@code app.disable}: the kind of object and a verb
 * @param objectId which object; never a secret
 * @param detail what more is to say; never a secret, and no title of a meeting
 */
public record Deed(long tenantId, String name, String objectId, @Nullable String detail) {
  /** The chain of what concerns no tenant: store apps, say. */
  public static final long NO_TENANT = 0;

  /** A deed about which there is no more to say. */
  public static Deed of(long tenantId, String name, String objectId) {
    return new Deed(tenantId, name, objectId, null);
  }

  String objectKind() {
    return name.substring(0, name.indexOf('.'));
  }
}
