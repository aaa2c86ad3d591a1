#!/bin/sh
# Opens the memo of a study and pictures in a browser: sh run.sh MINAOSHI STUDY FOLDER [memo|pictures]. What it needs of
# npm, of the versions that package-lock.json fixes, and what it makes are kept in FOLDER. The last line counts the checks.
set -eu
[ $# -eq 3 ] || [ $# -eq 4 ] || {
    echo "usage: sh run.sh MINAOSHI STUDY FOLDER [memo|pictures]" >&2
    exit 2
}
here=$(CDPATH='' cd -- "$(dirname "$0")" && pwd)
mkdir -p "$3"
folder=$(CDPATH='' cd -- "$3" && pwd)
for file in package.json package-lock.json memo.mjs pictures.mjs running.mjs looking.mjs comparing.mjs; do
    cp "$here/$file" "$folder/$file"
done
cp "$here/../data/hostile_pictures/make.sh" "$folder/hostile_pictures.sh"
cmp -s "$folder/package-lock.json" "$folder/installed.json" || {
    npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund
    cp "$folder/package-lock.json" "$folder/installed.json"
}
passed=0
failed=0
for part in ${4:-memo pictures}; do
    made=$folder/made
    [ "$part" = memo ] || made=$folder/made_$part
    status=0
    node "$folder/$part.mjs" "$1" "$2" "$made" "$here/../../plots/gallery" >"$folder/$part.log" || status=$?
    # the lines of the checks; what they count is summed below
    sed '$d' "$folder/$part.log"
    counts=$(sed -n '$s/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$folder/$part.log")
    [ -n "$counts" ] || {
        tail -n 1 "$folder/$part.log"
        counts='0 1'
    }
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
    [ "$status" -eq 0 ] || [ "${counts#* }" -ne 0 ] || failed=$((failed + 1))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
