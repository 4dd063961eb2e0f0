-- What was done by whom, chained and signed so that a change afterwards is found.

-- suspended: every call for it is refused, and its exports fail.
alter table tenant add column state text not null default 'active' check (state in ('active', 'suspended'));

-- Rows are only ever added, in the transaction of the deed. The sealer fills in sequence and hash, once; the oldest rows
-- may be pruned. No foreign keys: a row outlives what it tells of.
create table audit_event (
  id          bigint generated always as identity primary key,
  -- 0: of no tenant
  tenant_id   bigint not null,
  -- When the deed's transaction began, by the database's clock.
  at          timestamptz not null default now(),
  -- app, user: through the API. operator: a command on the server's machine. server: a worker, for whoever made the task.
  actor       text not null check (actor in ('app', 'user', 'operator', 'server')),
  app_id      bigint,
  person_id   bigint,
  os_user     text,
  -- the address it came from
  address     text,
  deed        text not null,
  object_kind text,
  object_id   text,
  -- 0: done; else the code that it was refused with
  outcome     integer not null default 0,
  -- How often, where refusals were taken together.
  times       bigint not null default 1 check (times > 0),
  detail      text,
  log_id      text,
  -- Place in the tenant's chain, without gaps, and SHA-256 of the hash before and this row.
  sequence    bigint check (sequence > 0),
  hash        bytea check (length(hash) = 32),
  check ((sequence is null) = (hash is null))
);
create unique index audit_event_chain on audit_event (tenant_id, sequence) where sequence is not null;
create index audit_event_unsealed on audit_event (id) where sequence is null;
create index audit_event_at on audit_event using brin (at);

-- The end of each tenant's chain, signed with a key that is not in the database; and where it begins, once it was pruned.
create table audit_head (
  tenant_id     bigint primary key,
  base_sequence bigint not null,
  base_hash     bytea not null,
  sequence      bigint not null,
  hash          bytea not null,
  sealed_at     timestamptz not null,
  key_id        integer not null,
  signature     bytea not null,
  check (base_sequence between 0 and sequence)
);

-- Refusals of callers whom nobody knows: how many, not each.
create table audit_refusal (
  minute timestamptz not null,
  api    text not null,
  code   integer not null,
  times  bigint not null,
  primary key (minute, api, code)
);
