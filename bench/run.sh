#!/bin/sh
# Measures minaoshi on the FISC study, beside an R script (review.R) that computes the same rates: sh bench/run.sh
#
# Builds the preset release, works in a temporary folder and prints Markdown. Every round runs every command, so that
# all of them see the same machine; round 0 only warms the caches. Shown are medians over the rounds (ROUNDS, 11 if not
# set). Ends with status 1 when the peer could not be measured, or when the two do not give the same numbers.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd -P)
rounds=${ROUNDS:-11}
case $rounds in
'' | *[!0-9]* | 0) echo "ROUNDS must be a number from 1 on: '$rounds'" >&2 && exit 2 ;;
esac
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
timer="hyperfine"
command -v hyperfine >/dev/null || timer="GNU time"

missing=
if ! command -v Rscript >/dev/null; then
    missing="Rscript is missing (Debian: apt-get install r-base-core r-cran-survey)"
elif ! Rscript -e 'library(survey)' >/dev/null 2>&1; then
    missing="R's survey package is missing (Debian: apt-get install r-cran-survey)"
fi
[ -z "$missing" ] || echo "$missing: only our own times follow" >&2

[ -f build/release/build.ninja ] || cmake --preset release >&2
cmake --build --preset release --target minaoshi >&2

# Short relative names, so that no command line holds a blank of a folder's name. A checkout in use may hold a database.
cd "$scratch"
ln -s "$root/build/release/minaoshi" minaoshi
ln -s "$root/bench/review.R" review.R
cp -R "$root/datasets/fisc" pristine
rm -rf pristine/survey.db pristine/survey.db-journal pristine/out pristine/decisions
cp -R pristine imported
./minaoshi import imported -q >/dev/null
mkdir peer parts times
echo 'rm -rf fresh && cp -R pristine fresh' >fresh.sh
echo 'suppressPackageStartupMessages(library(survey))' >start.R

# name | how often in a round | what is done before each run, untimed | command
commands() {
    cat <<'END'
review|1|sh fresh.sh|./minaoshi review fresh
rates|20|true|./minaoshi rates imported
start|20|true|./minaoshi --version
import|1|sh fresh.sh|./minaoshi import fresh
trend-svg|1|true|./minaoshi plot imported trend -o parts/trend.svg
trend-png|1|true|./minaoshi plot imported trend -o parts/trend.png
status-svg|1|true|./minaoshi plot imported status -o parts/status.svg
status-png|1|true|./minaoshi plot imported status -o parts/status.png
report|1|true|./minaoshi report imported -o parts/memo.html
END
    [ -n "$missing" ] || cat <<'END'
peer|1|true|Rscript review.R pristine peer
peer-start|1|true|Rscript start.R
END
}

# Adds "wall user system", in seconds, to times/NAME. A command that fails ends the run.
measure() { # NAME TIMES PREPARE COMMAND
    if [ "$timer" = hyperfine ]; then
        hyperfine -N --style none --runs "$2" --prepare "$3" --export-csv one.csv "$4" >log 2>&1 </dev/null || {
            cat log >&2
            exit 1
        }
        awk -F, 'NR == 2 { print $(NF - 4), $(NF - 3), $(NF - 2) }' one.csv >>"times/$1"
        return
    fi
    # GNU time counts hundredths: what is done more than once in a round is timed as a whole.
    $3
    i=0
    while [ "$i" -lt "$2" ]; do
        echo "$4"
        i=$((i + 1))
    done | sed 's,$, >/dev/null || exit 1,' >many.sh
    "$gnu_time" -o one.time -f '%e %U %S' sh many.sh 2>log </dev/null || {
        cat log >&2
        exit 1
    }
    awk -v n="$2" '{ print $1 / n, $2 / n, $3 / n }' one.time >>"times/$1"
}

