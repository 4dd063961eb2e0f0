-- The whole of the data: who (tenants, apps, people), where (levels, rooms), when (reservations), and the exports of it.
--
-- tenant_id leads every key of tenant data, so that the schema can be distributed by tenant. Tenants and apps are global.
-- There are no triggers. Names of identifiers that programs see (open_…, …_key) are the protocol's; `id` is ours.

create extension if not exists btree_gist;

create table tenant (
  id                bigint generated always as identity primary key,
  tenant_key        text not null unique,
  name              text not null,
  time_zone         text not null default 'Asia/Shanghai',
  -- Grows with every change of a level, room, person or department: an export's cached names are keyed by it.
  directory_version bigint not null default 1,
  created_at        timestamptz not null default now()
);

create table department (
  tenant_id          bigint not null references tenant (id),
  id                 bigint generated always as identity,
  open_department_id text not null,
  name               text not null,
  parent_id          bigint,
  primary key (tenant_id, id),
  unique (tenant_id, open_department_id),
  foreign key (tenant_id, parent_id) references department (tenant_id, id)
);

create table person (
  tenant_id     bigint not null references tenant (id),
  id            bigint generated always as identity,
  open_id       text not null,
  union_id      text not null,
  user_id       text not null,
  name          text not null,
  en_name       text,
  email         text,
  mobile        text,
  employee_no   text,
  department_id bigint,
  -- active: works here. disabled: may do nothing. left: gone, and still named in old reservations.
  state         text not null default 'active' check (state in ('active', 'disabled', 'left')),
  created_at    timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, open_id),
  unique (tenant_id, union_id),
  unique (tenant_id, user_id),
  foreign key (tenant_id, department_id) references department (tenant_id, id)
);

create table room_level (
  tenant_id       bigint not null references tenant (id),
  id              bigint generated always as identity,
  open_level_id   text not null check (open_level_id ~ '^omb_[0-9a-f]{32}$'),
  parent_id       bigint,
  name            text not null,
  -- The zone that times of rooms below are printed in; null = that of the parent, at the root the tenant's.
  time_zone       text,
  custom_group_id text,
  primary key (tenant_id, id),
  unique (tenant_id, open_level_id),
  unique (tenant_id, parent_id, name),
  foreign key (tenant_id, parent_id) references room_level (tenant_id, id),
  check (parent_id <> id)
);
create unique index room_level_root on room_level (tenant_id) where parent_id is null;

create table room (
  tenant_id      bigint not null references tenant (id),
  id             bigint generated always as identity,
  open_room_id   text not null check (open_room_id ~ '^omm_[0-9a-f]{32}$'),
  level_id       bigint not null,
  name           text not null,
  capacity       integer not null default 0 check (capacity >= 0),
  description    text,
  custom_room_id text,
  primary key (tenant_id, id),
  unique (tenant_id, open_room_id),
  foreign key (tenant_id, level_id) references room_level (tenant_id, id)
);
create index room_by_level on room (tenant_id, level_id);

-- One occupation of one room in one interval.
create table reservation (
  tenant_id       bigint not null references tenant (id),
  id              bigint generated always as identity,
  -- The id that the system it came from gave it; null when it was made here.
  external_id     text,
  room_id         bigint not null,
  topic           text not null default '' check (char_length(topic) <= 32767),
  booker_id       bigint,
  invited_count   integer not null default 0 check (invited_count >= 0),
  accepted_count  integer not null default 0 check (accepted_count >= 0),
  begin_at        timestamptz not null,
  finish_at       timestamptz not null,
  -- 1 pending approval, 2 reserved, released: 3 by hand, 4 after its end, 5 not checked in, 6 by sensor; 11 cancelled, 12 declined
  status          smallint not null check (status in (1, 2, 3, 4, 5, 6, 11, 12)),
  -- 1 display, 2 QR code, 3 controller, 4 touch panel, 5 automatic because the device was offline
  check_in_device smallint check (check_in_device between 1 and 5),
  -- none needed: 1 instant booking, 2 not switched on, 3; 4 missed, 5 window still open, 6 no device installed,
  -- 7 checked in, 8 waiting, 9 impossible because the room is disabled
  check_in_status smallint not null default 2 check (check_in_status between 1 and 9),
  checked_in_at   timestamptz,
  released_by     bigint,
  released_at     timestamptz,
  -- The time the reservation really keeps the room from others. Time already used is never freed afterwards.
  held            tstzrange not null generated always as (
    case
      when status in (11, 12) or released_at <= begin_at then 'empty'::tstzrange
      else tstzrange(begin_at, least(finish_at, released_at), '[)')
    end) stored,
  primary key (tenant_id, id),
  foreign key (tenant_id, room_id) references room (tenant_id, id),
  foreign key (tenant_id, booker_id) references person (tenant_id, id),
  foreign key (tenant_id, released_by) references person (tenant_id, id),
  check (begin_at < finish_at),
  check ((status between 3 and 6) = (released_at is not null)),
  check (released_by is null or released_at is not null),
  check (checked_in_at is null or check_in_status = 7),
  constraint reservation_no_overlap exclude using gist (tenant_id with =, room_id with =, held with &&)
);
create unique index reservation_external_id on reservation (tenant_id, external_id) where external_id is not null;
-- Gives an export its row order without a sort.
create index reservation_by_begin on reservation (tenant_id, begin_at, room_id, id);
create index reservation_by_room on reservation (tenant_id, room_id, begin_at, id);
-- A range is read from 24 hours before its start; the few longer reservations come from here.
create index reservation_long on reservation (tenant_id, begin_at, room_id, id)
  where finish_at - begin_at > interval '24 hours';

