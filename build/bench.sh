# shellcheck shell=bash disable=SC2154
# Sourced by ../roomledger: builds the benchmarks and runs them beside a PostgreSQL of this machine with settings that keep
# data through a power cut. Needs what program.sh and external-postgres.sh need, and $server_options.

bench_classes=$root/benchmarks/target

bench_is_current() {
  [ -e "$bench_classes/built" ] &&
    [ -z "$(find "$root/pom.xml" "$root"/{sheets,benchmarks}/{pom.xml,src/main} \
      -newer "$bench_classes/built" -print -quit 2>/dev/null)" ]
}

build_bench() {
  need_maven
  mkdir -p "$bench_classes"
  touch "$bench_classes/built.begun"
  if ! maven -Dstyle.color=never -DskipTests -Pbenchmarks -pl benchmarks -am package >"$bench_classes/build.log" 2>&1; then
    sed $'s/\033\\[[0-9;]*m//g; /^\\[INFO\\]/d; /^$/d' "$bench_classes/build.log" >&2
    fail "the build of the benchmarks failed; its messages are above."
  fi
  mv "$bench_classes/built.begun" "$bench_classes/built"
}

# A quarter of the memory, 4 GB at most: what a PostgreSQL with a machine of its own would be given.
shared_buffers_mb() {
  local kilobytes
  kilobytes=$(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo)
  local quarter=$((kilobytes / 4096))
  printf '%s\n' "$((quarter < 4096 ? quarter : 4096))"
}

bench() {
  local bench_pid='' status=0
  case " $* " in
    *' --help '* | *' -h '*) ;;
    *) ensure_program ;;
  esac
  if ! bench_is_current; then
    lock_build
    bench_is_current || build_bench 9>&-
    unlock_build
  fi
  trap '[ -z "$bench_pid" ] || { kill "$bench_pid" 2>/dev/null; wait "$bench_pid"; } || true; exit 130' INT TERM HUP
  trap stop_external_postgres EXIT
  case " $* " in
    *' --help '* | *' -h '*) ;;
    *)
      postgres_settings=(-c max_connections=200 -c "shared_buffers=$(shared_buffers_mb)MB" -c work_mem=256MB
        -c maintenance_work_mem=512MB -c max_wal_size=8GB -c checkpoint_timeout=30min)
      start_external_postgres
      export ROOMLEDGER_BENCH_POSTGRES=$postgres_bin ROOMLEDGER_BENCH_PROGRAM
      ROOMLEDGER_BENCH_PROGRAM=$(readlink "$program")
      export ROOMLEDGER_BENCH_SERVER_OPTIONS="$server_options ${JAVA_OPTS:-} -Xmx256m"
      export ROOMLEDGER_BENCH_SETTINGS="${postgres_settings[*]}"
      ;;
  esac
  ROOMLEDGER_BENCH_ROOT=$root "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx256m \
    -cp "$(printf '%s:' "$bench_classes"/benchmarks-*.jar)$bench_classes/lib/*" \
    io.roomledger.benchmarks.Main "$@" 9>&- &
  bench_pid=$!
  wait "$bench_pid" || status=$?
  return "$status"
}
