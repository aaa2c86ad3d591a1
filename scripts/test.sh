#!/bin/sh
# Every test, from a bare checkout: installs what is missing, then
#   debug   build and test with gcc (or the default compiler), ASan and UBSan, warnings being errors
#   clang   the same with clang, and each fuzzer for FUZZ_SECONDS (10) on its corpus
#   checks  scripts/check.sh
# Goes on after a failure, so that one run tells everything. The last line counts tests, fuzzers and checks; a stage
# that can't be run counts as failed.
set -eu
cd "$(dirname "$0")/.."
# Tools that read or print texts expect UTF-8, which a bare system is not set to.
LC_ALL=C.UTF-8
export LC_ALL
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
passed=0
failed=0
failures=

finish() {
    [ "$failed" -eq 0 ] || printf 'failed:%s\n' "$failures"
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] || exit 1
    exit 0
}
# count PASSED FAILED STAGE
count() {
    passed=$((passed + $1))
    failed=$((failed + $2))
    [ "$2" -eq 0 ] || failures="$failures $3"
}
heading() {
    printf '\n== %s\n' "$1"
}

sh scripts/setup.sh test || {
    count 0 1 setup
    finish
}

# An ASan of this age can loop for ever where addresses are randomised over 32 bits: do without, where that is allowed.
fixed_addresses=
if command -v setarch >/dev/null && setarch -R true 2>/dev/null; then
    fixed_addresses='setarch -R'
fi

# Configures, builds and runs the tests of a preset.
run_preset() {
    preset=$1
    heading "$preset: build"
    if ! { cmake --preset "$preset" && cmake --build --preset "$preset"; }; then
        count 0 1 "$preset-build"
        return
    fi
    heading "$preset: tests"
    rm -f "build/$preset/tests.xml"
    # The optional command in front is words to be split.
    # shellcheck disable=SC2086
    $fixed_addresses ctest --preset "$preset" --parallel "$jobs" --output-junit "$PWD/build/$preset/tests.xml" || true
    # tests="12" failures="0" … of the first element; a test that did not run is no success either.
    totals=$(tr -s '\n\t' ' ' <"build/$preset/tests.xml" 2>/dev/null |
        sed -n 's/.*<testsuite [^>]*tests="\([0-9]*\)" *failures="\([0-9]*\)" *disabled="\([0-9]*\)" *skipped="\([0-9]*\)".*/\1 \2 \3 \4/p')
    if [ -z "$totals" ] || [ "${totals%% *}" -eq 0 ]; then
        count 0 1 "$preset-tests"
        return
    fi
    # shellcheck disable=SC2086
    set -- $totals
    bad=$(($2 + $3 + $4))
    count $(($1 - bad)) "$bad" "$preset-tests"
}

# Runs the fuzzer $1, with what it finds kept under build/clang/fuzz and not in the sources; leaves NAME.log and, where it
# went well, NAME.ok there.
run_fuzzer() {
    found=build/clang/fuzz/${1#fuzz_}
    corpus=tests/fuzz/corpus/${1#fuzz_}
    mkdir -p "$found"
    rm -f "$found.ok"
    [ -d "$corpus" ] || {
        echo "there is no $corpus" >"$found.log"
        return
    }
    # shellcheck disable=SC2086
    $fixed_addresses "build/clang/tests/$1" -max_total_time="${FUZZ_SECONDS:-10}" -timeout=10 -rss_limit_mb=2048 \
        -print_final_stats=1 -artifact_prefix="$found-" "$found" "$corpus" >"$found.log" 2>&1 && : >"$found.ok"
}

run_fuzzers() {
    heading "fuzzers"
    set --
    for source in tests/fuzz/fuzz_*.c; do
        [ ! -e "$source" ] || set -- "$@" "$(basename "$source" .c)"
    done
    [ $# -gt 0 ] || count 0 1 fuzzers
    # As many at a time as there are processors.
    started=0
    for name in "$@"; do
        run_fuzzer "$name" &
        started=$((started + 1))
        [ $((started % jobs)) -ne 0 ] || wait
    done
    wait
    for name in "$@"; do
        log=build/clang/fuzz/${name#fuzz_}.log
        if [ -e "${log%.log}.ok" ]; then
            count 1 0 ""
            echo "ok      $name: $(sed -n "s/^stat::number_of_executed_units: *//p" "$log") runs"
        else
            count 0 1 "$name"
            echo "FAILED  $name"
            tail -n 60 "$log"
        fi
    done
}

run_checks() {
    heading "checks"
    sh scripts/check.sh | tee build/checks.log || true
    totals=$(sed -n '$s/^checks: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' build/checks.log)
    # shellcheck disable=SC2086
    count ${totals:-0 1} checks
}

run_preset debug
run_preset clang
run_fuzzers
run_checks
heading "all"
finish
