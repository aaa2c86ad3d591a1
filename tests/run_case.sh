#!/bin/sh
# Runs one whole-command case: sh tests/run_case.sh [--accept] MINAOSHI CASE
#
# MINAOSHI is the program under test, CASE a file of tests/cli (README.md tells its format). Every case gets an empty
# folder, an empty HOME and a fixed environment. What differs is shown as a diff; the status is 0 when all agrees, 1 when
# something differs, 2 when the case itself is not in order. --accept writes what came out into CASE instead.
set -eu

accept=
if [ "${1-}" = --accept ]; then
    accept=1
    shift
fi
[ $# -eq 2 ] || {
    echo "usage: sh tests/run_case.sh [--accept] MINAOSHI CASE" >&2
    exit 2
}
[ -x "$1" ] || {
    echo "$1 is not a program" >&2
    exit 2
}
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
case_file=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
root=$(cd "$(dirname "$0")/.." && pwd)
version=$(sed -n 's/^project(minaoshi VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")

# Bytes are compared, in any encoding.
LC_ALL=C
export LC_ALL

# pwd -P, because a program may print the folder as the system resolves it.
scratch=$(cd "$(mktemp -d "${TMPDIR:-/tmp}/minaoshi-case.XXXXXX")" && pwd -P)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
mkdir "$scratch/parts" "$scratch/bin" "$scratch/home" "$scratch/tmp"
ln -s "$program" "$scratch/bin/minaoshi"

wrong_case() {
    echo "$case_file: $1" >&2
    exit 2
}

# 1. Split the case: the opening comment and the sections, each a head line and a body, numbered as they stand.
awk -v parts="$scratch/parts" '
    function open_part(kind, argument) {
        if (file) close(file)
        count++
        file = sprintf("%s/%04d.body", parts, count)
        printf "" > file
        printf "%04d %s %s\n", count, kind, argument > (parts "/index")
    }
    BEGIN { open_part("opening", "") }
    /^-- (run|stdout|stderr|exit) --$/ { open_part($2, ""); next }
    /^-- (file|copy|after) .* --$/ { open_part($2, substr($0, length($2) + 5, length($0) - length($2) - 7)); next }
    { print > file }
' "$case_file"

# The opening tells what the case proves; a misspelt section head would end up in it or in a file, so look for one.
head -n 1 "$case_file" | grep -q '^# ..*' || wrong_case "the first line must be a comment that tells what the case proves"
if grep -qv -e '^#' -e '^$' "$scratch/parts/0001.body"; then
    wrong_case "text before the first section"
fi
if odd=$(grep -nE '^-- ?[a-z]+( [^ ]*)* ?--$' "$case_file" |
    grep -vE '^[0-9]+:-- ((run|stdout|stderr|exit)|(file|copy|after) [^ ].*) --$'); then
    wrong_case "not a section: $odd"
fi

# 2. Help for the steps.

# Writes the file $1 with what changes from run to run replaced, and a mark where the last line has no end.
normalised() {
    awk -v tmp="$scratch/tmp" -v version="$version" -v days="$first_day $(date -u +%Y-%m-%d)" '
        # Replaces `what`, a fixed string; where `whole` is set only if no digit or dot stands beside it.
        function replace(text, what, by, whole,    at, before, after, out) {
            out = ""
            while ((at = index(text, what)) > 0) {
                before = substr(out substr(text, 1, at - 1), length(out) + at - 1, 1)
                after = substr(text, at + length(what), 1)
                if (whole && (before ~ /[0-9.]/ || after ~ /[0-9]/))
                    out = out substr(text, 1, at + length(what) - 1)
                else
                    out = out substr(text, 1, at - 1) by
                text = substr(text, at + length(what))
            }
            return out text
        }
        BEGIN { split(days, day, " ") }
        {
            line = replace($0, tmp, "{TMP}", 0)
            line = replace(line, version, "{VERSION}", 1)
            for (i = 1; i <= 2; i++)
                line = replace(line, day[i], "{TODAY}", 0)
            gsub(/\{TODAY\}[T ][0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z/, "{NOW}", line)
            print line
        }
    ' "$1"
    if [ -s "$1" ] && [ -n "$(tail -c 1 "$1" | tr -d '\n' | od -An -c)" ]; then
        echo "{NO END OF LINE}"
    fi
}

differences=0
step=0
seen=

# The expectation $1 (of the current step) is $2, and came out as $3.
compare() {
    if [ -n "$accept" ]; then
        return
    fi
    if ! diff -u "$2" "$3" >"$scratch/diff"; then
        differences=$((differences + 1))
        echo "$case_file: step $step: $1 differs (-expected, +actual)"
        sed 1,2d "$scratch/diff"
    fi
}

# Adds a section to the case that --accept writes.
write() {
    if [ -n "$accept" ]; then
        [ -z "$1" ] || echo "-- $1 --" >>"$scratch/accepted"
        cat "$2" >>"$scratch/accepted"
    fi
}

# At the end of a step: it must have had all three expectations. --accept supplies what is missing.
end_step() {
    [ "$step" -gt 0 ] || return 0
    for one in stdout stderr exit; do
        case " $seen " in
        *" $one "*) ;;
        *)
            [ -n "$accept" ] || wrong_case "step $step has no '-- $one --' section"
            write "$one" "$scratch/$one"
            ;;
        esac
    done
}