commands >list
round=0
while [ "$round" -le "$rounds" ]; do
    echo "round $round of $rounds" >&2
    while IFS='|' read -r name times prepare command; do
        measure "$name" "$times" "$prepare" "$command"
    done <list
    [ "$round" -gt 0 ] || rm -f times/*
    round=$((round + 1))
done

# The largest process of the command, in KiB.
while IFS='|' read -r name times prepare command; do
    $prepare
    # Words of the table above, to be split.
    # shellcheck disable=SC2086
    "$gnu_time" -o "times/$name.memory" -f %M $command >/dev/null 2>log </dev/null
done <list

# The median of a column of times/NAME; of an even number, the mean of the two in the middle.
median() { # NAME COLUMNS, whose sum is meant
    awk -v columns="$2" '{ sum = 0; n = split(columns, c, "+"); for (i = 1; i <= n; i++) sum += $c[i]; print sum }' \
        "times/$1" | sort -g |
        awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int((NR + 2) / 2)]) / 2 }'
}
milliseconds() { # NAME COLUMNS
    median "$@" | awk '{ printf($1 < 0.03 ? "%.1f" : "%.0f", $1 * 1000) }'
}
row() { # NAME WHAT
    printf '| %s | %s | %s | %s | %s |\n' "$2" "$(milliseconds "$1" 1)" "$(milliseconds "$1" 2)" \
        "$(milliseconds "$1" 3)" "$(awk '{ printf "%.0f", $1 / 1024 }' "times/$1.memory")"
}

echo "| command | wall, ms | user CPU, ms | system CPU, ms | peak memory, MiB |"
echo "| --- | --: | --: | --: | --: |"
# Backticks for Markdown.
# shellcheck disable=SC2016
{
    row review '`minaoshi review`, from nothing'
    [ -n "$missing" ] || {
        row peer '`Rscript review.R`: the rates and two PNG, no memo'
        row peer-start 'of that, R and `library(survey)` alone'
    }
    row rates '`minaoshi rates`, six waves, four items'
    row start 'of that, the start of the process: `minaoshi --version`'
    echo
    echo "| part of the review, as a command of its own | wall, ms | user CPU, ms | system CPU, ms | peak memory, MiB |"
    echo "| --- | --: | --: | --: | --: |"
    row import '`minaoshi import`, six files'
    row trend-svg '`minaoshi plot trend`, SVG'
    row trend-png '`minaoshi plot trend`, PNG'
    row status-svg '`minaoshi plot status`, SVG'
    row status-png '`minaoshi plot status`, PNG'
    row report '`minaoshi report`, HTML with its pictures'
}
echo

cpu() {
    sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1 | grep . || uname -m
}
compiler=$(sed -n 's/^CMAKE_C_COMPILER:[A-Z]*=//p' "$root/build/release/CMakeCache.txt")
echo "$(cpu), $(getconf _NPROCESSORS_ONLN) cores; $(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release 2>/dev/null ||
    uname -s); $("$compiler" --version | head -n 1); SQLite $(./minaoshi doctor | sed -n 's/.*SQLite: //p');" \
    "$(gnuplot --version)$([ -n "$missing" ] ||
        Rscript -e 'cat(sprintf("; R %s, survey %s", getRversion(), packageVersion("survey")))'); timed by $timer," \
    "$rounds rounds; $(date +%F), $(uptime | sed 's/.*\(load average\)/\1/')"
echo

if [ -n "$missing" ]; then
    echo "The peer was not measured: $missing."
    exit 1
fi

# A ratio of two commands that do not compute the same would say nothing.
./minaoshi rates imported --estimator population --csv >ours.csv
awk -F, '
    FNR == 1 { split("", column); for (i = 1; i <= NF; i++) column[$i] = i; next }
    {
        key = $column["wave"] "," $column["item"]
        values = $column["estimate"] "," $column["se"] "," $column["lower"] "," $column["upper"]
    }
    FNR == NR { theirs[key] = values; next }
    key in theirs {
        split(theirs[key], t)
        split(values, o)
        for (i = 1; i <= 4; i++) {
            deviation = t[i] > 0 ? o[i] / t[i] - 1 : o[i] - t[i]
            if (deviation < 0) deviation = -deviation
            if (!(deviation <= worst)) worst = deviation
        }
        compared++
    }
    END {
        printf "The same %d rates with se and limits: the worst relative deviation from R is %.1g.\n", compared, worst
        if (compared != 24 || !(worst <= 1e-8)) { print "They should be 24, within 1e-8."; exit 1 }
    }' peer/rates.csv ours.csv
echo
median review 1 >ours
median peer 1 >theirs
echo "Wall time of the R script by that of the whole review: $(paste ours theirs | awk '{ printf "%.1f", $2 / $1 }')."
