# shellcheck shell=bash
# Sourced by ../roomledger: a PostgreSQL from the machine's own packages, thrown away afterwards.
# Needs the functions fail and note. Sets ROOMLEDGER_TEST_DB_URL, _USER and _PASSWORD, and postgres_bin.

postgres_pid=
postgres_home=
postgres_bin=
# fsync off: the data does not outlive the tests. Measurements replace these.
postgres_settings=(-c fsync=off -c max_connections=200)

# 15 when it is there, because it is the oldest one supported; else the newest.
find_postgres() {
  local bin
  for bin in /usr/lib/postgresql/15/bin /usr/pgsql-15/bin; do
    if [ -x "$bin/initdb" ]; then
      printf '%s\n' "$bin"
      return
    fi
  done
  bin=$(printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin | sort -V | tail -n 1)
  if [ -x "$bin/initdb" ]; then
    printf '%s\n' "$bin"
  elif command -v initdb >/dev/null && command -v postgres >/dev/null; then
    dirname "$(readlink -f "$(command -v initdb)")"
  fi
}

# PostgreSQL refuses to run as root; root becomes postgres, or nobody where that user does not exist.
# With setpriv the server also stops when this shell is killed the hard way.
as_ordinary_user() {
  local user=postgres
  if [ "$(id -u)" != 0 ]; then
    if command -v setpriv >/dev/null; then
      exec setpriv --pdeathsig INT "$@"
    fi
    exec "$@"
  fi
  id "$user" >/dev/null 2>&1 || user=nobody
  if command -v setpriv >/dev/null; then
    exec setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups --pdeathsig INT "$@"
  fi
  exec runuser -u "$user" -- "$@"
}

start_external_postgres() {
  local bin owner attempt port
  bin=$(find_postgres)
  [ -n "$bin" ] || fail "this needs PostgreSQL 15 or newer on this machine:" \
    "install it with 'apt install postgresql-15' (or 'apt install postgresql', 'dnf install postgresql-server')."

  postgres_bin=$bin

  # Not under target/: an ordinary user may not reach a checkout that belongs to root.
  postgres_home=$(mktemp -d "${TMPDIR:-/tmp}/roomledger-postgres.XXXXXX")
  ROOMLEDGER_TEST_DB_USER=roomledger_test
  ROOMLEDGER_TEST_DB_PASSWORD=$(od -An -N 24 -tx1 /dev/urandom | tr -d ' \n')
  (umask 077 && printf '%s\n' "$ROOMLEDGER_TEST_DB_PASSWORD" >"$postgres_home/password")
  owner=$(as_ordinary_user id -u)
  chown -R "$owner" "$postgres_home"
  (cd / && as_ordinary_user "$bin/initdb" --pgdata "$postgres_home/data" --username "$ROOMLEDGER_TEST_DB_USER" \
    --pwfile "$postgres_home/password" --auth scram-sha-256 --encoding UTF8 --locale C.UTF-8) \
    >"$postgres_home/initdb.log" 2>&1 || fail "initdb failed: $(cat "$postgres_home/initdb.log")"

  for attempt in 1 2 3 4 5; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    if postgres_runs_on "$bin" "$port"; then
      ROOMLEDGER_TEST_DB_URL=jdbc:postgresql://127.0.0.1:$port/postgres
      export ROOMLEDGER_TEST_DB_URL ROOMLEDGER_TEST_DB_USER ROOMLEDGER_TEST_DB_PASSWORD
      note "$("$bin/postgres" --version) listens on 127.0.0.1:$port"
      return
    fi
    note "PostgreSQL did not start on port $port (attempt $attempt of 5)"
  done
  fail "PostgreSQL does not start: $(cat "$postgres_home/postgres.log")"
}

# A port that is taken shows as an end of the process; anything else is waited for up to 30 seconds.
postgres_runs_on() {
  local bin=$1 port=$2 waited=0
  (cd / && as_ordinary_user "$bin/postgres" -D "$postgres_home/data" -p "$port" -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories= "${postgres_settings[@]}") \
    >"$postgres_home/postgres.log" 2>&1 </dev/null 9>&- &
  postgres_pid=$!
  while [ "$waited" -lt 300 ] && kill -0 "$postgres_pid" 2>/dev/null; do
    # The last line of postmaster.pid is the server's own word that it takes connections.
    if tail -n 1 "$postgres_home/data/postmaster.pid" 2>/dev/null | grep -q '^ready'; then
      return 0
    fi
    sleep 0.1
    waited=$((waited + 1))
  done
  stop_external_postgres_process
  return 1
}

stop_external_postgres_process() {
  if [ -n "$postgres_pid" ]; then
    kill -INT "$postgres_pid" 2>/dev/null || true
    wait "$postgres_pid" 2>/dev/null || true
    postgres_pid=
  fi
}

stop_external_postgres() {
  stop_external_postgres_process
  if [ -n "$postgres_home" ]; then
    rm -rf "$postgres_home"
    postgres_home=
  fi
}
