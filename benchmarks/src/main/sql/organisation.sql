-- The organisation that everything is measured with: 1 tenant, :rooms rooms, five times as many people, 400 departments,
-- 300 levels, and an app that may export. Ids are the numbers 1 to n.
\set ON_ERROR_STOP on
begin;

insert into tenant (id, tenant_key, name) overriding system value values (1, 'bench', 'Bench 测试集团');

insert into department (tenant_id, id, open_department_id, name) overriding system value
select 1, i, 'od-' || i,
       (array['研发中心','市场部','销售部','财务部','人力资源部','Legal','Operations','客户成功部'])[1 + i % 8] || ' ' || i
  from generate_series(1, 400) i;

insert into person (tenant_id, id, open_id, union_id, user_id, name, en_name, department_id) overriding system value
select 1, i, 'ou_' || lpad(to_hex(i), 32, '0'), 'on_' || i, 'u' || i,
       (array['王','李','张','刘','陈','杨','赵','黄','周','吴'])[1 + i % 10]
         || (array['伟','芳','娜','秀英','敏','静','丽','强','磊','军','洋','勇'])[1 + i / 10 % 12]
         || (array['','明','华','文','国','建'])[1 + i / 120 % 6]
         || case when i > 720 then i::text else '' end,
       (array['Wei','Fang','Na','Min','Jing','Li','Qiang','Lei','Jun','Yang'])[1 + i % 10] || ' ' || i,
       1 + i % 400
  from generate_series(1, 5 * :rooms) i;

insert into room_level (tenant_id, id, open_level_id, parent_id, name) overriding system value
select 1, i, 'omb_' || lpad(to_hex(i), 32, '0'),
       case when i = 1 then null when i <= 11 then 1 else 2 + i % 10 end,
       case when i = 1 then 'Bench' when i <= 11 then '园区 ' || i else 'F' || i || ' 层' end
  from generate_series(1, 300) i;

insert into room (tenant_id, id, open_room_id, level_id, name, capacity) overriding system value
select 1, i, 'omm_' || lpad(to_hex(i), 32, '0'), 12 + i % 289,
       (array['会议室','洽谈室','培训室','Board room','讨论间'])[1 + i % 5] || ' ' || (i / 100 + 1) || '-' || lpad((i % 100)::text, 2, '0'),
       4 + i % 30
  from generate_series(1, :rooms) i;

insert into app (id, app_id, kind, name, owner_tenant_id) overriding system value
values (1, 'cli_benchbenchbench0', 'custom', 'bench', 1);
insert into app_secret (app_id, version, secret_hash) values (1, 1, sha256(convert_to(:'secret', 'UTF8')));
insert into app_scope (app_id, scope) values (1, 'vc:export');
insert into app_installation (tenant_id, app_id, creator_id) values (1, 1, 1);
insert into admin_right (tenant_id, person_id, right_name) values (1, 1, 'meeting_management');

commit;
