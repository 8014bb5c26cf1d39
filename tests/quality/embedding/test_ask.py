"""Answers from the files, on the 120 paragraphs of XQuAD on which nothing was fitted.

Every question is asked twice: with its paragraph among the files, and with all but its paragraph,
where the right answer is "not in your files" (a few answers stand in another paragraph too, and
count against it). A sentence is right where the characters it cites hold the whole answer. The
least shares asserted are what was measured when this was written, less 1.645 standard errors: a
change that in truth makes nothing worse fails one time in twenty.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest

from hearthside.adapters.native.engine import NativeEngine
from hearthside.find.ask import Asking, Ended, Passages, Sentence
from hearthside.find.cite import Citation, Passage, fault_of_draft
from hearthside.generation.model import Model, load_model
from models.__main__ import main
from models.cache import models_root
from tests.quality.classify.measures import Z_ONE_SIDED_95, auroc, wilson
from tests.quality.embedding.embedders import COMPACT, WHOLE, embedder
from tests.quality.embedding.xquad import (
    LANGUAGES,
    REPORTED,
    Asked,
    asked_of,
    index_of,
    path_of,
)

pytestmark = pytest.mark.embedding

DRAFTED = 60
WITHIN, ACROSS = -2.0, -1.0
WRITER = "gemma-3-270m-en"


@dataclass(frozen=True)
class Answer:
    """What came of a question. `right` says of each sentence shown whether it holds the answer;
    `stands`, whether the evidence bears it."""

    probability: float
    stands: bool
    right: tuple[bool, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Figures:
    """What a language reached, each 0 to 1.

    `first` and `shown`: the share of present answers that the first sentence holds, and any that is
    shown, whatever the evidence; `area` under the curve of "in your files"; `caught`: how often
    "not in your files" is said where that is right, `refused`: where it is wrong.
    """

    first: float
    shown: float
    area: float
    caught: float
    refused: float


# What was measured on 2026-11-23.
MEASURED = {
    WHOLE: {
        "en": Figures(0.812, 0.865, 0.933, 0.857, 0.090),
        "zh": Figures(0.797, 0.865, 0.893, 0.835, 0.233),
        "ru": Figures(0.812, 0.842, 0.909, 0.805, 0.180),
        "es": Figures(0.759, 0.820, 0.899, 0.797, 0.128),
        "ar": Figures(0.767, 0.842, 0.880, 0.857, 0.256),
        "hi": Figures(0.774, 0.820, 0.905, 0.865, 0.173),
    },
    COMPACT: {
        "en": Figures(0.812, 0.857, 0.933, 0.850, 0.098),
        "zh": Figures(0.812, 0.865, 0.892, 0.842, 0.226),
        "ru": Figures(0.797, 0.842, 0.908, 0.820, 0.158),
        "es": Figures(0.767, 0.827, 0.896, 0.797, 0.128),
        "ar": Figures(0.782, 0.850, 0.877, 0.880, 0.286),
        "hi": Figures(0.797, 0.842, 0.906, 0.887, 0.180),
    },
}


@pytest.mark.parametrize("name", [WHOLE, COMPACT])
async def test_sentences_hold_the_answer_and_thin_evidence_is_seen(name: str) -> None:
    model = await embedder(name)
    fitted = model.info.answerability
    assert fitted is not None, "fit_evidence.py prints what belongs into the pin"
    asked = asked_of(REPORTED)
    # Below every probability, so that what would be shown is known of every question.
    always = replace(fitted, at=WITHIN, across=ACROSS)
    lines = {WITHIN: fitted.at, ACROSS: fitted.across or fitted.at}
    here: dict[str, list[Answer]] = {}
    gone: dict[str, list[Answer]] = {}
    async with Asking(await index_of(REPORTED, name), model, answerability=always) as asking:
        for language in LANGUAGES:
            here[language] = [await _answer(asking, one, language, lines) for one in asked]
            gone[language] = [
                await _answer(asking, one, language, lines, without=True) for one in asked
            ]
    _print(name, here, gone)
    for language in LANGUAGES:
        found = _figures(here[language], gone[language])
        _check(language, found, MEASURED[name][language], len(asked))


@pytest.mark.weights
async def test_a_models_words_are_borne_by_their_sentence_and_often_the_answer() -> None:
    asked = asked_of(REPORTED)[:DRAFTED]
    index, model = await index_of(REPORTED), await embedder()
    async with Asking(index, model, await _writer()) as asking:
        answers = [await _answer(asking, one, "en", {}) for one in asked]
    firsts = [
        (one, answer.sentences[0])
        for one, answer in zip(asked, answers, strict=True)
        if answer.sentences
    ]
    written = [(one, said) for one, said in firsts if said.draft]
    good = sum(_alike(said.draft, one.answer) for one, said in written)
    low, high = wilson(good, len(written))
    print(
        f"\n{WRITER}, {len(asked)} English questions: {len(firsts)} answered, {len(written)} of "
        f"them in the model's words, {good} of these the gold answer or a part of it either way "
        f"({100 * good / len(written):.0f} % [{100 * low:.0f}-{100 * high:.0f}])"
    )
    assert len(written) >= 0.4 * len(firsts)
    assert good >= 0.5 * len(written)


async def _writer() -> Model:
    assert main(["build", WRITER]) == 0
    return await load_model(NativeEngine(models_root()), WRITER)


async def _answer(
    asking: Asking,
    asked: Asked,
    language: str,
    lines: Mapping[float, float],
    *,
    without: bool = False,
) -> Answer:
    """`lines`: from which probability on an answer stands, by the line that `asking` drew."""
    files = {path_of(one) for one in REPORTED if not (without and one == asked.paragraph)}
    passages: tuple[Passage, ...] = ()
    sentences: list[Sentence] = []
    probability, line = 0.0, 0.0
    async for event in asking.ask(asked.texts[language], files=files):
        if isinstance(event, Passages):
            passages = event.passages
        elif isinstance(event, Sentence):
            sentences.append(event)
        elif isinstance(event, Ended):
            assert event.evidence is not None
            probability, line = event.evidence.probability, event.evidence.at
    for one in sentences:
        _check_borne(one, passages, asked.texts[language])
    right = [_holds(passages, one.citations[0], asked) for one in sentences]
    return Answer(probability, probability >= lines.get(line, line), tuple(right), tuple(sentences))


def _check_borne(said: Sentence, passages: tuple[Passage, ...], question: str) -> None:
    """Nothing is shown that its sentence does not bear."""
    [cited] = said.citations
    text = passages[cited.number - 1].hit.text[cited.start : cited.end]
    assert said.text == " ".join(text.split())
    if said.draft:
        assert fault_of_draft(said.draft, text, question) == ""
        assert said.marks


def _holds(passages: tuple[Passage, ...], cited: Citation, asked: Asked) -> bool:
    """Whether the cited characters of the paragraph hold the answer's."""
    hit = passages[cited.number - 1].hit
    offset = hit.spans[0].start
    return (
        hit.path == path_of(asked.paragraph)
        and offset + cited.start <= asked.start
        and asked.end <= offset + cited.end
    )


