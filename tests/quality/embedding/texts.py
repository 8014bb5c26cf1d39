"""The texts on which an embedding model is held against its source: XQuAD, in six languages.

34 texts a language, every other one a question, and three long ones. Paragraphs are among XQuAD's
first 120, on which forms may be chosen; the other 120 are for the figures that are reported.
"""

from hashlib import sha256

from tests.evaluation.sets import LANGUAGES, xquad

EACH = 17
STEP = 7  # so that a language's 17 paragraphs come from the whole of the first 120
QUERY = "task: search result | query: "
DOCUMENT = "title: none | text: "
LONG_CHARACTERS = (3_000, 6_000, 12_000)
"""Of English some 650, 1,300 and more than 2,047 tokens: the last is cut to as many."""


def short_texts() -> dict[str, list[str]]:
    """34 texts by language, each with the prefix of its task."""
    return {language: _of_language(language) for language in LANGUAGES}


def long_texts() -> list[str]:
    """Three texts past the window of 512 tokens, in English."""
    whole = "\n".join(paragraph["context"] for paragraph in xquad("en"))
    return [DOCUMENT + whole[:length] for length in LONG_CHARACTERS]


def fingerprint(texts: list[str]) -> str:
    """A name for these very texts, as hex: golden vectors are of no others."""
    return sha256("\0".join(texts).encode()).hexdigest()


def _of_language(language: str) -> list[str]:
    every = xquad(language)[: EACH * STEP : STEP]
    pairs = [(DOCUMENT + one["context"], QUERY + one["qas"][0]["question"]) for one in every]
    return [text for pair in pairs for text in pair]
