-- A queue in which tenants take turns, with a lane for short exports.
alter table export_task
  -- quick: not known to be long, any worker takes it. long: was found to be; workers that are kept for short ones leave it.
  -- A task gets there once, by one attempt that does not count as one.
  add column lane text not null default 'quick' check (lane in ('quick', 'long')),
  -- Whether a queued task may be claimed at once. One that waits for its next try is not in the index that is claimed from.
  add column ready boolean not null default true,
  add check (lane = 'quick' or attempt > 0);

update export_task set ready = false where state = 'queued' and available_at > now();

-- The next tenant's oldest task is one probe away, however many tasks and tenants wait.
create index export_task_turn on export_task (lane, tenant_id, available_at, task_id) where state = 'queued' and ready;
create index export_task_waiting on export_task (available_at) where state = 'queued' and not ready;
drop index export_task_queue;

-- Counts what an app and a tenant have not had answered yet.
create index export_task_unfinished on export_task (tenant_id, app_id) where state in ('queued', 'running');
