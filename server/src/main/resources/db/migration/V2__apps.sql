-- What apps need beyond their secret: where they may call from, where their events go, and the tickets of store apps.

-- The addresses an app may call from; none = any.
create table app_allowed_ip (
  app_id bigint not null references app (id),
  range  cidr not null,
  primary key (app_id, range)
);

-- Where the events of a store app are pushed. Its row is also the work item of the pusher.
create table app_callback (
  app_id             bigint primary key references app (id),
  -- null: events are not pushed
  url                text,
  -- Both are sealed with the server key.
  verification_token bytea not null,
  encrypt_key        bytea,
  -- When the next ticket is due; moved ahead by whoever pushes, so that one node does.
  next_push_at       timestamptz not null default now(),
  -- Tries in a row that failed, the one under way included.
  attempt            integer not null default 0 check (attempt >= 0),
  last_error         text
);
create index app_callback_due on app_callback (next_push_at) where url is not null;

-- A ticket is derived from the server key like a token; only its hash is kept.
create table app_ticket (
  ticket_hash bytea primary key,
  app_id      bigint not null references app (id),
  issued_at   timestamptz not null,
  expires_at  timestamptz not null
);
create index app_ticket_expiry on app_ticket (expires_at);
