package io.roomledger.identity;

/** What a bearer token stands for. */
public enum TokenKind {
  /** An app in a tenant. */
  TENANT,
  /** A person, through an app. */
  USER
}
