#!/bin/sh
# That compare.py takes for alike what is, and tells a changed text, colour or count, and a mark that has moved:
# sh test_compare.sh FOLDER
set -eu
[ $# -eq 1 ] || {
    echo "usage: sh test_compare.sh FOLDER" >&2
    exit 2
}
here=$(CDPATH='' cd -- "$(dirname "$0")" && pwd)
rm -rf "$1"
mkdir -p "$1"
cd "$1"
failed=0

cat >golden.svg <<'END'
<?xml version="1.0" encoding="utf-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="0 0 100 50">
<defs><circle id="p" r="1"/></defs>
<g fill="none" stroke="black" stroke-width="1.00">
<path stroke='rgb(  0,  82, 143)' d='M10.00,20.00 L30.50,20.00'/>
<polygon fill='rgb(1, 2, 3)' points='1.00,2.00 3.00,4.00 5.00,6.00'/>
<use href='#p' transform='translate(10.00,20.00) scale(4.50)' color='rgb(1, 2, 3)'/>
<g transform="translate(40.00,24.00)" font-size="13.00"><text>Regional banks</text></g>
<g transform="translate(40.00,44.00)" font-size="13.00"><text>地方銀行</text></g>
</g>
</svg>
END

# changed STATUS WHAT SED
changed() {
    sed "$3" golden.svg >new.svg
    if [ "$1" -ne 0 ] && cmp -s golden.svg new.svg; then
        echo "FAILED  $2: nothing was changed"
        failed=$((failed + 1))
        return
    fi
    status=0
    python3 "$here/compare.py" golden.svg new.svg >told || status=$?
    if [ "$status" -eq "$1" ]; then
        echo "ok      $2"
    else
        echo "FAILED  $2: exit status $status"
        cat told
        failed=$((failed + 1))
    fi
}

changed 0 "nothing" ''
changed 0 "numbers that are written otherwise" 's/40\.00,24\.00/40,24.0/'
changed 0 "a mark that is moved by less than a pixel" 's/(10\.00,20\.00)/(10.60,20.40)/'
changed 0 "the width of a line" 's/stroke-width="1.00"/stroke-width="1.1"/'
changed 1 "a mark that is moved" 's/(10\.00,20\.00)/(12.00,20.00)/'
changed 1 "a line that is moved" 's/L30\.50/L33.50/'
changed 1 "an area that is moved" 's/5\.00,6\.00/5.00,9.00/'
changed 1 "a text that is moved" 's/40\.00,24\.00/40.00,26.00/'
changed 1 "a changed text" 's/Regional/Regionel/'
changed 1 "a text that is missing" '/地方/d'
changed 1 "a mark that is missing" '/<use/d'
changed 1 "a mark more" '/<use/p'
changed 1 "another colour" "s/  0,  82, 143/  0,  82, 144/"
changed 1 "a smaller text" 's/font-size="13.00"/font-size="11.00"/'
changed 1 "another height" 's/height="50"/height="60"/'
changed 1 "one corner less" 's/ 5\.00,6\.00//'
changed 1 "no SVG" 's/<svg/<sv/'
[ "$failed" -eq 0 ]
