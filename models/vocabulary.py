"""Chooses the tokens of a vocabulary slice by how often a language uses them.

How often: wordfreq's word frequencies, each word in the spellings that occur, spelled with the full
tokenizer's pieces. Which: from all tokens the least used is dropped, again and again, and its uses
go to the two pieces it is made of; a token that a kept one is made of stays. So a slice is closed:
a text whose tokens are all kept has the same tokens in it as in the full tokenizer.
All counts are whole numbers, so that every machine makes the same slice.
Does not know models, files or what a slice costs in quality (tests/quality/test_slice.py).
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from wordfreq import get_frequency_dict

from models.merges import Merges
from models.tokenizer import BLANK, BYTE_PIECES, UNUSED, Tokenizer, TokenizerError, token_list

WORDS = 10**12
"""Uses are counted in a text of this many words."""

SENTENCE_STARTS = 50
"""One word in so many begins a sentence, and is written with a capital there."""

WITHOUT_BLANK_PERCENT = {"lower": 1, "title": 5, "upper": 3}
"""How often no blank comes before a word (but a quote, a bracket, a hyphen or a new line)."""

LANGUAGES_WITHOUT_BLANKS = frozenset({"ja", "zh"})
FEWEST_USES = WORDS // 10**8
"""Rarer spellings are left out: they change no choice worth having and take half the time."""
LONGEST_RUN = 31
"""Blanks, newlines and tabs have tokens for runs up to this long."""

CHARACTERS = re.compile(r"[\u00a1-\u017f\u0370-\u03ff\u2010-\u22ff]")
"""Single characters kept in every slice: Latin and Greek letters, typography, arrows, mathematics.

A character that falls to bytes costs some 40 bits, as measured on XQuAD; a row costs 0.7 kB.
"""

SYMBOLS = 300
"""So many of the commonest characters that are no letters are kept too, of whatever script."""

BYTE_ORDER_MARK = "\ufeff"
"""Kept in every slice: transformers.js drops its three bytes when it decodes byte tokens."""

PUNCTUATION = re.compile(
    rf"{BLANK}?[!-/:-@\[-`{{-~\u2018\u2019\u201c\u201d\u2013\u2014…£€«»]{{1,4}}"
)
PUNCTUATION_MERGES = 120_000
"""Runs of punctuation are kept where their merge is among the first so many."""

CODE_WORDS = frozenset(
    """