-- Apps are global: a custom app is owned by one tenant, a store app by none.
create table app (
  id              bigint generated always as identity primary key,
  app_id          text not null unique check (app_id ~ '^cli_[0-9a-z]{16}$'),
  kind            text not null check (kind in ('custom', 'store')),
  name            text not null,
  state           text not null default 'active' check (state in ('active', 'disabled')),
  owner_tenant_id bigint references tenant (id),
  created_at      timestamptz not null default now(),
  check ((kind = 'custom') = (owner_tenant_id is not null))
);

create table app_secret (
  app_id      bigint not null references app (id),
  version     integer not null,
  secret_hash bytea not null,
  -- null: until rotated; else the end of the overlap in which the old and the new secret both work.
  valid_until timestamptz,
  primary key (app_id, version)
);

create table app_scope (
  app_id bigint not null references app (id),
  scope  text not null,
  primary key (app_id, scope)
);

-- In which tenants an app works, and whose rights its tenant token has there: a custom app's creator,
-- for a store app the person whom the installing tenant named.
create table app_installation (
  tenant_id  bigint not null references tenant (id),
  app_id     bigint not null references app (id),
  state      text not null default 'enabled' check (state in ('enabled', 'disabled')),
  creator_id bigint not null,
  primary key (tenant_id, app_id),
  foreign key (tenant_id, creator_id) references person (tenant_id, id)
);

-- What a person may administer. level_id null: the whole organisation; else that level and all below it.
create table admin_right (
  tenant_id  bigint not null references tenant (id),
  person_id  bigint not null,
  right_name text not null check (right_name in ('meeting_management')),
  level_id   bigint,
  granted_at timestamptz not null default now(),
  foreign key (tenant_id, person_id) references person (tenant_id, id),
  foreign key (tenant_id, level_id) references room_level (tenant_id, id),
  unique nulls not distinct (tenant_id, person_id, right_name, level_id)
);

-- The token itself is derived from the server key and the columns here; only its hash is kept.
create table access_token (
  token_hash     bytea primary key,
  kind           text not null check (kind in ('tenant', 'app')),
  app_id         bigint not null references app (id),
  tenant_id      bigint references tenant (id),
  secret_version integer not null,
  key_id         integer not null,
  issued_at      timestamptz not null,
  expires_at     timestamptz not null
);
create index access_token_current on access_token (app_id, tenant_id, kind, issued_at desc);
create index access_token_expiry on access_token (expires_at);

create sequence export_task_number cycle minvalue 0 maxvalue 4294967295 cache 64;

-- What a caller asked for, and the work item: one row, so that status and work cannot disagree.
-- No foreign keys: the table stays on one node when tenant data is distributed.
create table export_task (
  task_id          bigint primary key,
  tenant_id        bigint not null,
  app_id           bigint not null,
  -- Whose it is: null = made with the app's tenant token, else with that person's user token.
  owner_id         bigint,
  kind             text not null check (kind in ('resource_reservation_list')),
  level_id         bigint not null,
  need_topic       boolean not null,
  start_at         timestamptz not null,
  end_at           timestamptz not null check (end_at >= start_at),
  -- null = every room below the level
  room_ids         bigint[],
  is_exclude       boolean not null,
  state            text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed', 'canceled')),
  attempt          integer not null default 0 check (attempt >= 0),
  created_at       timestamptz not null default now(),
  -- Not before: a failed attempt waits before the next.
  available_at     timestamptz not null default now(),
  claimed_by       text,
  lease_until      timestamptz,
  started_at       timestamptz,
  finished_at      timestamptz,
  rows_done        bigint not null default 0,
  fail_msg         text,
  -- The finished file.
  file_key         text,
  file_name        text,
  file_size        bigint,
  file_rows        bigint,
  file_sha256      bytea,
  file_token_hash  bytea unique,
  file_token_key   integer,
  as_of            timestamptz,
  expires_at       timestamptz,
  log_id           text,
  check ((state = 'running') = (lease_until is not null)),
  check ((state = 'running') <= (claimed_by is not null)),
  check ((state in ('done', 'failed', 'canceled')) = (finished_at is not null)),
  check ((state = 'failed') = (fail_msg is not null)),
  check ((state = 'done') = (file_key is not null)),
  check ((file_key is null) = (file_token_hash is null)),
  check (state <> 'done' or (file_size is not null and file_rows is not null and file_sha256 is not null
    and file_name is not null and as_of is not null and expires_at is not null))
);
create index export_task_queue on export_task (available_at, task_id) where state = 'queued';
create index export_task_lease on export_task (lease_until) where state = 'running';
create index export_task_expiry on export_task (expires_at) where expires_at is not null;
create index export_task_by_caller on export_task (tenant_id, app_id, task_id desc);
