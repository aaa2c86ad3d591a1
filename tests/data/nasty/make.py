#!/usr/bin/env python3
"""Makes the nasty files: python3 tests/data/nasty/make.py [FOLDER]. Each has one thing wrong; its name says what.

A number in the name says for which wave it is; the files of 2022 are in the long layout, those of 2023 are counts."""
import gzip
import io
import os
import sys
import zipfile

HEADER = "コード,名称,業態,API,連携先数,課題,照会,送金,備考"
GOOD = [
    'K001,甲銀行,銀行,提供中,"1,200",費用;人材,1,0,特になし',
    "K002,乙銀行,銀行,検討中,12,なし,0,0,",
    "S001,丙信用金庫,信用金庫,無回答,,,,,",
]


def text(lines, end="\n"):
    return end.join(lines) + end


def table(row=None, at=1, header=HEADER, extra=()):
    """The good table with row `at` (from 0) replaced."""
    rows = list(GOOD)
    if row is not None:
        rows[at] = row
    return text([header] + rows + list(extra)).encode()


def changed(column, value, at=1):
    """The good table with one value replaced."""
    fields = "K002,乙銀行,銀行,検討中,12,なし,0,0,".split(",")
    fields[column] = value
    return table(",".join(fields), at)


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2021, 4, 1, 0, 0, 0)), body)
    return out.getvalue()


def packed(data):
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as file:
        file.write(data)
    return out.getvalue()


def workbook(rows, sheet="回答"):
    cells = []
    for r, row in enumerate(rows, 1):
        cells.append(f'<row r="{r}">' + "".join(
            f'<c r="{chr(65 + c)}{r}" t="inlineStr"><is><t>{v}</t></is></c>' for c, v in enumerate(row)) + "</row>")
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    pack = "http://schemas.openxmlformats.org/package/2006"
    return zipped({
        "[Content_Types].xml": f'<Types xmlns="{pack}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{pack}/relationships"><Relationship Id="r1" '
                       f'Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="{sheet}" sheetId="1" '
                           'r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{pack}/relationships"><Relationship Id="r1" '
                                      f'Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(cells)}</sheetData></worksheet>',
    })


def files():
    good = table()
    yield "2021-empty.csv", b""
    yield "2021-blank-lines.csv", b"\n\r\n\n"
    yield "2021-header-only.csv", text([HEADER]).encode()
    yield "2021-column-missing.csv", table(header=HEADER.replace("API", "ＡＰＩ対応"))
    yield "2021-column-twice.csv", table(header=HEADER.replace("備考", "API"))
    yield "2021-row-short.csv", table("K002,乙銀行,銀行,検討中")
    yield "2021-row-long.csv", table("K002,乙銀行,銀行,検討中,1,200,なし,0,0,同上")
    yield "2021-quote-open.csv", table('K002,乙銀行,銀行,検討中,12,なし,0,0,"昨年と同じ')
    yield "2021-quote-then-text.csv", table('K002,乙銀行,銀行,検討中,12,なし,0,0,"昨年"と同じ')
    yield "2021-label.csv", changed(3, "有り")
    yield "2021-stratum.csv", changed(2, "農協")
    yield "2021-no-code.csv", changed(0, "　")
    yield "2021-twice.csv", changed(0, "Ｋ００１")
    yield "2021-not-in-register.csv", changed(0, "K0O2")
    yield "2021-stratum-not-the-registers.csv", changed(2, "信用金庫")
    yield "2021-number-with-unit.csv", changed(4, "１２社")
    yield "2021-number-range.csv", changed(4, "10～20")
    yield "2021-number-too-large.csv", changed(4, "50000")
    yield "2021-number-words.csv", changed(4, "多数")
    yield "2021-number-comma.csv", changed(4, '"1,20"')
    yield "2021-option.csv", changed(5, "費用;時間")
    yield "2021-option-exclusive.csv", changed(5, "なし;費用")
    yield "2021-option-mark.csv", changed(7, "△")
    yield "2021-option-beside-missing.csv", changed(7, "対象外")
    yield "2021-nul.csv", good.replace("乙銀行".encode(), "乙\0銀行".encode())
    yield "2021-utf8-broken.csv", b"\xef\xbb\xbf" + good.replace("乙".encode(), b"\xe4\xb9")
    yield "2021-cp932-broken.csv", good.decode().encode("cp932").replace("乙銀行".encode("cp932"), "乙銀".encode("cp932") + b"\x8d")
    yield "2021-utf16-cut.csv", b"\xff\xfe" + good.decode().encode("utf-16-le")[:-1]
    yield "2021-field-too-long.csv.gz", packed(changed(8, '"' + "長" * 400000 + '"'))
    yield "2021-quote-swallows-the-file.csv.gz", packed(changed(8, '"開いたまま') + GOOD[2].encode() * 40000)
    yield "2021-too-many-columns.csv.gz", packed(table(header=HEADER + "," * 1 + ",".join(f"列{i}" for i in range(16400))))
    yield "2021-gzip-cut.csv.gz", packed(good)[:-20]
    yield "2021-workbook-cut.xlsx", workbook([HEADER.split(",")])[:-60]
    yield "2021-workbook-label.xlsx", workbook([HEADER.split(","), "K002,乙銀行,銀行,有り,12,なし,0,0,".split(",")])
    yield "2021-sav-cut.sav", b"$FL2@(#) a file that ends here"
    yield "2021-dta-cut.dta", b"<stata_dta><header><release>118</release><byteorder>LSF</byteorder>"
    yield "2021-merged-away.csv", table("K009,戊銀行,銀行,検討中,12,なし,0,0,")
    tall = ["コード,名称,業態,設問,回答", "K001,甲銀行,銀行,API,提供中", "K001,甲銀行,銀行,連携先数,3"]
    yield "2022-item.csv", text(tall + ["K002,乙銀行,銀行,ＡＰＩの有無,提供中"]).encode()
    yield "2022-answered-twice.csv", text(tall + ["K001,甲銀行,銀行,API,検討中"]).encode()
    yield "2022-two-strata.csv", text(tall + ["K001,甲銀行,信用金庫,課題,費用"]).encode()
    yield "2022-item-left-out.csv", text(tall + ["K002,乙銀行,銀行,連携先数,3"]).encode()
    counts = ["wave,業態,item,choice,n", "2023,銀行,,,2", "2023,銀行,api,offering,1"]
    yield "2023-no-count.csv", text(counts + ["2023,信用金庫,api,提供中,約3"]).encode()
    yield "2023-count-twice.csv", text(counts + ["R5,銀行,API,提供中,1"]).encode()
    yield "2023-more-than-respondents.csv", text(counts + ["令和5年度,銀行,api,検討中,2"]).encode()
    yield "2023-choice.csv", text(counts + ["2023,銀行,api,有り,1"]).encode()


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    os.makedirs(os.path.join(folder, "files"), exist_ok=True)
    for name, body in files():
        with open(os.path.join(folder, "files", name), "wb") as file:
            file.write(body)


if __name__ == "__main__":
    main()
