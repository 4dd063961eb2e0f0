-- The 15 columns as a database makes them by itself: names joined, times and words formatted, as CSV.
copy (
  select m.name as "会议室名称",
         r.topic as "会议主题",
         b.name as "预定人",
         d.name as "预定人所属部门",
         r.invited_count as "邀请人数",
         r.accepted_count as "接受人数",
         to_char(r.begin_at at time zone 'Asia/Shanghai', 'YYYY.MM.DD HH24:MI:SS "(GMT+08:00)"') as "会议开始时间",
         to_char(r.finish_at at time zone 'Asia/Shanghai', 'YYYY.MM.DD HH24:MI:SS "(GMT+08:00)"') as "会议结束时间",
         to_char(r.finish_at - r.begin_at, 'HH24:MI:SS') as "会议时长",
         case r.status when 1 then '审批中' when 2 then '预定成功' when 3 then '已释放（手动释放）'
           when 4 then '已释放（会议结束后自动释放）' when 5 then '已释放（未签到被释放）' when 6 then '已释放（传感器自动释放）'
         end as "会议室预定状态",
         case r.check_in_device when 1 then '签到板' when 2 then '签到二维码' when 3 then '控制器' when 4 then '触屏板'
           when 5 then '设备离线，自动签到' end as "签到设备",
         case r.check_in_status when 1 then '无需签到（即时预定）' when 2 then '无需签到（未开启签到设置）' when 3 then '无需签到'
           when 4 then '超时未签到' when 5 then '签到时间未结束' when 6 then '无需签到（未安装签到设备）' when 7 then '已签到'
           when 8 then '待签到' when 9 then '不可签到（会议室被禁用）' end as "会议室签到状态",
         to_char(r.checked_in_at at time zone 'Asia/Shanghai', 'YYYY.MM.DD HH24:MI:SS "(GMT+08:00)"') as "会议室签到时间",
         e.name as "释放人",
         to_char(r.released_at at time zone 'Asia/Shanghai', 'YYYY.MM.DD HH24:MI:SS "(GMT+08:00)"') as "释放时间"
    from reservation r
    join room m on m.tenant_id = r.tenant_id and m.id = r.room_id
    left join person b on b.tenant_id = r.tenant_id and b.id = r.booker_id
    left join department d on d.tenant_id = b.tenant_id and d.id = b.department_id
    left join person e on e.tenant_id = r.tenant_id and e.id = r.released_by
   where r.tenant_id = 1 and r.begin_at < to_timestamp(:to) and r.finish_at > to_timestamp(:from) and r.status < 11
   order by r.begin_at, r.room_id, r.id
) to stdout (format csv, header)
