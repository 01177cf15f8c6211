"""What one order line costs and gives back, from the rules alone.

R-029, R-030: prices, tax. R-111: the month. R-112, R-113: credits. Seats that
come and go are prorated by the days of their billing period; later periods are
charged by the seats there are when they begin. A credit that an operator
granted is any part of what was left; later credits share in the rest.
"""
import json
from fractions import Fraction

from amounts import (DAY, TERM_MONTHS, day_from, day_of, month_of,
    months_later, nearest, number_of, share_of, tax_of)

PRORATED = 'unused_days'


def signed(sign, amounts):
    return tuple(sign * amount for amount in amounts)


def stored(charge):
    return (charge['net_minor'], charge['tax_minor'], charge['gross_minor'])


def sum_of(charges):
    return tuple(sum(column) for column in zip(*map(stored, charges))) or (
        0, 0, 0)


CHANGES = ('add_quantity', 'remove_quantity')


def came_before(charge, other):
    """Was charge written before other? Both of one line. Changes of seats are
    numbered; a period is charged before anything changes in it."""
    kind, other_kind = charge['kind'], other['kind']
    if kind == 'new' or other_kind == 'new':
        return kind == 'new'
    if 'customer_credit' in (kind, other_kind):
        return charge['at'] <= other['at']
    if 'cancel' in (kind, other_kind):
        return other_kind == 'cancel'
    if kind == 'renew':
        return charge['period_day'] <= other['period_day']
    if other_kind == 'renew':
        return charge['at'] < other['at']
    return charge['serial'] < other['serial']


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

    def check(self, charges, cancellation, prices, issued):
        first = [c for c in charges if c['kind'] == 'new']
        if not self.report.same(self.where, 'number of purchases',
                len(first), 1):
            return
        self.issued = issued
        self.check_line(first[0], prices)
        self.check_purchase(first[0])
        for charge in charges:
            self.report.count('credits' if charge['kind'] in (
                'cancel', 'remove_quantity', 'customer_credit') else
                'renewals' if charge['kind'] == 'renew' else 'charges')
            self.check_common(charge)
            if charge['kind'] != 'new':
                self.check_in_turn(charge, charges)
        self.check_periods(charges)
        self.check_left(charges)
        self.check_seats(charges)
        self.check_cancelled(charges, cancellation)

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
        self.check_month(charge, where)
        same(where, 'currency', charge['currency'], row['currency'])
        same(where, 'edition', charge['edition_id'], row['edition_id'])
        same(where, 'customer', charge['customer_id'], row['customer_id'])

    def check_month(self, charge, where):
        """Its own month; or, when that is issued, the next that is not."""
        month = month_of(day_of(charge['at']))
        later = range(month, charge['month'])
        key = charge['partner_id'], charge['currency']
        if charge['month'] < month or not all(
                (*key, passed) in self.issued for passed in later):
            # a test clock that went back has taken invoices with it
            if charge['month'] < month or not self.row['test_clock']:
                self.report.differs(where, 'month', charge['month'], month)

    def told(self, charge, **expected):
        """The stored explanation says what was computed with."""
        said = json.loads(charge['explanation'])
        for name, value in expected.items():
            self.report.same(self.at(charge), 'explanation of ' + name,
                said.get(name), value)

    # ---- credits, and seats that come and go ----

    def turns(self, charge, charges):
        """What came before it; else what may have. A period may be charged
        somewhat after its first instant, so that a grant came first; and of a
        test clock, that goes back, nobody knows when a grant came."""
        others = [c for c in charges if c is not charge]
        before = [c for c in others if came_before(c, charge)]
        yield before
        grants = sorted((c for c in charges if c['kind'] ==
            'customer_credit'), key=lambda c: c['at'])
        if charge['kind'] == 'customer_credit':
            yield from without_late(before)
        if not self.row['test_clock'] or not grants:
            return
        rest = [c for c in others if c['kind'] != 'customer_credit']
        for n in range(len(grants) + 1):
            some = [c for c in grants[:n] if c is not charge]
            yield some + [c for c in rest if came_before(c, charge)]
            for kind in ('cancel', *CHANGES):
                may = some + [c for c in rest if c['kind'] != kind]
                yield may
                yield from without_late(may)

    def check_in_turn(self, charge, charges):
        report, turns = self.report, list(self.turns(charge, charges))
        for before in turns if len(turns) > 1 else ():
            self.report = report.silent()
            self.check_later(charge, before, charges)
            if not self.report.differences:
                self.report = report
                return
        self.report = report
        self.check_later(charge, turns[0], charges)

    def check_later(self, charge, before, charges):
        kind = self.row['kind']
        said = json.loads(charge['explanation'])
        if charge['kind'] == 'renew':
            self.check_renewal(charge, before, charges)
        elif said.get('formula') == 'granted':
            self.check_granted(charge, before)
        elif charge['kind'] in CHANGES:
            self.check_change(charge, before)
        elif charge['kind'] != 'cancel':
            self.report.differs(self.at(charge), 'kind', charge['kind'],
                'one that is known')
        elif kind == 'software_subscription':
            self.check_prorated(charge, before)
        elif kind != 'perpetual_software' and 'seats' in said:
            self.check_change(charge, before)
        else:
            self.check_full(charge, before)

    def check_granted(self, charge, before):
        """Any part of what was left; the tax by its share of that."""
        left = sum_of(before)
        if self.row['test_clock']:
            # it may have gone back: what was left is taken as it was stored
            said = json.loads(charge['explanation'])
            left = said['netMinor'], said['taxMinor'], said['grossMinor']
        granted = -charge['gross_minor']
        where = self.at(charge)
        if not 0 < granted <= left[2]:
            self.report.differs(where, 'credit', granted,
                'more than 0 and at most %d' % left[2], 'E-35')
            return
        tax = nearest(Fraction(left[1] * granted, left[2]))
        self.report.same(where, 'amounts', stored(charge), signed(-1,
            left if granted == left[2] else (granted - tax, tax, granted)))
        self.told(charge, netMinor=left[0], taxMinor=left[1],
            grossMinor=left[2], feeMinor=0)

    def check_renewal(self, charge, before, charges):
        """A period after the first: what was bought, at the seats of its
        first day."""
        row = self.row
        self.report.same(self.at(charge), 'amounts', stored(charge),
            tax_of(row['unit_minor'] * charge['quantity'],
                row['tax_rate_bp'], row['tax_included']))
        self.report.same(self.at(charge), 'number', charge['serial'],
            charge['period_day'])
        self.report.same(self.at(charge), 'instant', charge['at'],
            charge['period_day'] * DAY)
        self.check_seats_then(charge, before, charges)
        self.told(charge, formula='quantity_times_price',
            quantity=charge['quantity'], unitMinor=row['unit_minor'])

    def check_seats_then(self, charge, before, charges):
        seats = seats_after([c for c in before if c['kind'] != 'renew'])
        if charge['quantity'] == seats:
            return
        # a test clock goes back: then it may be what there was at any time
        changes = sorted((c for c in charges if c['kind'] in CHANGES),
            key=lambda c: c['serial'])
        if not self.row['test_clock'] or charge['quantity'] not in [
                seats_after([c for c in charges if c['kind'] == 'new'] +
                    changes[:n]) for n in range(len(changes) + 1)]:
            self.report.differs(self.at(charge), 'seats',
                charge['quantity'], seats)

    def of_line(self, before):
        """The line, less what was granted."""
        row = self.row
        granted = sum_of([c for c in before if c['kind'] ==
            'customer_credit'])
        return tuple(row[name + '_minor'] + part for name, part in zip(
            ('net', 'tax', 'gross'), granted))

    def check_full(self, charge, before):
        self.report.same(self.at(charge), 'amounts', stored(charge),
            signed(-1, sum_of(before)), 'R-112, in full')
        self.told(charge, formula='full', rule='R-112', feeMinor=0)

    def check_prorated(self, charge, before):
        row = self.row
        net, tax, gross = self.of_line(before)
        start, end = map(day_from, (row['term_start_day'],
            row['term_end_day']))
        used, days = days_used(start, end, charge['at'])
        computed = signed(-1, share_of(net, tax, gross, row['tax_included'],
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
            # a grant is no part of one period: of the period and of all that
            # is left, what is less
            paid = tuple(max(0, min(parts)) for parts in zip(sum_of(before),
                sum_of([c for c in before
                    if c['period_day'] == number_of(first)])))
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

    def check_periods(self, charges):
        """Every period is charged once, without a gap."""
        row = self.row
        days = sorted(c['period_day'] for c in charges
            if c['kind'] == 'renew')
        if row['seats'] is None or not (days or row['next_day']):
            return
        months = cycle_months(row['billing_cycle'], row['term'])
        start = day_from(row['term_start_day'])
        self.report.same(self.where, 'first days of its periods', days,
            [number_of(months_later(start, months * n))
                for n in range(1, len(days) + 1)])
        if row['next_day']:
            self.report.same(self.where, 'the period to be charged next',
                row['next_day'], number_of(months_later(start,
                    months * (len(days) + 1))))

    def check_left(self, charges):
        """What was paid, for a line and for a period of it, never falls
        below nothing."""
        credits = [c for c in charges if c['gross_minor'] < 0]
        groups = [charges] if credits else []
        for day in {c['period_day'] for c in credits
                if c['kind'] == 'remove_quantity'}:
            groups.append([c for c in charges if c['period_day'] == day and
                c['kind'] not in ('cancel', 'customer_credit')])
        for group in groups:
            for name, left in zip(('net', 'tax', 'gross'), sum_of(group)):
                if left < 0:
                    self.report.differs(self.where, 'what is left of the ' +
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


def without_late(charges):
    """The same without its last periods: one, two, or all of them."""
    late = sorted((c for c in charges if c['kind'] == 'renew'),
        key=lambda c: c['period_day'])
    for n in range(len(late) - 1, -1, -1):
        yield [c for c in charges if c not in late[n:]]


def seats_after(charges):
    signs = {'new': 1, 'add_quantity': 1, 'remove_quantity': -1}
    return sum(signs.get(c['kind'], 0) * c['quantity'] for c in charges)
