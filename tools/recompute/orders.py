"""Walks over all order lines with their charges, in the order of their keys,
so that a large database needs no memory."""
from itertools import groupby

from amounts import day_of, number_of
from lines import Line
from policy import elapsed_days

LINES = '''
SELECT l.*, o.customer_id, o.ordered_at, o.currency, o.billing_cycle,
    o.net_minor AS order_net, o.tax_minor AS order_tax,
    o.gross_minor AS order_gross, o.state AS order_state,
    c.country AS customer_country, p.sandbox, p.test_clock,
    s.quantity AS seats, s.state AS subscription_state, s.next_day
FROM order_line l
JOIN orders o ON o.partner_id = l.partner_id AND o.order_id = l.order_id
JOIN partner p ON p.partner_id = l.partner_id
JOIN customer c ON c.partner_id = l.partner_id
    AND c.customer_id = o.customer_id
LEFT JOIN subscription s ON s.partner_id = l.partner_id
    AND s.subscription_id = l.subscription_id
ORDER BY l.partner_id, l.order_id, l.line_number'''
CHARGES = 'SELECT * FROM charge ORDER BY partner_id, order_id, line_number'
CANCELLATIONS = '''
SELECT * FROM cancellation ORDER BY partner_id, order_id, line_number'''


def key_of(row):
    return row['partner_id'], row['order_id'], row['line_number']


class Beside:
    """Rows that go along with the lines: the group of each key."""

    def __init__(self, db, query):
        self.groups = groupby(db.execute(query), key_of)
        self.key, self.rows = None, []
        self.strange = []
        self.step()

    def step(self):
        self.key, rows = next(self.groups, (None, ()))
        self.rows = list(rows)

    def of(self, key):
        while self.key is not None and self.key < key:
            self.strange.append(self.key)
            self.step()
        if self.key != key:
            return []
        rows = self.rows
        self.step()
        return rows

    def end(self, report, what):
        while self.key is not None:
            self.strange.append(self.key)
            self.step()
        for key in self.strange:
            report.differs('partner %s order %s line %s' % key, what,
                'of no line', 'of a line')


def check_orders(db, policy, prices, report, issued):
    charges = Beside(db, CHARGES)
    cancellations = Beside(db, CANCELLATIONS)
    for _, rows in groupby(db.execute(LINES), lambda row: key_of(row)[:2]):
        rows = list(rows)
        report.count('orders')
        check_sums(rows, report)
        for row in rows:
            line = Line(row, policy, report)
            cancelled = cancellations.of(key_of(row))
            line.check(charges.of(key_of(row)),
                cancelled[0] if cancelled else None, prices, issued)
            check_window(row, cancelled, policy, report, line.where)
    charges.end(report, 'a charge')
    cancellations.end(report, 'a cancellation')


def check_sums(rows, report):
    where = 'partner %s order %s' % key_of(rows[0])[:2]
    for name in ('net', 'tax', 'gross'):
        report.same(where, name, rows[0]['order_' + name],
            sum(row[name + '_minor'] for row in rows))
    states = [row['state'] for row in rows]
    wanted = ('cancelled' if set(states) == {'cancelled'} else
        'pending' if 'ordered' in states else 'completed')
    report.same(where, 'state', rows[0]['order_state'], wanted)


def deadline_of(row, policy):
    """The first refused instant; 0 for what is not cancelled by its order."""
    values = policy.terms(row['edition_id'], row['ordered_at'])
    software = row['kind'] in ('perpetual_software', 'software_subscription')
    if (not software and not row['sandbox'] or policy.route(values,
            row['publisher'], row['family']) != 'self'):
        return 0
    return policy.deadline(values, row['window_days'], row['ordered_at'],
        software)


def check_window(row, cancelled, policy, report, where):
    if policy.terms(row['edition_id'], row['ordered_at']) is None:
        report.differs(where, 'edition', row['edition_id'],
            'one that is known')
        return
    deadline = deadline_of(row, policy)
    if number_of(day_of(row['ordered_at'])) == row['term_start_day']:
        report.same(where, 'end of the window', row['cancel_until'], deadline)
    for record in cancelled:
        report.count('cancellations')
        report.same(where, 'days passed', record['elapsed_days'],
            elapsed_days(row['ordered_at'], record['requested_at']))
        report.same(where, 'edition of the cancellation',
            record['edition_id'], row['edition_id'])
        # seats of other publishers end by themselves, at any time
        if (record['route'] == 'self' and row['kind'] != 'license' and
                record['requested_at'] >= deadline):
            report.differs(where, 'cancellation', 'allowed', 'refused',
                'the window ends at %d' % deadline)
