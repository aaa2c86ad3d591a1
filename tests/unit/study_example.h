/* The study that the tests of the study room read: all that this version computes, and nothing else. */
#ifndef TESTS_UNIT_STUDY_EXAMPLE_H
#define TESTS_UNIT_STUDY_EXAMPLE_H

#define STUDY_EXAMPLE                                                                                                       \
    "version: 1\n"                                                                                                          \
    "study: fisc\n"                                                                                                         \
    "title: {ja: 金融機関アンケート調査, en: Survey of financial institutions}\n"                                \
    "notice: {ja: 合成データ, en: Synthetic}\n"                                                                        \
    "institution: {code: 金融機関コード, name: 金融機関名}\n"                                                   \
    "strata:\n"                                                                                                             \
    "  column: 業態\n"                                                                                                    \
    "  values:\n"                                                                                                           \
    "    - {id: regional, label: {ja: 地方銀行, en: Regional banks}}\n"                                                 \
    "    - {id: city, label: {ja: 都市銀行等, en: City banks}, also: [都銀, \"1\"]}\n"                               \
    "    - {id: shinkin, label: {ja: 信用金庫, en: Shinkin banks}}\n"                                                   \
    "scales:\n"                                                                                                             \
    "  offering:\n"                                                                                                         \
    "    - {id: offering, label: {ja: 提供中, en: Offering}, also: [既に提供している]}\n"                        \
    "    - {id: planned, label: {ja: 提供予定, en: Planned}}\n"                                                         \
    "    - {id: none, label: {ja: 予定なし, en: No plan}}\n"                                                            \
    "    - {id: no_answer, label: {ja: 無回答, en: No answer}, role: no_answer, also: [\"\"]}\n"                         \
    "items:\n"                                                                                                              \
    "  - {id: personal, label: {ja: 個人・更新系, en: Personal}, column: 個人更新系, scale: offering, adopted: " \
    "[offering]}\n"                                                                                                         \
    "  - {id: corporate, label: {ja: 法人・更新系, en: Corporate}, column: 法人更新系, scale: offering}\n"       \
    "  - {id: remarks, kind: text, column: 自由記述}\n"                                                                 \
    "waves:\n"                                                                                                              \
    "  2016: {files: [responses/fy2016.csv], encoding: cp932, header_line: 2, delimiter: \";\", columns: {personal: "       \
    "問12-2, remarks: ~}, labels: {offering: {offering: [\"1\"], planned: [\"2\"]}}, institution: {name: ~}, strata: "     \
    "{column: 区分, labels: {city: [\"01\"]}}}\n"                                                                         \
    "  平成29年度: {files: [./responses//fy2017.csv], like: FY2016, labels: {offering: {planned: [\"3\"]}}}\n"          \
    "  2019: {files: [responses/fy2019.csv], equivalence: {personal: reworded}}\n"                                          \
    "  令和3年度: {files: [responses/a.csv, responses/b.csv], label: {ja: 令和3年度, en: Reiwa 3}, survey_date: "   \
    "2021-06-30, review_date: 2022-01-20, columns: {corporate: ~}}\n"                                                       \
    "  2022:\n"                                                                                                             \
    "frame: frame.csv\n"                                                                                                    \
    "published: published.csv\n"                                                                                            \
    "rules: rules.yaml\n"

#endif
