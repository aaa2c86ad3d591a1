#!/bin/sh
# Writes what the program does now into the expectations of tests/cli/NAME.case, for each NAME or for all; read the
# change with git diff before you keep it. The program is that of the preset debug.
set -eu
cd "$(dirname "$0")/.."
[ -f build/debug/build.ninja ] || cmake --preset debug >&2
cmake --build --preset debug --target minaoshi >&2
if [ $# -eq 0 ]; then
    for path in tests/cli/*.case; do
        set -- "$@" "$(basename "$path" .case)"
    done
fi
for name in "$@"; do
    sh tests/run_case.sh --accept build/debug/minaoshi "tests/cli/$name.case"
done
