"""What one order line costs and gives back, from the rules alone.

R-029, R-030: prices, tax. R-111: the month. R-112, R-113: credits. Seats that
come and go are prorated by the days of their billing period.
"""
import json
from fractions import Fraction

from amounts import (TERM_MONTHS, day_from, day_of, month_of, months_later,
    number_of, share_of, tax_of)

ONE_TIME = ('new', 'cancel')
PRORATED = 'unused_days'


def signed(sign, amounts):
    return tuple(sign * amount for amount in amounts)


def stored(charge):
    return (charge['net_minor'], charge['tax_minor'], charge['gross_minor'])


def sum_of(charges):
    return tuple(sum(column) for column in zip(*map(stored, charges))) or (
        0, 0, 0)


def days_used(start, end, at):
    """Used and all days of a stretch; the day itself counts as unused."""
    days = (end - start).days + 1
    return min(max((day_of(at) - start).days, 0), days), days


def cycle_months(cycle, term):
    months = TERM_MONTHS.get(term, 0)
    if cycle == 'monthly':
        return 1
    if cycle == 'annual' and (months == 0 or months > 12):
        return 12
    return months


def period_of(start, months, day):
    """First and last day of the billing period that holds the day."""
    number = 0
    while months_later(start, (number + 1) * months) <= day:
        number += 1
    first = months_later(start, number * months)
    after = months_later(start, (number + 1) * months)
    return first, day_from(number_of(after) - 1)


