"""XQuAD as files to search: English paragraphs in an index, questions in six languages.

What is fitted is fitted on the first 120 paragraphs, what is reported comes from the other 120.
Knows nothing of what is measured.
"""

from array import array
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt

from hearthside.adapters.fake.stores import FakeEncryptedStore
from hearthside.adapters.native.matrices import NativeMatrices
from hearthside.documents.document import Document, Section, content_hash
from hearthside.find.index import Index
from tests.evaluation.sets import LANGUAGES, xquad
from tests.quality.embedding.embedders import WHOLE, embedder

DIMENSIONS = 256  # of an index's vectors
DOCUMENTS = "en"  # the language of the files
FITTING = range(120)
REPORTED = range(120, 240)
SAMPLED = 300

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Asked:
    """A question in six languages and its answer: the characters `start` to `end` of an English
    paragraph."""

    texts: dict[str, str]
    paragraph: int
    start: int
    answer: str

    @property
    def end(self) -> int:
        return self.start + len(self.answer)


@cache
def contexts() -> tuple[str, ...]:
    """The 240 English paragraphs."""
    return tuple(str(paragraph["context"]) for paragraph in xquad("en"))


@cache
def questions() -> tuple[Asked, ...]:
    """All 1,190 questions, in the file's order."""
    rows: list[list[tuple[int, dict[str, Any]]]] = []
    for language in LANGUAGES:
        found = enumerate(xquad(language))
        rows.append([(at, qa) for at, one in found for qa in one["qas"]])
    english = rows[LANGUAGES.index("en")]
    return tuple(
        Asked(
            {lang: row[n][1]["question"] for lang, row in zip(LANGUAGES, rows, strict=True)},
            paragraph,
            qa["answers"][0]["answer_start"],
            qa["answers"][0]["text"],
        )
        for n, (paragraph, qa) in enumerate(english)
    )


@cache
def sampled() -> tuple[Asked, ...]:
    """300 of them, the same for all tests: about 167 on the fitting half, 133 on the other."""
    return tuple(questions()[n] for n in Random(0).sample(range(len(questions())), SAMPLED))


def asked_of(part: range) -> list[Asked]:
    """The sampled questions about the paragraphs of `part`."""
    return [one for one in sampled() if one.paragraph in part]


def path_of(paragraph: int) -> str:
    return f"{paragraph:03}.txt"


async def index_of(part: range, model: str = WHOLE) -> Index:
    """The paragraphs of `part`, a file each, through the library's own chunks."""
    embeds = await embedder(model)
    index = await Index.open(
        FakeEncryptedStore(), NativeMatrices(), "xquad", embeds, dimensions=DIMENSIONS
    )
    for number in part:
        text = contexts()[number]
        document = Document(
            name=path_of(number),
            path=path_of(number),
            kind="txt",
            sections=(Section(text),),
            modified_ms=0,
            size_bytes=len(text.encode()),
            hash=content_hash(text.encode()),
            language=DOCUMENTS,
        )
        await index.add(document)
    return index


def matrix(values: "array[float]", dimensions: int) -> Floats:
    """float32 [n, dimensions] of a Vectors' values."""
    return np.frombuffer(values, np.float32).reshape(-1, dimensions)
