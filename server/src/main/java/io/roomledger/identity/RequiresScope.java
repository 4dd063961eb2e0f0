package io.roomledger.identity;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A handler that wants a token of an app that holds one of these scopes; it gets the {@link Caller}
 * as a parameter.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RequiresScope {
  String[] value();

  /** The kinds of token that it takes; one of another kind has no permission, 99991676. */
  TokenKind[] tokens() default {TokenKind.TENANT, TokenKind.USER};

  /**
   * Whether token, app and scopes are read from the database this moment, and not as they were
   * found up to a few seconds ago.
   */
  boolean readNow() default false;
}
