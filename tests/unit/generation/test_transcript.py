"""A growing prompt: the ids of the whole, of which only what is new is encoded."""

from hearthside.adapters.fake.engine import FakeEngine
from hearthside.generation.model import load_model
from hearthside.generation.transcript import Transcript
from hearthside.wire import Op

GROWING = (
    "Story:\nOnce upon a time",
    "Story:\nOnce upon a time there was a fox.",
    "Story:\nOnce upon a time there was a hen",  # another try
    "Story:\nOnce upon a time there was a hen.",  # what comes without a blank
    'Story:\nOnce upon a time there was a hen."',
    "Story:\nOnce upon a time",  # cut back
    "Story:\nOnce upon a time\n\nThe end.",
    "Another story",
    "",
)


async def test_every_text_has_the_ids_that_it_has_alone() -> None:
    model = await load_model(FakeEngine(), "fake")
    transcript = Transcript(model)
    for text in GROWING:
        assert await transcript.encode(text) == await model.encode(text), text


async def test_only_what_is_new_is_encoded() -> None:
    engine = FakeEngine()
    transcript = Transcript(await load_model(engine, "fake"))
    for text in (
        "Long ago",
        "Long ago a fox ran.",
        "Long ago a fox ran.",
        "Long ago a fox ran. It",
    ):
        await transcript.encode(text)
    encoded = [args["text"] for op, args in engine.calls if op is Op.TEXT_ENCODE]
    assert encoded == ["Long ago", " a fox ran.", " It"]
