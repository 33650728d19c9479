#!/usr/bin/env bash
# Builds and runs every test: the programs, the plain core under AddressSanitizer and UndefinedBehaviorSanitizer, the fuzz
# targets. The last line sums up all runs.
#
#   test.sh [--full]      --full: longer loops and fuzzing (CHEXGEN_FULL=1)
#
# The style of the code is checked by tests/rules, which runs here too, and by packaging/tidy.sh (clang-tidy), which does not.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

case ${1:-} in
  '') full=no ;;
  --full) full=yes ;;
  *) die "unknown option $1; see the head of packaging/test.sh" ;;
esac

if [ "$full" = yes ]; then
  export CHEXGEN_FULL=1
  export CHEXGEN_FUZZ_SECONDS=${CHEXGEN_FUZZ_SECONDS:-120}
  export CHEXGEN_FUZZ_LONG_SECONDS=${CHEXGEN_FUZZ_LONG_SECONDS:-600}
else
  export CHEXGEN_FUZZ_SECONDS=${CHEXGEN_FUZZ_SECONDS:-5}
fi

passed=0
failed=0
skipped=0

sum_up() { echo "$passed passed, $failed failed, $skipped skipped"; }
# Whatever ends the script, its last line says what had been counted; a run that did not finish is not a pass.
finish() {
  local status=$?
  if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
    failed=1
    echo "error: the run ended early (status $status); that counts as one failure" >&2
  fi
  sum_up
}
trap finish EXIT

# An attribute of the <testsuite> element, which stands at the head of the report.
count() { sed -n "0,/$2=\"[0-9]*\"/s/.*[[:space:]]$2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1; }

# run_tests PRESET: runs ctest in build/PRESET and adds up its report.
run_tests() {
  local preset=$1
  local report="$root/build/$preset/test-report.xml"
  rm -f "$report"
  say "Testing build/$preset"
  ctest --test-dir "$root/build/$preset" --parallel "$(nproc)" --output-on-failure --no-tests=error --output-junit "$report" || true
  [ -f "$report" ] || die "ctest left no report for build/$preset"
  local all bad left
  all=$(count "$report" tests)
  bad=$(count "$report" failures)
  left=$(($(count "$report" skipped) + $(count "$report" disabled)))
  passed=$((passed + all - bad - left))
  failed=$((failed + bad))
  skipped=$((skipped + left))
}

"$packaging/build.sh" release
run_tests release

build_preset asan
run_tests asan

build_preset fuzz
run_tests fuzz

[ "$failed" -eq 0 ]
