/* The study that the tests of the threshold room read. */
#ifndef TESTS_UNIT_RULES_STUDY_H
#define TESTS_UNIT_RULES_STUDY_H

#define RULES_STUDY(equivalence)                                                                                       \
    "version: 1\n"                                                                                                     \
    "study: trial\n"                                                                                                   \
    "notice: {ja: 合成データ, en: Synthetic}\n"                                                                   \
    "institution: {code: code}\n"                                                                                      \
    "strata:\n"                                                                                                        \
    "  column: stratum\n"                                                                                              \
    "  values:\n"                                                                                                      \
    "    - {id: city, label: {ja: 都市銀行等, en: City banks}}\n"                                                 \
    "    - {id: regional, label: {ja: 地方銀行, en: Regional banks}}\n"                                            \
    "    - {id: shinkin, label: {ja: 信用金庫, en: Shinkin banks}}\n"                                              \
    "scales:\n"                                                                                                        \
    "  offering: [{id: offering, label: Offering}, {id: none, label: None}, {id: blank, role: no_answer}]\n"           \
    "items:\n"                                                                                                         \
    "  - {id: personal, label: {ja: 個人, en: Personal}, column: p, scale: offering, adopted: [offering]}\n"         \
    "  - {id: corporate, label: {ja: 法人, en: Corporate}, column: c, scale: offering, adopted: [offering]}\n"       \
    "  - {id: third, label: Third, column: t, scale: offering, adopted: [offering]}\n"                                 \
    "  - {id: plain, label: Plain, column: n, scale: offering}\n"                                                      \
    "  - {id: remarks, kind: text, column: r}\n"                                                                       \
    "  - {id: number, kind: number, column: m}\n"                                                                      \
    "  - {id: uses, kind: multiple, column: u, options: [{id: a}, {id: b}], adopted: [b]}\n"                           \
    "  - {id: several, kind: multiple, column: s, options: [{id: a}, {id: b}], adopted: [a, b]}\n"                     \
    "waves:\n"                                                                                                         \
    "  2016: {files: [2016.csv]}\n"                                                                                    \
    "  2017: {files: [2017.csv]}\n"                                                                                    \
    "  2018: {files: [2018.csv]" equivalence "}\n"                                                                     \
    "  2019: {files: [2019.csv]}\n"                                                                                    \
    "  2020: {files: [2020.csv]}\n"                                                                                    \
    "  2021: {files: [2021.csv], review_date: 2022-01-20}\n"                                                           \
    "rules: rules.yaml\n"

#endif
