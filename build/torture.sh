# shellcheck shell=bash disable=SC2154
# Sourced by ../roomledger: builds the program and the suite that kills it, and runs that. Needs what program.sh and
# external-postgres.sh need, and $server_options.

torture_classes=$root/torture/target

torture_is_current() {
  [ -e "$torture_classes/built" ] &&
    [ -z "$(find "$root/pom.xml" "$root"/torture/{pom.xml,src/main} -newer "$torture_classes/built" -print -quit 2>/dev/null)" ]
}

build_torture() {
  need_maven
  mkdir -p "$torture_classes"
  touch "$torture_classes/built.begun"
  if ! maven -Dstyle.color=never -DskipTests -Ptorture -pl torture package >"$torture_classes/build.log" 2>&1; then
    sed $'s/\033\\[[0-9;]*m//g; /^\\[INFO\\]/d; /^$/d' "$torture_classes/build.log" >&2
    fail "the build of the torture suite failed; its messages are above."
  fi
  mv "$torture_classes/built.begun" "$torture_classes/built"
}

torture() {
  local torture_pid='' status=0
  case " $* " in
    *' --help '* | *' -h '*) ;;
    *) ensure_program ;;
  esac
  if ! torture_is_current; then
    lock_build
    torture_is_current || build_torture 9>&-
    unlock_build
  fi
  trap '[ -z "$torture_pid" ] || { kill "$torture_pid" 2>/dev/null; wait "$torture_pid"; } || true; exit 130' INT TERM HUP
  export ROOMLEDGER_TORTURE_PROGRAM ROOMLEDGER_TORTURE_POSTGRES
  ROOMLEDGER_TORTURE_PROGRAM=$(readlink "$program" || true)
  ROOMLEDGER_TORTURE_POSTGRES=$(find_postgres)
  export ROOMLEDGER_TORTURE_OPTIONS="$server_options ${JAVA_OPTS:-}" ROOMLEDGER_TORTURE_ROOT=$root
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx512m --add-modules jdk.jdi \
    -cp "$(printf '%s:' "$torture_classes"/torture-*.jar)$torture_classes/lib/*" \
    io.roomledger.torture.Main "$@" 9>&- &
  torture_pid=$!
  wait "$torture_pid" || status=$?
  return "$status"
}
