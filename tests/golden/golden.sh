#!/bin/sh
# Draws anew what is golden, the pictures of plots/gallery and three kinds of the study that tests/data/hostile_pictures
# makes, and compares: sh golden.sh MINAOSHI FOLDER. Byte by byte where gnuplot is the one that drew the golden ones
# (plots/gallery/VERSION), else by what compare.py calls alike. `sh golden.sh --accept MINAOSHI FOLDER` takes the new
# pictures of the hostile study for golden; scripts/gallery.sh does so for the gallery, and calls this.
set -eu
accept=
[ "${1-}" != --accept ] || {
    accept=yes
    shift
}
[ $# -eq 2 ] || {
    echo "usage: sh golden.sh [--accept] MINAOSHI FOLDER" >&2
    exit 2
}
tests=$(CDPATH='' cd -- "$(dirname "$0")/.." && pwd)
gallery=$tests/../plots/gallery
program=$(CDPATH='' cd -- "$(dirname "$1")" && pwd)/$(basename "$1")
rm -rf "$2"
mkdir -p "$2"
cd "$2"

compared=0
failed=0
same_version=
[ "$(gnuplot --version)" != "$(cat "$gallery/VERSION")" ] || same_version=yes

# compare GOLDEN NEW
compare() {
    compared=$((compared + 1))
    if [ -n "$same_version" ]; then
        cmp -s "$1" "$2" && return
    else
        python3 "$tests/golden/compare.py" "$1" "$2" && return
    fi
    failed=$((failed + 1))
    echo "FAILED  $1: it is drawn otherwise, see $PWD/$2"
    [ -z "$same_version" ] || python3 "$tests/golden/compare.py" "$1" "$2" || true
}

sh "$tests/data/hostile_pictures/make.sh" hostile
"$program" import hostile -q >/dev/null
for name in trend.en strata.ja oc.en; do
    "$program" plot hostile "${name%.*}" --lang "${name#*.}" -o "hostile/$name.svg" >/dev/null
    if [ -n "$accept" ]; then
        cp "hostile/$name.svg" "$tests/data/hostile_pictures/$name.svg"
    else
        compare "$tests/data/hostile_pictures/$name.svg" "hostile/$name.svg"
    fi
done
[ -z "$accept" ] || exit 0

"$program" import "$tests/../datasets/fisc" --db survey.db -q >/dev/null
for golden in "$gallery"/*.svg; do
    name=$(basename "$golden" .svg)
    "$program" plot "$tests/../datasets/fisc" "${name%.*}" --lang "${name#*.}" --db survey.db -o "$name.svg" >/dev/null
    compare "$golden" "$name.svg"
done
echo "$((compared - failed)) passed, $failed failed"
[ "$compared" -eq 19 ] && [ "$failed" -eq 0 ]
