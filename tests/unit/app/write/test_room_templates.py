"""Own templates in the Write room: tried, compared, kept, exported, imported, deleted."""

from dataclasses import replace

import pytest

from app.rooms.write.templating import LEAD, NAME, PROMPT, REST, SYSTEM, TemplateState
from hearthside.wire import Code
from hearthside.write.templates import TEMPLATES
from tests.unit.app.house import House
from tests.unit.app.ui.test_screens import EVIL, Checker
from tests.unit.app.write.visitor import TEXT, asked, visitor, write

FORM = {NAME: "Tone", SYSTEM: "Name the tone.", PROMPT: "Text: $input\nTone:"}
FILE = b"system: Be $mood\nprompt: 'Shorter: $input'\ndefaults:\n  mood: kind\ntools: [x]\nodd: 1\n"


def templates(home: House) -> TemplateState:
    return home.app.state.of(TemplateState)


def form(home: House) -> dict[str, str]:
    return {name: str(text) for name, text in home.effects("fill")[-1]["fields"].items()}


async def test_a_template_is_tried_and_its_parts_are_shown_with_tokens() -> None:
    home = await visitor()
    home.device.answer = lambda _prompt: " calm"
    await asked(home, "template", **FORM, **{LEAD: "It is"})
    [answer] = write(home).answers
    assert answer.ask == "Own template: Tone" and answer.said[0].text == "calm"
    assert answer.sent is not None
    names = [it.name for it in answer.sent.parts]
    assert [it for it in names if it != "marks"] == [
        "instruction", "prompt", "context", "prompt", "answer lead"
    ]  # fmt: skip
    assert "The prompt around it" in home.text and "wrote 2." in home.text
    assert "model\nIt is" in home.device.history[-1]


async def test_two_versions_answer_beside_each_other_and_what_differs_is_marked() -> None:
    home = await visitor()
    home.device.answer = lambda prompt: (
        " very calm indeed" if "Name the tone" in prompt else " calm indeed"
    )
    await home.do("write.template.keep", **FORM)
    assert [it.name for it in templates(home).kept] == ["Tone"]
    [(value, words)] = templates(home).choices
    assert words.startswith("Tone, kept ")
    await home.do("write.template.other", value=value)
    await asked(home, "template", **{**FORM, SYSTEM: "Be brief."})
    [answer] = write(home).answers
    assert [it.text for it in answer.said] == ["very calm indeed", "calm indeed"]
    assert [it.label for it in answer.said] == [words, "As it stands in the form"]
    told = "words that the other answer does not have there"
    assert f'<mark title="{told}" class="held">very</mark>' in home.html
    assert home.html.count("Read ") == 2 and all(it.sent for it in answer.said)
    later = await visitor(kept=home.kept, shelf=home.shelf)
    assert write(later).answers == write(home).answers
    await home.do("write.template.other", value="no:7")
    assert templates(home).compared() is None


async def test_versions_are_kept_opened_and_deleted() -> None:
    home = await visitor()
    await home.do("write.template.keep", **FORM)
    await home.do("write.template.keep", **{**FORM, PROMPT: "$input ->"})
    [kept] = templates(home).kept
    assert len(kept.versions) == 2 and templates(home).opened == kept.key
    assert [words.split(", ")[1] for _, words in templates(home).choices] == [
        "version 2 of 2", "version 1 of 2"
    ]  # fmt: skip
    later = await visitor(shelf=home.shelf)
    await later.do("write.template.open", value=kept.key)
    assert form(later)[PROMPT] == "$input ->" and form(later)[NAME] == "Tone"
    await later.do("write.template.drop")
    assert templates(later).kept == () and await later.shelf.list(TEMPLATES) == []
    await later.do("write.template.drop")
    await later.do("write.template.open", value=kept.key)


