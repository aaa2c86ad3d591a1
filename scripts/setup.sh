#!/bin/sh
# Installs what building needs (setup.sh run) and what testing needs besides (setup.sh test).
#
# Each thing is looked for first, and the package manager is asked only for what is missing: a second run installs
# nothing and needs neither a network nor rights. Where nothing can be installed the script names the packages and
# ends with status 1. apt-get on Debian 12 is what it is tested with; the names for dnf, pacman and brew come from
# their lists of packages.
set -eu

usage() {
    echo "usage: sh scripts/setup.sh run|test" >&2
    exit 2
}
[ $# -eq 1 ] || usage
case $1 in run | test) want=$1 ;; *) usage ;; esac

# want | what is looked for | apt | dnf | pacman | brew; - where the system brings it along.
needs() {
    cat <<'END'
run|compiler|gcc libc6-dev|gcc glibc-devel|gcc|gcc
run|cmake|cmake|cmake|cmake|cmake
run|command ninja|ninja-build|ninja-build|ninja|ninja
run|command pkg-config|pkgconf|pkgconf-pkg-config|pkgconf|pkgconf
run|command msgfmt|gettext|gettext|gettext|gettext
run|library sqlite3 3.38|libsqlite3-dev|sqlite-devel|sqlite|sqlite
run|library yaml-0.1 0.2|libyaml-dev|libyaml-devel|libyaml|libyaml
run|library libutf8proc 2|libutf8proc-dev|utf8proc-devel|libutf8proc|utf8proc
run|library uchardet 0.0.6|libuchardet-dev|uchardet-devel|uchardet|uchardet
run|library jansson 2.13|libjansson-dev|jansson-devel|jansson|jansson
run|library nettle 3|nettle-dev|nettle-devel|nettle|nettle
run|library libcmark-gfm 0.29|libcmark-gfm-dev|cmark-gfm-devel|cmark-gfm|cmark-gfm
run|header cmark-gfm-core-extensions.h libcmark-gfm|libcmark-gfm-extensions-dev|cmark-gfm-devel|cmark-gfm|cmark-gfm
run|library libRmath 4|r-mathlib|libRmath-devel|r|r
run|library zlib 1.2|zlib1g-dev|zlib-devel|zlib|zlib
run|library minizip 1.2|libminizip-dev|minizip-compat-devel|minizip|minizip
run|library xlsxwriter -|libxlsxwriter-dev|libxlsxwriter-devel|libxlsxwriter|libxlsxwriter
run|library expat 2.4|libexpat1-dev|expat-devel|expat|expat
run|header readstat.h -|libreadstat-dev|readstat-devel|readstat|readstat
run|command gnuplot|gnuplot-nox|gnuplot-minimal|gnuplot|gnuplot
run|command fc-list|fontconfig|fontconfig|fontconfig|fontconfig
run|japanese font|fonts-ipaexfont-gothic|google-noto-sans-cjk-fonts|noto-fonts-cjk|-
test|library cmocka 1.1.5|libcmocka-dev|libcmocka-devel|cmocka|cmocka
test|command sqlite3|sqlite3|sqlite|sqlite|sqlite
test|command clang|clang|clang|clang|llvm
test|clang runtime|libclang-rt-dev|compiler-rt|compiler-rt|llvm
test|command clang-tidy|clang-tidy|clang-tools-extra|clang|llvm
test|command clang-format|clang-format|clang-tools-extra|clang|clang-format
test|command cppcheck|cppcheck|cppcheck|cppcheck|cppcheck
test|command node|nodejs|nodejs|nodejs|node
test|command npm|npm|nodejs-npm|npm|node
test|browser|chromium|chromium|chromium|chromium
test|python openpyxl|python3-openpyxl|python3-openpyxl|python-openpyxl|-
test|command xgettext|gettext|gettext|gettext|gettext
END
}

# Succeeds when the thing is there.
have() {
    case $1 in
    compiler) printf '#include <stdio.h>\n' | cc -E - >/dev/null 2>&1 ;;
    cmake)
        command -v cmake >/dev/null || return 1
        cmake --version | awk 'NR == 1 { split($3, v, "."); exit !(v[1] > 3 || (v[1] == 3 && v[2] >= 25)) }'
        ;;
    command) command -v "$2" >/dev/null ;;
    library)
        # "-": its .pc file tells no version that means anything.
        if [ "$3" = - ]; then pkg-config --exists "$2"; else pkg-config --atleast-version="$3" "$2"; fi 2>/dev/null
        ;;
    python)
        # Where a machine has several, the package may be for the system's.
        for python in python3 /usr/bin/python3; do
            ! "$python" -c "import $2" 2>/dev/null || return 0
        done
        return 1
        ;;
    header)
        # The flags are words to be split.
        # shellcheck disable=SC2046
        printf '#include <%s>\n' "$2" | cc -E $(pkg-config --cflags "$3" 2>/dev/null) - >/dev/null 2>&1
        ;;
    japanese) command -v fc-list >/dev/null && [ -n "$(fc-list :lang=ja family)" ] ;;
    browser)
        command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null
        ;;
    clang)
        resources=$(clang -print-resource-dir 2>/dev/null) || return 1
        [ -n "$(find "$resources" -name "*clang_rt.fuzzer*" 2>/dev/null)" ]
        ;;
    esac
}

# The lines of needs that are missing.
missing() {
    needs | while IFS='|' read -r level thing packages; do
        [ "$level" = run ] || [ "$want" = test ] || continue
        # What to look for is a few words.
        # shellcheck disable=SC2086
        have $thing || echo "$level|$thing|$packages"
    done
}

lacking=$(missing)
[ -n "$lacking" ] || exit 0

manager=
column=3
for candidate in apt-get dnf pacman brew; do
    if command -v "$candidate" >/dev/null; then
        manager=$candidate
        break
    fi
    column=$((column + 1))
done
[ -n "$manager" ] || column=3 # no manager that is known here: Debian's names say best what is meant

packages_of() {
    echo "$1" | cut -d '|' -f "$column" | tr ' ' '\n' | grep -v '^-$' | sort -u | tr '\n' ' '
}

give_up() {
    {
        echo "setup: $1"
        echo "$lacking" | while IFS='|' read -r level thing packages; do
            echo "  missing: $thing"
        done
        echo "setup: install these packages (${manager:-Debian} names) and run the script again:"
        echo "  $(packages_of "$lacking")"
    } >&2
    exit 1
}

[ -n "$manager" ] || give_up "there is no package manager here that this script knows"

as_root=
if [ "$manager" != brew ] && [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || give_up "installing needs root, and there is no sudo"
    as_root=sudo
fi

packages=$(packages_of "$lacking")
echo "setup: installing $packages" >&2
# Package names and the optional sudo are words to be split.
# shellcheck disable=SC2086
case $manager in
apt-get)
    $as_root apt-get update &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages
    ;;
dnf) $as_root dnf install -y --setopt=install_weak_deps=False $packages ;;
pacman) $as_root pacman -S --needed --noconfirm $packages ;;
brew) brew install $packages ;;
esac || give_up "$manager could not install everything"

lacking=$(missing)
[ -z "$lacking" ] || give_up "some things are still missing or too old after $manager installed its packages"
