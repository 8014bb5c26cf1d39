"""The English slice: small enough, nearly as good on English, and true to every text.

Quality is bits per byte of the WASM form as it is shipped, slice against full vocabulary, on the
same held-out text: stories (prose/, public domain and our own; small differences from the printed
texts are possible) and encyclopedic paragraphs (the half of XQuAD that no choice was made on).
Does not know how tokens were chosen.
"""

import json
import math
import random
import subprocess
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from tokenizers import Tokenizer

from hearthside.adapters.native.decoder import no_adapter
from models.__main__ import main
from models.cache import model_files, models_root, read_manifest
from models.merges import Merges
from models.tokenizer import BLANK, BYTE_PIECES
from tests.evaluation.sets import xquad
from tests.quality.measured import ALL

pytestmark = pytest.mark.weights

FULL, SLICE = "gemma-3-270m", "gemma-3-270m-en"
HERE = Path(__file__).parent
HELD_OUT_FROM = 120
EVERY = 12 if ALL else 24  # of the articles
EVERY_CHUNK = 2 if ALL else 5  # of the stories: the intervals of all decide
RESAMPLES = 2000
CHUNK_CHARACTERS = 1800
LARGEST_DOWNLOAD_BYTES = 170_000_000


@dataclass(frozen=True)
class Cost:
    """What a text costs a model: bits, tokens, and tokens that are single bytes."""

    bits: float = 0.0
    tokens: int = 0
    byte_tokens: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(
            self.bits + other.bits,
            self.tokens + other.tokens,
            self.byte_tokens + other.byte_tokens,
        )


class Model:
    """A built model's WASM form on the CPU, with its tokenizer."""

    def __init__(self, model_id: str) -> None:
        files = model_files(model_id)
        manifest = read_manifest(models_root() / model_id)
        assert manifest is not None
        self.manifest = manifest
        self.tokenizer = Tokenizer.from_file(str(files["tokenizer.json"]))
        self.byte_ids = {self.tokenizer.token_to_id(piece) for piece in BYTE_PIECES}
        data = {name: path.read_bytes() for name, path in files.items() if name.endswith(".bin")}
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # as in conftest.py
        options.add_external_initializers_from_files_in_memory(
            list(data), list(data.values()), [len(one) for one in data.values()]
        )
        self.session = onnxruntime.InferenceSession(
            files["graph.wasm.onnx"], options, ["CPUExecutionProvider"]
        )
        self._costs: dict[str, Cost] = {}

    def cost(self, text: str) -> Cost:
        """What `text` costs after `<bos>`; computed once."""
        if text not in self._costs:
            self._costs[text] = self._cost(text)
        return self._costs[text]

    def _cost(self, text: str) -> Cost:
        ids = np.array(self.tokenizer.encode(text).ids, np.int64)
        empty = np.zeros((1, self.manifest["kv_heads"], 0, self.manifest["head_dim"]), np.float32)
        inputs = [one.name for one in self.session.get_inputs()]
        (scores,) = self.session.run(
            ["logits"],
            {
                "input_ids": ids[None, :-1],
                "attention_mask": np.ones((1, len(ids) - 1), np.int64),
                "num_logits_to_keep": np.array(0, np.int64),
                **{name: empty for name in inputs if name.startswith("past_key_values.")},
                **no_adapter(self.session),
            },
        )
        nats = sum(_nats(row, token) for row, token in zip(scores[0], ids[1:], strict=True))
        in_bytes = sum(int(one) in self.byte_ids for one in ids)
        return Cost(nats / math.log(2), len(ids) - 1, in_bytes)


def _nats(scores: np.ndarray, token: int) -> float:
    """What `token` costs by the scores [vocab] of all, which are used up.

    Row by row: a quarter of a million scores stay in the processor's cache, and a text's do not.
    """
    chosen, top = scores[token], scores.max()
    scores -= top
    np.exp(scores, out=scores)
    return float(top + np.log(scores.sum(dtype=np.float64)) - chosen)


@pytest.fixture(scope="module")
def models() -> dict[str, Model]:
    assert main(["build", FULL, SLICE]) == 0
    return {one: Model(one) for one in (FULL, SLICE)}


def stories() -> list[str]:
    """The stories in chunks of whole paragraphs, each short enough for one run."""
    chunks: list[str] = []
    for path in sorted((HERE / "prose").glob("*.txt")):
        chunks.append("")
        for paragraph in path.read_text("utf-8").strip().split("\n\n"):
            if len(chunks[-1]) > CHUNK_CHARACTERS:
                chunks.append("")
            chunks[-1] += ("\n\n" if chunks[-1] else "") + paragraph
    return chunks


def articles() -> list[str]:
    return [str(one["context"]) for one in xquad("en")][HELD_OUT_FROM::EVERY]


def in_english_letters(text: str) -> bool:
    return all(
        unicodedata.name(letter).startswith(("LATIN", "GREEK", "MICRO", "FEMININE", "MASCULINE"))
        for letter in text
        if letter.isalpha()
    )


def ratio(name: str, texts: list[str], models: dict[str, Model]) -> float:
    """Bits per byte with the slice over those with the full vocabulary; printed with the rest."""
    size = sum(len(text.encode()) for text in texts)
    words = sum(len(text.split()) for text in texts)
    costs = {
        one: sum((model.cost(text) for text in texts), Cost()) for one, model in models.items()
    }
    for one, cost in costs.items():
        print(
            f"{name}, {size} bytes, {one}: {cost.bits / size:.4f} bits per byte, "
            f"{cost.tokens / words:.3f} tokens a word, {cost.byte_tokens} byte tokens"
        )
    told = costs[SLICE].bits / costs[FULL].bits
    pairs = [(models[SLICE].cost(text).bits, models[FULL].cost(text).bits) for text in texts]
    low, high = interval(pairs)
    print(
        f"{name}, {len(texts)} texts: {told:.4f} x the bits (95 %: {low:.4f} to {high:.4f}), "
        f"{costs[SLICE].tokens / costs[FULL].tokens:.4f} x tokens"
    )
    return told


