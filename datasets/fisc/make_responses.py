#!/usr/bin/env python3
"""Writes responses/fy2016.csv to fy2021.csv from the synthetic panel in panel/.

The institutions' own answers to the survey are confidential. These files hold invented answers, laid out as survey
files really arrive: encodings, line ends, column titles and wordings differ from year to year. What study.yaml says
about each wave must turn them back into the panel.

    python3 make_responses.py            write the files
    python3 make_responses.py --check    compare with the files that are there, byte for byte; exit 1 when they differ

Nothing is drawn at random: the same panel gives the same bytes.
"""

import csv
import io
import re
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent

STATUS_ITEMS = ("personal_read", "personal_update", "corporate_read", "corporate_update")
STATUSES = ("offering", "planned", "considering", "none", "no_answer")
OBSTACLES = ("cost", "security", "skills", "demand", "partners", "systems", "none")

SHORT_STRATA = {
    "都市銀行等": "都銀", "地方銀行": "地銀", "第二地方銀行": "第二地銀", "信用金庫": "信金",
    "信用組合": "信組", "労働金庫": "労金", "生命保険・損害保険": "生損保", "証券会社等": "証券",
}
FULL_WIDTH_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")

# The titles of 2021; a wave that has others names all ten.
TITLES = ("金融機関コード", "金融機関名", "業態", "地域", "個人参照系", "個人更新系", "法人参照系", "法人更新系",
          "連携先数", "課題")
OBSTACLE_WORDS = ("費用", "安全対策", "人材", "需要", "連携先", "システム", "特になし")
OBSTACLE_CODES = ("1", "2", "3", "4", "5", "6", "9")


@dataclass(frozen=True)
class Layout:
    """How the file of one wave looks."""

    year: int
    encoding: str
    line_end: str
    answers: tuple[str, ...]  # in the order of STATUSES
    titles: tuple[str, ...] = TITLES
    title_line: str = ""  # a line above the header
    short_strata: bool = False
    full_width: bool = False  # the digits of the answers and of 連携先数
    obstacles: tuple[str, ...] = OBSTACLE_WORDS  # in the order of OBSTACLES
    separator: str = ";"
    quoting: int = csv.QUOTE_MINIMAL


LAYOUTS = (
    # The questionnaire's own numbers: titles are question numbers, answers the number of the option, both full-width.
    Layout(2016, "cp932", "\r\n", ("1", "2", "3", "4", "5"),
           ("機関コード", "機関名", "業態", "問２", "問１２－１", "問１２－２", "問１２－３", "問１２－４", "問１３",
            "問１４"),
           short_strata=True, full_width=True, obstacles=OBSTACLE_CODES, separator="&"),
    # The same questionnaire typed in half-width, every field in quotes; options of 課題 hold commas.
    Layout(2017, "cp932", "\r\n", ("1", "2", "3", "4", "5"),
           ("機関コード", "機関名", "業態", "問2", "問12-1", "問12-2", "問12-3", "問12-4", "問13", "問14"),
           short_strata=True, obstacles=OBSTACLE_CODES, separator=",", quoting=csv.QUOTE_ALL),
    # Words instead of numbers, a title line with characters that only CP932 has, and 無回答 left empty.
    Layout(2018, "cp932", "\r\n", ("既に提供している", "提供する予定がある", "検討している", "予定はない", ""),
           ("金融機関コード", "金融機関名", "業態", "地域", "①個人～参照系", "②個人～更新系", "③法人～参照系",
            "④法人～更新系", "連携先数（社）", "課題（複数回答）"),
           title_line="平成３０年度オープンＡＰＩの取組み状況（合成データ～実在の金融機関の回答ではない。㈱等の表記は略）",
           separator="、"),
    # What Excel saves as "CSV UTF-8": a byte order mark and CRLF.
    Layout(2019, "utf-8-sig", "\r\n", ("提供済", "提供予定あり", "検討中", "予定なし", "無回答"),
           ("金融機関コード", "金融機関名", "業態", "地域", "個人・参照系ＡＰＩ", "個人・更新系ＡＰＩ", "法人・参照系ＡＰＩ",
            "法人・更新系ＡＰＩ", "連携先数", "課題")),
    Layout(2020, "utf-8", "\n", ("提供している", "提供予定", "検討中", "予定なし", "回答なし")),
    # The scale's own labels.
    Layout(2021, "utf-8", "\n", ("提供中", "提供予定", "検討中", "予定なし", "無回答")),
)


