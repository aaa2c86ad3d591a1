#!/bin/sh
# Measures the import of one large survey beside SQLite's own inserts and other tools: sh bench/import.sh
#
# Builds the preset release, makes the survey (ROWS, 1000000 if not set) in a temporary folder and prints Markdown. Every
# round runs every contestant, so that all of them see the same machine; round 0 only warms the caches. Shown are medians
# over the rounds (ROUNDS, 5 if not set). Ends with status 1 when a peer is missing, or when two do not count the same.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd -P)
rounds=${ROUNDS:-5}
rows=${ROWS:-1000000}
for given in "ROUNDS=$rounds" "ROWS=$rows"; do
    case ${given#*=} in
    '' | *[!0-9]* | 0*) echo "${given%%=*} must be a number from 1 on: '${given#*=}'" >&2 && exit 2 ;;
    esac
done
seed=1
small_rows=1000
repeats=50 # of a command that takes milliseconds
LC_ALL=C.UTF-8
export LC_ALL

scratch=$(mktemp -d "${TMPDIR:-/tmp}/minaoshi-bench.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

gnu_time=
for candidate in /usr/bin/time gtime; do
    command -v "$candidate" >/dev/null && "$candidate" -f %M true >/dev/null 2>&1 && gnu_time=$candidate && break
done
[ -n "$gnu_time" ] || {
    echo "GNU time is missing (Debian: apt-get install time)" >&2
    exit 1
}

# What the floor is told about the file must be what minaoshi tells it.
pragmas() {
    grep -rohE 'PRAGMA [a-z_]+ = [A-Za-z0-9-]+;' "$@" | sort -u
}
[ "$(pragmas src schema)" = "$(pragmas bench/floor.c)" ] || {
    echo "the pragmas of bench/floor.c are no longer those of src and schema: see PRAGMAS there" >&2
    exit 1
}

# One line for each peer that is not there.
missing() {
    command -v sqlite3 >/dev/null || echo "sqlite3 is missing (Debian: apt-get install sqlite3)"
    command -v sqlite-utils >/dev/null || echo "sqlite-utils is missing (Debian: apt-get install sqlite-utils)"
    if ! command -v node >/dev/null; then
        echo "node is missing (Debian: apt-get install nodejs)"
    elif ! node bench/duckdb.mjs >"$scratch/duckdb.version" 2>/dev/null; then
        echo "DuckDB is missing (npm install --no-package-lock, in bench)"
    fi
}
missing >"$scratch/missing"
cat "$scratch/missing" >&2
there() { # A PEER, by the word its line begins with
    ! grep -q "^$1 is missing" "$scratch/missing"
}
there node || echo "DuckDB is missing" >>"$scratch/missing"

[ -f build/release/build.ninja ] || cmake --preset release >&2
cmake --build --preset release --target minaoshi >&2
for program in make_survey floor; do
    # The flags that pkg-config gives are words of their own.
    # shellcheck disable=SC2046
    "${CC:-cc}" -std=c17 -O2 -o "$scratch/$program" bench/survey.c "bench/$program.c" \
        $([ "$program" != floor ] || pkg-config --cflags --libs sqlite3)
done

# Short relative names, so that no command line holds a blank of a folder's name.
cd "$scratch"
ln -s "$root/build/release/minaoshi" minaoshi
ln -s "$root/bench/duckdb.mjs" duckdb.mjs
mkdir times

. "$root/bench/study.sh"
make_study small "$small_rows" utf-8 "2020 2021"
make_study utf8 "$rows" utf-8 2020
make_study cp932 "$rows" cp932 2020 --cp932
mkdir -p second/responses
ln utf8/responses/2020.csv second/responses/2020.csv
make_study second "$rows" utf-8 "2020 2021"
survey=utf8/responses/2020.csv

./minaoshi import small -q >/dev/null
./minaoshi import utf8 -q >/dev/null
mv utf8/survey.db first.db

# The shell of SQLite: into one table of texts, and the counts.
{
    echo 'PRAGMA journal_mode = WAL;'
    echo 'PRAGMA synchronous = NORMAL;'
    echo ".import --csv $survey survey"
    echo '.mode list'
    echo '.separator ,'
    echo '.output sqlite.tally'
    for item in 1 2 3 4 5 6 7 8 9 10 11 12; do
        echo "SELECT 業態, '問$item', 問$item, count(*) FROM survey GROUP BY 業態, 問$item;"
    done
} >import.sql
echo 'exec sqlite3 sqlite.db <import.sql' >sqlite.sh
cat >many.sh <<'END'
i=0
while [ "$i" -lt "$2" ]; do
    ./minaoshi rates "$1" || exit 1
    i=$((i + 1))
done
END

# What is done before each run, untimed.
prepare() { # NAME
    case $1 in
    floor) rm -f floor.db ;;
    utf8 | cp932) rm -f "$1/survey.db" ;;
    second) cp first.db second/survey.db ;;
    sqlite) rm -f sqlite.db sqlite.db-wal sqlite.db-shm ;;
    duckdb) rm -f duckdb.db duckdb.db.wal ;;
    sqlite-utils) rm -f utils.db ;;
    esac
    sync # what the one before has left to be written is not this one's work
}

