"""Grammars in a browser, on both decoders: the tiny random model, whose answers would be noise, and
answers all the same."""

import json
from typing import Any

import pytest

from tests.browser.conftest import Server
from tests.browser.engine.conftest import Ask
from tests.browser.engine.test_engine import load

pytestmark = pytest.mark.browser

PROMPT = [2, 40, 41, 42]
SCHEMA = {
    "type": "object",
    "properties": {
        "a": {"type": "string", "minLength": 3, "maxLength": 6},
        "b": {"type": "integer", "minimum": -5, "maximum": 40},
        "c": {"enum": ["bill", "bé", None]},
        "d": {"type": "array", "items": {"type": "boolean"}, "minItems": 2, "maxItems": 2},
    },
    "required": ["a", "b", "c", "d"],
    "additionalProperties": False,
}


def answer(ask: Ask, ends: list[int]) -> tuple[list[int], list[float]]:
    """What the model likes best under the grammar, and the best logits on the way."""
    grammar = ask("grammar.open", schema=SCHEMA)["grammar"]
    cache, fed, drawn, logits = ask("cache.open")["cache"], PROMPT, [], []
    while len(drawn) < 100:
        held = {"grammar": grammar, "answered": len(drawn)}
        step = ask("step", cache=cache, ids=fed, top_k=3, want_log_z=True, **held)
        assert step["log_z"] > step["top_logits"][0]
        best = step["top_ids"][0]
        logits.append(step["top_logits"][0])
        if best in ends:
            break
        drawn.append(best)
        fed = [best]
    assert ask("grammar.close", grammar=grammar) == {}
    assert ask("step", cache=cache, ids=[1], top_k=1, grammar=grammar, answered=0)["error"] == (
        "grammar.unknown"
    )
    return drawn, logits


def said(ask: Ask, drawn: list[int]) -> Any:
    return json.loads(ask("text.decode", ids=drawn)["text"])


# A grammar weighs logits, whoever gave them; test_engine.py compares those of both at each run.
@pytest.mark.parametrize(
    "devices",
    [("wasm",), pytest.param(("wasm", "webgpu"), marks=pytest.mark.whole)],
    ids=["the processor's", "both"],
)
def test_on_a_decoder_an_answer_fits_its_grammar(
    devices: tuple[str, ...], ask: Ask, server: Server
) -> None:
    answers = {}
    for device in devices:
        info = load(ask, server, device)
        drawn, logits = answer(ask, info["eos_ids"])
        answers[info["component"]] = (drawn, logits)
        value = said(ask, drawn)
        assert list(value) == list(SCHEMA["properties"])
        assert 3 <= len(value["a"]) <= 6
        assert -5 <= value["b"] <= 40 and isinstance(value["b"], int)
        assert value["c"] in ("bill", "bé", None)
        assert [type(part) for part in value["d"]] == [bool, bool]
    assert len(answers) == len(devices), "each by its own decoder"
    ours = answers["processor"]
    for drawn, logits in answers.values():
        assert drawn == ours[0] and logits == pytest.approx(ours[1], abs=1e-3)


def test_what_cannot_be_asked_for_is_refused_and_the_engine_goes_on(
    ask: Ask, server: Server
) -> None:
    load(ask, server, "wasm")
    for schema in (None, {"enum": []}, {"type": "string", "pattern": "a"}, {"type": "thing"}):
        assert ask("grammar.open", schema=schema)["error"] == "grammar.invalid"
    grammar = ask("grammar.open", schema=SCHEMA)["grammar"]
    cache = ask("cache.open")["cache"]
    for held in ({"answered": 4}, {"answered": 99}, {"answered": -1}):
        step = ask("step", cache=cache, ids=PROMPT, top_k=1, grammar=grammar, **held)
        assert step["error"] == "call.invalid"
    assert ask("step", cache=cache, ids=PROMPT, top_k=1)["length"] == len(PROMPT)