def _alike(said: str, gold: str) -> bool:
    a, b = said.casefold().strip(" .\"'"), gold.casefold().strip(" .\"'")
    return a in b or b in a


def _figures(here: list[Answer], gone: list[Answer]) -> Figures:
    return Figures(
        first=_share([one.right[0] for one in here]),
        shown=_share([any(one.right) for one in here]),
        area=auroc([one.probability for one in here], [one.probability for one in gone]),
        caught=_share([not one.stands for one in gone]),
        refused=_share([not one.stands for one in here]),
    )


def _share(these: list[bool]) -> float:
    return sum(these) / len(these)


def _check(language: str, found: Figures, measured: Figures, n: int) -> None:
    for name in ("first", "shown", "area", "caught"):
        before, now = getattr(measured, name), getattr(found, name)
        # Of an area the spread is no larger than that of a share over as many questions.
        slack = Z_ONE_SIDED_95 * (before * (1 - before) / n) ** 0.5
        assert now >= before - slack, f"{language}, {name}: {now:.3f}"
    slack = Z_ONE_SIDED_95 * (measured.refused * (1 - measured.refused) / n) ** 0.5
    assert found.refused <= measured.refused + slack, f"{language}, refused: {found.refused:.3f}"


def _print(name: str, here: dict[str, list[Answer]], gone: dict[str, list[Answer]]) -> None:
    n = len(here["en"])
    print(f"\n{name}: n={n} questions a language, once with and once without their paragraph")
    names = ("first sentence holds it", "shown holds it", "AUROC")
    names += ("'not in your files', right", "wrong", "of those shown hold it", "has its paragraph")
    print(f"{'':5}", *(f"{name:>26}" for name in names))
    for language in LANGUAGES:
        there, not_there = here[language], gone[language]
        kept = [one for one in there if one.stands]
        cells = (
            _told([one.right[0] for one in there]),
            _told([any(one.right) for one in there]),
            f"{_figures(there, not_there).area:.3f}",
            _told([not one.stands for one in not_there]),
            _told([not one.stands for one in there]),
            _told([any(one.right) for one in kept]),
            _told([True] * len(kept) + [False] * sum(one.stands for one in not_there)),
        )
        print(f"{language:5}", *(f"{cell:>26}" for cell in cells))
        print(f'    "{language}": {_figures(there, not_there)},')


def _told(these: list[bool]) -> str:
    low, high = wilson(sum(these), len(these))
    return f"{100 * _share(these):.1f} [{100 * low:.1f}-{100 * high:.1f}]"
