# shellcheck shell=bash disable=SC2154
# Sourced by ../roomledger: builds the program and the suite, and lets Schemathesis loose on it. Needs what program.sh and
# conformance.sh need.

fuzz_usage() {
  cat <<'END'
usage: ./roomledger fuzz [--requests <number>] [--seed <number>]

Asks the packaged program made-up questions by docs/openapi.yaml, with limits raised, and fails on an answer that is a fault, is
not in the document, or breaks its schema or content type. The first run fetches the fuzzer, pinned by checksums.

  --requests <number>  at least so many (default 20000)
  --seed <number>      the same questions again (default 1)
END
}

fuzz() {
  case " $* " in
    *' --help '* | *' -h '*)
      fuzz_usage
      return
      ;;
  esac
  run_suite FuzzSuite "$@"
}
