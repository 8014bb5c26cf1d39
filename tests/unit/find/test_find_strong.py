"""Which of the passages found are worth a look."""

import pytest

from hearthside.find.hits import Hit, strong


def hit(cosine: float | None, bm25: float | None = None) -> Hit:
    return Hit("a.txt", "a.txt", 0, "text", 1.0, cosine=cosine, bm25=bm25)


@pytest.mark.parametrize(
    ("hits", "expected"),
    [
        ([], 0),
        ([hit(0.5), hit(0.31), hit(0.29), hit(0.2)], 2),
        ([hit(0.2), hit(0.5), hit(0.1)], 2),  # words brought the first one up
        ([hit(None, 6.0), hit(None, 3.5), hit(None, 1.0)], 2),
        ([hit(0.5), hit(None, 6.0), hit(0.1)], 2),  # one has no vector yet
        ([hit(-0.1), hit(-0.2)], 0),
        ([hit(None), hit(None)], 0),
    ],
)
def test_passages_are_strong_up_to_the_last_that_is_about_as_near(
    hits: list[Hit], expected: int
) -> None:
    assert strong(hits) == expected