def interval(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    """95 % of the ratio of sums, by drawing as many texts again, with replacement."""
    draw = random.Random(1)
    drawn = [draw.choices(pairs, k=len(pairs)) for _ in range(RESAMPLES)]
    ratios = sorted(sum(a for a, _ in one) / sum(b for _, b in one) for one in drawn)
    return ratios[RESAMPLES * 25 // 1000], ratios[RESAMPLES * 975 // 1000]


def test_download_is_small(models: dict[str, Model]) -> None:
    manifest = models[SLICE].manifest
    size = sum(one["bytes"] for one in manifest["files"])
    print(f"{SLICE}: {manifest['vocab_size']} tokens, {size / 1e6:.1f} MB")
    assert size <= LARGEST_DOWNLOAD_BYTES


@pytest.mark.whole
def test_stories_cost_the_same(models: dict[str, Model]) -> None:
    assert ratio("stories", stories()[::EVERY_CHUNK], models) <= 1.01


@pytest.mark.whole
def test_articles_cost_little_more(models: dict[str, Model]) -> None:
    english = [text for text in articles() if in_english_letters(text)]
    assert ratio("articles", english, models) <= 1.03
    assert ratio("stories and articles", [*stories()[::EVERY_CHUNK], *english], models) <= 1.02


def test_slice_spells_as_the_full_vocabulary_wherever_it_can(models: dict[str, Model]) -> None:
    full, cut = models[FULL].tokenizer, models[SLICE].tokenizer
    kept, same = set(cut.get_vocab()), 0
    for text in [part for chunk in stories() for part in chunk.split("\n\n")]:
        pieces = full.encode(text).tokens
        if set(pieces) <= kept:
            assert cut.encode(text).tokens == pieces
            same += 1
    assert same >= 40


def test_each_token_is_reached_by_its_own_text(models: dict[str, Model]) -> None:
    files = model_files(SLICE)
    merges = Merges(json.loads(files["tokenizer.json"].read_bytes())["model"]["merges"])
    cut = models[SLICE].tokenizer
    made = [one for one in cut.get_vocab() if merges.rank(one) is not None and one.strip(BLANK)]
    for piece, found in zip(made, cut.encode_batch(made, add_special_tokens=False), strict=True):
        assert found.tokens == [piece]


@cache
def odd_texts() -> list[str]:
    """Texts of every kind, and 400 drawn at random from all of Unicode and its busy corners.

    U+2581 is left out: it is Gemma's own sign for a blank, in the full vocabulary too.
    """
    draw = random.Random(20261122)
    corners = [(0, 0x7F), (0, 0x24F), (0x370, 0x5FF), (0x600, 0x6FF), (0x900, 0x97F)]
    corners += [(0x2000, 0x2BFF), (0x3040, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3)]
    corners += [(0xFE00, 0xFFFF), (0x1F300, 0x1FAFF), (0, 0x10FFFF)]
    texts = [
        *("\n", " ", "   x", "\t\tx\n\n\n y ", "\r\n", "\x00\x01\x1b[0m\x7f", "\ufeffa\ufeff"),
        *("naïve café “so…”", "γνῶθι σεαυτόν", "Привет, мир", "مرحبا بالعالم", "שלום", "नमस्ते"),
        *(
            "你好世界",
            "こんにちは",
            "안녕하세요",
            "👩‍👩‍👧‍👦🏳️‍🌈👍🏽",
            "é vs é",
            "\u202eabc\u202c",
            "\ud7ff\ue000",
        ),
        *("<bos><end_of_turn><unused7>", "<0x41><0xFF>", "a" * 3000, " " * 100, "\n" * 70),
        "def f(x):\n    return {'a': [x ** 2 for _ in range(10)]}  # done\n",
    ]
    for _ in range(400):
        low, high = draw.choice(corners)
        codes = [draw.randint(low, high) for _ in range(draw.randint(1, 60))]
        legal = (code for code in codes if code != ord(BLANK) and not 0xD800 <= code < 0xE000)
        texts.append("".join(map(chr, legal)) or "x")
    return texts


@pytest.mark.parametrize("model_id", [FULL, SLICE])
def test_every_text_round_trips_here_and_in_the_browser(
    model_id: str, models: dict[str, Model]
) -> None:
    texts = [*odd_texts(), *stories()]
    read = models[model_id].tokenizer
    ours = [read.encode(text, add_special_tokens=False).ids for text in texts]
    back = [read.decode(ids, skip_special_tokens=False) for ids in ours]
    assert _differences(texts, back) == []
    theirs = _in_node(model_id, texts)
    assert _differences(texts, [one["text"] for one in theirs]) == []
    assert _differences(ours, [one["ids"] for one in theirs]) == []


def _differences(wanted: list, found: list) -> list:
    return [(a, b) for a, b in zip(wanted, found, strict=True) if a != b][:3]


def _in_node(model_id: str, texts: list[str]) -> list[dict]:
    command = ["node", str(HERE / "tokenize.mjs"), str(models_root() / model_id)]
    told = subprocess.run(
        command, input=json.dumps(texts), capture_output=True, text=True, check=True, timeout=300
    )
    return json.loads(told.stdout)
