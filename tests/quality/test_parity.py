"""The built model says what Google's says, as far as the public GGUF carries it.

golden/gemma-3-270m.npz holds the states of Hugging Face transformers in float32 on public-domain
prose (make_golden.py); its head is the embedding, so every score follows. KL is in nats, over the
whole vocabulary, mean over positions; agreement is the share of positions with the same best token.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from hearthside.adapters.native.decoder import no_adapter
from models.__main__ import main
from models.cache import model_files, models_root, read_manifest
from models.source import fetch_source, read_pins
from models.weights import Weights, read_weights
from models.weights.forward import hidden_states
from tests.web.processor.ask import ask

pytestmark = pytest.mark.weights

MODEL = "gemma-3-270m"
GOLDEN = Path(__file__).parent / "golden/gemma-3-270m.npz"
WINDOW_PASSED = 600
POSITIONS_AT_ONCE = 64
EVERY = 4  # of the golden positions a form is held against: 80 of prose, 55 past the window
DECODED = 7  # of those the processor's decoder is asked for: seconds, not minutes


@dataclass(frozen=True)
class Gap:
    """How far a form is from the golden scores: mean KL in nats, agreement from 0 to 1."""

    kl: float
    agreement: float


@dataclass(frozen=True)
class Golden:
    """Token ids [S]; kept positions [P] and their states [P, hidden]; the head [vocab, hidden]."""

    ids: np.ndarray
    positions: np.ndarray
    states: np.ndarray
    head: np.ndarray


@pytest.fixture(scope="module")
def source() -> Weights:
    (pin,) = (pin for pin in read_pins() if any(one["id"] == MODEL for one in pin["models"]))
    path, _ = fetch_source(pin, print)
    return read_weights(path)


@pytest.fixture(scope="module")
def golden(source: Weights) -> Golden:
    kept = np.load(GOLDEN)
    ids = kept["ids"].astype(np.int64)
    return Golden(ids, kept["positions"], kept["states"], source.tensor("embed"))


@pytest.fixture(scope="module")
def built() -> dict[str, Path]:
    assert main(["build", MODEL]) == 0
    return model_files(MODEL)


@pytest.fixture(scope="module")
def table(built: dict[str, Path]) -> np.ndarray:
    return stored_table(built["table.bin"])


def run_form(built: dict[str, Path], form: str, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The states [S, hidden] and the last position's scores [vocab] by ONNX Runtime on the CPU.

    Fed in two pieces, so that the cache is part of what is measured.
    """
    manifest = read_manifest(models_root() / MODEL)
    assert manifest is not None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # as in conftest.py
    extra = manifest["forms"][form]["session_options"].get("extra", {})
    for key, value in extra.get("session", {}).items():
        options.add_session_config_entry(f"session.{key}", value)
    data = {name: path.read_bytes() for name, path in built.items() if name.endswith(".bin")}
    options.add_external_initializers_from_files_in_memory(
        list(data), list(data.values()), [len(one) for one in data.values()]
    )
    session = onnxruntime.InferenceSession(
        built[f"graph.{form}.onnx"], options, ["CPUExecutionProvider"]
    )
    names = [one.name for one in session.get_inputs() if one.name.startswith("past_key_values.")]
    past = [np.zeros((1, manifest["kv_heads"], 0, manifest["head_dim"]), np.float32)] * len(names)
    states, done = [], 0
    for piece in np.split(ids, [len(ids) // 2]):
        done += len(piece)
        scores, hidden, *past = session.run(
            None,
            {
                "input_ids": piece[None],
                "attention_mask": np.ones((1, done), np.int64),
                "num_logits_to_keep": np.array(1, np.int64),
                **dict(zip(names, past, strict=True)),
                **no_adapter(session),
            },
        )
        states.append(hidden[0])
    return np.concatenate(states), scores[0, -1]


def measure(golden: Golden, states: np.ndarray, head: np.ndarray, chosen: np.ndarray) -> Gap:
    """The gap over the chosen places among the kept positions, in float64 after the head."""
    parts = [_measure(golden, states, head, part) for part in _batches(chosen)]
    kl, same = (np.concatenate(one) for one in zip(*parts, strict=True))
    return Gap(float(kl.mean()), float(same.mean()))


def _batches(chosen: np.ndarray) -> Iterator[np.ndarray]:
    for begin in range(0, len(chosen), POSITIONS_AT_ONCE):
        yield chosen[begin : begin + POSITIONS_AT_ONCE]


def _measure(golden: Golden, states: np.ndarray, head: np.ndarray, chosen: np.ndarray):
    true = golden.states[chosen] @ golden.head.T
    ours = states[golden.positions[chosen]] @ head.T
    kl = [_divergence(*rows) for rows in zip(true, ours, strict=True)]
    return np.array(kl), true.argmax(axis=1) == ours.argmax(axis=1)


def _divergence(true: np.ndarray, ours: np.ndarray) -> float:
    """KL of two rows of scores [vocab]. Row by row they stay in the processor's cache."""
    true_logs, our_logs = _log_probabilities(true), _log_probabilities(ours)
    return float(np.exp(true_logs) @ (true_logs - our_logs))


def _log_probabilities(scores: np.ndarray) -> np.ndarray:
    wide = scores.astype(np.float64)
    wide -= wide.max()
    wide -= np.log(np.exp(wide).sum())
    return wide


def check(name: str, golden: Golden, states: np.ndarray, head: np.ndarray, limit: Gap) -> None:
    """Measures prose and the positions past the window apart; both must keep the limit."""
    past = golden.positions >= WINDOW_PASSED
    assert (~past).sum() >= 300
    assert past.sum() >= 200
    for place, chosen in (("prose", ~past), ("past the window", past)):
        gap = measure(golden, states, head, np.flatnonzero(chosen)[::EVERY])
        print(f"{name}, {place}: KL {gap.kl:.6f}, same best token {100 * gap.agreement:.1f} %")
        assert gap.kl <= limit.kl
        assert gap.agreement >= limit.agreement


@pytest.mark.whole
def test_numpy_forward_is_the_reference(source: Weights, golden: Golden) -> None:
    states = hidden_states(source, golden.ids)
    check("float32", golden, states, golden.head, Gap(0.0005, 0.99))


@pytest.mark.whole
@pytest.mark.parametrize(
    ("form", "limit"), [("wasm", Gap(0.015, 0.91)), ("webgpu", Gap(0.008, 0.95))]
)
def test_form_is_close_to_the_reference(
    form: str, limit: Gap, golden: Golden, built: dict[str, Path], table: np.ndarray
) -> None:
    states, last_scores = run_form(built, form, golden.ids)
    head_gap = np.abs(states[-1] @ table.T - last_scores).max()
    assert head_gap < 0.01, "the graph's own head does not multiply by the stored table"
    check(form, golden, states, table, limit)


@pytest.mark.whole
def test_the_processor_is_close_to_the_reference(golden: Golden, table: np.ndarray) -> None:
    every = np.arange(0, len(golden.positions), DECODED)
    positions = golden.positions[every]
    states = np.zeros((len(golden.ids), table.shape[1]), np.float32)
    states[positions] = ask(models_root() / MODEL, states=golden.ids, positions=positions).states
    past = positions >= WINDOW_PASSED
    for place, chosen in (("prose", every[~past]), ("past the window", every[past])):
        gap = measure(golden, states, table, chosen)
        print(f"processor, {place}: KL {gap.kl:.6f}, same best token {100 * gap.agreement:.1f} %")
        assert gap.kl <= 0.002
        assert gap.agreement >= 0.94


def stored_table(path: Path) -> np.ndarray:
    """The table [vocab, hidden] as the manifest's `table` says it is to be read."""
    manifest = read_manifest(models_root() / MODEL)
    assert manifest is not None
    table = manifest["table"]
    rows, columns, block = table["rows"], table["columns"], table["block"]
    raw = np.fromfile(path, np.uint8, rows * columns, offset=table["bytes_offset"])
    count = rows * columns // block
    scales = np.fromfile(path, table["scales_type"], count, offset=table["scales_offset"])
    blocks = raw.reshape(-1, block).astype(np.float32) - table["zero_point"]
    return (blocks * scales.astype(np.float32)[:, None]).reshape(rows, columns)
