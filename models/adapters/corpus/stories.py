"""What must be true of a bedtime story of the data. Knows no file."""

import re
from collections.abc import Iterator
from typing import Any

from models.adapters.corpus.words import runs, words

KEYS = {"hero", "place", "wish", "mood", "age", "title", "beats", "scenes"}
WORDS_FOR_AGE = {"2-4": (90, 150), "5-7": (150, 260), "8-10": (240, 380)}
MOODS = ("gentle", "funny", "magical", "brave", "cosy")
NOT_BEDTIME = re.compile(
    r"\b(die[sd]?|dead|death|kill\w*|murder\w*|blood\w*|gun|guns|knife|war|suicid\w*|corpse|grave"
    r"|hell|god|jesus|allah|devil|drunk|beer|wine|cigarettes?|poison\w*)\b",
    re.I,
)
_SMALL_WORDS = {"a", "the", "my", "and", "her", "his", "little", "old", "young"}


def story_faults(story: dict[str, Any]) -> Iterator[str]:
    """What is wrong with one story, in words."""
    if set(story) != KEYS:
        yield f"keys {sorted(set(story) ^ KEYS)}"
        return
    if story["mood"] not in MOODS or story["age"] not in WORDS_FOR_AGE:
        yield f"mood {story['mood']} or age {story['age']}"
        return
    text = " ".join(story["scenes"])
    low, high = WORDS_FOR_AGE[story["age"]]
    count = len(text.split())
    if not low * 0.9 <= count <= high * 1.1:
        yield f"{count} words for {story['age']}"
    if not 3 <= len(story["scenes"]) <= 6:
        yield f"{len(story['scenes'])} scenes"
    if "\u201c" in text or "\u201d" in text or text.count('"') % 2:
        yield "quotation marks are curly, or one is open"
    if found := NOT_BEDTIME.search(text):
        yield f"not for bedtime: {found[0]}"
    hero = [word.lower() for word in words(story["hero"])]
    if hero and not any(word in text.lower() for word in hero if word not in _SMALL_WORDS):
        yield "the hero is not in the text"
    yield from _outline_faults(story["beats"], story["scenes"])


def _outline_faults(beats: list[str], scenes: list[str]) -> Iterator[str]:
    if len(beats) != len(scenes):
        yield "beats and scenes differ in number"
    for beat, scene in zip(beats, scenes, strict=False):
        if not 5 <= len(beat.split()) <= 17:
            yield f"a beat of {len(beat.split())} words: {beat}"
        if re.search(r"[;\"\u201c\u201d]", beat):
            yield f"a beat has a semicolon or quotation marks: {beat}"
        if runs(beat, 5) & runs(scene, 5):
            yield f"a beat copies five words of its scene: {beat}"