# Adds "wall user system memory", in seconds and KiB, to times/NAME. A command that fails ends the run.
measure() { # NAME COMMAND…
    name=$1
    shift
    prepare "$name"
    "$gnu_time" -o one.time -f '%e %U %S %M' "$@" >out 2>log </dev/null || {
        cat log >&2
        exit 1
    }
    case $name in
    floor) sed 's/$/ 0/' out ;; # it times its own inserts; what it holds in memory is the answers
    rates-*) awk -v n="$repeats" '{ print $1 / n, $2 / n, $3 / n, $4 }' one.time ;;
    *) cat one.time ;;
    esac >>"times/$name"
}

round=0
while [ "$round" -le "$rounds" ]; do
    echo "round $round of $rounds" >&2
    measure floor ./floor small/survey.db floor.db "$rows" "$seed"
    measure utf8 ./minaoshi import utf8 -q
    measure cp932 ./minaoshi import cp932 -q
    measure second ./minaoshi import second -q
    measure rates-many sh many.sh second "$repeats"
    measure rates-few sh many.sh small "$repeats"
    ! there DuckDB || measure duckdb node duckdb.mjs "$survey" duckdb.db duckdb.tally
    ! there sqlite3 || measure sqlite sh sqlite.sh
    [ "$round" -gt 0 ] || rm -f times/*
    round=$((round + 1))
done
if there sqlite-utils; then
    echo "sqlite-utils, once" >&2
    measure sqlite-utils sqlite-utils insert utils.db survey "$survey" --csv --silent
fi

# The median of a column of times/NAME; of an even number, the mean of the two in the middle.
median() { # NAME COLUMN
    awk -v column="$2" '{ print $column }' "times/$1" | sort -g |
        awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int((NR + 2) / 2)]) / 2 }'
}
ratio() { # OF BY
    printf '%s %s\n' "$(median "$1" 1)" "$(median "$2" 1)" | awk '{ printf "%.2f", $1 / $2 }'
}
row() { # NAME WHAT
    [ -f "times/$1" ] || return 0
    for column in 1 2 3; do
        median "$1" "$column"
    done | awk -v what="$2" -v memory="$(median "$1" 4)" -v ratio="$(ratio "$1" utf8)" '
        { cell = cell sprintf(" %.2f |", $1) }
        END {
            peak = memory > 0 ? sprintf("%.0f", memory / 1024) : "–"
            printf "| %s |%s %s | %s |\n", what, cell, peak, ratio
        }'
}
small_row() { # NAME WHAT
    printf '| %s |' "$2"
    for column in 1 2 3; do
        median "$1" "$column" | awk '{ printf " %.1f |", $1 * 1000 }'
    done
    median "$1" 4 | awk '{ printf " %.0f |\n", $1 / 1024 }'
}
aim() { # WHAT AIM OF BY
    [ ! -f "times/$3" ] || printf '| %s | %s | %s |\n' "$1" "$2" "$(ratio "$3" "$4")"
}

echo "$rows rows, $(wc -c <"$survey" | awk '{ printf "%.0f", $1 / 1e6 }') MB in UTF-8."
echo
echo "| contestant | wall, s | user CPU, s | system CPU, s | peak memory, MiB | wall, by that of the import |"
echo "| --- | --: | --: | --: | --: | --: |"
# Backticks for Markdown.
# shellcheck disable=SC2016
{
    row utf8 '`minaoshi import`, UTF-8'
    row cp932 '`minaoshi import`, CP932'
    row second '`minaoshi import` of the second wave'
    row floor 'floor: the same institutions and answers inserted from memory'
    row duckdb 'DuckDB: `read_csv` into a table, 12 counts'
    row sqlite '`sqlite3 .import --csv`, 12 counts'
    row sqlite-utils '`sqlite-utils insert --csv`, once, no counts'
    echo
    echo "| command | wall, ms | user CPU, ms | system CPU, ms | peak memory, MiB |"
    echo "| --- | --: | --: | --: | --: |"
    small_row rates-few "\`minaoshi rates\`, two waves of $small_rows rows"
    small_row rates-many "\`minaoshi rates\`, two waves of $rows rows"
}
echo
echo "| ratio of medians | aim | measured |"
echo "| --- | --: | --: |"
aim 'import by floor' '≤ 1.25' utf8 floor
aim 'DuckDB by import' '> 1' duckdb utf8
aim 'sqlite3 by import' '≥ 4' sqlite utf8
aim 'CP932 by UTF-8' '≤ 1.3' cp932 utf8
aim 'second wave by first' '≤ 1.5' second utf8
aim "rates of $rows rows by rates of $small_rows" 'about 1' rates-many rates-few
echo

version() { # WHAT COMMAND…
    printf '; %s ' "$1"
    shift
    "$@" | head -n 1 | cut -d ' ' -f 1
}
versions() {
    ! there sqlite3 || version 'sqlite3' sqlite3 --version
    ! there sqlite-utils || version 'sqlite-utils' sh -c 'sqlite-utils --version | sed "s/.*version //"'
    ! there DuckDB || version 'DuckDB' cat duckdb.version
}
cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1 | grep . || uname -m)
echo "$cpu, $(getconf _NPROCESSORS_ONLN) cores; $(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release 2>/dev/null ||
    uname -s); $("${CC:-cc}" --version | head -n 1); SQLite $(./minaoshi doctor | sed -n 's/.*SQLite: //p')$(versions |
    tr -d '\n'); $rounds rounds; $(date +%F), $(uptime | sed 's/.*\(load average\)/\1/')"
echo

status=0
if there sqlite3; then
    # A ratio of two that do not count the same would say nothing.
    for study in utf8 cp932; do
        sqlite3 -separator , "$study/survey.db" "
            SELECT s.label_ja, i.label_ja, t.label_ja, t.n
            FROM v_tally AS t JOIN stratum AS s ON s.id = t.stratum JOIN item AS i ON i.id = t.item
            WHERE t.choice IS NOT NULL" >"$study.tally"
    done
    for item in 01 02 03 04 05 06 07 08 09 10 11 12; do
        echo "SELECT s.label_ja, i.label_ja, c.label_ja, count(*) FROM response AS r JOIN stratum AS s ON
            s.code = r.stratum JOIN item AS i ON i.id = 'q$item' JOIN choice AS c ON c.scale = 'offering' AND
            c.code = r.q$item GROUP BY 1, 3;"
    done | sqlite3 -separator , floor.db >floor.tally
    sort sqlite.tally >counted
    for tally in utf8.tally cp932.tally floor.tally duckdb.tally; do
        if [ -f "$tally" ] && ! sort "$tally" | cmp -s - counted; then
            echo "The counts in ${tally%.tally} are not those of sqlite3."
            status=1
        fi
    done
    # Every institution of the second wave has a pair for each of the twelve items; the floor has the lines as well.
    [ "$(sqlite3 second/survey.db 'SELECT sum(n) FROM pair_tally')" = $((12 * rows)) ] || {
        echo "The pairs of the second wave are not $((12 * rows))."
        status=1
    }
    everything='SELECT count(*), sum(line), count(DISTINCT institution_id) FROM response'
    [ "$(sqlite3 floor.db "$everything")" = "$(sqlite3 utf8/survey.db "$everything")" ] || {
        echo "The floor has not inserted what minaoshi has."
        status=1
    }
    [ "$status" != 0 ] || echo "All give the same $(wc -l <counted) counts, which add up to $(awk -F, '
        { sum += $NF } END { printf "%d", sum }' counted) answers."
fi
if [ -s missing ]; then
    echo
    echo "Not measured:"
    sed 's/^/- /' missing
    status=1
fi
exit $status
