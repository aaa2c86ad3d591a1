"""Shows the sheets of a workbook as openpyxl reads them: where they freeze and filter, and the cells of the first rows
with kind, value and number format."""

import sys

import openpyxl


def show(cell):
    if isinstance(cell.value, str):
        return ("formula " if cell.data_type == "f" else "") + repr(cell.value)
    return f"{cell.value!r} {cell.number_format}"


book = openpyxl.load_workbook(sys.argv[1])
rows = int(sys.argv[2]) if len(sys.argv) > 2 else 1
for sheet in book.worksheets:
    print(f"{sheet.title}: {sheet.max_row} x {sheet.max_column}, frozen {sheet.freeze_panes}, filter {sheet.auto_filter.ref}")
    footer = sheet.oddFooter.center.text
    if footer:
        print(f"  footer {footer}")
    for row in sheet.iter_rows(max_row=rows):
        cells = [show(cell) for cell in row if cell.value is not None]
        print("  " + (" | ".join(cells) if cells else "-"))
