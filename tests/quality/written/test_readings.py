"""Readings of the samples' quantities in written sentences: how many are found, how many in vain.

The sentences (readings.txt) were written while the reader was made: the figures say what it is
known to do, not how often strangers' texts are read right.
"""

import pytest

from hearthside.route import Policy
from hearthside.text.quantities import Meter
from hearthside.text.words import Words, readable
from tests.quality.written.counts import counts, written
from tests.unit.route.samples import sample

LEAST = 0.97


def test_written_readings_are_found_and_few_in_vain(capsys: pytest.CaptureFixture[str]) -> None:
    meters = {n: Meter(Policy.from_toml(sample(n)).quantities) for n in ("clinic", "support")}
    rows = []
    for name, text, expected in written("readings.txt"):
        found = [str(one) for one in meters[name].read(Words(readable(text), typos=True))]
        rows.append((text, [one for one in expected.split("; ") if one], found))
    total = counts(rows)
    with capsys.disabled():
        print(f"\n{total.line('readings')}  of {len(rows)} sentences", *total.wrong, sep="\n")
    assert total.precision >= LEAST
    assert total.recall >= LEAST
