"""Recomputes every charge, credit and invoice of a Kontor database.

    python3 tools/recompute [options] DATABASE

A second program, that shares no code with the first: it reads the rows of a
SQLite database, works out from the rules what each amount must be, and prints
every difference. Integers and fractions only. It writes nothing: a database
in use may be looked at, with --copy from a copy of its own.

    --copy            copies the database first (the engine's online backup)
    --data DIR        editions.json and tax_rates.tsv (default: data/)
    --prices FILE     a price sheet every unit price must be found in
    --decisions FILE  attempts to cancel, each with the answer that was given
    --announced-dates, --elapsed-24h   the switches the orders were made under
    --most N          differences printed (default 100); all are counted

Ends with 0 when nothing differs, 1 when something does, 65 when the database
or a file cannot be read.
"""
import argparse
import os
import sqlite3
import sys
import tempfile

sys.dont_write_bytecode = True

from decisions import check_decisions
from invoices import check_invoices, issued_months
from orders import check_orders
from policy import Policy
from prices import Prices
from report import Report


def arguments():
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
    parser = argparse.ArgumentParser(prog='recompute', description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('database')
    parser.add_argument('--copy', action='store_true')
    parser.add_argument('--data', default=os.path.join(root, 'data'))
    parser.add_argument('--prices')
    parser.add_argument('--decisions')
    parser.add_argument('--announced-dates', action='store_true')
    parser.add_argument('--elapsed-24h', action='store_true')
    parser.add_argument('--most', type=int, default=100)
    return parser.parse_args()


def open_database(path):
    uri = 'file:%s?mode=ro' % os.path.abspath(path).replace('%', '%25')
    db = sqlite3.connect(uri, uri=True)
    db.row_factory = sqlite3.Row
    db.execute('BEGIN')  # one snapshot for everything below
    return db


def copied(path, place):
    copy = os.path.join(place, 'copy.db')
    source = open_database(path)
    target = sqlite3.connect(copy)
    source.rollback()
    source.backup(target)
    target.close()
    source.close()
    return copy


def recompute(options, path):
    db = open_database(path)
    policy = Policy(options.data, db, options.announced_dates,
        options.elapsed_24h)
    report = Report(options.most)
    prices = Prices(options.prices) if options.prices else None
    check_orders(db, policy, prices, report, issued_months(db))
    check_invoices(db, report)
    if options.decisions:
        check_decisions(db, policy, options.decisions, report)
    report.end()
    return 1 if report.differences else 0


def main():
    options = arguments()
    try:
        if not options.copy:
            return recompute(options, options.database)
        with tempfile.TemporaryDirectory(prefix='kontor-recompute-') as place:
            return recompute(options, copied(options.database, place))
    except (OSError, sqlite3.Error, ValueError, KeyError) as error:
        print('recompute: %s: %r' % (options.database, error),
            file=sys.stderr)
        return 65


sys.exit(main())