async def test_a_template_goes_out_and_in_as_yaml() -> None:
    home = await visitor()
    await home.do("write.template.file", filename="shorter.yaml", size_bytes="9", bytes=FILE)
    fields = form(home)
    assert (fields[NAME], fields[PROMPT], fields[SYSTEM]) == (
        "shorter", "Shorter: $input", "Be $mood"
    )  # fmt: skip
    assert "not done here: tools" in home.text and "no template has such a key: odd" in home.text
    await home.do("write.template.export", **fields)
    [saved] = home.effects("save")
    assert saved["filename"] == "shorter.yaml"
    await home.do("write.template.file", filename="b.yaml", bytes=saved["text"].encode())
    assert form(home) == {**fields, NAME: "b"}


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ({"bytes": b"a: *b"}, "is not imported. Line 1: An alias"),
        ({"bytes": b"prompt: !!python/object:os.system x"}, "Line 1: A tag"),
        ({"bytes": b"\xff\xfe\x00"}, "It is no text"),
        ({"bytes": b"x" * 300_000}, "300,000 characters"),
        ({"bytes": b""}, "is empty"),
        ({"refused": "large"}, "too large for a template"),
        ({"bytes": b"colour: red"}, "neither a prompt nor"),
    ],
)
async def test_what_is_no_template_is_refused_and_the_form_stays(
    file: dict[str, bytes | str], said: str
) -> None:
    home = await visitor()
    await home.do("write.template.file", filename="x.yaml", size_bytes="1", **file)
    assert said in home.text and home.effects("fill") == []
    assert home.app.state.error and home.app.state.error.code is Code.FILE_INVALID


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({PROMPT: ""}, "needs a prompt or an instruction"),
        ({PROMPT: "$place $input"}, "what stands in $place"),
        ({PROMPT: "5 $"}, "In line 1 of the prompt a dollar sign"),
        ({REST: "options: [1]"}, "must have names with values"),
        ({REST: "options:\n  temperature: hot"}, "temperature must be a number"),
        ({REST: "a: &b"}, "Line 1: An anchor"),
        ({"write-text": " "}, "There is no text yet"),
    ],
)
async def test_what_cannot_be_tried_is_said_and_not_asked(
    fields: dict[str, str], said: str
) -> None:
    home = await visitor()
    before = len(home.device.history)
    await home.do("write.job", value="template")
    parts = {**FORM, SYSTEM: "", "write-text": TEXT, **fields}
    await home.do("write.ask", **parts)
    assert said in home.text and len(home.device.history) == before and not write(home).answers
    # What a slot holds may come with the next text: such a template can be kept all the same.
    if said not in ("There is no text yet", "what stands in $place"):
        await home.do("write.template.keep", **parts)
        await home.do("write.template.export", **parts)
        assert templates(home).kept == () and home.effects("save") == []


async def test_a_template_without_a_name_is_tried_and_not_kept() -> None:
    home = await visitor()
    await asked(home, "template", **{**FORM, NAME: " "})
    assert write(home).answers[0].ask == "Own template: Unnamed"
    await home.do("write.template.keep", **{**FORM, NAME: " "})
    assert "Give the template a name first" in home.text and templates(home).kept == ()


async def test_a_model_that_only_continues_tries_a_template() -> None:
    home = await visitor(chat=False)
    home.device.answer = lambda _prompt: " calm\n\nText: more"
    assert write(home).voices == ()
    await home.do("write.template.sample")
    await asked(home, "template", **form(home))
    [answer] = write(home).answers
    assert answer.said[0].text == "calm" and "continues the text" in answer.by
    assert home.device.history[-1].endswith(f"Letter: {TEXT}\nTone:")


async def test_hostile_names_and_notes_are_text() -> None:
    home = await visitor()
    await home.do("write.template.keep", **{**FORM, NAME: EVIL})
    home.app.state = home.app.state.having(replace(templates(home), notes=(EVIL,)))
    await asked(home, "template", f"{TEXT}{EVIL}", **{**FORM, NAME: EVIL})
    checker = Checker()
    checker.feed(home.html)
    assert checker.faults == [] and len(checker.ids) == len(set(checker.ids))
