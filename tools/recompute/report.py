"""What was looked at, and what differs."""
from collections import Counter


class Report:
    def __init__(self, most):
        self.most = most
        self.differences = 0
        self.looked_at = Counter()

    def count(self, what, number=1):
        self.looked_at[what] += number

    def differs(self, where, what, stored, computed, why=''):
        self.differences += 1
        if self.differences <= self.most:
            print('%s: %s is %s, must be %s%s' % (where, what, stored,
                computed, ' (%s)' % why if why else ''))

    def silent(self):
        """One that only counts: for trying."""
        return Report(0)

    def same(self, where, what, stored, computed, why=''):
        if stored != computed:
            self.differs(where, what, stored, computed, why)
        return stored == computed

    def end(self):
        if self.differences > self.most:
            print('... and %d more' % (self.differences - self.most))
        print('%s; %d differences' % (', '.join('%d %s' % (number, what)
            for what, number in sorted(self.looked_at.items())) or
            'nothing there', self.differences))
