#!/bin/sh
# Makes the files of this folder anew: with PSPP (.sav, .zsav, .por), R and its package foreign (.dta), openpyxl
# (.xlsx) and ReadStat (.sas7bdat, .dta of Stata 14, and answers.*). Usage: tests/data/forms/make.sh
set -eu
cd "$(dirname "$0")"
LC_ALL=C.UTF-8
export LC_ALL
pspp -o - survey.sps >/dev/null
pspp -o - survey_cp932.sps >/dev/null
Rscript survey.R
/usr/bin/python3 workbooks.py
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cc -std=c17 -D_POSIX_C_SOURCE=200809L -Wall -Wextra written.c -o "$folder/written" -lreadstat -lm
"$folder/written" .
