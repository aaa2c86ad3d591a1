#!/bin/sh
# Makes a study whose pictures are hard to lay out: sh make.sh FOLDER. Labels that gnuplot, SVG or a format could read as
# more than text, and very long ones in both scripts; 14 strata, 12 waves, 9 items; rates of 0 and 1, a wave that is
# suppressed, one that is only published, and a question that broke. The same bytes each time.
set -eu
[ $# -eq 1 ] || {
    echo "usage: sh make.sh FOLDER" >&2
    exit 2
}
mkdir -p "$1/responses"
cd "$1"

cat >study.yaml <<'END'
version: 1
study: hostile_pictures
title: {ja: "調査の名称が「とても」長く、`引用符'や\"記号\"、@、{/=30 x}、^_、$、%を含む場合の図の見本", en: "Survey with a `long' \"title\", @ {/=30 x} ^_ $ % and\na second line"}
notice: {ja: "注記にも `記号' @ {/} ^_ $ %s がある。", en: "The notice has `marks', @ {/} ^_ $ %s too."}
institution: {code: code}
strata:
  column: stratum
  values:
    - {id: a, label: {ja: "都市銀行・信託銀行・その他これらに準ずる大規模な金融機関の集まり", en: "City banks, trust banks and other large institutions of a like kind"}, also: [a]}
    - {id: b, label: {ja: "\"地方\"`銀行`", en: "\"Regional\" `banks`"}, also: [b]}
    - {id: c, label: {ja: "@data $data", en: "@data $data"}, also: [c]}
    - {id: d, label: {ja: "{/Bold=30 太字}^上_下", en: "{/Bold=30 bold}^up_down"}, also: [d]}
    - {id: e, label: {ja: "%g %s %% 信用金庫", en: "%g %s %% shinkin"}, also: [e]}
    - {id: f, label: {ja: "一行目\n二行目", en: "first line\nsecond line"}, also: [f]}
    - {id: g, label: {ja: "半角ｶﾅと①②③〜", en: "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"}, also: [g]}
    - {id: h, label: {ja: "労働金庫", en: "Labour banks"}, also: [h]}
    - {id: i, label: {ja: "生命保険", en: "Life <b>insurers</b> &amp;"}, also: [i]}
    - {id: j, label: {ja: "損害保険", en: "Non-life insurers \\n \\"}, also: [j]}
    - {id: k, label: {ja: "証券", en: "Securities firms"}, also: [k]}
    - {id: l, label: {ja: "農業協同組合", en: "Agricultural co-operatives"}, also: [l]}
    - {id: m, label: {ja: "漁業協同組合", en: "Fishery co-operatives"}, also: [m]}
    - {id: n, label: {ja: "その他", en: "Others"}, also: [n]}
scales:
  state:
    - {id: y, label: {ja: "提供している（\"全部\"）", en: "offering \"all\" of it"}, also: [y]}
    - {id: p, label: {ja: "予定がある", en: "planned @ {/}"}, also: [p]}
    - {id: q, label: {ja: "検討している、又は検討を始める見込みであるが時期は未定である", en: "considering it, or about to consider it, with no date set so far"}, also: [q]}
    - {id: r, label: {ja: "検討を終えた", en: "no more considering"}, also: [r]}
    - {id: n, label: {ja: "予定はない%", en: "no plan %"}, also: [n]}
    - {id: blank, label: {ja: "無回答", en: "no answer"}, role: no_answer, also: [""]}
items:
  - {id: i1, label: {ja: "個人・更新系（\"引用\" `逆` 'シングル' @ {/} ^_ $ %）", en: "Personal \"quoted\" `back` 'single' @ {/} ^_ $ %"}, column: q1, scale: state, adopted: [y]}
  - {id: i2, label: {ja: "とても長い項目名であって図の幅の半分にはとうてい収まらず、切り詰めるか折り返すほかないもの", en: "An item with a name so long that no column of half a page could ever hold it in a single line"}, column: q2, scale: state, adopted: [y]}
  - {id: i3, label: {ja: "秘匿される年度のある項目", en: "Suppressed in a wave"}, column: q3, scale: state, adopted: [y]}
  - {id: i4, label: {ja: "四番", en: "Fourth"}, column: q4, scale: state, adopted: [y]}
  - {id: i5, label: {ja: "五番", en: "Fifth"}, column: q5, scale: state, adopted: [y]}
  - {id: i6, label: {ja: "六番", en: "Sixth"}, column: q6, scale: state, adopted: [y]}
  - {id: i7, label: {ja: "七番", en: "Seventh"}, column: q7, scale: state, adopted: [y]}
  - {id: i8, label: {ja: "どこも提供していない", en: "Nobody offers it"}, column: q8, scale: state, adopted: [y]}
  - {id: i9, label: {ja: "すべてが提供している", en: "Everybody offers it"}, column: q9, scale: state, adopted: [y]}
