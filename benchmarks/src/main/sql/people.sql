copy (select name, en_name, department_id from person order by id) to stdout
