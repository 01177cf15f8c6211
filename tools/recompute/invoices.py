"""Issued invoices: their month, lines, sums, numbers and days (R-111).

The hash of an invoice is that of its lines, so that a line changed afterwards
is found even when the sums still agree.
"""
import hashlib

from amounts import day_from, day_of, number_of

FIELDS = ('order_id', 'line_number', 'kind', 'serial', 'customer_id', 'month',
    'at', 'currency', 'quantity', 'net_minor', 'tax_minor', 'gross_minor',
    'period_day', 'edition_id', 'explanation')
LETTERS = {'invoice': 'G', 'credit_note': 'C'}
LATE_AFTER = 7  # days into the next month: issued by the 8th


def issued_months(db):
    return {tuple(row) for row in db.execute(
        'SELECT partner_id, currency, month FROM invoice')}


def charges_of(db, invoice):
    return db.execute('SELECT * FROM charge WHERE partner_id = ? AND '
        'month = ? AND currency = ?', (invoice['partner_id'],
            invoice['month'], invoice['currency']))


def hash_of(charge):
    line = '\t'.join(str(charge[name]) for name in FIELDS) + '\n'
    return hashlib.sha256(line.encode()).digest()


def dated(invoice):
    """The first of the next month; the day of issue when that is before, or
    later than the 8th."""
    issued = number_of(day_of(invoice['issued_at']))
    first = first_after(invoice['month'])
    return issued if issued < first or issued > first + LATE_AFTER else first


def first_after(month):
    return number_of(day_from(0).replace(year=(month + 1) // 12,
        month=(month + 1) % 12 + 1, day=1))


def check_invoice(db, invoice, report):
    where = 'partner %d invoice %s' % (invoice['partner_id'],
        invoice['number'])
    count, sums, hashes = 0, [0, 0, 0], []
    for charge in charges_of(db, invoice):
        count += 1
        for n, name in enumerate(('net_minor', 'tax_minor', 'gross_minor')):
            sums[n] += charge[name]
        hashes.append(hash_of(charge))
    report.same(where, 'number of lines', invoice['line_count'], count)
    report.same(where, 'amounts', (invoice['net_minor'],
        invoice['tax_minor'], invoice['gross_minor']), tuple(sums))
    report.same(where, 'hash of its lines', invoice['lines_hash'],
        hashlib.sha256(b''.join(sorted(hashes))).hexdigest())
    report.same(where, 'kind', invoice['kind'],
        'credit_note' if sums[2] < 0 else 'invoice')
    check_head(invoice, sums[2], where, report)


def check_head(invoice, gross, where, report):
    report.same(where, 'number', invoice['number'], '%s%04d%06d' % (
        LETTERS[invoice['kind']], invoice['partner_id'], invoice['serial']))
    report.same(where, 'day', invoice['dated_day'], dated(invoice))
    if invoice['due_day'] < invoice['dated_day']:
        report.differs(where, 'last day to pay', invoice['due_day'],
            '%d or later' % invoice['dated_day'])
    if gross == 0:
        report.same(where, 'day it was paid', invoice['paid_day'],
            invoice['dated_day'])


def check_series(series, report):
    """Numbers of a partner and kind run from 1 without a gap."""
    for (partner, kind), serials in series.items():
        report.same('partner %d' % partner, 'numbers of kind ' + kind,
            sorted(serials), list(range(1, len(serials) + 1)))


def check_unissued(db, report):
    """Once a month is issued, an earlier one of the currency is too, unless
    its lines were refused; that is kept in a table of its own."""
    for row in db.execute('SELECT DISTINCT h.partner_id, h.currency, h.month '
            'FROM charge h WHERE NOT EXISTS (SELECT 1 FROM invoice i WHERE '
            'i.partner_id = h.partner_id AND i.currency = h.currency AND '
            'i.month = h.month) AND EXISTS (SELECT 1 FROM invoice l WHERE '
            'l.partner_id = h.partner_id AND l.currency = h.currency AND '
            'l.month > h.month) AND NOT EXISTS (SELECT 1 FROM '
            'invoice_refusal r WHERE r.partner_id = h.partner_id AND '
            'r.currency = h.currency AND r.month = h.month)'):
        report.differs('partner %d' % row['partner_id'], 'the invoice of %s '
            '%04d-%02d' % (row['currency'], row['month'] // 12,
                row['month'] % 12 + 1), 'missing', 'issued')


def check_refused(db, report):
    """What the product would not issue because it did not add up."""
    for row in db.execute('SELECT * FROM invoice_refusal'):
        report.differs('partner %d' % row['partner_id'], 'the invoice of %s '
            '%04d-%02d' % (row['currency'], row['month'] // 12,
                row['month'] % 12 + 1), 'refused (%s %s)' % (row['reason'],
                row['line']), 'issued')


def check_invoices(db, report):
    series = {}
    for invoice in db.execute('SELECT * FROM invoice ORDER BY partner_id, '
            'kind, serial'):
        report.count('invoices')
        check_invoice(db, invoice, report)
        series.setdefault((invoice['partner_id'], invoice['kind']),
            []).append(invoice['serial'])
    check_series(series, report)
    check_refused(db, report)
    check_unissued(db, report)
