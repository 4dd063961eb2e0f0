copy (select r.name, r.level_id, r.capacity from room r order by r.id) to stdout
