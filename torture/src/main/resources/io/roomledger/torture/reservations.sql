-- As many reservations as the first parameter says, of the tenant that the second names: one an hour in each of its 100 rooms
-- from 2024-01-01 on, so that the k-th hour has the rows 100 k to 100 k + 99.
insert into reservation (tenant_id, room_id, topic, booker_id, invited_count, accepted_count, begin_at, finish_at, status,
                         check_in_device, check_in_status, checked_in_at, released_by, released_at)
select t, t * 1000 + 1 + i % 100,
       case when i % 7 = 0 then '' else (array['周例会 #', 'Budget & review ', '<b>x</b> ', '+cmd|'' /C'' '])[1 + i % 4] || i end,
       case when i % 50 = 0 then null else t * 1000 + 1 + i % 200 end,
       i % 30, i % 30 / 2, begin_at, begin_at + (15 + i % 9 * 5) * interval '1 min',
       status, case when i % 5 < 3 then 1 + i % 5 end, case when i % 5 < 3 then 7 else 1 + i % 6 end,
       case when i % 5 < 3 then begin_at - interval '301 s' end,
       case when status = 3 then t * 1000 + 1 + i % 200 end,
       case when status between 3 and 6 then begin_at + interval '601 s' end
  from (select ?::bigint as t, i, timestamptz '2024-01-01 00:00:00Z' + i / 100 * interval '1 h' as begin_at,
               case i % 10 when 0 then 3 + i / 10 % 4 when 1 then 1 when 2 then 11 else 2 end as status
          from generate_series(0::bigint, ?::bigint - 1) i) numbered
