# Makes the studies of the benchmarks of one large survey; to be sourced where ./make_survey is, with `seed` set.

# Prints a study.yaml.
study() { # ENCODING WAVES
    cat <<'END'
version: 1
study: bench
institution: {code: 金融機関コード, name: 金融機関名}
strata:
  column: 業態
  values:
    - {id: city, label: {ja: 都市銀行等, en: City and other banks}}
    - {id: regional, label: {ja: 地方銀行, en: Regional banks}}
    - {id: regional2, label: {ja: 第二地方銀行, en: Second-tier regional banks}}
    - {id: shinkin, label: {ja: 信用金庫, en: Shinkin banks}}
    - {id: shinkumi, label: {ja: 信用組合, en: Credit cooperatives}}
    - {id: rokin, label: {ja: 労働金庫, en: Labour banks}}
    - {id: insurance, label: {ja: 生命保険・損害保険, en: Life and non-life insurers}}
    - {id: securities, label: {ja: 証券会社等, en: Securities firms}}
scales:
  offering:
    - {id: offering, label: {ja: 提供中, en: Offering}}
    - {id: planned, label: {ja: 提供予定, en: Planned}}
    - {id: considering, label: {ja: 検討中, en: Considering}}
    - {id: none, label: {ja: 予定なし, en: No plan}}
    - {id: no_answer, label: {ja: 無回答, en: No answer}, role: no_answer}
items:
END
    for item in 1 2 3 4 5 6 7 8 9 10 11 12; do
        printf '  - {id: q%02d, label: 問%d, column: 問%d, scale: offering, adopted: [offering]}\n' $item $item $item
    done
    cat <<'END'
  - {id: staff, column: 職員数, kind: number, missing: {no_answer: [""]}}
  - {id: deposits, column: 預金残高, kind: number, missing: {no_answer: [""]}}
  - {id: third_parties, column: 連携先数, kind: number, missing: {no_answer: [""]}}
  - {id: remarks, column: 自由記述, kind: text}
waves:
END
    for wave in $2; do
        echo "  $wave: {files: [responses/$wave.csv], encoding: $1}"
    done
    echo 'frame: frame.csv'
}

# Makes FOLDER; the last word, if there is one, is an option of make_survey.
make_study() { # FOLDER ROWS ENCODING WAVES
    echo "making $1" >&2
    mkdir -p "$1/responses"
    study "$3" "$4" >"$1/study.yaml"
    echo 'wave,stratum,N' >"$1/frame.csv"
    for wave in $4; do
        ./make_survey "$2" "$seed" --wave $((wave - 2019)) --frame >>"$1/frame.csv"
        [ -f "$1/responses/$wave.csv" ] || # the one option is a word, or nothing
            ./make_survey "$2" "$seed" --wave $((wave - 2019)) ${5+"$5"} >"$1/responses/$wave.csv"
    done
}
