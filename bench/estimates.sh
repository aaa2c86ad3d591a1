#!/bin/sh
# Measures the rates of one large survey beside R's survey package: sh bench/estimates.sh
#
# Builds the preset release, makes the survey (ROWS, 1000000 if not set) in a temporary folder and prints Markdown; shown
# are medians over the rounds (ROUNDS, 3 if not set). minaoshi estimates all twelve items, with every stratum, R four.
# Ends with status 1 when R could not be measured, or when the numbers of the four differ by more than 1e-8.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd -P)
rounds=${ROUNDS:-3}
rows=${ROWS:-1000000}
for given in "ROUNDS=$rounds" "ROWS=$rows"; do
    case ${given#*=} in
    '' | *[!0-9]* | 0*) echo "${given%%=*} must be a number from 1 on: '${given#*=}'" >&2 && exit 2 ;;
    esac
done
# make_study, which is sourced below, reads it.
# shellcheck disable=SC2034
seed=1
LC_ALL=C.UTF-8
export LC_ALL

Rscript -e 'library(survey); library(data.table)' >/dev/null 2>&1 || {
    echo "R with its packages survey and data.table is missing (Debian: r-cran-survey r-cran-data.table)" >&2
    exit 1
}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/minaoshi-bench.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
[ -f build/release/build.ninja ] || cmake --preset release >&2
cmake --build --preset release --target minaoshi >&2
"${CC:-cc}" -std=c17 -O2 -o "$scratch/make_survey" bench/survey.c bench/make_survey.c
cd "$scratch"
ln -s "$root/build/release/minaoshi" minaoshi
. "$root/bench/study.sh"
make_study large "$rows" utf-8 2020

now() {
    date +%s.%N
}
# Seconds of a command, to times/NAME.
measure() { # NAME COMMAND...
    name=$1
    shift
    begun=$(now)
    "$@" >output
    echo "$begun $(now)" | awk '{ print $2 - $1 }' >>"times/$name"
}
repeats=20
many() {
    i=0
    while [ $i -lt $repeats ]; do
        ./minaoshi rates large --by stratum --estimator population --csv
        i=$((i + 1))
    done
}
mkdir times
round=0
while [ "$round" -le "$rounds" ]; do
    echo "round $round of $rounds" >&2
    rm -f large/survey.db
    measure import ./minaoshi import large -q
    measure rates many
    measure peer Rscript "$root/bench/estimates.R" large/responses/2020.csv large/frame.csv peer.csv
    awk '{ print $1 }' output >>times/reading
    awk '{ print $2 }' output >>times/estimating
    [ "$round" -gt 0 ] || rm times/* # it only warms the caches
    round=$((round + 1))
done
median() {
    sort -n "times/$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}
import=$(median import)
rates=$(median rates | awk -v n=$repeats '{ print $1 / n }')
reading=$(median reading)
estimating=$(median estimating)

echo "$rows rows, 8 strata."
echo
echo "| | minaoshi, s | R, s | R by minaoshi | aim |"
echo "| --- | --: | --: | --: | --: |"
awk -v import="$import" -v rates="$rates" -v reading="$reading" -v estimating="$estimating" 'BEGIN {
    printf "| estimates from what was read: 12 items and 8 strata; R: 4 items | %.4f | %.2f | %.0f | ≥ 1000 |\n", rates, estimating,
        estimating / rates
    printf "| the same with the import; R: with reading the file by fread | %.2f | %.2f | %.1f | ≥ 7 |\n", import + rates,
        reading + estimating, (reading + estimating) / (import + rates)
    printf "| of that, the import; R: fread | %.2f | %.2f | | |\n", import, reading
}'
echo
./minaoshi rates large --by stratum --estimator population --csv >ours.csv
awk -F, 'FILENAME == "ours.csv" { for (i = 9; i <= 12; i++) ours[$2 "," $3 "," i] = $i }
    FILENAME != "ours.csv" && FNR > 1 {
        for (i = 3; i <= 6; i++) {
            if ($i == "") continue
            mine = ours[$1 "," $2 "," i + 6]
            off = mine == "" ? 1 : (mine - $i) / $i
            off = off < 0 ? -off : off
            worst = off > worst ? off : worst
            count++
        }
    }
    END {
        printf "The same %d numbers of R (rates, standard errors, limits): the worst relative deviation is %.0e.\n", count, worst
        exit count < 80 || worst > 1e-8
    }' ours.csv peer.csv
