"""What cells ask of a model is told to the page: as it stands, whole at the end, once."""

import asyncio
from typing import Any

from app.workbench.cell.told import Told
from hearthside.adapters.fake.engine import FakeEngine
from hearthside.generation.generate import generate
from hearthside.generation.model import Model, load_model
from hearthside.log import Entry, read_entry


async def bench(*says: str, every_s: float = 3600.0) -> tuple[Told, list[dict[str, Any]], Model]:
    reports: list[dict[str, Any]] = []
    told = Told(reports.append, every_s)
    engine = FakeEngine()
    engine.enqueue(*says)
    return told, reports, await load_model(engine, "fake", heard=told.heard)


def entries(reports: list[dict[str, Any]]) -> list[Entry]:
    found = [read_entry(report["text"]) for report in reports]
    assert [one.id for one in found] == [report["key"] for report in reports]
    assert {report["name"] for report in reports} <= {"asked"}
    return found


async def test_what_a_cell_asks_is_told_at_its_end_as_one_conversation() -> None:
    told, reports, model = await bench("one", "two", "three")
    async with told.run():
        await generate(model, "Hi").read()
        await generate(model, "Ho \ud83d\0".encode("utf-8", "replace").decode()).read()
        assert reports == []
    async with told.run():
        await generate(model, "Hi").read()
    first, second, third = entries(reports)
    assert (first.prompt, first.response, first.name) == ("Hi", "one", "Workbench")
    assert second.prompt == "Ho ?\ufffd"
    assert first.conversation == second.conversation != third.conversation


async def test_what_is_under_way_is_told_now_and_then() -> None:
    told, reports, model = await bench("one two three", every_s=0.01)
    async with told.run():
        tokens = generate(model, "Hi")
        await anext(tokens)
        async with asyncio.timeout(10):
            while not reports:
                await asyncio.sleep(0.01)
        await tokens.read()
    states = entries(reports)
    assert (states[0].response, states[-1].response) == ("one", "one two three")
    assert len({one.id for one in states}) == 1
    assert ("reason" in states[0].outcome, states[-1].outcome["reason"]) == (False, "end")


async def test_a_cell_that_fails_or_is_stopped_is_told_too() -> None:
    told, reports, model = await bench("said")
    try:
        async with told.run():
            await generate(model, "Hi").read()
            raise ValueError
    except ValueError:
        pass
    assert [one.response for one in entries(reports)] == ["said"]
    async with told.run():
        pass
    assert len(reports) == 1, "once"
