-- Attempts that ended because their node was stopped in order; they do not count against the most attempts of a task.
alter table export_task add column handed_back integer not null default 0;
alter table export_task add constraint export_task_handed_back check (handed_back between 0 and attempt);
