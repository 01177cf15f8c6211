"""Editions and tax rates, read from the data files and from the database."""
import csv
import datetime
import json
import os

from amounts import DAY, day_of, number_of, start_of

OVERLAY = 'announced-dates'


def instant(text, otherwise):
    if text is None:
        return otherwise
    if isinstance(text, int):
        return text
    at = datetime.datetime.fromisoformat(text.replace('Z', '+00:00'))
    return int(at.timestamp())


def plain(parameters):
    """Some files give a value alone, some with where it came from."""
    return {name: value['value'] if isinstance(value, dict) and
        'value' in value else value for name, value in parameters.items()}


class Edition:
    def __init__(self, entry):
        self.id = entry['id']
        self.start = instant(entry.get('from', entry.get('effective_from')),
            float('-inf'))
        self.values = plain(entry['parameters'])

    def __getitem__(self, name):
        return self.values[name]


class Policy:
    def __init__(self, folder, db, announced, elapsed):
        with open(os.path.join(folder, 'editions.json')) as file:
            data = json.load(file)
        # what was withdrawn was in force never, but has its id for ever
        added = list(self.read_added(db))
        self.editions = sorted((Edition(e) for e in data['editions'] + [
            e for e in added if e['state'] == 'adopted']),
            key=lambda edition: edition.start)
        self.withdrawn = [Edition(e) for e in added
            if e['state'] == 'withdrawn']
        self.added_from = min((Edition(e).start for e in added
            if e['state'] == 'adopted'), default=float('inf'))
        overlay = [o for o in data['overlays'] if o['id'] == OVERLAY]
        self.changes = overlay[0]['changes'] if overlay else []
        self.announced = announced
        self.elapsed = elapsed
        self.rates = list(self.read_rates(
            os.path.join(folder, 'tax_rates.tsv')))

    @staticmethod
    def read_added(db):
        """Editions of the operator's own."""
        for row in db.execute('SELECT edition_id, state, effective_from, '
                "parameters FROM policy_edition WHERE state <> 'draft'"):
            yield {'id': row['edition_id'], 'state': row['state'],
                'from': row['effective_from'],
                'parameters': json.loads(row['parameters'])}

    @staticmethod
    def read_rates(path):
        with open(path) as file:
            lines = [line for line in file if not line.startswith('#')]
        for row in csv.DictReader(lines, delimiter='\t'):
            yield (row['country'], row['from'],
                '9999-12-31' if row['to'] == '-' else row['to'],
                int(row['rate_bp']))

    def rate(self, country, day):
        text = day.isoformat()
        for of, first, last, rate in self.rates:
            if of == country.upper() and first <= text <= last:
                return rate
        return 0

    def changes_at(self, at):
        return [change for change in self.changes
            if instant(change.get('from'), float('-inf')) <= at <
            instant(change.get('to'), float('inf'))]

    def edition_at(self, at):
        return [e for e in self.editions if e.start <= at][-1]

    def id_at(self, at):
        """The id an order of that instant is stamped with."""
        edition = self.edition_at(at)
        if (self.announced and at < self.added_from and
                self.changes_at(at)):
            return '%s+%s' % (edition.id, OVERLAY)
        return edition.id

    def terms(self, edition_id, ordered_at):
        """The values that hold for a purchase stamped with that edition."""
        base = edition_id.split('+')[0]
        found = [e for e in self.editions + self.withdrawn if e.id == base]
        if not found:
            return None
        values = dict(found[0].values)
        if edition_id != base:
            for change in self.changes_at(ordered_at):
                values.update(change.get('set', {}))
                for name in change.get('parameters', []):
                    values[name] = [e for e in self.editions
                        if e.id == change['as_edition']][0].values.get(name)
        return values

    def acknowledgement_at(self, at):
        return self.edition_at(at)['acknowledgement_required']

    def included(self, edition_id, at, country):
        return country in self.terms(edition_id, at)['tax_inclusive_countries']

    def deadline(self, values, own_days, ordered_at, software=True):
        """The first instant that is outside of the window."""
        days = own_days or (values['cancellation_window_days'] if software
            else SANDBOX_DAYS)
        rule = values['cancellation_window_rule']
        if self.elapsed or rule == 'elapsed_24h':
            return ordered_at + days * DAY
        return start_of(day_of(ordered_at)) + (days + 1) * DAY

    @staticmethod
    def route(values, publisher, family):
        for exclusion in values['self_service_exclusions']:
            match = exclusion['match']
            if (match.get('publisher') in (None, publisher.lower()) and
                    match.get('product_family') in (None, family.lower())):
                return exclusion['route']
        return 'self'


# What is not software may be cancelled in a sandbox alone, for so long.
SANDBOX_DAYS = 60


def elapsed_days(ordered_at, at):
    return max(0, number_of(day_of(at)) - number_of(day_of(ordered_at)))
