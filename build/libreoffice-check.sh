#!/usr/bin/env bash
# Exports a sample with the program as it is packaged, opens the file in LibreOffice, and compares what that saves as CSV:
# the documented header, and every row. Needs the command soffice (Debian: libreoffice-calc).
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
command -v soffice >/dev/null || {
  echo "LibreOffice is needed: install the package libreoffice-calc." >&2
  exit 1
}

rows=3000
header='会议室名称,会议主题,预定人,预定人所属部门,邀请人数,接受人数,会议开始时间,会议结束时间,会议时长,会议室预定状态,签到设备,会议室签到状态,会议室签到时间,释放人,释放时间'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

./roomledger demo --data "$work/data" --port 0 --rows $rows --no-serve >/dev/null
# 44,34,76: comma, quote, UTF-8; -1: all sheets, one file each.
HOME=$work soffice --headless --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1' \
  --outdir "$work" "$work/data/reservations.xlsx" >"$work/soffice.log" 2>&1 || {
  cat "$work/soffice.log" >&2
  exit 1
}
csv=$work/reservations-会议室预定数据.csv
[ "$(head -n 1 "$csv")" = "$header" ] || {
  echo "LibreOffice sees another header:" >&2
  head -n 1 "$csv" >&2
  exit 1
}
# A record ends where the quotes are even: titles have line breaks.
records=$(awk '{ quotes += gsub(/"/, "") } quotes % 2 == 0 { records++ } END { print records }' "$csv")
[ "$records" = $((rows + 1)) ] || {
  echo "LibreOffice sees $((records - 1)) rows of $rows." >&2
  exit 1
}
echo "LibreOffice sees all $rows rows."
