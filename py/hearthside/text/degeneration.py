"""What plain string work can see when a model's text goes wrong: circles and litter.

Small models fall into repetition (Holtzman et al. 2019, The Curious Case of Neural Text
Degeneration) and into the debris of web pages. Knows nothing of what a text is about; how long a
run may come back, and what else is litter there, is for each task to say.
"""

from collections.abc import Iterator, Sequence
from typing import Final

# Code, markup and addresses.
LITTER: Final = r"[<>{}\[\]|#_^~\\]|https?:|www\.|\.{4,}"


def runs_of(words: Sequence[str], length: int) -> Iterator[tuple[str, ...]]:
    """Every run of `length` words that follow each other (n-grams)."""
    return zip(*(words[shift:] for shift in range(length)), strict=False)


def goes_in_circles(words: Sequence[str], length: int) -> bool:
    """Whether a run of `length` words stands in `words` twice."""
    runs = list(runs_of(words, length))
    return len(set(runs)) < len(runs)
