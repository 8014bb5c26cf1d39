"""Pictures: sound markup, figures where they belong, words where there are too few rows."""

import re
from html.parser import HTMLParser

import pytest

from app.ui.charts import (
    confusion_table,
    coverage_chart,
    evidence_panel,
    read_goal,
    reliability_chart,
)
from app.ui.charts.axes import HEIGHT, WIDTH, Axes, floor_of, ticks
from app.ui.markup import Html
from hearthside.classify.features import Decision, Score
from hearthside.classify.report import Judged, report
from hearthside.classify.threshold import NOTHING, Accuracy, Line, fit_threshold
from hearthside.errors import InvalidInput

EVIL = "<script>alert('x')</script>\"&"
WISH = Line("accuracy", 0.8, 0.9, 10.0, 1.0)


def judged(probability: float, truth: str, decided: str) -> Judged:
    scores = (Score(decided, probability),)
    return Judged(Decision(decided, probability, 0.0, scores, (decided,)), truth)


def rows(n: int, wrong: int = 0, label: str = "a", other: str = "b") -> list[Judged]:
    """From sure to doubtful; the most doubtful are the wrong ones."""
    return [judged(1.0 - 0.6 * i / n, label, label if i < n - wrong else other) for i in range(n)]


class Checker(HTMLParser):
    """Collects numbers that lie outside the picture, inline styles, and what is left open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag not in ("input",):
            self.open.append(tag)
        if "style" in named or tag == "script" or any(name.startswith("on") for name in named):
            self.faults.append(f"inline in {tag}")
        if named.get("id"):
            self.ids.append(str(named["id"]))
        if "transform" not in named:
            across = re.findall(r"[\d.-]+", " ".join(named.get(n) or "" for n in ("x", "x1", "cx")))
            down = re.findall(r"[\d.-]+", " ".join(named.get(n) or "" for n in ("y", "y1", "cy")))
            points = re.findall(r"([\d.-]+),([\d.-]+)", named.get("points") or "")
            places = [*across, *[x for x, _ in points]]
            self.faults += [f"x {x} of {tag}" for x in places if not 0 <= float(x) <= WIDTH]
            places = [*down, *[y for _, y in points]]
            self.faults += [f"y {y} of {tag}" for y in places if not 0 <= float(y) <= HEIGHT]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"stray </{tag}>")


def assert_sound(html: Html) -> None:
    checker = Checker()
    checker.feed(html.text)
    assert checker.faults == []
    assert checker.open == []
    assert len(checker.ids) == len(set(checker.ids))
    named = re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', html.text)
    assert {id_ for ids in named for id_ in ids.split()} <= set(checker.ids)


WORLDS = {
    "none": [],
    "one": rows(1),
    "few": rows(9, 2),
    "ten": rows(10, 3),
    "all right": rows(60),
    "all wrong": rows(60, 60),
    "one probability": [judged(0.7, "a", "a")] * 20,
    "certain": [judged(1.0, "a", "a")] * 20,
    "hopeless": [judged(0.0, "a", "b")] * 20,
    "evil": rows(40, 9, EVIL, EVIL[::-1]),
    "many labels": [judged(0.9, f"{i % 30}", f"{i % 29}") for i in range(300)],
    "no label": [judged(0.9, "", "a")] * 12,
    "many rows": rows(5000, 800),
}


@pytest.mark.parametrize("name", WORLDS)
@pytest.mark.parametrize("wish", [WISH, Line("cost", 0.8, 0.9, 4.0, 1.0)])
@pytest.mark.parametrize("drawn", [True, False])
def test_every_world_has_a_sound_panel(name: str, wish: Line, drawn: bool) -> None:
    world = WORLDS[name]
    found = fit_threshold(world, Accuracy(0.9))
    panel = evidence_panel(report(world), found, wish, event="x", drawn=drawn)
    assert_sound(panel)
    assert "<script" not in panel.text
    assert len(panel.text) < 60_000


@pytest.mark.parametrize("picture", [coverage_chart, reliability_chart, confusion_table])
@pytest.mark.parametrize(("n", "words"), [(0, "none yet"), (1, "there is one"), (9, "there are 9")])
def test_too_few_rows_give_words_and_no_picture(picture: object, n: int, words: str) -> None:
    assert callable(picture)
    html = picture(report(rows(n))).text
    assert words in html
    assert "<svg" not in html
    assert "<table" not in html


def test_the_curve_says_what_the_line_gives() -> None:
    world = rows(100, 20)
    found = fit_threshold(world, Accuracy(0.9))
    html = coverage_chart(report(world), found, 0.9).text
    assert "80\u00a0% are right when all are let through" in html
    assert f"{found.coverage * 100:.0f}\u00a0% are let through" in html
    assert 'class="here"' in html
    assert 'class="wanted"' in html
    assert "interval" in html


def test_a_line_that_lets_nothing_through_has_no_mark() -> None:
    world = rows(60, 60)
    found = fit_threshold(world, Accuracy(0.9))
    html = coverage_chart(report(world), found, 0.9).text
    assert found.at == NOTHING
    assert 'class="here"' not in html
    assert "none is" in html


def test_a_curve_of_many_rows_stays_small_and_keeps_its_end() -> None:
    html = coverage_chart(report(rows(5000, 800))).text
    [points] = re.findall(r'<polyline points="([^"]+)"', html)
    places = points.split()
    assert len(places) <= 82
    assert places[-1].startswith(f"{Axes().x(1.0)},")


@pytest.mark.parametrize(
    ("believed", "wrong", "words"),
    [(0.9, 10, "neither too high"), (0.9, 50, "too high"), (0.6, 10, "too low")],
)
def test_reliability_says_which_way_it_leans(believed: float, wrong: int, words: str) -> None:
    world = [judged(believed, "a", "a")] * (100 - wrong) + [judged(believed, "a", "b")] * wrong
    html = reliability_chart(report(world)).text
    assert words in html
    assert ">100</text>" in html  # the number of rows at the bar's foot


def test_a_thin_bar_is_drawn_as_one() -> None:
    world = [judged(0.95, "a", "a")] * 30 + [judged(0.65, "a", "a")] * 3
    assert reliability_chart(report(world)).text.count('class="bar thin"') == 1


def test_the_confusion_table_has_heads_counts_and_shades() -> None:
    world = [judged(0.9, "a", "a")] * 9 + [judged(0.9, "a", "b")] + [judged(0.9, "b", "b")] * 5
    html = confusion_table(report(world, ("a", "b"))).text
    assert re.search(r'<th scope="row" dir="auto">a</th><td class="right shade-4">9</td>', html)
    assert '<td class="wrong shade-1">1</td>' in html
    assert '<td class="wrong shade-0">0</td>' in html
    assert "\u201ca\u201d was taken for \u201cb\u201d, once" in html


def test_many_labels_are_listed_by_what_went_wrong() -> None:
    html = confusion_table(report(WORLDS["many labels"])).text
    assert html.count("<tr>") <= 11
    assert "confusion list" in html


def test_nothing_mixed_up_is_said() -> None:
    assert "nothing is mixed up" in confusion_table(report(rows(20))).text


def test_rows_that_did_not_come_by_chance_are_spoken_of() -> None:
    world = rows(80)
    found = fit_threshold(world, Accuracy(0.9))
    chosen = evidence_panel(report(world), found, WISH, event="x").text
    chance = evidence_panel(report(world), found, WISH, event="x", drawn=True).text
    assert "did not come up by chance" in chosen
    assert "These rows came up by chance" in chance
    assert "support this threshold" in chance
    assert found.words in chance


def test_a_panel_without_rows_says_how_to_begin() -> None:
    for found in (None, fit_threshold([], Accuracy(0.9))):
        html = evidence_panel(None, found, WISH, event="sort.line", id_="sort-evidence").text
        assert "No row is labelled yet" in html
        assert "The 7 labelled rows" in evidence_panel(None, None, WISH, event="x", labelled=7).text
        assert 'data-event="sort.line"' in html
        assert 'id="sort-evidence"' in html


def test_the_form_is_read_back_as_it_was_written() -> None:
    html = evidence_panel(None, None, WISH, event="x").text
    fields = dict(re.findall(r'<input value="([^"]+)" type="text" id="[^"]+" name="([^"]+)"', html))
    fields = {name: value for value, name in fields.items()} | {"line-kind": "accuracy"}
    assert fields["line-accuracy"] == "90"
    assert read_goal(fields, WISH) == WISH


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"line-kind": "accuracy", "line-accuracy": " 97,5 % "}, ("accuracy", 0.8, 0.975, 10, 1)),
        ({"line-kind": "own", "line-at": "60", "line-accuracy": "x"}, ("own", 0.6, 0.9, 10, 1)),
        (
            {"line-kind": "cost", "line-mistake": "30", "line-person": "0.5"},
            ("cost", 0.8, 0.9, 30, 0.5),
        ),
        ({"line-accuracy": "95"}, ("accuracy", 0.8, 0.95, 10, 1)),
    ],
)
def test_wishes_are_read(fields: dict[str, str], expected: tuple[object, ...]) -> None:
    assert read_goal(fields, WISH) == Line(*expected)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fields",
    [
        {"line-kind": "accuracy", "line-accuracy": "100"},
        {"line-kind": "accuracy", "line-accuracy": "0"},
        {"line-kind": "accuracy", "line-accuracy": ""},
        {"line-kind": "accuracy"},
        {"line-kind": "own", "line-at": "101"},
        {"line-kind": "cost", "line-mistake": "-1", "line-person": "1"},
        {"line-kind": "cost", "line-mistake": "nan", "line-person": "1"},
        {"line-kind": "cost", "line-mistake": "1e9", "line-person": "\u0661"},
    ],
)
def test_wishes_that_are_none_are_refused_in_words(fields: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_goal(fields, WISH)
    assert refused.value.message.endswith(".")


def test_ticks_are_round_and_few() -> None:
    for lowest in (0.0, 0.13, 0.5, 0.77, 0.93, 1.0):
        found = ticks(floor_of(lowest))
        assert found[-1] == 1.0
        assert 3 <= len(found) <= 6
        assert found[0] >= floor_of(lowest) <= lowest


def test_no_verdict_on_calibration_is_given_below_thirty_rows() -> None:
    few = report([judged(0.95, "a", "b")] * 29)
    assert "needs at least 30 labelled rows, and there are 29" in reliability_chart(few).text
    assert "too high" not in reliability_chart(few).text
    assert "too high" in reliability_chart(report([judged(0.95, "a", "b")] * 30)).text
