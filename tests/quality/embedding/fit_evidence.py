"""Fits the answerability model of evidence.py and prints it for the pin. Not a test.

    PYTHONPATH=py:. .venv/bin/python -m tests.quality.embedding.fit_evidence [MODEL ...]

Each sampled question about XQuAD's first 120 paragraphs is asked twice, in six languages: of an
index that holds its paragraph, and of one that does not. A logistic regression tells the two apart.
There are two lines, for questions in the passage's language and for others: each is the lowest at
which 85 of a hundred answers shown have their paragraph in the files, were half of all questions
about something else.
"""

import asyncio
import json
import sys

import numpy as np
import numpy.typing as npt

from hearthside.find.ask import PASSAGES, READ_PASSAGES, Asking
from hearthside.find.cite import Passage
from hearthside.find.evidence import Candidate, features_of, foreign, weigh
from hearthside.ports import AnswerabilityModel
from tests.quality.embedding.embedders import COMPACT, WHOLE, embedder
from tests.quality.embedding.xquad import (
    DOCUMENTS,
    FITTING,
    LANGUAGES,
    Asked,
    asked_of,
    index_of,
    path_of,
)

RIGHT = 0.85
_RIDGE = 1e-3


async def candidates_of(
    asking: Asking, asked: Asked, language: str, part: range, *, without: bool
) -> tuple[Candidate, ...]:
    """The sentences that are weighed for a question, its paragraph among the files or not."""
    files = {path_of(one) for one in part if not (without and one == asked.paragraph)}
    question = asked.texts[language]
    hits = await asking.index.search(
        question, PASSAGES, files=files, since_ms=None, until_ms=None, languages=None
    )
    passages = [Passage(number, hit) for number, hit in enumerate(hits, start=1)]
    return await asking.candidates(question, passages[:READ_PASSAGES])


def fitted(rows: npt.NDArray[np.float64], here: npt.NDArray[np.float64]) -> list[float]:
    """Bias and weights by Newton's method, a little drawn to zero."""
    spread = rows.std(axis=0)
    data = np.c_[np.ones(len(rows)), rows / spread]
    pull = _RIDGE * len(rows) * np.diag([0.0, *[1.0] * rows.shape[1]])
    weights = np.zeros(data.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-data @ weights))
        slope = data.T @ (chance - here) + pull @ weights
        bend = (data * (chance * (1 - chance))[:, None]).T @ data + pull
        weights -= np.linalg.solve(bend, slope)
    return [float(weights[0]), *(float(w) for w in weights[1:] / spread)]


def line(chances: npt.NDArray[np.float64], here: npt.NDArray[np.bool_]) -> float:
    """The lowest chance from which on RIGHT of what is shown has its paragraph `here`."""
    order = np.argsort(-chances, kind="stable")
    right = np.cumsum(here[order]) / np.arange(1, len(order) + 1)
    return float(chances[order][np.flatnonzero(right >= RIGHT)[-1]])


async def main(name: str) -> None:
    model = await embedder(name)
    rows: list[tuple[float, ...]] = []
    here: list[bool] = []
    across: list[bool] = []
    async with Asking(await index_of(FITTING, name), model) as asking:
        for language in LANGUAGES:
            for asked in asked_of(FITTING):
                for without in (False, True):
                    found = await candidates_of(asking, asked, language, FITTING, without=without)
                    rows.append(features_of(found))
                    here.append(not without)
                    across.append(foreign(asked.texts[language], DOCUMENTS))
            print(language, len(rows), flush=True)
    bias, *weights = fitted(np.array(rows), np.array(here, float))
    best, above = (round(weight, 3) for weight in weights)
    found = AnswerabilityModel(round(bias, 3), (best, above), 0.5)
    chances = np.array([weigh(found, row).probability for row in rows])
    right, other = np.array(here), np.array(across)
    own, wide = (line(chances[part], right[part]) for part in (~other, other))
    lines = {"at": round(own, 3), "across": round(wide, 3)}
    print(name, json.dumps({"bias": found.bias, "weights": found.weights, **lines}))


if __name__ == "__main__":
    for name in sys.argv[1:] or (WHOLE, COMPACT):
        asyncio.run(main(name))
