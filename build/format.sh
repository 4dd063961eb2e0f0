#!/usr/bin/env bash
# Formats (or checks) every Java source with google-java-format. Called by Maven, which passes the class path first.
set -euo pipefail
classpath=$1
shift
cd "$(dirname "$0")/.."
. build/find-jdk.sh
mkdir -p target
find . -name '*.java' -not -path '*/target/*' | sort >target/java-sources.txt
[ -s target/java-sources.txt ] || exit 0
exports=()
for package in api code file parser tree util; do
  exports+=("--add-exports=jdk.compiler/com.sun.tools.javac.$package=ALL-UNNAMED")
done
exec "$JAVA_HOME/bin/java" "${exports[@]}" -XX:+UseSerialGC -cp "$classpath" \
  com.google.googlejavaformat.java.Main "$@" @target/java-sources.txt
