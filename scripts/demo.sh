#!/bin/sh
# The whole yearly job on the main study, from a bare checkout: installs what is missing, builds, and reviews
# datasets/fisc. The language is that of LANG. Only the review itself writes to standard output, so that a second run
# on unchanged inputs prints the same.
set -eu
cd "$(dirname "$0")/.."

sh scripts/setup.sh run >&2
[ -f build/release/build.ninja ] || cmake --preset release >&2
cmake --build --preset release --target minaoshi >&2
exec build/release/minaoshi review datasets/fisc "$@"
