"""The built EmbeddingGemma says what Google's says, in six languages and at every length.

golden/embeddinggemma-300m.npz holds the vectors of sentence-transformers in float32
(float32/make_golden.py). What is compared is cosines, text by text; n is 204, and three long texts.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from models.cache import models_root, read_manifest
from models.graphs.nodes import FORMS
from tests.evaluation.sets import LANGUAGES
from tests.quality.embedding.embedders import COMPACT, WHOLE, built
from tests.quality.embedding.texts import fingerprint, long_texts, short_texts
from tests.unit.models.embedding.session import Embed, cosines, open_embedder

pytestmark = pytest.mark.embedding

GOLDEN = Path(__file__).parents[1] / "golden/embeddinggemma-300m.npz"
LONGEST = 2_047
RUN_TOKENS = 384
VISITOR_BYTES = 200_000_000


@pytest.fixture(scope="module")
def golden() -> np.ndarray:
    kept = np.load(GOLDEN)
    every = [text for texts in short_texts().values() for text in texts] + long_texts()
    assert str(kept["fingerprint"]) == fingerprint(every), "the golden vectors are of other texts"
    return kept["vectors"].astype(np.float32)


def encode(model: str, texts: Sequence[str]) -> list[list[int]]:
    """Token ids with both marks, cut as sentence-transformers cuts: the end mark stays."""
    reader = Tokenizer.from_file(str(models_root() / model / "tokenizer.json"))
    every = [one.ids for one in reader.encode_batch(list(texts))]
    return [[*ids[: LONGEST - 1], ids[-1]] if len(ids) > LONGEST else ids for ids in every]


def embed_together(embed: Embed, texts: Sequence[list[int]]) -> np.ndarray:
    """Vectors of texts in runs of some hundred tokens, of like lengths, in the given order."""
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    runs: list[list[int]] = [[]]
    for place in order:
        if (len(runs[-1]) + 1) * len(texts[place]) > RUN_TOKENS:
            runs.append([])
        runs[-1].append(place)
    found = np.concatenate([embed([texts[one] for one in run]) for run in runs if run])
    return found[np.argsort(order)]


# The least and the mean cosine of 204 short texts, and the least of three long ones.
@pytest.mark.parametrize(
    ("model", "least", "mean", "long"),
    [(WHOLE, 0.995, 0.998, 0.995), (COMPACT, 0.95, 0.994, 0.99)],
)
def test_vectors_are_those_of_sentence_transformers(
    model: str, least: float, mean: float, long: float, golden: np.ndarray
) -> None:
    embed, by_language = open_embedder(built(model), "wasm"), short_texts()
    texts = encode(model, [text for texts in by_language.values() for text in texts])
    found = cosines(embed_together(embed, texts), golden[: len(texts)])
    parts = np.split(found, len(LANGUAGES))
    said = {name: round(float(one.mean()), 5) for name, one in zip(by_language, parts, strict=True)}
    print(f"\n{model}: n={len(found)} least {found.min():.5f} mean {found.mean():.5f} {said}")
    longer = encode(model, long_texts())
    assert len(longer[-1]) == LONGEST
    far = cosines(np.concatenate([embed([one]) for one in longer]), golden[len(texts) :])
    print(f"{model}: {[len(one) for one in longer]} tokens: {far.round(5).tolist()}")
    assert found.min() > least
    assert found.mean() > mean
    assert far.min() > long


@pytest.mark.parametrize("model", [WHOLE, COMPACT])
def test_the_forms_agree_and_a_text_is_the_same_alone_and_among_others(model: str) -> None:
    by_language = short_texts()
    texts = encode(
        built(model), [texts[place] for texts in by_language.values() for place in (1, 3)]
    )
    together = []
    for form in FORMS:
        embed = open_embedder(model, form)
        together.append(embed(texts))
        single = np.concatenate([embed([text]) for text in texts])
        alike = cosines(single, together[-1])
        print(f"\n{model}, {form}: texts together and alone, least {alike.min():.5f}")
        # Sums in another order turn a rounding now and then; each costs what rounding costs.
        assert np.median(alike) > 0.99999
        assert alike.min() > 0.997
    assert cosines(*together).min() > 0.995


def test_a_visitor_gets_the_compact_form_in_200_million_bytes() -> None:
    manifest = read_manifest(models_root() / built(COMPACT))
    assert manifest is not None
    for form in FORMS:
        files = [entry for entry in manifest["files"] if form in entry["forms"]]
        assert sum(entry["bytes"] for entry in files) < VISITOR_BYTES
