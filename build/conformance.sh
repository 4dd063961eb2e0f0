# shellcheck shell=bash disable=SC2154
# Sourced by ../roomledger: builds the program and the suite of conformance/clients, and runs it. Needs what program.sh needs.

conformance_classes=$root/conformance/target

conformance_is_current() {
  [ -e "$conformance_classes/suite.built" ] &&
    [ -z "$(find "$root/pom.xml" "$root"/conformance/{pom.xml,src/test} \
      -newer "$conformance_classes/suite.built" -print -quit 2>/dev/null)" ]
}

build_conformance() {
  case " $* " in
    *' --help '* | *' -h '*)
      conformance_usage
      return
      ;;
  esac
  run_suite ClientSuite "$@"
}

# run_suite <class> <argument>…: brings the program and the suites up to date and runs one of them.
run_suite() {
  local suite=$1 suite_pid='' status=0
  shift
  ensure_program
  if ! conformance_is_current; then
    lock_build
    conformance_is_current || build_conformance 9>&-
    unlock_build
  fi
  # Clients find their JDK there.
  export JAVA_HOME ROOMLEDGER_CONFORMANCE_ROOT=$root
  trap '[ -z "$suite_pid" ] || { kill "$suite_pid" 2>/dev/null; wait "$suite_pid"; } || true; exit 130' INT TERM HUP
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx256m -cp "$conformance_classes/test-classes:$conformance_classes/lib/*" \
    "io.roomledger.conformance.$suite" "$@" 9>&- &
  suite_pid=$!
  wait "$suite_pid" || status=$?
  return "$status"
}
