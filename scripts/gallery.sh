#!/bin/sh
# Draws the pictures of plots/gallery/ anew, the golden ones of tests/data/hostile_pictures, and the first screen of the
# memo in a browser: sh scripts/gallery.sh MINAOSHI. Look at every one before you keep it.
set -eu
cd "$(dirname "$0")/.."
program=$(CDPATH='' cd -- "$(dirname "$1")" && pwd)/$(basename "$1")
scratch=$(mktemp -d "${TMPDIR:-/tmp}/minaoshi-gallery.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
"$program" import datasets/fisc --db "$scratch/survey.db" -q >/dev/null
for kind in trend status strata change forecast bounds margin oc; do
    for language in ja en; do
        "$program" plot datasets/fisc "$kind" --lang "$language" --db "$scratch/survey.db" \
            -o "plots/gallery/$kind.$language.svg"
        "$program" plot datasets/fisc "$kind" --lang "$language" --db "$scratch/survey.db" \
            -o "plots/gallery/$kind.$language.png"
    done
done
gnuplot --version >plots/gallery/VERSION # by which tests/golden/golden.sh knows whether bytes must be the same
sh tests/golden/golden.sh --accept "$program" "$scratch/golden"
sh tests/browser/run.sh "$program" "$PWD/datasets/fisc" "$scratch/browser" memo >/dev/null
for language in ja en; do
    cp "$scratch/browser/made/memo.$language.1280.png" "plots/gallery/memo.$language.png"
done
