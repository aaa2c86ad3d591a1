#!/bin/sh
# Shows a workbook as another program reads it: sh show.sh FILE.xlsx [ROWS]
# Takes the first Python that has openpyxl: where a machine has several, the system's is not the first in PATH.
set -eu
for python in python3 /usr/bin/python3; do
    if "$python" -c 'import openpyxl' 2>/dev/null; then
        exec "$python" "$(dirname "$0")/show.py" "$@"
    fi
done
echo "show.sh: no Python with openpyxl" >&2
exit 1
