-- Three tenants, each with 100 rooms, some people and an app that may export everything of it. Ids are small numbers; a tenant's
-- number stands in those of what is its own.
insert into tenant (id, tenant_key, name) overriding system value
select t, 'torture' || t, 'Torture ' || t from generate_series(1, 3) t;

insert into department (tenant_id, id, open_department_id, name) overriding system value
select t, t * 1000 + i, 'od-' || t || '-' || i, (array['研发中心','市场部','Legal','Operations & 财务'])[i]
  from generate_series(1, 3) t, generate_series(1, 4) i;

insert into person (tenant_id, id, open_id, union_id, user_id, name, department_id) overriding system value
select t, t * 1000 + i, 'ou_' || lpad(to_hex(t * 1000 + i), 32, '0'), 'on_' || t || '_' || i, 'u' || t || '_' || i,
       (array['王伟','Li Na','张敏 🙂','=1+1','O''Neill'])[1 + i % 5] || ' ' || i, t * 1000 + 1 + i % 4
  from generate_series(1, 3) t, generate_series(1, 200) i;

insert into room_level (tenant_id, id, open_level_id, parent_id, name) overriding system value
select t, t * 1000 + i, 'omb_' || lpad(to_hex(t * 1000 + i), 32, '0'), case when i = 1 then null else t * 1000 + 1 end,
       'Level ' || i
  from generate_series(1, 3) t, generate_series(1, 5) i;

insert into room (tenant_id, id, open_room_id, level_id, name) overriding system value
select t, t * 1000 + i, 'omm_' || lpad(to_hex(t * 1000 + i), 32, '0'), t * 1000 + 2 + i % 4, '会议室 <' || i || '>'
  from generate_series(1, 3) t, generate_series(1, 100) i;

insert into app (id, app_id, kind, name, owner_tenant_id) overriding system value
select t, 'cli_torturetorture' || lpad(t::text, 2, '0'), 'custom', 'torture', t from generate_series(1, 3) t;
insert into app_secret (app_id, version, secret_hash)
select t, 1, sha256(convert_to('not-a-secret-of-anything', 'UTF8')) from generate_series(1, 3) t;
insert into app_scope (app_id, scope) select t, 'vc:export' from generate_series(1, 3) t;
insert into app_installation (tenant_id, app_id, creator_id) select t, t, t * 1000 + 1 from generate_series(1, 3) t;
insert into admin_right (tenant_id, person_id, right_name)
select t, t * 1000 + 1, 'meeting_management' from generate_series(1, 3) t;
