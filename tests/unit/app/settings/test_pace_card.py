"""Settings: what long texts cost here is measured when asked for, stopped, kept, shown, deleted."""

import asyncio
from typing import Any

from app.rooms.settings.state import PaceState
from app.ui.charts.pace import pace_chart, wait_chart
from hearthside.adapters.fake.engine import FakeShelf
from hearthside.pace import COLLECTION, Cost, read_measured
from hearthside.wire import Code, Op
from tests.unit.app.house import House, house
from tests.unit.app.ui.test_screens import Checker


def pace(home: House) -> PaceState:
    return home.app.state.of(PaceState)


async def visitor(**args: Any) -> House:
    home = house("small", **args)
    await home.start(fragment="#settings")
    return home


def stepped(home: House) -> int:
    return sum(op == Op.STEP for op, _ in home.device.calls)


async def test_nothing_is_measured_by_itself_and_without_a_model_nothing_can_be() -> None:
    home = await visitor()
    assert "Measure long texts" in home.text and stepped(home) == 0
    assert "texts of 256, 2,048 and 4,080 tokens" in home.text
    bare = house()
    await bare.start(fragment="#settings")
    assert "It needs a language model that is loaded." in bare.text
    await bare.do("pace.measure")
    await bare.do("pace.stop")
    assert pace(bare).going is None


async def test_measured_it_is_shown_and_kept_for_the_next_visit() -> None:
    home = await visitor()
    await home.do("pace.measure")
    (found,) = pace(home).measured
    assert [it.tokens for it in found.costs] == [256, 2048, 4080] and not found.failed
    assert "4,096 tokens are the most that this model reads" in home.text
    assert home.html.count("<figure") == 2 and 'id="pace-0-table"' in home.html
    assert home.device.open_caches == 0 and pace(home).going is None
    checker = Checker()
    checker.feed(home.html)
    assert checker.faults == []

    again = await visitor(shelf=home.shelf)
    assert pace(again).measured == (found,)
    assert "Delete this measurement" in again.text and stepped(again) == 0
    await again.do("pace.drop", key="another")
    await again.do("pace.drop", key=found.key)
    assert pace(again).measured == () and await home.shelf.list(COLLECTION) == []


async def test_stopped_what_is_through_stays_and_the_model_is_free_again() -> None:
    home = await visitor()
    held = False
    home.device.held = lambda: held
    await home.do_now("pace.measure")
    while not (going := pace(home).going) or not going.costs:
        await asyncio.sleep(0)
    assert home.app.state.busy and "So far" in home.text
    held = True
    await home.do_now("pace.measure")  # one at a time
    await home.do_now("pace.stop")
    held = False
    await home.app.settle()
    (found,) = pace(home).measured
    assert found.failed == "It was stopped." and len(found.costs) == 1
    assert "It was stopped." in home.text and not home.app.state.busy
    assert home.device.open_caches == 0


async def test_where_it_fails_the_error_is_told_beside_what_was_found() -> None:
    home = await visitor()
    home.device.fail_next(Op.CACHE_CUT, Code.ENGINE_FAILED, "no more memory")
    await home.do("pace.measure")
    assert home.app.state.error is not None and home.app.state.error.place == "pace"
    assert "The model stopped with an error" in home.text
    (found,) = pace(home).measured
    assert found.failed == "no more memory" and len(found.costs) == 1


async def test_before_the_first_length_a_stop_leaves_nothing() -> None:
    home = await visitor()
    await home.do_now("pace.measure")
    await home.do("pace.stop")
    assert pace(home).measured == () and not home.app.state.busy


async def test_what_cannot_be_read_is_set_aside() -> None:
    shelf = FakeShelf()
    await shelf.put(COLLECTION, "odd", '{"format": 1, "costs": [[]]}')
    home = await visitor(shelf=shelf)
    assert pace(home).measured == () and "1 measurement is set aside" in home.text


async def test_the_reading_is_told_to_the_page_alone() -> None:
    home = await visitor()
    await home.do("pace.measure")
    lines = [it["text"] for it in home.effects("text") if it["target"] == "pace-line"]
    assert lines and lines[-1].startswith("4,080 of 4,080 tokens read")
    kept = dict(await home.shelf.list(COLLECTION))
    assert [read_measured(text).model for text in kept.values()] == ["small"]


def test_charts_hold_flat_slow_and_huge_figures_and_need_two_points() -> None:
    assert wait_chart((Cost(256, 1.0, 1.0),), "a") is None and pace_chart((), "b") is None
    for first, last in ((0.0, 0.0), (1e-9, 1e-9), (3.0, 4000.0), (9e6, 1e9)):
        costs = (Cost(256, first, first), Cost(8192, last, last))
        for chart in (wait_chart(costs, "a"), pace_chart(costs, "b")):
            assert chart is not None
            checker = Checker()
            checker.feed(chart.text)
            assert checker.faults == [] and checker.open == []
