"""Reads a reconciliation file with other code than made it, and says what its
rows hold and sum to, as JSON: sheets.py FILE.csv or FILE.xlsx"""
import csv
import json
import re
import sys
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

MAIN = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
SUMMED = ('Subtotal', 'TaxTotal', 'Total')


def from_csv(path):
    with open(path, 'rb') as file:
        raw = file.read()
    assert raw.endswith(b'\r\n') and b'\n' not in raw.replace(b'\r\n', b''), \
        'lines end as RFC 4180 wants'
    rows = list(csv.reader(raw.decode('utf-8').splitlines(True), strict=True))
    return rows, None


def place(reference):
    number = 0
    for letter in re.match('[A-Z]+', reference)[0]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def shown(number):
    """A number of a workbook is a double, written with 16 digits; programs that
    open it show and copy 15."""
    return format(Decimal('%.15g' % float(number)), 'f')


def cells(xml):
    """Rows of a sheet: text, or (number as shown, formula or None)."""
    for row in ElementTree.fromstring(xml).iter(MAIN + 'row'):
        values = {}
        for cell in row.iter(MAIN + 'c'):
            formula = cell.find(MAIN + 'f')
            if cell.get('t') == 'inlineStr':
                value = ''.join(t.text or '' for t in cell.iter(MAIN + 't'))
            else:
                value = (shown(cell.find(MAIN + 'v').text),
                    None if formula is None else formula.text)
            values[place(cell.get('r'))] = value
        yield values


def from_xlsx(path):
    with zipfile.ZipFile(path) as book:
        assert book.testzip() is None, 'the archive is whole'
        lines = list(cells(book.read('xl/worksheets/sheet1.xml')))
        proof = list(cells(book.read('xl/worksheets/sheet2.xml')))
    heads = [lines[0][i] for i in range(len(lines[0]))]
    rows = [heads]
    for line in lines[1:]:
        rows.append([line.get(i, '') if isinstance(line.get(i, ''), str)
            else line[i][0] for i in range(len(heads))])
    return rows, [[row.get(i, '') for i in range(4)] for row in proof]


def main(path):
    rows, proof = (from_csv if path.endswith('.csv') else from_xlsx)(path)
    heads = rows[0]
    assert all(len(row) == len(heads) for row in rows), 'rows are as long'
    sums = {name: str(sum((Decimal(row[heads.index(name)])
        for row in rows[1:]), Decimal(0)).normalize() + 0)
        for name in SUMMED}
    json.dump({'columns': heads, 'rows': [dict(zip(heads, row))
        for row in rows[1:]], 'sums': sums, 'proof': proof}, sys.stdout)


main(sys.argv[1])
