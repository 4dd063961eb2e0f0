copy (select name from department order by id) to stdout
