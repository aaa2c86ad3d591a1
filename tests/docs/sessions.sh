#!/bin/sh
# Replays the sessions of a page: sh tests/docs/sessions.sh [--accept] MINAOSHI PAGE
#
# PAGE is a page of docs or README.md. Its commands, the lines `    $ …` of its blocks (`    > …` goes on with one), are
# run one after another in one temporary folder, and what each prints, errors too, is compared with the lines under it.
#   - A file that the page shows with `cat FILE` and that is not there yet is made from the page.
#   - An output that ends in a line … is compared as far as that.
#   - A byte order mark at the begin of an output is not seen on a page.
# PAGE.steps beside this script holds what the page does not show: `-- start --`, commands before everything;
# `-- before COMMAND --`, commands before the next such one of the page, named by its first line; and
# `-- pass over COMMAND --`, with the reason, for one that is not run. ROOT is the tree. The sections stand in the order
# of the page, and one that does not come up is an error.
#
# What differs is shown as a diff. The status is 0 when all agrees, 1 when something differs, 2 when the page or its
# steps are not in order. --accept writes what came out into PAGE instead.
set -eu

accept=
if [ "${1-}" = --accept ]; then
    accept=1
    shift
fi
[ $# -eq 2 ] || {
    echo "usage: sh tests/docs/sessions.sh [--accept] MINAOSHI PAGE" >&2
    exit 2
}
[ -x "$1" ] || {
    echo "$1 is not a program" >&2
    exit 2
}
for need in sqlite3 iconv gzip; do
    command -v "$need" >/dev/null || {
        echo "the pages need $need" >&2
        exit 2
    }
done
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
page=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
steps=$here/$(basename "$page" .md).steps

# Bytes are compared, in any encoding.
LC_ALL=C
export LC_ALL

scratch=$(cd "$(mktemp -d "${TMPDIR:-/tmp}/minaoshi-docs.XXXXXX")" && pwd -P)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
mkdir "$scratch/page" "$scratch/steps" "$scratch/bin" "$scratch/home" "$scratch/work"
ln -s "$program" "$scratch/bin/minaoshi"

wrong() {
    echo "$1" >&2
    exit 2
}

# Goes through the page. With `parts` each command becomes NNNN.command there, the lines under it NNNN.shown; with
# `outputs` the page is printed with NNNN.output in their place.
cat >"$scratch/page.awk" <<'PROGRAM'
    function end_command() {
        if (outputs != "" && count && in_command)
            while ((getline line < (outputs "/" number ".output")) > 0)
                print(line == "" ? "" : "    " line)
        in_command = 0
    }
    function write(name, text) {
        if (parts != "") printf "%s\n", text > (parts "/" number "." name)
    }
    function show(text) { if (outputs != "") print text }
    function shown(text,    i) {
        for (i = 0; i < blank; i++) write("shown", "")
        blank = 0
        write("shown", text)
    }
    function put_blanks() {
        for (; blank > 0; blank--) show("")
    }
    BEGIN { if (parts != "") printf "" > (parts "/index") }
    /^    \$ / {
        end_command()
        put_blanks()
        number = sprintf("%04d", ++count)
        if (parts != "") {
            print number, FNR > (parts "/index")
            printf "" > (parts "/" number ".shown")
        }
        write("command", substr($0, 7))
        in_command = 1
        at_command = 1
        show($0)
        next
    }
    /^    > / && at_command { write("command", substr($0, 7)); show($0); next }
    /^    / && in_command { at_command = 0; shown(substr($0, 5)); next }
    /^$/ { at_command = 0; blank++; next }
    { at_command = 0; end_command(); put_blanks(); show($0) }
    END { end_command(); put_blanks() }
PROGRAM
awk -v parts="$scratch/page" -f "$scratch/page.awk" "$page"
[ -s "$scratch/page/index" ] || wrong "$page: there is no session"

# The steps, numbered; a line of the index is a number and a head.
: >"$scratch/steps/index"
[ ! -e "$steps" ] || awk -v parts="$scratch/steps" '
    /^-- (start|before .*|pass over .*) --$/ {
        file = sprintf("%s/%04d", parts, ++count)
        printf "" > file
        printf "%04d %s\n", count, substr($0, 4, length($0) - 6) > (parts "/index")
        next
    }
    /^-- / { print FILENAME ":" FNR ": not a section" > "/dev/stderr"; exit 2 }
    file { print > file; next }
    !/^#/ && !/^$/ { print FILENAME ":" FNR ": text before the first section" > "/dev/stderr"; exit 2 }
' "$steps" || exit 2

# Runs the file $1 with `sh` and the options that follow.
run() {
    script=$1
    shift
    (
        cd "$scratch/work" &&
            exec env -i PATH="$scratch/bin:$PATH" HOME="$scratch/home" TMPDIR="$scratch" TZ=UTC LANG=C.UTF-8 \
                ROOT="$root" ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=print_stacktrace=1 sh "$@" "$script"
    ) </dev/null
}

# What is still to come of the steps: reads the next head into step and head.
exec 3<"$scratch/steps/index"
next_step() {
    step=
    head=
    read -r step head <&3 || true
}
run_step() {
    run "$scratch/steps/$step" -e >"$scratch/noise" 2>&1 || {
        cat "$scratch/noise" >&2
        wrong "$steps: the commands under '-- $head --' failed"
    }
    next_step
}

next_step
[ "$head" != start ] || run_step

differences=0
count=0
passed_over=0
while read -r number line; do
    first=$(head -n 1 "$scratch/page/$number.command")
    shown=$scratch/page/$number.shown
    output=$scratch/page/$number.output
    while [ "$head" = "before $first" ]; do
        run_step
    done
    if [ "$head" = "pass over $first" ]; then
        next_step
        passed_over=$((passed_over + 1))
        cp "$shown" "$output"
        continue
    fi
    count=$((count + 1))
    file=${first#cat }
    if [ "cat $file" = "$first" ] && [ ! -e "$scratch/work/$file" ]; then
        mkdir -p "$scratch/work/$(dirname "$file")"
        cp "$shown" "$scratch/work/$file"
    fi
    run "$scratch/page/$number.command" >"$scratch/raw" 2>&1 || true
    awk 'NR == 1 { sub(/^\357\273\277/, "") } { print }' "$scratch/raw" >"$output"
    if [ "$(tail -n 1 "$shown" | tr -d ' ')" = … ]; then
        head -n $(($(wc -l <"$shown") - 1)) "$output" >"$scratch/as_far"
        tail -n 1 "$shown" >>"$scratch/as_far"
        mv "$scratch/as_far" "$output"
    fi
    if [ -z "$accept" ] && ! diff -u "$shown" "$output" >"$scratch/diff"; then
        differences=$((differences + 1))
        echo "$page:$line: \$ $first (-on the page, +printed)"
        sed 1,2d "$scratch/diff"
    fi
done <"$scratch/page/index"
[ -z "$step" ] || wrong "$steps: '-- $head --' did not come up"

if [ -n "$accept" ]; then
    awk -v outputs="$scratch/page" -f "$scratch/page.awk" "$page" >"$scratch/accepted"
    cmp -s "$scratch/accepted" "$page" || {
        cp "$scratch/accepted" "$page"
        echo "accepted: $page"
    }
fi
echo "$(basename "$page"): $count commands, $passed_over passed over, $differences differ"
[ "$differences" -eq 0 ] || exit 1
