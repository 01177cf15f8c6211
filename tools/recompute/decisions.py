"""Attempts to cancel one line, with the answer that was given: allowed, or the
name of the refusal. domain.md 5 says which check answers first."""
import json

from orders import LINES, deadline_of, key_of

SOFTWARE = ('perpetual_software', 'software_subscription')


def decide(row, attempt, policy):
    at = attempt['at']
    values = policy.terms(row['edition_id'], row['ordered_at'])
    if row['kind'] not in SOFTWARE and not row['sandbox']:
        return ('CANCEL_SUBSCRIPTION' if row['kind'] in ('license',
            'azure_plan') else 'CANCEL_NOT_SOFTWARE')
    if attempt['cancelled']:
        return 'CANCEL_DONE'
    route = policy.route(values, row['publisher'], row['family'])
    if route == 'none':
        return 'CANCEL_NEVER'
    if route == 'support_request':
        return 'CANCEL_BY_REQUEST'
    if at >= deadline_of(row, policy):
        return 'CANCEL_WINDOW_PASSED'
    if attempt['by'] == 'page' and policy.acknowledgement_at(at):
        return 'CANCEL_NOT_ACKNOWLEDGED'
    return 'allowed'


def check_decisions(db, policy, path, report):
    attempts = {}
    with open(path) as file:
        for line in file:
            attempt = json.loads(line)
            attempts.setdefault((attempt['partner'], attempt['order'],
                attempt['line']), []).append(attempt)
    for row in db.execute(LINES):
        for attempt in attempts.pop(key_of(row), ()):
            report.count('decisions')
            report.same('partner %s order %s line %s at %d' % (*key_of(row),
                attempt['at']), 'the answer', attempt['answer'],
                decide(row, attempt, policy))
    for key in attempts:
        report.differs('partner %s order %s line %s' % key, 'an attempt',
            'of no line', 'of a line')
