"""The adapters' data keep their rules, and the rules find what they are there to find."""

import json
from pathlib import Path
from typing import Any

import pytest

from models import RecipeError
from models.adapters.corpus.lines import DATA, EXCUSED, Kind, faults, read_lines
from models.adapters.corpus.stories import story_faults
from models.adapters.corpus.tasks import task_faults
from models.adapters.corpus.words import known_numbers, sentences, unsupported

LETTER = (
    "Dear Ms Okafor, the lift in Mill Street 4 is out of order until Friday, 3 May. The part comes "
    "from Bergen and costs forty-two euros. Please use the stairs, and call us. Jonas Weld"
)


def story(**changes: Any) -> dict[str, Any]:
    return {**read_lines("stories")[0].value, **changes}


def task(kind: str, ask: str, output: str) -> dict[str, Any]:
    return {"task": kind, "ask": ask, "input": LETTER, "output": output}


@pytest.mark.parametrize("kind", ["stories", "tasks"])
def test_every_committed_line_keeps_the_rules(kind: Kind) -> None:
    assert list(faults(kind)) == []
    assert len(read_lines(kind)) >= 500


def test_every_excuse_is_of_one_text_that_needs_it() -> None:
    lines = [*read_lines("stories"), *read_lines("tasks")]
    whole = {line.place: json.dumps(line.value, ensure_ascii=False) for line in lines}
    for words in EXCUSED:
        excused = [line.value for line in lines if words in whole[line.place]]
        assert len({it.get("input", it.get("title")) for it in excused}) == 1, words
        rules = story_faults if "scenes" in excused[0] else task_faults
        assert any(list(rules(it)) for it in excused), f"it keeps the rules: {words}"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"mood": "sad"}, "mood sad"),
        ({"extra": ""}, "keys"),
        ({"age": "8-10"}, "words for 8-10"),
        ({"hero": "Wolfgang"}, "the hero is not"),
        ({"beats": ["Nube longs to touch a roof."]}, "differ in number"),
        ({"beats": ['Nube says "hello" to all of the roofs.'] * 5}, "quotation marks"),
        ({"beats": ["Far down were red roofs and woolly llamas."] * 5}, "copies five words"),
        ({"beats": ["Nube sinks."] * 5}, "a beat of 2 words"),
    ],
)
def test_a_story_that_breaks_a_rule_is_found(changes: dict[str, Any], fault: str) -> None:
    assert list(story_faults(story())) == []
    assert any(fault in found for found in story_faults(story(**changes)))


def test_what_is_not_for_bedtime_and_an_open_quotation_are_found() -> None:
    scenes = story()["scenes"]
    for words, fault in (("The dead knight.", "bedtime: dead"), ('He said: "Hm.', "quotation")):
        changed = story(scenes=[f"{scenes[0]} {words}", *scenes[1:]])
        assert any(fault in found for found in story_faults(changed))


@pytest.mark.parametrize(
    ("one", "fault"),
    [
        (task("summarise", "In one sentence.", "The lift is out of order. Call."), "2 sentences"),
        (task("summarise", "In one sentence.", "Ms Aguirre may use the stairs."), "Aguirre"),
        (task("summarise", "As three bullet points.", "- one\n- two"), "three lines"),
        (task("extract", "JSON: day (YYYY-MM-DD)", '{"day":"3 May"}'), "is not written"),
        (task("extract", "JSON: cost (number)", '{"cost":43}'), "43 does not stand"),
        (task("extract", "JSON: cost (number)", '{"cost": 42}'), "blanks"),
        (task("extract", "JSON: cost (number)", '{"price":42}'), "keys"),
        (task("extract", "JSON: cost (number)", '{"cost":null}'), "null"),
        (task("extract", "JSON: open (true/false)", '{"open":1}'), "is no true"),
        (task("extract", "JSON: city (text)", '{"city":"Oslo"}'), "'Oslo' does not stand"),
        (task("extract", "JSON: city (text)", "Bergen"), "no JSON"),
        (task("answer", "Until when?", "Until Friday, 9 May."), "not in the input: 9"),
        (task("reply", "Reply: thanks.", "Dear Jonas, thank you. See you, Priya"), "Priya"),
        (task("rewrite", "Make it shorter.", LETTER), "nothing is rewritten"),
        (task("title", "Give it a title.", "The lift is out of order."), "full stop"),
        (task("keywords", "Give keywords.", "lift, stairs, escalator"), "escalator"),
        (task("classify", "Which? Labels: notice, joke", "letter"), "none of"),
        (task("poem", "Make it rhyme.", "No."), "kind poem"),
    ],
)
def test_a_job_that_breaks_a_rule_is_found(one: dict[str, Any], fault: str) -> None:
    assert any(fault in found for found in task_faults(one)), list(task_faults(one))


@pytest.mark.parametrize(
    "one",
    [
        task("summarise", "In one sentence.", "Until Friday the lift does not work."),
        task("extract", "JSON: cost (number), fax (text or null)", '{"cost":42,"fax":null}'),
        task("extract", "JSON: day (YYYY-MM-DD)", '{"day":"2025-05-03"}'),
        task("answer", "What does the part cost?", "The text does not say."),
        task("keywords", "Give keywords.", "lift, stairs, Mill Street"),
        task("classify", "Which? Labels: notice, joke.", "notice"),
    ],
)  # fmt: skip
def test_a_job_that_keeps_the_rules_passes(one: dict[str, Any]) -> None:
    assert list(task_faults(one)) == []


def test_numbers_in_words_and_abbreviations_are_understood() -> None:
    assert {"42", "3", "5", "1700", "17"} <= known_numbers("forty-two, 3 May, seventeen hundred")
    assert len(sentences("Dr. Ruiz paid 3.50. She left at 5 p.m. yesterday!")) == 2
    assert unsupported("Ask Ines at 7.", "Ines is there from 6.") == ["7"]


def test_a_line_twice_and_a_line_that_is_none_are_found(tmp_path: Path) -> None:
    line = (DATA / "tasks-1.jsonl").read_text("utf-8").splitlines()[0]
    (tmp_path / "tasks-1.jsonl").write_text(f"{line}\n{line}\n", "utf-8")
    assert any("asked twice" in fault for fault in faults("tasks", tmp_path))
    (tmp_path / "tasks-1.jsonl").write_text("{", "utf-8")
    with pytest.raises(RecipeError, match=r"tasks-1\.jsonl:1"):
        list(faults("tasks", tmp_path))
