"""Makes ranks.json, against which test_retrieval.py holds the model. Not a test.

    PYTHONPATH=py:. PYTHON tests/quality/embedding/float32/make_ranks.py FOLDER

FOLDER holds EmbeddingGemma 300M as sentence-transformers keeps it; PYTHON has that package, which
is not among the project's own. For each language and number of dimensions: where each question's
paragraph was ranked, from 1, and 0 where it was not among the first five.
"""

import json
import sys
from pathlib import Path
from random import Random

import numpy as np
from sentence_transformers import SentenceTransformer

from tests.evaluation.sets import LANGUAGES, xquad
from tests.quality.embedding.texts import DOCUMENT, QUERY

DIMENSIONS = (768, 256, 128)
QUESTIONS = 300
FARTHEST = 5


def asked(language: str) -> list[tuple[str, int]]:
    """The sampled questions, each with the number of its paragraph."""
    found = enumerate(xquad(language))
    every = [(qa["question"], at) for at, one in found for qa in one["qas"]]
    return [every[n] for n in Random(0).sample(range(len(every)), QUESTIONS)]


def ranks(queries: np.ndarray, texts: np.ndarray, wanted: list[int], dims: int) -> list[int]:
    """The rank of each question's paragraph by the first `dims` numbers."""
    queries, texts = queries[:, :dims], texts[:, :dims]
    texts = texts / np.linalg.norm(texts, axis=1, keepdims=True)
    orders = np.argsort(-(queries @ texts.T), axis=1, kind="stable")[:, :FARTHEST].tolist()
    return [
        order.index(one) + 1 if one in order else 0
        for order, one in zip(orders, wanted, strict=True)
    ]


def main(folder: str) -> None:
    model = SentenceTransformer(folder, device="cpu")
    texts = model.encode([DOCUMENT + str(one["context"]) for one in xquad("en")], batch_size=8)
    made = {}
    for language in LANGUAGES:
        questions, wanted = zip(*asked(language), strict=True)
        queries = model.encode([QUERY + one for one in questions])
        made[language] = {str(d): ranks(queries, texts, list(wanted), d) for d in DIMENSIONS}
    lines = [f'"{language}": {json.dumps(one)}' for language, one in made.items()]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    Path(__file__).with_name("ranks.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
