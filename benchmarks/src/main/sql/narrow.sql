-- The reading limit: the facts that the 15 columns are made of, in the order of the sheet, and nothing else. Names, words and
-- formatted times are left to whoever reads it.
copy (
  select room_id, booker_id, invited_count, accepted_count, begin_at, finish_at, status, check_in_device, check_in_status,
         checked_in_at, released_by, released_at, topic
    from reservation
   where tenant_id = 1 and begin_at < to_timestamp(:to) and finish_at > to_timestamp(:from) and status < 11
   order by begin_at, room_id, id
) to stdout (format binary)
