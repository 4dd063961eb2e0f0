-- :rows reservations, :day of them a day from 2024-01-01 on: more rows are more days, not fuller ones. Each of the :rooms
-- rooms has four slots of three hours a day, so nothing overlaps. Titles are all different, 60 % are checked in, 12 %
-- released, 1 % nobody's.
-- They are stored in the order of their making, which is not that of their begin: each comes up to three days early or late.
\set ON_ERROR_STOP on
-- Foreign keys are not looked up a million times, and indexes are built at the end.
set session_replication_role = replica;
create temp table later as
select indexdef from pg_indexes
 where tablename = 'reservation'
   and indexname not in (select conname from pg_constraint where conrelid = 'reservation'::regclass);
-- The data cannot overlap, and no reader uses the constraint's index.
select format('alter table reservation drop constraint %I', conname) from pg_constraint
 where conrelid = 'reservation'::regclass and contype = 'x' \gexec
select format('drop index %s', indexrelid::regclass) from pg_index
 where indrelid = 'reservation'::regclass
   and indexrelid::regclass::text not in (select conname from pg_constraint where conrelid = 'reservation'::regclass) \gexec

insert into reservation (tenant_id, id, room_id, topic, booker_id, invited_count, accepted_count, begin_at, finish_at, status,
                         check_in_device, check_in_status, checked_in_at, released_by, released_at) overriding system value
select 1, i,
       1 + place % :day % :rooms,
       case i % 3
         when 0 then '关于' || zh || '的' || zh2 || ' #' || i
         when 1 then zh || ' ' || en || ' ' || i
         else en || ' with ' || en2 || ' ' || i
       end,
       case when h % 100 = 0 then null else 1 + h % (5 * :rooms) end,
       2 + h % 29, 1 + h % 2 + h % 29 / 2,
       begin_at, begin_at + minutes,
       status,
       case when checked < 60 then 1 + checked % 5 end,
       case when checked < 60 then 7 else (array[1, 2, 3, 4, 5, 6, 8, 9])[1 + checked % 8] end,
       case when checked < 60 then begin_at - interval '5 min' + h / 7 % 601 * interval '1 s' end,
       case when status = 3 then 1 + h / 3 % (5 * :rooms) end,
       case when status between 3 and 6 then begin_at + (60 + h / 11 % 800) * interval '1 s' end
  from (
    select i, h, place,
           timestamptz '2024-01-01 00:00:00Z' + place / :day * interval '24 h' + place % :day / :rooms * interval '3 h'
             + h % 10 * interval '5 min' as begin_at,
           (15 + h / 16 % 25 * 5) * interval '1 min' as minutes,
           case when h / 1000 % 100 < 12 then 3 + h / 1000 % 4 when h / 1000 % 100 < 17 then 1 else 2 end as status,
           h / 100000 % 100 as checked,
           (array['季度预算','产品路线图','供应商','华东区销售','安全生产','新员工入职','客户回访','架构','年度绩效','市场活动','合同条款',
                  '数据治理'])[1 + h / 5 % 12] as zh,
           (array['评审会','讨论','周例会','复盘','启动会','培训','面谈','汇报'])[1 + h / 9 % 8] as zh2,
           (array['Budget review','Weekly sync','Design critique','Interview','Kick-off','Retrospective','Roadmap','All hands',
                  'Vendor call','1:1'])[1 + h / 13 % 10] as en,
           (array['Finance','the Berlin office','R&D','Legal','partners','Customer Success','the board'])[1 + h / 17 % 7] as en2
      from (
        -- 61 has no factor in common with the places of three days (StoredReservations sees to it), so each is taken once.
        select i, (hashint8(i) & 2147483647) as h,
               i / (3 * :day) * (3 * :day) + i % (3 * :day) * 61 % (3 * :day) as place
          from generate_series(0::bigint, :rows - 1) i
      ) numbered
  ) drawn;

select indexdef from later \gexec
vacuum (analyze, freeze) reservation;
vacuum (analyze) person, room, room_level, department;
checkpoint;
