# Sourced: sets JAVA_HOME to a JDK 25, or leaves it empty when there is none.
# Looks at JAVA_HOME, at the java on the PATH, then where Linux distributions and SDKMAN keep their JVMs.
is_jdk_25() {
  [ -x "$1/bin/javac" ] && "$1/bin/java" -version 2>&1 | head -n 1 | grep -q '"25[."]'
}

find_jdk_25() {
  local home
  for home in "${JAVA_HOME:-}" "$(dirname "$(dirname "$(readlink -f "$(command -v java || echo /)")")")" \
    /usr/lib/jvm/*25* "$HOME"/.sdkman/candidates/java/25* /opt/*jdk*25*; do
    if [ -n "$home" ] && is_jdk_25 "$home"; then
      printf '%s\n' "$home"
      return
    fi
  done
}

JAVA_HOME=$(find_jdk_25)
