-- People who sign in, and what they let apps do for them.

-- A password of a person's own; who has none cannot sign in.
create table account (
  tenant_id       bigint not null,
  person_id       bigint not null,
  -- Argon2id, with its salt and parameters.
  password_hash   bytea not null,
  password_set_at timestamptz not null,
  primary key (tenant_id, person_id),
  foreign key (tenant_id, person_id) references person (tenant_id, id)
);
-- People sign in by e-mail address, however it is capitalised.
create index person_by_email on person (tenant_id, lower(email)) where email is not null;

-- A browser in which somebody signed in; only the cookie's hash is kept.
create table sign_in_session (
  session_hash bytea primary key,
  tenant_id    bigint not null,
  person_id    bigint not null,
  created_at   timestamptz not null,
  used_at      timestamptz not null,
  expires_at   timestamptz not null,
  foreign key (tenant_id, person_id) references account (tenant_id, person_id)
);
create index sign_in_session_by_person on sign_in_session (tenant_id, person_id);
create index sign_in_session_expiry on sign_in_session (expires_at);

-- Tries that failed, by the hash of a name that was typed (whether or not there is such a person) or of an address.
create table sign_in_failure (
  subject_hash  bytea primary key,
  failures      integer not null check (failures >= 0),
  last_at       timestamptz not null,
  blocked_until timestamptz not null
);
create index sign_in_failure_age on sign_in_failure (last_at);

-- Where an app may have people sent back to; compared letter for letter.
create table app_redirect_uri (
  app_id       bigint not null references app (id),
  redirect_uri text not null,
  primary key (app_id, redirect_uri)
);

-- What a person once allowed an app. All codes and tokens that come of it end with it.
create table authorization_grant (
  id         bigint generated always as identity primary key,
  tenant_id  bigint not null,
  person_id  bigint not null,
  app_id     bigint not null references app (id),
  scopes     text[] not null,
  granted_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  foreign key (tenant_id, person_id) references person (tenant_id, id)
);
create index authorization_grant_by_person on authorization_grant (tenant_id, person_id) where revoked_at is null;
create index authorization_grant_by_app on authorization_grant (app_id, tenant_id) where revoked_at is null;
create index authorization_grant_age on authorization_grant (granted_at);

create table authorization_code (
  code_hash        bytea primary key,
  grant_id         bigint not null references authorization_grant (id) on delete cascade,
  redirect_uri     text not null,
  -- SHA-256 of the code_verifier that must be shown for it; null = none.
  verifier_hash    bytea,
  expires_at       timestamptz not null,
  used_at          timestamptz
);
create index authorization_code_by_grant on authorization_code (grant_id);

-- Access tokens and refresh tokens of people. They are random; only their hash is kept.
create table user_token (
  token_hash     bytea primary key,
  grant_id       bigint not null references authorization_grant (id) on delete cascade,
  kind           text not null check (kind in ('access', 'refresh')),
  -- Which endpoints gave it: a refresh token is taken by those alone.
  family         text not null check (family in ('v1', 'v2')),
  scopes         text[] not null,
  -- The app's secret that was shown for it: an access token ends with it.
  secret_version integer not null,
  issued_at      timestamptz not null,
  expires_at     timestamptz not null,
  -- When a refresh token was exchanged, which it can be once.
  used_at        timestamptz,
  check (kind = 'refresh' or used_at is null)
);
create index user_token_by_grant on user_token (grant_id);
create index user_token_expiry on user_token (expires_at);
