"""Writes `py/hearthside/text/profiles.txt`, by which `hearthside.text.language` tells languages:

    PYTHONPATH=py:. .venv/bin/python -m tests.quality.languages.make_profiles

Of each language its commonest words, threes of letters and letters, by how often they occur: from
wordfreq's `small` lists where there is one, else from the hand-written `own_words.txt` by Zipf's
law. What is written with accents counts a little without them too, as many people type it so.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from wordfreq import get_frequency_dict

from hearthside.text.language import (
    FLOOR_OF_THREES,
    FLOOR_OF_WORDS,
    bare,
    threes_of,
    words_of,
)

TARGET: Final = Path(__file__).resolve().parents[3] / "py/hearthside/text/profiles.txt"
OWN: Final = Path(__file__).with_name("own_words.txt")
# wordfreq's languages that share their script, and their codes here. It counts Serbian among
# Croatian and Bosnian, in Latin letters.
_LISTED: Final = (
    "ar bg ca cs da de en es fa fi fil fr hi hu id is it lt lv mk ms nb nl pl pt ro ru sh sk sl sv "
    "tr uk ur vi"
)
_CODES: Final = {"nb": "no", "sh": "hr"}
_LOOKED_AT: Final = 8_000
_WORDS: Final = 250
_THREES: Final = 400
_OF_THE_ALPHABET: Final = 2e-4  # of all letters
_BARE_SHARE: Final = 0.2
_OWN_SHARE: Final = 0.5  # of a text's words, about, are among the hand-written ones
_CYRILLIC: Final = str.maketrans(
    "abcčćdđefghijklmnoprsštuvzž",
    "абцчћдђефгхијклмнопрсштувзж",
)
_TWO_LETTERS: Final = {"lj": "љ", "nj": "њ", "dž": "џ"}


def main() -> None:
    """The command line."""
    TARGET.write_text(profiles(), encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


def profiles() -> str:
    """The text of `profiles.txt`: of each language a line of words, of threes and of letters."""
    shares = {_CODES.get(name, name): _listed(name) for name in _LISTED.split()}
    shares["sr"] = {_in_cyrillic(word): share for word, share in shares["hr"].items()}
    shares |= dict(_own())
    return "".join(f"{code}\t{line}\n" for code in sorted(shares) for line in _lines(shares[code]))


def _listed(name: str) -> dict[str, float]:
    frequencies = get_frequency_dict(name, "small")
    return dict(sorted(frequencies.items(), key=lambda it: (-it[1], it[0]))[:_LOOKED_AT])


def _own() -> Iterator[tuple[str, dict[str, float]]]:
    for line in OWN.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, *listed = line.split()
            words = tuple(dict.fromkeys(listed))
            weights = [1 / (rank + 3) for rank in range(len(words))]
            scale = _OWN_SHARE / sum(weights)
            yield code, {word: scale * one for word, one in zip(words, weights, strict=True)}


def _in_cyrillic(word: str) -> str:
    for two, one in _TWO_LETTERS.items():
        word = word.replace(two, one)
    return word.translate(_CYRILLIC)


def _lines(shares: dict[str, float]) -> Iterator[str]:
    words: dict[str, float] = defaultdict(float)
    for written, share in shares.items():
        for word in words_of(written):
            words[word] += share
            if bare(word) != word:
                words[bare(word)] += _BARE_SHARE * share
    yield _bands(words, FLOOR_OF_WORDS, _WORDS)
    threes = _parts(words, threes_of)
    yield _bands(threes, FLOOR_OF_THREES, _THREES)
    yield "".join(
        sorted(
            c for c, share in _parts(words, list).items() if c > "z" and share > _OF_THE_ALPHABET
        )
    )


def _parts(words: Mapping[str, float], parts: Callable[[str], list[str]]) -> dict[str, float]:
    """The share of each part of `words`; together they have that of the words."""
    counts: dict[str, float] = defaultdict(float)
    for word, share in words.items():
        for part in parts(word):
            counts[part] += share
    scale = sum(words.values()) / sum(counts.values())
    return {part: scale * count for part, count in counts.items()}


def _bands(shares: Mapping[str, float], floor: float, most: int) -> str:
    """The commonest, `|` before each half step down of the natural logarithm of their share."""
    line, band = [], 0
    for name, share in sorted(shares.items(), key=lambda it: (-it[1], it[0]))[:most]:
        at = round(-2 * math.log(share))
        if -at / 2 > floor:
            line.append("|" * (at - band) + name)
            band = at
    return " ".join(line)


if __name__ == "__main__":
    main()
