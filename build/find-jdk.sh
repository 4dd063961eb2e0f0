# shellcheck shell=bash
# Sourced: sets JAVA_HOME to a JDK 25, or leaves it empty when there is none.
# Looks at JAVA_HOME, at the java on the PATH, then where distributions, SDKMAN and macOS keep their JVMs.

# Reads the JDK's own release file: starting each candidate to ask it would cost more than all the rest of a start.
is_jdk_25() {
  [ -x "$1/bin/javac" ] || return 1
  if [ -r "$1/release" ]; then
    grep -q '^JAVA_VERSION="25[."]' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | head -n 1 | grep -q '"25[."]'
  fi
}

find_jdk_25() {
  local home java_on_path
  java_on_path=$(command -v java || true)
  if [ -n "$java_on_path" ]; then
    java_on_path=$(dirname "$(dirname "$(readlink -f "$java_on_path")")")
  fi
  for home in "${JAVA_HOME:-}" "$java_on_path" /usr/lib/jvm/*25* "${HOME:-/root}"/.sdkman/candidates/java/25* \
    /opt/*jdk*25* /Library/Java/JavaVirtualMachines/*25*/Contents/Home; do
    if [ -n "$home" ] && is_jdk_25 "$home"; then
      printf '%s\n' "$home"
      return
    fi
  done
}

JAVA_HOME=$(find_jdk_25)
