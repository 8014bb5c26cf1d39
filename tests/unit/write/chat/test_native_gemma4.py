"""Every job on the tiny Gemma 4: random words, held to their form all the same. CPython only."""

import json
from pathlib import Path

from hearthside.generation.grammar import Field, Kind
from hearthside.story import StoryForm
from hearthside.story.outlines import invented
from hearthside.text.escape import is_control
from hearthside.write import Writer, Written
from hearthside.write.code import CodeWriter, CodeWritten
from hearthside.write.jobs.judging import verdict_on
from tests.unit.look.test_native_look import models, seeing

__all__ = ["models"]

TEXT = "The boat leaves at 8. Anna has the tickets."


async def test_every_job_is_done_in_its_form(models: Path) -> None:
    model = await seeing(models)
    async with Writer(model) as writer:
        summary = await writer.summarise(TEXT, sentences=1).read()
        answer = await writer.answer(TEXT, "When?").read()
        label = await writer.classify(TEXT, ["boat", "train"]).read()
        fields = await writer.extract(TEXT, [Field("hour", Kind.NUMBER)]).read()
    assert label.text in ("boat", "train")
    assert json.loads(fields.text) == fields.values == {"hour": 8}
    for written in (summary, answer):
        assert "\n" not in written.text and not any(map(is_control, written.text.split()))
        assert written.sent[0].text.endswith("<turn|>\n<|turn>model\n")


async def test_code_of_random_words_is_refused_by_its_checks(models: Path) -> None:
    model = await seeing(models)
    async with CodeWriter(model) as writer:
        events = [event async for event in writer.tests("def half(n):\n    return n / 2\n", 1)]
    written = events[-1]
    assert isinstance(written, CodeWritten) and written.source == "" and written.problem


async def test_random_words_are_no_outline_and_ours_is_planned(models: Path) -> None:
    model = await seeing(models)
    form = StoryForm.from_fields({"hero": "Mira", "length": "short", "age": "2-4"})
    assert await invented(model, form, 7) is None


async def test_a_draft_is_checked_by_the_tiny_gemma_4(models: Path) -> None:
    """Whatever random weights say of it: it stands as it was, or other words stand and say so."""
    large = await seeing(models)
    draft = Written("answer", TEXT, "At 8.")
    async with Writer(large) as writer:
        writing = writer.check(draft, "When?", lambda: writer.answer(TEXT, "When?"))
        checked = await writing.read()
    verdict = await verdict_on(large, draft, "When?")
    assert verdict.share is not None and 0 < verdict.share < 1
    assert verdict.sent.text.endswith("<turn|>\n<|turn>model\n")
    assert (checked.text == draft.text) is verdict.stands or checked.redraws
    assert large.info.title in checked.notes[-1]
