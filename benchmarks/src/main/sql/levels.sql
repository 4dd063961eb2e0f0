copy (select name from room_level order by id) to stdout