waves:
  2015: {files: [responses/2015.csv], label: {ja: 平成27年度, en: FY2015}}
  2016: {files: [responses/2016.csv], label: {ja: 平成28年度, en: FY2016}}
  2017: {label: {ja: 平成29年度, en: FY2017}}
  2018: {files: [responses/2018.csv], label: {ja: 平成30年度, en: FY2018}}
  2019: {files: [responses/2019.csv], label: {ja: 令和元年度, en: FY2019}}
  2020: {files: [responses/2020.csv], label: {ja: 令和2年度, en: FY2020}, equivalence: {i2: recoded}}
  2021: {files: [responses/2021.csv], label: {ja: "令和3年度（感染症の影響により調査時期を秋に変更）", en: "FY2021 (autumn, \"late\" as `never` before)"}}
  2022: {files: [responses/2022.csv], label: {ja: 令和4年度, en: FY2022}}
  2023: {files: [responses/2023.csv], label: {ja: 令和5年度, en: FY2023}}
  2024: {files: [responses/2024.csv], label: {ja: 令和6年度, en: FY2024}}
  2025: {files: [responses/2025.csv], label: {ja: 令和7年度, en: FY2025}}
  2026: {files: [responses/2026.csv], label: {ja: 令和8年度, en: FY2026}}
frame: frame.csv
published: published.csv
rules: rules.yaml
publish: {minimum_cell: 3, decimals: 1}
END

cat >rules.yaml <<'END'
version: 1
assumptions: {ja: "水準は`仮定`", en: "Levels are `assumed`"}
rules:
  - {id: wide, consideration: 6, item: i1, statistic: rate, estimator: population, at_least: 50%, using: lower, severity: revise}
  - {id: wider, consideration: 6, item: i1, statistic: rate, estimator: population, at_least: 52.5%, using: lower, severity: major}
  - {id: second, consideration: 6, item: i2, statistic: rate, estimator: population, at_least: 50%, using: lower, severity: revise}
  - {id: fifth, consideration: 6, item: i5, statistic: rate, estimator: population, at_least: 12%, using: lower, severity: revise}
END
printf 'wave,item,percent,n,source\n2017,i1,31.4,,A report\n' >published.csv

# N of a stratum: 4 to 43; of these two in three answer. An institution adopts an item in a year of its own, the same in
# every run.
awk 'BEGIN {
    strata = "abcdefghijklmn"
    print "wave,stratum,N" >"frame.csv"
    for (year = 2015; year <= 2026; year++) {
        file = "responses/" year ".csv"
        if (year != 2017)
            print "code,stratum,q1,q2,q3,q4,q5,q6,q7,q8,q9" >file
        for (s = 1; s <= 14; s++) {
            N = 3 * s + 1
            print year "," substr(strata, s, 1) "," N >"frame.csv"
            for (i = 1; i <= N && year != 2017; i++) {
                if ((i + s + year) % 3 == 0)
                    continue
                line = substr(strata, s, 1) i "," substr(strata, s, 1)
                for (k = 1; k <= 9; k++) {
                    chance = (i * 7919 + s * 104729 + k * 15485863) % 1000
                    reached = k == 8 ? -1 : k == 9 ? 1000 : k == 3 && year < 2019 ? -1 : (year - 2014) * (90 - 9 * k)
                    answer = chance < reached ? "y" : substr("pqrn", 1 + chance % 4, 1)
                    if (k < 8 && chance % 41 == 0)
                        answer = ""
                    if (k == 3 && year == 2018 && i == 1 && s == 14)
                        answer = "y"
                    line = line "," answer
                }
                print line >file
            }
        }
    }
}'
