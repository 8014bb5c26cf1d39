"""Prose into paragraphs, so that a change of speaker begins one.

    paragraphs('"Who is there?" asked Mila. "It is I," said the old owl.')    # two

Who speaks is read from what stands beside a quotation ("said the old owl"), by its place and not by
a list of verbs, so that it serves every language that writes quotation marks. Knows nothing of
sense: a pronoun is whoever spoke last, and speech that a dash begins is not seen.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hearthside.text.sentences import ends_well
from hearthside.text.words import listed

# A quotation by its marks, to its end or to that of the text: a model forgets to close one.
_QUOTED: Final = re.compile(
    r'"[^"]*(?:"|$)|\u201c[^\u201d]*(?:\u201d|$)|\u201e[^\u201c\u201d]*(?:[\u201c\u201d]|$)'
    r"|\u00ab[^\u00bb]*(?:\u00bb|$)|\u00bb[^\u00ab]*(?:\u00ab|$)"
)
# What is said ends as speech does, inside the marks or right after them; "the North" does not.
_SAID: Final = re.compile(r"[.,!?\u2026:;\u2013\u2014-]\s*[\"\u201c\u201d\u00ab\u00bb]?$")
_LOOK_BACK: Final = 8  # characters: the end of a sentence and the marks that close after it
_BREAK: Final = re.compile(r"\n\s*\n")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_PRONOUNS: Final = listed(
    "i he she it they we you er sie es ich wir él ella yo il elle je lui lei io hij zij ze ik "
    "ele ela eu"
)
_DETERMINERS: Final = listed("the a an his her their my our der die das el la le de het o")
# A tag names its speaker before the first of these: "said the owl to Mila".
_TAG_END: Final = re.compile(
    r"[.,;:!?\u2026]|\b(?:to|and|with|in|from|as|at|zu|und|à|et|en)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with all that is said in it. `speaker`: in lower case, "" where none is named."""

    text: str
    spoken: bool = False
    opens: bool = False  # with speech
    closes: bool = False
    speaker: str = ""


def paragraphs(text: str) -> list[str]:
    """`text` as paragraphs: each change of speaker and each empty line begins one.

    Only white space between paragraphs is lost; text in which nobody speaks stays in one piece.
    """
    return [part for block in _BREAK.split(text) for part in _spoken(block)]


def _spoken(block: str) -> list[str]:
    sentences = [_read(text) for text in _sentences(block)]
    names = sorted({sentence.speaker for sentence in sentences} - {""})
    done: list[list[_Sentence]] = []
    part: list[_Sentence] = []
    speaker = ""
    for sentence in sentences:
        beat = _beat(part[-1], names) if part else ""
        who = sentence.speaker or beat
        if part and sentence.spoken and _begins(sentence, who, part, speaker):
            # What the next one does before speaking goes along: `Wren smiled. "So do I."`
            along = len(part) > 1 and beat != "" and _same(beat, who) and not _same(beat, speaker)
            taken = [part.pop()] if along else []
            done.append(part)
            part, speaker = taken, ""
        part.append(sentence)
        speaker = (who if sentence.spoken else speaker) or speaker
    told = ["".join([sentence.text for sentence in one]).strip() for one in [*done, part]]
    return [one for one in told if one]


def _begins(sentence: _Sentence, who: str, part: list[_Sentence], speaker: str) -> bool:
    """Whether a spoken `sentence` by `who` begins a paragraph after `part`, spoken by `speaker`."""
    if not any(earlier.spoken for earlier in part):
        return sentence.opens
    if who and speaker:
        return not _same(who, speaker)
    answers = part[-1].closes and sentence.opens
    return answers or bool(who)


def _same(one: str, other: str) -> bool:
    """ "the owl" and "the owl softly" are one speaker."""
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def _beat(sentence: _Sentence, names: list[str]) -> str:
    """The speaker with whose name a sentence that is told begins."""
    words = " ".join(_WORD.findall(sentence.text.lower()))
    if sentence.spoken:
        return ""
    return next((name for name in names if f"{words} ".startswith(f"{name} ")), "")


def _sentences(block: str) -> Iterator[str]:
    """The sentences of `block` with the white space after them; none ends within a quotation."""
    inside = [found.span() for found in _QUOTED.finditer(block)]
    firsts = [first for first, _ in inside]
    start = 0
    for gap in re.finditer(r"\s+", block):
        quotation = bisect_left(firsts, gap.start()) - 1
        if block[gap.end() : gap.end() + 1].islower():
            continue
        if quotation >= 0 and gap.start() < inside[quotation][1]:
            continue
        if ends_well(block[max(start, gap.start() - _LOOK_BACK) : gap.start()]):
            yield block[start : gap.end()]
            start = gap.end()
    yield block[start:]


def _read(text: str) -> _Sentence:
    bare = text.strip()
    said = [
        found
        for found in _QUOTED.finditer(bare)
        if _SAID.search(found.group()) or bare[found.end() :].startswith(",")
    ]
    if not said:
        return _Sentence(text)
    opens = said[0].start() == 0
    speaker = _after(bare[said[0].end() :]) if opens else _before(bare[: said[0].start()])
    return _Sentence(text, True, opens, said[-1].end() == len(bare), speaker)


def _after(tag: str) -> str:
    """The speaker in what follows speech: ` said the old owl to Mila.`, ` Otto said.`"""
    words: list[str] = _WORD.findall(_TAG_END.split(tag.lstrip(" ,"), maxsplit=1)[0])
    if not words or words[0].lower() in _PRONOUNS:
        return ""
    if words[0][0].isupper():
        return words[0].lower()
    if words[0] in _DETERMINERS:
        return " ".join(words[:-1]).lower()
    if words[1:2] and words[1].lower() in _PRONOUNS:
        return ""
    named = next((word for word in words[1:5] if word[0].isupper()), "")
    return (named or " ".join(words[1:])).lower()


def _before(lead: str) -> str:
    """The speaker in what stands before speech: `Then Otto said, `, `The owl asked: `."""
    words: list[str] = _WORD.findall(lead)
    if len(words) > 2 and (words[1].lower() in _PRONOUNS | _DETERMINERS or words[1][0].isupper()):
        words = words[1:]
    if not words or words[0].lower() in _PRONOUNS:
        return ""
    long = words[0].lower() in _DETERMINERS
    return " ".join(words[:-1] if long else words[:1]).lower()
