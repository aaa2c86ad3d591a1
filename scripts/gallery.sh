#!/bin/sh
# Draws the pictures of plots/gallery/ anew: sh scripts/gallery.sh MINAOSHI
set -eu
cd "$(dirname "$0")/.."
program=$1
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
