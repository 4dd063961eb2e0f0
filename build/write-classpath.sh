#!/usr/bin/env bash
# Writes a class path to a file. Called by Maven: write-classpath.sh <file> <class path>
set -euo pipefail
mkdir -p "$(dirname "$1")"
printf '%s' "$2" >"$1"
