"""What is taken out of written sentences, and what is taken out in vain.

The sentences (redactions.txt) were written while the patterns were made: the figures say what they
are known to do, not what strangers' texts hold.
"""

import re

import pytest

from hearthside.route.redact import redact
from tests.quality.written.counts import counts, written

LEAST = 0.97


def test_written_names_and_numbers_are_taken_out(capsys: pytest.CaptureFixture[str]) -> None:
    cases = [(text, expected) for _, text, expected in written("redactions.txt")]
    rows = []
    for text, expected in cases:
        marks = [re.findall(r"\[[a-z -]+\]", one) for one in (expected, redact(text).text)]
        rows.append((text, *marks))
    total = counts(rows)
    same = sum(redact(text).text == expected for text, expected in cases)
    with capsys.disabled():
        print(f"\n{total.line('redactions')}  {same} of {len(cases)} texts exactly", *total.wrong)
    assert min(total.precision, total.recall, same / len(cases)) >= LEAST
