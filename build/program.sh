# shellcheck shell=bash disable=SC2154
# Sourced by ../roomledger: brings the built program up to date. Needs $root and $JAVA_HOME and the function fail.
#
# The program is run from target/program, a link to one directory per build with its own copy of the jars. Maven's output
# is never run directly: a later build would replace jars under a running server.

program=$root/target/program

# What counts as newer: any source, pom or build script of the modules that are run. Directories are looked at too, so a
# removed file counts as a change.
program_is_current() {
  [ -e "$program/built" ] &&
    [ -z "$(find "$root/pom.xml" "$root/build" "$root/roomledger" "$root/docs/openapi.yaml" \
      "$root"/{sheets,server,cli}/{pom.xml,src/main} -newer "$program/built" -print -quit 2>/dev/null)" ]
}

need_maven() {
  if command -v mvn >/dev/null; then
    mvn=mvn
  elif [ -x "$root/mvnw" ]; then
    mvn=$root/mvnw
  else
    fail "building needs Apache Maven 3.8 or newer (command mvn): install it with 'apt install maven'," \
      "'dnf install maven', 'brew install maven' or 'sdk install maven'."
  fi
}

maven() {
  (become_maven "$@")
}

# The two options keep Maven 3.8's own libraries from printing warnings on a new JDK.
become_maven() {
  export JAVA_HOME MAVEN_OPTS="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}"
  cd "$root" || exit
  exec "$mvn" -B "$@"
}

# One build at a time in a checkout, where flock exists. The lock belongs to this shell alone: whoever starts a child
# closes descriptor 9 for it, or a server would hold the lock for as long as it runs.
lock_build() {
  mkdir -p "$root/target"
  exec 9>"$root/target/build.lock"
  if command -v flock >/dev/null && ! flock --nonblock 9; then
    note "another build of this checkout is running; waiting for it"
    flock 9
  fi
}

unlock_build() {
  exec 9>&-
}

ensure_program() {
  program_is_current && return
  # Set while a test run of this checkout holds the lock and one of its tests starts the program.
  if [ -z "${ROOMLEDGER_BUILD_LOCKED:-}" ]; then
    lock_build
  fi
  if ! program_is_current; then
    build_program 9>&-
  fi
  unlock_build
}

build_program() {
  local next previous server_jar cli_jar
  need_maven
  if [ -e "$program" ]; then
    note "sources changed; building"
  else
    note "building; the first time takes about a minute"
  fi
  mkdir -p "$root/target/programs"
  next=$(mktemp -d "$root/target/programs/XXXXXX")
  # Dated before the build, so that what is edited during it counts as newer.
  touch "$next/built.begun"
  chmod go=rx "$next"
  # Not with -q, which hides the warnings that broke a build; and Maven prints colour codes even when told not to.
  if ! maven -Dstyle.color=never -DskipTests package -pl server,cli -am >"$next/build.log" 2>&1; then
    sed $'s/\033\\[[0-9;]*m//g; /^\\[INFO\\]/d; /^$/d' "$next/build.log" >&2
    rm -rf "$next"
    fail "the build failed; its messages are above."
  fi
  server_jar=$(module_jar server)
  cli_jar=$(module_jar cli -runnable)
  "$JAVA_HOME/bin/java" -Djarmode=tools -jar "$server_jar" \
    extract --force --destination "$next" --application-filename server.jar >>"$next/build.log" 2>&1 ||
    fail "unpacking the server failed: $(tail -n 20 "$next/build.log")"
  cp "$cli_jar" "$next/cli.jar"
  train "$next" server "$server_options" train
  # Nobody listens there: the export fails at once, after all classes that matter are loaded.
  train "$next" cli "$cli_options" export --level 0 --from 2026-11-01 --to 2026-11-30 -o "$next/none.xlsx" \
    --server http://127.0.0.1:9 --app-id none --app-secret none --timeout 3s
  mv "$next/built.begun" "$next/built"

  # The program before this one may still run; those before it go.
  previous=$(readlink "$program" || true)
  ln -s "$next" "$next.link"
  mv -fT "$next.link" "$program" 2>/dev/null || { rm -rf "$program" && mv "$next.link" "$program"; }
  find "$root/target/programs" -mindepth 1 -maxdepth 1 ! -path "$next" ! -path "${previous:-$next}" -exec rm -rf {} +
}

# module_jar <module> [<suffix>]: its jar; Maven leaves others beside it.
module_jar() {
  local jar
  for jar in "$root/$1/target/$1"-*"${2:-}".jar; do
    case $jar in
      *-sources.jar | *-javadoc.jar | *-tests.jar | *.original) ;;
      *)
        printf '%s\n' "$jar"
        return
        ;;
    esac
  done
  fail "the build left no jar in $1/target."
}

# Records which classes a start uses in an AOT cache, which more than halves the time of the next start. It is a
# convenience: when it fails or takes too long, the program runs without.
train() {
  local directory=$1 name=$2 words
  read -ra words <<<"$3"
  shift 3
  mkdir "$directory/tmp"
  # Two steps, because the JDK's own one-step form breaks on a path with a space.
  {
    # A command that fails leaves a record too, if it ended by itself.
    limited 120 "$JAVA_HOME/bin/java" "${words[@]}" -Djava.io.tmpdir="$directory/tmp" \
      -XX:AOTMode=record -XX:AOTConfiguration="$directory/$name.aot.recorded" -jar "$directory/$name.jar" "$@" || true
    limited 120 "$JAVA_HOME/bin/java" "${words[@]}" -XX:AOTMode=create \
      -XX:AOTConfiguration="$directory/$name.aot.recorded" -XX:AOTCache="$directory/$name.aot" \
      -jar "$directory/$name.jar"
  } >"$directory/$name-training.log" 2>&1 </dev/null || rm -f "$directory/$name.aot"
  rm -rf "$directory/tmp" "$directory/$name.aot.recorded"
}

limited() {
  if command -v timeout >/dev/null; then
    timeout "$@"
  else
    shift
    "$@"
  fi
}
