#!/usr/bin/env bash
# The seed's curl call, its address and token changed, and then the life of an export. What it is told, and what it prints,
# is in ../README.md.
set -euo pipefail

# field <name>: of the JSON on stdin, text or number.
field() {
  sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" | head -n 1
}

body() {
  cat <<END
{
	"end_time": "$END_TIME",
	"is_exclude": false,
	"need_topic": true,
	"room_ids": [
		"$ROOM_ID"
	],
	"room_level_id": "$1",
	"start_time": "$START_TIME"
}
END
}

post() {
  curl -sS -X POST "$BASE_URL/open-apis/$1" -H 'Content-Type: application/json' -d "$2"
}

token() {
  case $MODE in
    fetched)
      post auth/v3/tenant_access_token/internal "{\"app_id\":\"$APP_ID\",\"app_secret\":\"$APP_SECRET\"}" |
        field tenant_access_token
      ;;
    store)
      local app_token
      app_token=$(post auth/v3/app_access_token \
        "{\"app_id\":\"$APP_ID\",\"app_secret\":\"$APP_SECRET\",\"app_ticket\":\"$APP_TICKET\"}" | field app_access_token)
      post auth/v3/tenant_access_token "{\"app_access_token\":\"$app_token\",\"tenant_key\":\"$TENANT_KEY\"}" |
        field tenant_access_token
      ;;
    *) printf '%s\n' "$TOKEN" ;;
  esac
}

# As the sample has it, with -i: the answer's headers come before its body.
create() {
  curl -sS -i -X POST "$BASE_URL/open-apis/vc/v1/exports/resource_reservation_list" \
    -H "Authorization: Bearer $1" \
    -H 'Content-Type: application/json' \
    -d "$(body "$2")"
}

saw() {
  printf '%s\t%s\t%s\n' "$1" "$2" "${3:-}"
}

refused() {
  saw "$1" "$(field code <<<"$2")" "$(field msg <<<"$2")"
}

token=$(token)
created=$(create "$token" "$ROOM_LEVEL_ID")
task_id=$(field task_id <<<"$created")
saw create "$(field code <<<"$created")" "$task_id"
saw log_id 0 "$(sed -n 's/^X-Tt-Logid: \([^\r]*\).*/\1/p' <<<"$created")"
[ -n "$task_id" ]

status=1
while [ "$status" = 1 ]; do
  sleep 0.1
  state=$(curl -sS "$BASE_URL/open-apis/vc/v1/exports/$task_id" -H "Authorization: Bearer $token")
  status=$(field status <<<"$state")
done
saw poll "$status" "$(field url <<<"$state")"

code=0
curl -sS --fail -G "$BASE_URL/open-apis/vc/v1/exports/download" \
  --data-urlencode "file_token=$(field file_token <<<"$state")" -H "Authorization: Bearer $token" -o "$FILE" \
  -D "$FILE.headers" || code=$?
saw download "$code" "$(sed -n 's/^Content-Disposition: \([^\r]*\).*/\1/p' "$FILE.headers")"
rm "$FILE.headers"

refused wrong_field "$(create "$token" 'omb_?')"
refused not_there "$(create "$token" "$UNKNOWN_LEVEL_ID")"
[ -z "$FORBIDDEN_LEVEL_ID" ] || refused no_right "$(create "$token" "$FORBIDDEN_LEVEL_ID")"
refused no_file "$(curl -sS "$BASE_URL/open-apis/vc/v1/exports/download?file_token=$UNKNOWN_FILE" \
  -H "Authorization: Bearer $token")"
refused wrong_token "$(create "$WRONG_TOKEN" "$ROOM_LEVEL_ID")"
[ -z "$UNSCOPED_TOKEN" ] || refused no_scope "$(create "$UNSCOPED_TOKEN" "$ROOM_LEVEL_ID")"
