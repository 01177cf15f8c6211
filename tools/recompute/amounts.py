"""Days and amounts. All days are UTC; a day is a datetime.date."""
import datetime
from fractions import Fraction

EPOCH = datetime.date(1970, 1, 1)
DAY = 86400
# ISO 4217: minor units of currencies that do not have two digits.
NO_DIGITS = set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF '
    'XPF'.split())
THREE_DIGITS = set('BHD IQD JOD KWD LYD OMR TND'.split())


def exponent(currency):
    if currency in NO_DIGITS:
        return 0
    return 3 if currency in THREE_DIGITS else 2


def nearest(value):
    """The nearest integer; of two, the even one (Python's own rule)."""
    return round(Fraction(value))


def day_of(instant):
    return EPOCH + datetime.timedelta(seconds=instant // DAY * DAY)


def day_from(number):
    return EPOCH + datetime.timedelta(days=number)


def number_of(day):
    return (day - EPOCH).days


def start_of(day):
    return number_of(day) * DAY


def month_of(day):
    """As stored: year * 12 + month - 1."""
    return day.year * 12 + day.month - 1


def months_later(day, months):
    """The same day of a later month; its last day where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = datetime.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (first_of_next - datetime.timedelta(days=1)).day
    return datetime.date(year, month + 1, min(day.day, last))


TERM_MONTHS = {'P1M': 1, 'P1Y': 12, 'P3Y': 36}


def term_end(start, term):
    """The last day of a term: one term later, minus one day."""
    return (months_later(start, TERM_MONTHS[term]) -
        datetime.timedelta(days=1))


def tax_of(shown, rate_bp, included):
    """Net, tax and gross of what is shown as the price."""
    rate = Fraction(rate_bp, 10000)
    if included:
        net = nearest(Fraction(shown) / (1 + rate))
        return net, shown - net, shown
    tax = nearest(shown * rate)
    return shown, tax, shown + tax


def share_of(net, tax, gross, included, share):
    """A share of a line: the priced amount and the tax each by itself, the
    third by subtraction."""
    part_of_tax = nearest(tax * share)
    if included:
        part = nearest(gross * share)
        return part - part_of_tax, part_of_tax, part
    part = nearest(net * share)
    return part, part_of_tax, part + part_of_tax