abstract addEventListener and append args array assert async await body bool boolean break button
case catch char class className color const constructor continue data declare def default delete
dict div do document double elif else end enum except export extends false False final finally
float fn for from func function global height href html id if implements import in include index
init input int interface is item join json key lambda len let list local log main map match max
min module name namespace new nil None not null number object of open or package param pass path
print printf println private protected public raise range React request require response return
script select self set size span static std str string String struct style super switch table
test text this throw true True try type typeof undefined unsigned url use value var vector void
while width window with yield
""".split()  # noqa: SIM905 - one word a line would be 120 lines
)


def english_slice(tokenizer: Tokenizer, size_tokens: int) -> list[int]:
    """Return the ids of `size_tokens` tokens for English, ascending (see language_slice)."""
    return language_slice(tokenizer, ["en"], size_tokens)


def language_slice(tokenizer: Tokenizer, languages: Sequence[str], size_tokens: int) -> list[int]:
    """Return the ids, ascending, of the `size_tokens` tokens that serve `languages` best.

    `languages` are codes that wordfreq knows, of equal weight. Control and byte tokens, blanks,
    digits, punctuation, common symbols and words of code are always among them, and the tokens that
    were never trained never are: a size above what is left (some 255,000) gives all of those.
    Raises TokenizerError where `size_tokens` is too small for the tokens every slice keeps, and
    LookupError for a language wordfreq does not know.
    """
    merges = Merges(tokenizer["model"]["merges"])
    pieces = token_list(tokenizer)
    kept = _Pruning(merges, pieces, _required(tokenizer), _uses(merges, languages)).down_to(
        size_tokens
    )
    return [place for place, piece in enumerate(pieces) if piece in kept]


def _uses(merges: Merges, languages: Sequence[str]) -> Counter[str]:
    """Return how often each piece occurs in WORDS words of the languages taken together."""
    uses: Counter[str] = Counter()
    for language in languages:
        blanks = language not in LANGUAGES_WITHOUT_BLANKS
        for word, frequency in get_frequency_dict(language, "best").items():
            count = round(frequency * WORDS) // len(languages)
            for text, text_uses in _spellings(merges, word, count, blanks):
                if text_uses >= FEWEST_USES:
                    for piece in merges.spell(text):
                        uses[piece] += text_uses
    return uses


def _spellings(merges: Merges, word: str, uses: int, blanks: bool) -> Iterator[tuple[str, int]]:
    """Yield the spellings of a lower-case word and how many of its uses fall to each.

    Word lists have no capitals. The order in which the tokenizer learnt the spellings tells how
    common each is: the n-th merge is taken to be 1/n**2 as common (Zipf's law would say 1/n; 1/n**2
    loses fewer tokens on the first half of XQuAD, on which this was chosen).
    """
    title = word[:1].upper() + word[1:]
    forms = {word: "lower", title: "title", word.upper(): "upper"}
    if not blanks or len(forms) == 1:
        forms = {word: "lower"}
    weights = {form: _weight(merges, BLANK + form) for form in forms}
    for form, case in forms.items():
        share = uses * weights[form] // sum(weights.values())
        if case == "title":
            share = max(share, uses // SENTENCE_STARTS)
        bare = share * WITHOUT_BLANK_PERCENT[case] // 100 if blanks else share
        yield form, bare
        yield BLANK + form, share - bare


def _weight(merges: Merges, piece: str) -> int:
    rank = merges.rank(piece)
    return WORDS * 10**3 // (2 * 10**6 if rank is None else rank + 1) ** 2


def _required(tokenizer: Tokenizer) -> set[str]:
    """Return the pieces that every slice keeps, whatever the language."""
    pieces = token_list(tokenizer)
    merges = Merges(tokenizer["model"]["merges"])
    added = {token["content"] for token in tokenizer["added_tokens"]}
    runs = {char * length for char in (BLANK, "\n", "\t") for length in range(1, LONGEST_RUN + 1)}
    symbols = [piece for piece in pieces if len(piece) == 1 and not piece.isalpha()][:SYMBOLS]
    words = {blank + word for word in CODE_WORDS for blank in ("", BLANK)}
    letters = [piece for piece in pieces if CHARACTERS.fullmatch(piece)]
    wanted = {*added, *runs, *symbols, *letters, *words, *BYTE_PIECES, BYTE_ORDER_MARK}
    wanted |= {chr(code) for code in range(0x21, 0x7F)}
    wanted |= {
        piece
        for piece in pieces
        if PUNCTUATION.fullmatch(piece) and (merges.rank(piece) or 0) < PUNCTUATION_MERGES
    }
    return {piece for piece in wanted & set(pieces) if not UNUSED.fullmatch(piece)}


class _Pruning:
    """All tokens of a tokenizer, and how to drop the least used of them one after another."""

    def __init__(
        self, merges: Merges, pieces: list[str], required: set[str], uses: Counter[str]
    ) -> None:
        self._required = required
        self._uses = uses
        self._age = {piece: -place for place, piece in enumerate(pieces)}
        self._parts = {
            piece: merges.parts(piece) for piece in pieces if not UNUSED.fullmatch(piece)
        }
        self._alive = {
            piece
            for piece, parts in self._parts.items()
            if len(piece) == 1 or parts or piece in required
        }
        self._needed_by = Counter(
            part for piece in self._alive for part in self._parts[piece] or ()
        )
        self._heap = [self._entry(piece) for piece in self._alive if self._droppable(piece)]
        heapq.heapify(self._heap)

    def down_to(self, size_tokens: int) -> set[str]:
        """Drop tokens until `size_tokens` are left, and return these."""
        while len(self._alive) > size_tokens:
            if not self._heap:
                raise TokenizerError(
                    f"{size_tokens} tokens are too few: every slice keeps {len(self._alive)}"
                )
            self._drop(heapq.heappop(self._heap)[2])
        return self._alive

    def _drop(self, piece: str) -> None:
        self._alive.remove(piece)
        for part in self._parts[piece] or ():
            self._uses[part] += self._uses[piece]
            self._needed_by[part] -= 1
            if self._droppable(part):
                heapq.heappush(self._heap, self._entry(part))

    def _droppable(self, piece: str) -> bool:
        return not self._needed_by[piece] and piece not in self._required

    def _entry(self, piece: str) -> tuple[int, int, str]:
        """Order by how many tokens longer a text gets; of equals the one learnt last goes first."""
        longer_by = len(piece.encode()) - 1 if len(piece) == 1 else 1
        return self._uses[piece] * longer_by, self._age[piece], piece