inside() {
    case $1 in
    /* | *..*) wrong_case "'$1' is not a path inside the folder of the case" ;;
    esac
}

# 3. Go through the sections in their order.
first_day=$(date -u +%Y-%m-%d)
: >"$scratch/accepted"
while read -r number kind argument; do
    body=$scratch/parts/$number.body
    case $kind in
    opening) write "" "$body" ;;
    file)
        inside "$argument"
        mkdir -p "$(dirname "$scratch/tmp/$argument")"
        cp "$body" "$scratch/tmp/$argument"
        write "file $argument" "$body"
        ;;
    copy)
        # A folder of the repository without what is derived from it; then where to put it.
        source=${argument% *}
        target=${argument##* }
        inside "$source"
        inside "$target"
        [ -d "$root/$source" ] || wrong_case "there is no folder '$source' to copy"
        mkdir -p "$(dirname "$scratch/tmp/$target")"
        cp -R "$root/$source" "$scratch/tmp/$target"
        rm -rf "$scratch/tmp/$target/out" "$scratch/tmp/$target/decisions" "$scratch/tmp/$target"/survey.db*
        write "copy $argument" "$body"
        ;;
    run)
        end_step
        step=$((step + 1))
        seen=
        [ -s "$body" ] || wrong_case "step $step runs nothing"
        # ASan's own status would be taken for the program's 1.
        status=0
        (
            cd "$scratch/tmp" &&
                exec env -i PATH="$scratch/bin:$PATH" HOME="$scratch/home" TMPDIR="$scratch" TZ=UTC LANG=C.UTF-8 \
                    ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=print_stacktrace=1 sh -e "$body"
        ) </dev/null >"$scratch/raw.stdout" 2>"$scratch/raw.stderr" || status=$?
        normalised "$scratch/raw.stdout" >"$scratch/stdout"
        normalised "$scratch/raw.stderr" >"$scratch/stderr"
        echo "$status" >"$scratch/exit"
        write "run" "$body"
        ;;
    stdout | stderr | exit)
        [ "$step" -gt 0 ] || wrong_case "'-- $kind --' before the first '-- run --'"
        case " $seen " in *" $kind "*) wrong_case "step $step has '-- $kind --' twice" ;; esac
        seen="$seen $kind"
        compare "$kind" "$body" "$scratch/$kind"
        write "$kind" "$scratch/$kind"
        ;;
    after)
        [ "$step" -gt 0 ] || wrong_case "'-- after $argument --' before the first '-- run --'"
        inside "$argument"
        if [ -f "$scratch/tmp/$argument" ]; then
            normalised "$scratch/tmp/$argument" >"$scratch/after"
        else
            echo "{NO SUCH FILE}" >"$scratch/after"
        fi
        compare "$argument" "$body" "$scratch/after"
        write "after $argument" "$scratch/after"
        ;;
    esac
done <"$scratch/parts/index"
[ "$step" -gt 0 ] || wrong_case "there is no '-- run --' section"
end_step

if [ -n "$accept" ]; then
    cmp -s "$scratch/accepted" "$case_file" || {
        cp "$scratch/accepted" "$case_file"
        echo "accepted: $case_file"
    }
fi
[ "$differences" -eq 0 ] || exit 1
