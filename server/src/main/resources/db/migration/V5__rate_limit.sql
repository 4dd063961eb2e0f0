-- What is left of the allowances of one window, so that all nodes share one. A node takes blocks of it beforehand.
create table rate_allowance (
  tenant_id      bigint not null,
  app_id         bigint not null,
  -- method and path template
  api            text not null,
  window_seconds integer not null check (window_seconds > 0),
  window_start   timestamptz not null,
  -- How much of this window the nodes have taken, and the last of them.
  taken          bigint not null check (taken >= 0),
  granted        bigint not null check (granted >= 0),
  primary key (tenant_id, app_id, api, window_seconds)
);