def institution_code(identifier: str) -> str:
    """The four digits of an institution of the panel: S1-0001 is 0001, S8-0422 is 7422."""
    match = re.fullmatch(r"S([1-8])-0(\d{3})", identifier)
    if match is None:
        raise ValueError(f"{identifier!r} is not an identifier of the panel")
    return f"{int(match[1]) - 1}{match[2]}"


def respondent_row(layout: Layout, respondent: dict[str, str]) -> list[str]:
    """One line of the file, in the order of the titles."""
    answers = dict(zip(STATUSES, layout.answers, strict=True))
    obstacles = dict(zip(OBSTACLES, layout.obstacles, strict=True))
    stratum = respondent["stratum"]
    named = [obstacles[code] for code in respondent["ma_obstacles"].split(";") if code]
    marks = [answers[respondent[item]] for item in STATUS_ITEMS]
    parties = respondent["n_third_parties"]
    if layout.full_width:
        marks = [mark.translate(FULL_WIDTH_DIGITS) for mark in marks]
        parties = parties.translate(FULL_WIDTH_DIGITS)
    return [
        institution_code(respondent["institution_id"]),
        respondent["institution_name"],
        SHORT_STRATA[stratum] if layout.short_strata else stratum,
        respondent["region"],
        *marks,
        parties,
        layout.separator.join(named),
    ]


def response_file(layout: Layout) -> bytes:
    """The bytes of the wave's file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=layout.line_end, quoting=layout.quoting)
    if layout.title_line:
        writer.writerow([layout.title_line] + [""] * (len(layout.titles) - 1))
    writer.writerow(layout.titles)
    with open(FOLDER / "panel" / f"wave_FY{layout.year}.csv", encoding="utf-8", newline="") as panel:
        for respondent in csv.DictReader(panel):
            writer.writerow(respondent_row(layout, respondent))
    return text.getvalue().encode(layout.encoding)


def first_difference(expected: bytes, found: bytes) -> str:
    """Where two unequal byte strings part."""
    offset = next((i for i, (a, b) in enumerate(zip(expected, found)) if a != b), min(len(expected), len(found)))
    line = expected.count(b"\n", 0, offset) + 1

    def byte(data: bytes) -> str:
        return f"0x{data[offset]:02x}" if offset < len(data) else "the end of the file"

    return f"byte {offset + 1}, line {line}: expected {byte(expected)}, found {byte(found)}"


def check() -> int:
    """Compares all files; reports the first that differs."""
    for layout in LAYOUTS:
        name = f"responses/fy{layout.year}.csv"
        try:
            found = (FOLDER / name).read_bytes()
        except OSError as problem:
            print(f"{name}: unable to read it: {problem.strerror}", file=sys.stderr)
            return 1
        expected = response_file(layout)
        if found != expected:
            print(f"{name}: {first_difference(expected, found)}", file=sys.stderr)
            return 1
    return 0


def write() -> int:
    """Writes all files."""
    (FOLDER / "responses").mkdir(exist_ok=True)
    for layout in LAYOUTS:
        (FOLDER / "responses" / f"fy{layout.year}.csv").write_bytes(response_file(layout))
    return 0


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        return check()
    if arguments:
        print("usage: make_responses.py [--check]", file=sys.stderr)
        return 2
    return write()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
