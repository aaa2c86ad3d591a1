#!/bin/sh
# Tests run_case.sh itself, with a shell script in place of minaoshi: what must pass passes, what must fail fails with
# the right words, and --accept mends a case without touching anything else.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/minaoshi-runner.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
version=$(sed -n 's/^project(minaoshi VERSION \([0-9.]*\).*/\1/p' "$here/../CMakeLists.txt")

cat >minaoshi <<END
#!/bin/sh
# Says its arguments and surroundings, writes a file, complains and ends with the status asked for.
case \$1 in
say) echo "said \$2" ;;
where) echo "\$PWD/x \$LANG \$TZ \${SECRET-unset} $version 1$version" ;;
now) date -u '+%Y-%m-%d %Y-%m-%dT%H:%M:%SZ 1999-01-01' ;;
write) printf '%s' "\$3" >"\$2" ;;
fail) echo "bad: \$2" >&2; exit "\$3" ;;
list) ls ;;
esac
END
chmod +x minaoshi

failures=0
# fails NAME STATUS PATTERN: the case on standard input must end with STATUS and say something that matches PATTERN.
fails() {
    cat >"$1.case"
    status=0
    SECRET=leaks sh "$here/run_case.sh" ./minaoshi "$1.case" >"$1.out" 2>&1 || status=$?
    if [ "$status" -ne "$2" ] || ! grep -q -e "$3" "$1.out"; then
        failures=$((failures + 1))
        echo "FAILED: $1: status $status, expected $2 and /$3/; it said:"
        cat "$1.out"
    fi
}
# passes NAME: the case on standard input must pass without a word.
passes() {
    cat >"$1.case"
    if ! SECRET=leaks sh "$here/run_case.sh" ./minaoshi "$1.case" >"$1.out" 2>&1 || [ -s "$1.out" ]; then
        failures=$((failures + 1))
        echo "FAILED: $1 does not pass in silence:"
        cat "$1.out"
    fi
}

passes all_that_varies <<END
# two steps, a file before and one after, and all that varies
-- file a/b.txt --
one
two
-- run --
minaoshi say "\$(cat a/b.txt)"
minaoshi where
minaoshi now
-- stdout --
said one
two
{TMP}/x C.UTF-8 UTC unset {VERSION} 1$version
{TODAY} {NOW} 1999-01-01
-- stderr --
-- exit --
0
-- run --
minaoshi write out.txt text
minaoshi fail reason 3
echo not reached
-- stdout --
-- stderr --
bad: reason
-- exit --
3
-- after out.txt --
text
{NO END OF LINE}
END

fails stdout_differs 1 '^+said other' <<'END'
# a wrong line on standard output
-- run --
minaoshi say other
-- stdout --
said this
-- stderr --
-- exit --
0
END
fails stdout_not_empty 1 '^+said other' <<'END'
# output where none is expected
-- run --
minaoshi say other
-- stdout --
-- stderr --
-- exit --
0
END
fails stderr_differs 1 'stderr differs' <<'END'
# a message that is not expected
-- run --
minaoshi fail x 0
-- stdout --
-- stderr --
-- exit --
0
END
fails exit_differs 1 'step 2: exit differs' <<'END'
# a wrong status, in the second step
-- run --
minaoshi say x
-- stdout --
said x
-- stderr --
-- exit --
0
-- run --
minaoshi fail x 4
-- stdout --
-- stderr --
bad: x
-- exit --
0
END
fails after_differs 1 '^+{NO SUCH FILE}' <<'END'
# a file that was not written
-- run --
minaoshi say x
-- stdout --
said x
-- stderr --
-- exit --
0
-- after missing.txt --
text
END
fails blank_line 1 'stdout differs' <<'END'
# one blank line too many
-- run --
minaoshi say x
-- stdout --
said x

-- stderr --
-- exit --
0
END
fails no_stderr_section 2 "step 1 has no '-- stderr --'" <<'END'
# an expectation is missing
-- run --
minaoshi say x
-- stdout --
said x
-- exit --
0
END
fails no_run 2 "no '-- run --'" <<'END'
# nothing to run
-- file x --
END
fails no_comment 2 'must be a comment' <<'END'
-- run --
minaoshi say x
-- stdout --
said x
-- stderr --
-- exit --
0
END
fails misspelt 2 'not a section: 6:-- stdrr --' <<'END'
# a section that there is not
-- run --
minaoshi say x
-- stdout --
-- stderr --
-- stdrr --
-- exit --
0
END
fails outside 2 'not a path inside' <<'END'
# a file outside the folder
-- file ../x --
-- run --
minaoshi list
-- stdout --
-- stderr --
-- exit --
0
END
passes copied <<'END'
# a folder of the repository can be copied, without what is derived
-- copy tests/cli copied --
-- run --
test -d copied && test ! -e copied/out
-- stdout --
-- stderr --
-- exit --
0
END

# --accept fills in what is missing and mends what differs; the result passes, and accepting it again changes nothing.
cat >accept.case <<'END'
# what it proves

# and a second paragraph
-- file in.txt --
-- not a section
text
-- run --
cat in.txt; minaoshi fail reason 5
-- stdout --
old
-- run --
minaoshi write f.txt abc
-- after f.txt --
-- exit --
1
END
cat >accepted.expected <<'END'
# what it proves

# and a second paragraph
-- file in.txt --
-- not a section
text
-- run --
cat in.txt; minaoshi fail reason 5
-- stdout --
-- not a section
text
-- stderr --
bad: reason
-- exit --
5
-- run --
minaoshi write f.txt abc
-- after f.txt --
abc
{NO END OF LINE}
-- exit --
0
-- stdout --
-- stderr --
END
sh "$here/run_case.sh" --accept ./minaoshi accept.case >accept.out
diff -u accepted.expected accept.case || failures=$((failures + 1))
passes accept <accepted.expected
[ -z "$(sh "$here/run_case.sh" --accept ./minaoshi accept.case)" ] || {
    failures=$((failures + 1))
    echo "FAILED: accepting twice changed the case"
}

[ "$failures" -eq 0 ] || {
    echo "$failures failed"
    exit 1
}