class Line:
    """A row of order_line with its order, partner and customer."""

    def __init__(self, row, policy, report):
        self.row = row
        self.policy = policy
        self.report = report
        self.where = 'partner %s order %s line %s' % (row['partner_id'],
            row['order_id'], row['line_number'])

    def at(self, charge):
        return '%s %s%s' % (self.where, charge['kind'],
            ' %d' % charge['serial'] if charge['serial'] else '')

    def check(self, charges, cancellation, prices):
        first = [c for c in charges if c['kind'] == 'new']
        if not self.report.same(self.where, 'number of purchases',
                len(first), 1):
            return
        self.check_line(first[0], prices)
        self.check_purchase(first[0])
        before = [first[0]]
        for charge in self.in_turn(charges):
            self.report.count('credits' if charge['gross_minor'] < 0 or
                charge['kind'] in ('cancel', 'remove_quantity') else 'charges')
            self.check_common(charge)
            if charge['kind'] == 'new':
                continue
            self.check_later(charge, before)
            before.append(charge)
            self.check_paid(charge, before)
        self.check_seats(before)
        self.check_cancelled(charges, cancellation)

    @staticmethod
    def in_turn(charges):
        order = {'new': 0, 'cancel': 2}
        return sorted(charges, key=lambda c: (order.get(c['kind'], 1),
            c['serial']))

    # ---- the line itself ----

    def check_line(self, first, prices):
        row, same = self.row, self.report.same
        at = first['at']
        country = json.loads(first['explanation'])['taxCountry']
        edition = self.policy.id_at(at)
        same(self.where, 'edition', row['edition_id'], edition)
        included = self.policy.included(row['edition_id'], at, country)
        rate = self.policy.rate(country, day_of(at))
        same(self.where, 'tax mode', bool(row['tax_included']), included)
        same(self.where, 'tax rate', row['tax_rate_bp'], rate)
        same(self.where, 'amounts',
            (row['net_minor'], row['tax_minor'], row['gross_minor']),
            tax_of(row['unit_minor'] * row['quantity'], rate, included))
        if prices is not None:
            same(self.where, 'unit price', row['unit_minor'],
                prices.unit(row['product_id'], row['sku_id'],
                    row['customer_country'], row['currency'],
                    row['quantity'], at))
        self.check_term(day_of(at))

    def check_term(self, bought):
        row, same = self.row, self.report.same
        same(self.where, 'first day', row['term_start_day'],
            number_of(bought))
        end = None
        if row['term']:
            end = number_of(months_later(bought,
                TERM_MONTHS[row['term']])) - 1
        same(self.where, 'last day', row['term_end_day'] or None, end)

    def check_purchase(self, charge):
        row = self.row
        self.report.same(self.at(charge), 'amounts', stored(charge),
            (row['net_minor'], row['tax_minor'], row['gross_minor']))
        self.report.same(self.at(charge), 'quantity', charge['quantity'],
            row['quantity'])
        self.told(charge, formula='quantity_times_price',
            rule='R-030' if row['tax_included'] else 'R-029',
            quantity=row['quantity'], unitMinor=row['unit_minor'],
            taxRateBp=row['tax_rate_bp'],
            taxIncluded=bool(row['tax_included']))

    # ---- every charge ----

    def check_common(self, charge):
        row, same, where = self.row, self.report.same, self.at(charge)
        net, tax, gross = stored(charge)
        same(where, 'net + tax', net + tax, gross)
        same(where, 'month', charge['month'], month_of(day_of(charge['at'])))
        same(where, 'currency', charge['currency'], row['currency'])
        same(where, 'edition', charge['edition_id'], row['edition_id'])
        same(where, 'customer', charge['customer_id'], row['customer_id'])

    def told(self, charge, **expected):
        """The stored explanation says what was computed with."""
        said = json.loads(charge['explanation'])
        for name, value in expected.items():
            self.report.same(self.at(charge), 'explanation of ' + name,
                said.get(name), value)

    # ---- credits, and seats that come and go ----

    def check_later(self, charge, before):
        kind = self.row['kind']
        if charge['kind'] == 'cancel':
            if kind == 'software_subscription':
                self.check_prorated(charge)
            elif kind != 'perpetual_software' and 'seats' in json.loads(
                    charge['explanation']):
                self.check_change(charge, before)
            else:
                self.check_full(charge, before)
        elif charge['kind'] in ('add_quantity', 'remove_quantity'):
            self.check_change(charge, before)
        else:
            self.report.differs(self.at(charge), 'kind', charge['kind'],
                'one that is known')

    def check_full(self, charge, before):
        self.report.same(self.at(charge), 'amounts', stored(charge),
            signed(-1, sum_of(before)), 'R-112, in full')
        self.told(charge, formula='full', rule='R-112', feeMinor=0)

    def check_prorated(self, charge):
        row = self.row
        start, end = map(day_from, (row['term_start_day'],
            row['term_end_day']))
        used, days = days_used(start, end, charge['at'])
        computed = signed(-1, share_of(row['net_minor'], row['tax_minor'],
            row['gross_minor'], row['tax_included'],
            Fraction(days - used, days)))
        self.report.same(self.at(charge), 'amounts', stored(charge), computed,
            'R-113, %d of %d days unused' % (days - used, days))
        self.told(charge, formula=PRORATED, rule='R-113', feeMinor=0,
            termDays=days, usedDays=used, unusedDays=days - used)

    def check_change(self, charge, before):
        """Seats added, or taken off, or all of them gone."""
        row = self.row
        credit = charge['kind'] != 'add_quantity'
        if charge['kind'] == 'cancel':
            self.report.same(self.at(charge), 'quantity', charge['quantity'],
                seats_after(before))
        start = day_from(row['term_start_day'])
        months = cycle_months(row['billing_cycle'], row['term'])
        first, last = period_of(start, months, day_of(charge['at']))
        used, days = days_used(first, last, charge['at'])
        net, tax, gross = tax_of(row['unit_minor'] * charge['quantity'],
            row['tax_rate_bp'], row['tax_included'])
        computed = share_of(net, tax, gross, row['tax_included'],
            Fraction(days - used, days))
        if credit:
            paid = sum_of([c for c in before
                if c['period_day'] == number_of(first)])
            computed = signed(-1, self.at_most(computed, paid))
        self.report.same(self.at(charge), 'amounts', stored(charge), computed,
            'R-113, %d of %d days unused' % (days - used, days))
        self.report.same(self.at(charge), 'first day of the period',
            charge['period_day'], number_of(first))
        self.told(charge, formula=PRORATED, rule='R-113', termDays=days,
            usedDays=used, unusedDays=days - used,
            seats=-charge['quantity'] if credit else charge['quantity'])

    def at_most(self, amounts, paid):
        """Nobody gets back more than was paid, of no part of it."""
        net, tax, gross = amounts
        tax = min(tax, paid[1])
        if self.row['tax_included']:
            gross = min(gross, paid[2])
            net = min(gross - tax, paid[0])
            return net, gross - net, gross
        net = min(net, paid[0])
        return net, tax, net + tax

    # ---- what is left ----

    def check_paid(self, charge, before):
        """What was paid for a line never falls below nothing."""
        for name, left in zip(('net', 'tax', 'gross'), sum_of(before)):
            if left < 0:
                self.report.differs(self.at(charge), 'what is left of the ' +
                    name, left, '0 or more')

    def check_seats(self, charges):
        row = self.row
        if row['seats'] is None or row['subscription_state'] == 'deleted':
            return
        self.report.same(self.where, 'seats', row['seats'],
            seats_after([c for c in charges if c['kind'] != 'cancel']))

    def check_cancelled(self, charges, cancellation):
        credits = [c for c in charges if c['kind'] == 'cancel']
        cancelled = self.row['state'] == 'cancelled'
        if not self.report.same(self.where, 'number of credits of its '
                'cancellation', len(credits), int(cancelled)):
            return
        if not cancelled:
            return
        self.report.same(self.at(credits[0]), 'instant', credits[0]['at'],
            self.row['cancelled_at'])
        if cancellation is None:
            self.report.differs(self.where, 'cancellation', 'not recorded',
                'recorded')
            return
        self.report.same(self.where, 'fee', cancellation['fee_minor'], 0)


def seats_after(charges):
    signs = {'new': 1, 'add_quantity': 1, 'remove_quantity': -1}
    return sum(signs.get(c['kind'], 0) * c['quantity'] for c in charges)
