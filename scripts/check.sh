#!/bin/sh
# What is checked without running anything: form, analysers, the house, and that lists and documents are complete.
# sh scripts/check.sh [NAME…] runs all checks or the named ones. A check that can't be run has failed. The last line
# counts them.
set -eu
cd "$(dirname "$0")/.."
LC_ALL=C.UTF-8
export LC_ALL

scratch=$(mktemp -d "${TMPDIR:-/tmp}/minaoshi-check.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

sources() {
    find src -name '*.c' | sort
}
sources_and_headers() {
    find src -name '*.[ch]' | sort
}

# Form is that of clang-format 14: other versions break lines elsewhere, so its own name is tried first.
check_format() {
    formatter=clang-format
    command -v clang-format-14 >/dev/null && formatter=clang-format-14
    find src tests bench -name '*.[ch]' -print0 | xargs -0 "$formatter" --dry-run --Werror
}

# .clang-tidy says what is looked for; files are read as the preset clang compiles them. Only the program and what its
# tests share: the analyser takes seconds a file.
check_tidy() {
    tidy=clang-tidy
    command -v clang-tidy-14 >/dev/null && tidy=clang-tidy-14
    [ -f build/clang/compile_commands.json ] || cmake --preset clang >"$scratch/configure" 2>&1 || {
        cat "$scratch/configure"
        return 1
    }
    find src tests/support -name "*.c" -print0 |
        xargs -0 -n 1 -P "$jobs" "$tidy" --quiet -p build/clang >"$scratch/tidy" 2>"$scratch/tidy.stderr" || {
        cat "$scratch/tidy"
        grep -v 'warnings generated\|warning generated\|warnings treated as errors' "$scratch/tidy.stderr"
        return 1
    }
}

# Left out: readdir is called by one thread, each on its own directory; and varFuncNullUB takes a NULL before a format for
# one that ends an argument list.
check_cppcheck() {
    find src tests -name '*.c' >"$scratch/list"
    cppcheck --quiet --enable=warning,performance,portability --error-exitcode=1 --inline-suppr --library=posix \
        --std=c11 -j "$jobs" -Isrc -Itests -DMINAOSHI_VERSION='""' -DTEST_SOURCE_DIR='""' \
        --suppress=readdirCalled --suppress=varFuncNullUB --file-list="$scratch/list"
}

# The lists of cmake/Sources.cmake name every source, and nothing else.
check_sources() {
    sources | grep -vx src/main.c >"$scratch/there"
    grep -ow 'src/[A-Za-z0-9_/]*\.c' cmake/Sources.cmake | grep -vx src/main.c | sort >"$scratch/listed"
    find schema plots po src -name '*.sql' -o -name '*.gp' -o -name '*.po' -o -name '*.css' | sort >"$scratch/there.data"
    grep -oE '(schema|plots|po|src)/[A-Za-z0-9_/.-]*\.(sql|gp|po|css)' cmake/Sources.cmake | sort >"$scratch/listed.data"
    echo "< in cmake/Sources.cmake, > in the folders:"
    [ -s "$scratch/listed" ] &&
        diff "$scratch/listed" "$scratch/there" &&
        diff "$scratch/listed.data" "$scratch/there.data"
}

check_floors() {
    sources_and_headers >"$scratch/list"
    xargs awk -f scripts/floors.awk <"$scratch/list"
}

# po/ja.po translates every text of the sources, nothing that is gone, and nothing by guess. What is missing is printed
# as it would be appended.
check_catalogue() {
    sources_and_headers >"$scratch/list"
    xgettext --from-code=UTF-8 --language=C --keyword --keyword=tr:2 --keyword=N_:1 --files-from="$scratch/list" \
        --output="$scratch/texts.pot" || return 1
    msgfmt --check-format --output-file=/dev/null po/ja.po || return 1
    msgmerge --quiet --no-fuzzy-matching --output-file="$scratch/merged" po/ja.po "$scratch/texts.pot" || return 1
    for kind in untranslated only-obsolete only-fuzzy; do
        msgattrib "--$kind" --no-wrap "$scratch/merged" | sed "1,/^\$/d" >"$scratch/$kind" || return 1
    done
    msgattrib --only-fuzzy --no-wrap po/ja.po >>"$scratch/only-fuzzy" || return 1
    for kind in untranslated only-obsolete only-fuzzy; do
        [ ! -s "$scratch/$kind" ] || {
            echo "$kind in po/ja.po:"
            cat "$scratch/$kind"
        }
    done >"$scratch/found"
    cat "$scratch/found"
    [ ! -s "$scratch/found" ]
}

# docs/messages.md has a row for every error code, with its exit status, its cause and a remedy, and tells of none that
# does not exist.
check_messages() {
    sed -n 's/^ERROR_CODE([A-Z_]*, "\([A-Z0-9]*\)", STATUS_\([A-Z_]*\), .*/\1 \2/p' src/base/error_codes.def |
        sed -e 's/FAILURE/1/' -e 's/USAGE/2/' -e 's/INPUT/3/' -e 's/RULES/4/' -e 's/NOT_REPRODUCED/5/' -e 's/INTERRUPTED/130/' -e 's/OK/–/' |
        sort >"$scratch/codes"
    sed -n 's/^| \([A-Z]*[0-9]*\) | \([^ ]*\) | [^|]* | [^|]* |$/\1 \2/p' docs/messages.md | sort >"$scratch/told"
    echo "< in src/base/error_codes.def, > in docs/messages.md:"
    [ -s "$scratch/codes" ] && diff "$scratch/codes" "$scratch/told" || return 1
    grep -oE '\b[A-Z]{2,3}[0-9]{3}\b' docs/messages.md | grep -vx CP932 | sort -u >"$scratch/told"
    cut -d ' ' -f 1 "$scratch/codes" | diff - "$scratch/told"
}

# Every command and every option is told of in README.md or docs, every key of study.yaml in docs/study.md, and every
# table and view of the database in docs/database.md.
check_documented() {
    sed -n "s/^    {\"\([a-z-]*\)\", .*/minaoshi \1/p" src/command/commands.c >"$scratch/names"
    [ -s "$scratch/names" ] || return 1
    sed -n "s/^    {\"\([a-z-]*\)\", .*/--\1/p" src/command/options.c >"$scratch/options"
    [ -s "$scratch/options" ] || return 1
    cat README.md docs/*.md >"$scratch/documents" || return 1
    missing=0
    while read -r name; do
        grep -qE -e "(^|[^a-z-])$name([^a-z-]|\$)" "$scratch/documents" || {
            echo "not told of: $name"
            missing=1
        }
    done <<END
$(cat "$scratch/names" "$scratch/options")
END
    # The lists of keys are named so in the sources: …keys, known, or titles (of layout_columns).
    (cd src/study && cat study.c strata.c scales.c items.c options.c attributes.c waves.c analysis.c weighting.c) |
        awk '/static const char \*const [a-z_]*(keys|known|titles)\[\]/, /;/' | grep -o '"[a-z_]*"' | tr -d '"' |
        sort -u >"$scratch/keys"
    sed -n 's/^CREATE \(TABLE\|VIEW\) \([a-z_]*\).*/\2/p' schema/*.sql >"$scratch/tables"
    [ -s "$scratch/keys" ] && [ -s "$scratch/tables" ] || return 1
    for list in keys:study tables:database; do
        while read -r name; do
            grep -qw -e "$name" "docs/${list#*:}.md" || {
                echo "not told of in docs/${list#*:}.md: $name"
                missing=1
            }
        done <"$scratch/${list%:*}"
    done
    [ "$missing" -eq 0 ]
}

# tests/README.md has a line for every test program, and names none that is gone.
check_tests_readme() {
    (cd tests && find . -name "*.sh" -o -name "*.c" ! -path "./support/*") | sed "s,^\./,," | sort >"$scratch/there"
    sed -n "s/^| .\([a-z_A-Z0-9/]*\.\(c\|sh\)\). |.*/\1/p" tests/README.md | sort >"$scratch/told"
    echo "< in tests/README.md, > in tests:"
    diff "$scratch/told" "$scratch/there"
}

# Scripts: POSIX sh, and clean where shellcheck is at hand.
check_scripts() {
    for script in scripts/*.sh tests/*.sh tests/docs/*.sh tests/browser/*.sh; do
        sh -n "$script" || return 1
        head -n 1 "$script" | grep -qx '#!/bin/sh' || {
            echo "$script: must begin with #!/bin/sh"
            return 1
        }
    done
    ! command -v shellcheck >/dev/null || shellcheck --shell=sh scripts/*.sh tests/*.sh tests/docs/*.sh tests/browser/*.sh
}

passed=0
failed=0
[ $# -gt 0 ] || set -- format sources floors catalogue messages documented tests_readme scripts cppcheck tidy
for name in "$@"; do
    # In a shell of its own, so that a check that ends early has only itself failed.
    if ("check_$name") >"$scratch/output" 2>&1; then
        passed=$((passed + 1))
        echo "ok      $name"
    else
        failed=$((failed + 1))
        echo "FAILED  $name"
        sed 's/^/        /' "$scratch/output"
    fi
done
echo "checks: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
