-- The rows of an export of all rooms of a tenant in a range, as the documentation words them; written apart from the program.
select r.name,
       case when cast(? as boolean) then v.topic else '' end,
       coalesce(b.name, ''), coalesce(d.name, ''), v.invited_count::text, v.accepted_count::text,
       to_char(v.begin_at at time zone 'Asia/Shanghai', 'YYYY.MM.DD HH24:MI:SS') || ' (GMT+08:00)',
       to_char(v.finish_at at time zone 'Asia/Shanghai', 'YYYY.MM.DD HH24:MI:SS') || ' (GMT+08:00)',
       to_char(v.finish_at - v.begin_at, 'HH24:MI:SS'),
       case v.status when 1 then '审批中' when 2 then '预定成功' when 3 then '已释放（手动释放）' when 4 then '已释放（会议结束后自动释放）'
         when 5 then '已释放（未签到被释放）' when 6 then '已释放（传感器自动释放）' end,
       case v.check_in_device when 1 then '签到板' when 2 then '签到二维码' when 3 then '控制器' when 4 then '触屏板'
         when 5 then '设备离线，自动签到' else '' end,
       case v.check_in_status when 1 then '无需签到（即时预定）' when 2 then '无需签到（未开启签到设置）' when 3 then '无需签到'
         when 4 then '超时未签到' when 5 then '签到时间未结束' when 6 then '无需签到（未安装签到设备）' when 7 then '已签到'
         when 8 then '待签到' when 9 then '不可签到（会议室被禁用）' end,
       coalesce(to_char(v.checked_in_at at time zone 'Asia/Shanghai', 'YYYY.MM.DD HH24:MI:SS') || ' (GMT+08:00)', ''),
       coalesce(l.name, ''),
       coalesce(to_char(v.released_at at time zone 'Asia/Shanghai', 'YYYY.MM.DD HH24:MI:SS') || ' (GMT+08:00)', '')
  from reservation v
  join room r on r.tenant_id = v.tenant_id and r.id = v.room_id
  left join person b on b.tenant_id = v.tenant_id and b.id = v.booker_id
  left join department d on d.tenant_id = b.tenant_id and d.id = b.department_id
  left join person l on l.tenant_id = v.tenant_id and l.id = v.released_by
 where v.tenant_id = ? and v.begin_at < to_timestamp(?) and v.finish_at > to_timestamp(?) and v.status not in (11, 12)
 order by v.begin_at, v.room_id, v.id
