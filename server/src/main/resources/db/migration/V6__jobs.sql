-- How far a running export is. Both numbers of rows are true at the end.
alter table export_task
  -- An estimate on the way; null = not known.
  add column rows_expected bigint check (rows_expected >= 0),
  -- When rows_done was so.
  add column progressed_at timestamptz;
