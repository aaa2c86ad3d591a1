#!/bin/sh
# Opens the memo of a study in a browser: sh run.sh MINAOSHI STUDY FOLDER. What it needs of npm, of the versions that
# package-lock.json fixes, and what it makes are kept in FOLDER.
set -eu
[ $# -eq 3 ] || {
    echo "usage: sh run.sh MINAOSHI STUDY FOLDER" >&2
    exit 2
}
here=$(CDPATH='' cd -- "$(dirname "$0")" && pwd)
mkdir -p "$3"
folder=$(CDPATH='' cd -- "$3" && pwd)
for file in package.json package-lock.json memo.mjs; do
    cp "$here/$file" "$folder/$file"
done
cmp -s "$folder/package-lock.json" "$folder/installed.json" || {
    npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund
    cp "$folder/package-lock.json" "$folder/installed.json"
}
exec node "$folder/memo.mjs" "$1" "$2" "$folder/made"
