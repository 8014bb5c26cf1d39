"""How often the guess at a language is right, over sentences written for it and over XQuAD:

    PYTHONPATH=py:. .venv/bin/python -m pytest -s tests/quality/languages

`sentences.txt` is by the author of the guess: it says what the guess is known to do. The thresholds
were set with these in sight, the profiles made from neither.
"""

from collections import Counter
from pathlib import Path

import pytest

from hearthside.text.language import bare, language_of
from tests.evaluation.sets import LANGUAGES, xquad
from tests.quality.languages.make_profiles import TARGET, profiles

SENTENCES = [
    tuple(line.split(" ", 1))
    for line in Path(__file__).with_name("sentences.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def told(pairs: list[tuple[str, str]], what: str) -> tuple[float, float]:
    """The shares of (language, text) that were guessed right and that were guessed wrong, printed;
    the rest was left open."""
    guesses = [(wanted, language_of(text)) for wanted, text in pairs]
    right = sum(wanted == guess for wanted, guess in guesses) / len(pairs)
    wrong = Counter(f"{wanted}>{guess}" for wanted, guess in guesses if guess not in ("", wanted))
    print(
        f"{what:32} {len(pairs):5} right {right:6.1%} wrong {wrong.total() / len(pairs):5.1%}",
        end=" ",
    )
    print(*(f"{pair}:{count}" for pair, count in wrong.most_common(6)))
    return right, wrong.total() / len(pairs)


def test_written_sentences_are_told() -> None:
    known = [(code, text) for code, text in SENTENCES if code != "-"]
    assert len({code for code, _ in known}) >= 65
    right, wrong = told(known, "written")
    assert right >= 0.97 and wrong <= 0.02
    right, wrong = told([(code, bare(text)) for code, text in known], "written, without accents")
    assert right >= 0.85 and wrong <= 0.06


def test_languages_not_known_are_mostly_left_open() -> None:
    _, wrong = told([("", text) for code, text in SENTENCES if code == "-"], "not known")
    assert wrong <= 0.5


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_and_paragraphs_are_told(language: str) -> None:
    paragraphs = xquad(language)
    questions = [(language, asked["question"]) for one in paragraphs for asked in one["qas"]]
    right, wrong = told(questions, f"XQuAD {language}, questions")
    assert right >= 0.95 and wrong <= 0.01
    right, wrong = told([(language, one["context"]) for one in paragraphs], "  paragraphs")
    assert right >= 0.99 and wrong <= 0.005


def test_an_english_question_is_not_taken_for_another_language() -> None:
    """Of an English document, none; also with its first words alone."""
    asked = [one["question"] for paragraph in xquad("en") for one in paragraph["qas"]]
    for most in (3, 4, 5, 6, 100):
        short = [" ".join(question.split()[:most]) for question in asked]
        foreign = [text for text in short if language_of(text, "en") not in ("", "en")]
        print(
            f"English questions, {most:3} words: {len(foreign)} of {len(asked)} foreign",
            foreign[:3],
        )
        assert len(foreign) <= 0.002 * len(asked)


@pytest.mark.whole  # another outcome takes another wordfreq, which is pinned, or another command
def test_the_profiles_are_those_that_are_made() -> None:
    assert TARGET.read_text("utf-8") == profiles()
