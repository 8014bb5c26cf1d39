"""A task's say in every token: what it requires comes, what it refuses does not."""

from dataclasses import dataclass

from hearthside.adapters.fake.engine import FakeEngine
from hearthside.generation.generate import Reason, StopRules, generate
from hearthside.generation.model import load_model
from hearthside.generation.sampling import SamplingOptions


@dataclass(frozen=True)
class _Say:
    """After `after` comes `rest`; `refused` never does."""

    after: str = "-"
    rest: str = ""
    refused: str = "-"

    def required(self, text: str) -> str:
        return self.rest if text.endswith(self.after) else ""

    def allows(self, text: str, piece: str) -> bool:
        return self.refused not in piece


async def ended(say: _Say, answer: str) -> tuple[str, Reason | None]:
    engine = FakeEngine(answer=lambda prompt: answer)
    model = await load_model(engine, "fake")
    rules = StopRules(max_tokens=6)
    options = SamplingOptions(temperature=0.0)
    generation = generate(model, "Once", options, rules, steering=say)
    text = await generation.read()
    assert engine.open_caches == 0
    return text, generation.reason


async def said(say: _Say, answer: str) -> str:
    text, _ = await ended(say, answer)
    return text


async def test_what_is_required_comes_whatever_the_model_prefers() -> None:
    assert (await said(_Say(after=" ran", rest=" home at once"), " she ran away")).startswith(
        " she ran home at once"
    )


async def test_what_is_refused_is_drawn_from_the_rest() -> None:
    assert "gun" not in await said(_Say(refused="gun"), " a gun went off")


async def test_where_all_is_refused_the_text_ends_with_what_stands() -> None:
    assert await ended(_Say(refused=""), " a hen") == ("", Reason.REFUSED)

    class _Later(_Say):
        def allows(self, text: str, piece: str) -> bool:
            return not text.endswith(" hen")

    assert await ended(_Later(), " a hen came by") == (" a hen", Reason.REFUSED)


async def test_without_a_say_nothing_changes() -> None:
    assert await said(_Say(), " she ran away") == " she ran away"
