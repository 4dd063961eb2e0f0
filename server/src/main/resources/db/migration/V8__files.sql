-- Until when the file of an expired task is kept for downloads that began before it expired; null = none was seen.
alter table export_task add column file_kept_until timestamptz;

-- Which database this is: a bucket that keeps the files of one must not be tidied up by another.
create table installation (
  one boolean primary key default true check (one),
  id  uuid not null default gen_random_uuid()
);
insert into installation default values;
