# shellcheck shell=bash disable=SC2154
# Sourced by ../roomledger: builds the program and the suite of conformance/clients, and runs it. Needs what program.sh needs.

conformance_classes=$root/conformance/target

conformance_is_current() {
  [ -e "$conformance_classes/suite.built" ] &&
    [ -z "$(find "$root/pom.xml" "$root"/conformance/{pom.xml,src/test} \
      -newer "$conformance_classes/suite.built" -print -quit 2>/dev/null)" ]
}

build_conformance() {
  need_maven
  mkdir -p "$conformance_classes"
  touch "$conformance_classes/suite.begun"
  if ! maven -Dstyle.color=never -pl conformance test-compile dependency:copy-dependencies -DincludeScope=test \
    -DoutputDirectory="$conformance_classes/lib" >"$conformance_classes/suite.log" 2>&1; then
    sed $'s/\033\\[[0-9;]*m//g; /^\\[INFO\\]/d; /^$/d' "$conformance_classes/suite.log" >&2
    fail "the build of the conformance suite failed; its messages are above."
  fi
  mv "$conformance_classes/suite.begun" "$conformance_classes/suite.built"
}

conformance_usage() {
  cat <<'END'
usage: ./roomledger conformance [--against <url>] [--only <language>] [--strict]

Runs a program per language with each official SDK against the packaged program, from token to file and through the errors,
and prints a table. Languages: csharp, curl, go, java, node, php, python. What a machine lacks is counted as absent.

  --only <language>    that language alone
  --strict             what is absent is a failure
  --against <url>      then against that server, too, and where the two differ; with credentials from the environment:
                       FEISHU_APP_ID, FEISHU_APP_SECRET                        a custom app with the scope vc:export
                       FEISHU_USER_TOKEN                                       a person's token
                       FEISHU_STORE_APP_ID, FEISHU_STORE_APP_SECRET,
                       FEISHU_STORE_APP_TICKET, FEISHU_TENANT_KEY              a store app
                       FEISHU_ROOM_LEVEL_ID, FEISHU_ROOM_ID,
                       FEISHU_START_TIME, FEISHU_END_TIME                      what to export (unix seconds)
                       FEISHU_FORBIDDEN_LEVEL_ID, FEISHU_UNSCOPED_TENANT_TOKEN,
                       FEISHU_UNSCOPED_USER_TOKEN                              for the refusals, each left out when not given
END
}

conformance() {
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
