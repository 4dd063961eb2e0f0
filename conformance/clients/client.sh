# shellcheck shell=bash disable=SC2034
# Sourced by every client.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[1]}")" && pwd)

# need <command> <how to get it>: without it the client is absent, exit code 3.
need() {
  if ! command -v "$1" >/dev/null; then
    printf 'needs the command %s: %s\n' "$1" "$2"
    exit 3
  fi
}

# What the SDK cannot do, whatever the server says: lines "mode<TAB>why". Most can do all.
limits() {
  :
}
