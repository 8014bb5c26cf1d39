"""Lists in the Route room: pasted lines, a table of records, a whole sample, files that fail."""

import re

from app.rooms.route.samples import SAMPLES
from tests.unit.app.house import House
from tests.unit.app.route.visitor import in_the_room, room, with_small


async def routed(home: House) -> list[tuple[str, str]]:
    stream = room(home).stream
    assert stream is not None
    return [(row.text, row.verdict.route if row.verdict else "") for row in stream.rows]


async def test_pasted_lines_are_routed_one_after_another() -> None:
    home = await with_small()
    await home.do("route.rows", rows="A fire!\r\n\r\nMay I come in?\r\n=HYPERLINK(fire)")
    assert await routed(home) == [
        ("A fire!", "ask"),
        ("May I come in?", ""),
        ("=HYPERLINK(fire)", "ask"),
    ]
    assert "3 of 3 rows routed" in home.text
    assert "waiting for the model: 1" in home.text
    await home.do("route.rows.save")
    saved = home.effects("save")[-1]["text"]
    assert "'=HYPERLINK(fire)" in saved
    assert "It burns" in saved


async def test_a_table_of_records_is_routed_row_by_row() -> None:
    home = await with_small()
    content = b"day,remark,route\n1,all fine,shut\n2,it burns,ask\n"
    await home.do("route.rows.file", filename="log.csv", bytes=content)
    assert await routed(home) == [
        ("day: 1; remark: all fine", ""),
        ("day: 2; remark: it burns", "ask"),
    ]
    assert "As the sample says: 1 of 1." in home.text
    await home.do("route.rows.file", filename="bad.xlsx", bytes=b"PK\x03\x04 broken")
    assert home.app.state.error is not None
    assert home.app.state.error.place == "route"
    assert not room(home).busy


async def test_no_lines_and_too_many_are_said() -> None:
    home = await with_small()
    await home.do("route.rows", rows=" \n\n")
    assert "There is no line with words in it yet" in home.text
    many = b"text\n" + b"a fire\n" * 2_001
    await home.do("route.rows.file", filename="many.csv", bytes=many)
    assert "2,000 is the most" in home.text


async def test_the_whole_sample_of_the_clinic_runs_without_a_model_and_lowers_no_red_flag() -> None:
    home = await in_the_room()
    await home.do("route.rows.sample")
    stream = room(home).stream
    assert stream is not None
    assert len(stream.rows) == len(SAMPLES[0].rows)
    decided = [row for row in stream.rows if row.verdict]
    assert len(decided) > 10
    assert not [
        row.text
        for row in decided
        if row.expected == "now" and row.verdict.route != "now"  # type: ignore[union-attr]
    ]


LISTED = "A fire!\nMay I come in?\nIt is warm, temp 39\nNo fire here\nHello there"


def listed(home: House) -> list[str]:
    """The numbers of the rows on the page, in their order."""
    assert room(home).stream is not None
    return re.findall(r'<span class="number">([\d,]+)</span>', home.html)


async def test_rows_show_their_reason_and_are_filtered_put_in_order_and_searched() -> None:
    home = await with_small()
    await home.do("route.rows", rows=LISTED)
    assert listed(home) == ["1", "2", "3", "4", "5"]
    assert "It burns (in this text: \u201cfire\u201d)." in home.text
    await home.do("route.rows.order", value="urgent")
    assert listed(home) == ["1", "4", "2", "3", "5"]
    await home.do("route.rows.show", value="=ask")
    assert listed(home) == ["1", "4"]
    await home.do("route.rows.show", value="open")
    assert listed(home) == ["2", "3", "5"]
    await home.do("route.rows.show", value="")
    await home.do("route.rows.search", **{"rows-search": " IT burns"})
    assert listed(home) == ["1", "4"]
    assert "2 of 5 rows" in home.text
    await home.do("route.rows.search", **{"rows-search": "nothing of the kind"})
    assert "No row matches." in home.text
    await home.do("route.rows", rows="A fire!")
    assert listed(home) == ["1"], "a new list is looked at as a whole"


async def test_the_page_holds_no_more_for_two_thousand_rows_than_for_a_hundred() -> None:
    sizes = []
    for count in (100, 2_000):
        home = await with_small()
        await home.do("route.rows", rows="A fire!\n" * count)
        assert f"{count} of {count} rows routed" in home.text
        sizes.append(home.html.count("<"))
    assert abs(sizes[1] - sizes[0]) < 10
    await home.do("route.rows.scroll", first="1990")
    assert listed(home)[-1] == "2,000"
    assert len(listed(home)) == 50
