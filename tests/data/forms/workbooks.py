"""The survey as a spreadsheet program saves it, and workbooks made by hand for what such a program seldom writes."""

import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def survey():
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "回答"
    sheet.append(["コード", "金融機関名", "法人インターネットバンキング", "貸出金（億円）", "公表"])
    sheet.append(["00123", "架空銀行", "提供中", 1234.5, True])
    sheet.append(["00045", "例示信用金庫", "検討中", 0.1, False])
    sheet.append(["01000", "見本信用組合", "無回答", 1000000, None])
    sheet.append([])
    sheet.append(["00007", "仮設信用金庫", None, 0.1 + 0.2])
    other = book.create_sheet("母集団")
    other.sheet_state = "hidden"
    other.append(["業態", "数"])
    other.append(["銀行", 110])
    book.save("survey.xlsx")


def write(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)


def package(sheets, strings=None, main=MAIN, relations=RELATIONS, book="xl/workbook.xml", prefix=""):
    """`sheets` maps names to the contents of sheetData."""
    colon = prefix + ":" if prefix else ""
    space = f'xmlns{":" + prefix if prefix else ""}="{main}"'
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    parts = {
        "_rels/.rels": f'{head}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
                       f'Type="{relations}/officeDocument" Target="{book}"/></Relationships>',
    }
    listed, related = "", ""
    for number, (name, data) in enumerate(sheets.items(), 1):
        listed += f'<{colon}sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>'
        related += (f'<Relationship Id="rId{number}" Type="{relations}/worksheet" '
                    f'Target="worksheets/sheet{number}.xml"/>')
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'{head}<{colon}worksheet {space}><{colon}sheetData>{data}</{colon}sheetData></{colon}worksheet>')
    if strings:
        related += f'<Relationship Id="rId99" Type="{relations}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        parts["xl/sharedStrings.xml"] = f'{head}<{colon}sst {space}>{strings}</{colon}sst>'
    parts[book] = (f'{head}<{colon}workbook {space} xmlns:r="{relations}"><{colon}sheets>{listed}</{colon}sheets>'
                   f'</{colon}workbook>')
    folder, base = book.rsplit("/", 1)
    parts[f"{folder}/_rels/{base}.rels"] = f'{head}<Relationships xmlns="{PACKAGE}">{related}</Relationships>'
    return parts


def by_hand():
    strings = ('<si><t>コード</t></si>'
               '<si><r><t>金融</t></r><r><rPr><b/></rPr><t xml:space="preserve">機関名 </t></r>'
               '<rPh sb="0" eb="2"><t>キンユウ</t></rPh><phoneticPr fontId="1"/></si>'
               '<si><t>二行_x000D_\n目_x005F_</t></si><si/>')
    data = ('<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c>'
            '<c r="D2" t="inlineStr"><is><t>備考</t><rPh sb="0" eb="2"><t>ビコウ</t></rPh></is></c>'
            '<c r="F2" s="3"/></row>'
            '<row><c t="str"><f>TEXT(12,"00000")</f><v>00012</v></c><c t="s"><v>2</v></c><c><v>1.0000000000000001E-1</v>'
            '</c><c t="b"><v>1</v></c></row>'
            '<row r="5"/><row r="6"><c r="B6" t="s"><v>3</v></c></row>'
            '<row r="9" spans="1:3"><c r="A9"><v>45000</v></c><c r="C9" t="e"><v>#N/A</v></c>'
            '<c r="D9"><f>0.1+0.2</f><v>0.30000000000000004</v>'
            '<extLst><ext><c r="Z1"><v>7</v></c></ext></extLst></c></row>')
    write("by_hand.xlsx", package({"入力": data, "別": '<row><c><v>1</v></c></row>'}, strings))
    data = '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>厳格</x:t></x:is></x:c></x:row>'
    write("strict.xlsx", package({"Sheet1": data}, None, STRICT_MAIN, STRICT_RELATIONS, "xl/book.xml", "x"))


def two_lines():
    """A title, then a header of two lines whose upper cells are merged over the lower ones."""
    rows = [["金融機関調査"], ["コード", "名称", "業態", "API", None, "用途", None],
            [None, None, None, "更新系", "連携先数", "照会", "送金"],
            ["0001", "甲銀行", "銀行", "提供中", 1300, "○", None],
            ["0003", "丙信用金庫", "信用金庫", "予定なし", 7, None, "○"]]
    data = ""
    for row, cells in enumerate(rows, 1):
        data += f'<row r="{row}">'
        for column, cell in zip("ABCDEFG", cells):
            if isinstance(cell, str):
                data += f'<c r="{column}{row}" t="inlineStr"><is><t>{cell}</t></is></c>'
            elif cell is not None:
                data += f'<c r="{column}{row}"><v>{cell}</v></c>'
        data += "</row>"
    write("two_lines.xlsx", package({"説明": '<row r="1"><c r="A1"><v>1</v></c></row>', "回答": data}))


def rows():
    """One row, too far down."""
    write("rows.xlsx", package({"S": '<row r="1048577"/>'}))


def answers():
    """The answers of written.c, on the second sheet, with furigana and with days as numbers under a style."""
    strings = ('<si><t>架空銀行</t><rPh sb="0" eb="4"><t>カクウギンコウ</t></rPh></si>'
               '<si><t>提供中</t><rPh sb="0" eb="3"><t>テイキョウチュウ</t></rPh></si>')

    def text(cell, value):
        return f'<c r="{cell}" t="inlineStr"><is><t>{value}</t></is></c>'

    rows = [["コード", "金融機関名", "業態", "法人IB", "貸出金", "回答日"],
            ["00123", 0, "銀行", 1, 1234.5, 45000],
            ["00045", "例示信用金庫", "信用金庫", "検討中", 0.1, 45001],
            ["01000", "見本信用金庫", "信用金庫", "無回答", -1, 45002],
            ["00007", "仮設信用金庫", "信用金庫", None, None, None],
            ["00200", "模擬銀行", "銀行", 1, 2.25, 45003],
            ["00311", "試験信用金庫", "信用金庫", "予定なし", 333333333.333, 45004]]
    data = ""
    for line, row in enumerate(rows, 3):
        data += f'<row r="{line}">'
        for column, value in zip("ABCDEF", row):
            cell = f"{column}{line}"
            if isinstance(value, str):
                data += text(cell, value)
            elif value is not None:
                kind = ' t="s"' if column in "BD" else ' s="1"' if column == "F" else ""
                data += f'<c r="{cell}"{kind}><v>{value}</v></c>'
        data += "</row>"
    title = f'<row r="1">{text("A1", "令和3年度 回答")}</row>'
    note = f'<row r="1">{text("A1", "この調査について")}</row>'
    write("answers.xlsx", package({"表紙": note, "回答": title + data}, strings))
    write("answers_first.xlsx", package({"回答": title + data, "表紙": note}, strings))


survey()
by_hand()
two_lines()
rows()
answers()
