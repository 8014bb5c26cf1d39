"""Screens: every state renders, text stays text, nothing the content policy forbids comes out."""

import re
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app import prerender
from app.room import Room
from app.rooms import rooms
from app.rooms.shelf.state import ShelfEntry, ShelfState
from app.rooms.story.state import Pace, Telling
from app.state import (
    AsideView,
    Brain,
    Fetch,
    Machine,
    Offer,
    ShownError,
    Speech,
    State,
    Voice,
)
from app.ui.frame import Screens, screen
from app.ui.markup import Html, el, join
from app.ui.parts import KEYS
from app.ui.words import ERROR_WORDS, OFFERS, size_in_words, time_in_words
from hearthside.adapters.fake.engine import FAKE_MODEL
from hearthside.store import SetAside
from hearthside.wire import Code

EVIL = "<script>alert('x')</script>\x00\u202e\"&"
OFFER = Offer(
    "small", EVIL, 163_000_000, licence_name=EVIL, licence_file="models/small/T", kept=True
)
ASIDE = AsideView(
    {
        "stories": tuple([SetAside("stories", f"{EVIL}{n}", EVIL, 9_000) for n in range(60)]),
        "settings": (SetAside("settings", EVIL, "It cannot be read.", 1),),
    }
)
READY = State(
    machine=Machine(quota_bytes=10**10),
    offers=(OFFER, Offer("large", "Large", 286_000_000, language="many")),
    brain=Brain("ready", "small", Fetch(), FAKE_MODEL),
    speech=Speech("quiet", (Voice(EVIL, "en"),)),
)
STATES = {
    "built": State(awake=False),
    "waking": State(),
    "first visit": replace(READY, brain=Brain("absent")),
    "no room": replace(READY, brain=Brain("absent"), machine=Machine(quota_bytes=1000)),
    "private window": replace(READY, brain=Brain("absent"), machine=Machine(storage="memory")),
    "no models": State(brain=Brain("absent"), machine=Machine()),
    "fetching": replace(READY, brain=Brain("loading", "small", Fetch("download", 5, 10, 2.0))),
    "waking a model": replace(READY, brain=Brain("loading", "small", Fetch("load"))),
    "ready": READY,
    "planning": READY.having(Telling(work="tell")),
    "live": READY.having(
        Telling(work="tell", title=EVIL, of=5, live=EVIL, pace=Pace(9, 3.2, 70.0))
    ),
    "cut short": READY.having(Telling(left_over=EVIL, stopped=True, title=EVIL)),
    "suggesting": READY.having(Telling(work="suggest")),
    "two tabs": replace(READY, other_tabs=1, notice=EVIL),
    "shelf": replace(READY, place="shelf").having(
        ShelfState((ShelfEntry("k", EVIL, EVIL, 1), ShelfEntry("l", "", "", 2, False)))
    ),
    "set aside": replace(READY, place="shelf", aside=ASIDE),
    "set aside, asked": replace(
        READY, place="settings", aside=replace(ASIDE, asking=("settings", EVIL))
    ),
    "renaming": replace(READY, place="shelf").having(
        ShelfState((ShelfEntry("k", EVIL, "", 1),), renaming="k")
    ),
    "empty shelf": replace(READY, place="shelf").having(ShelfState(())),
    "unread shelf": replace(READY, place="shelf"),
    "settings": replace(READY, place="settings"),
    "settings while loading": replace(
        READY, place="settings", brain=Brain("loading", "small", Fetch("selftest"))
    ),
}


class Checker(HTMLParser):
    """Reads a screen as a browser would and collects what is wrong with it."""

    VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.controls: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in ("script", "style") or "style" in named:
            self.faults.append(f"inline {tag}")
        self.faults += [f"handler {name}" for name in named if name.startswith("on")]
        if tag not in self.VOID:
            self.open.append(tag)
        if named.get("id"):
            self.ids.append(str(named["id"]))
        if tag == "label" and named.get("for"):
            self.labels.append(str(named["for"]))
        if tag in ("select", "textarea") or (tag == "input" and named.get("type") == "text"):
            self.controls.append(str(named.get("id")))
        if tag == "button" and not named.get("type"):
            self.faults.append("a button without a type submits by accident")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"stray </{tag}>")


@pytest.mark.parametrize("name", STATES)
def test_every_state_renders_as_sound_html(name: str) -> None:
    html = screen(STATES[name]).text
    checker = Checker()
    checker.feed(html)
    assert checker.faults == []
    assert checker.open == []
    assert len(checker.ids) == len(set(checker.ids))
    assert set(checker.controls) <= set(checker.labels)
    assert "\x00" not in html


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("attribute", ["aria-labelledby", "aria-describedby"])
def test_what_names_a_part_is_there(name: str, attribute: str) -> None:
    html = screen(STATES[name]).text
    ids = set(re.findall(r' id="([^"]+)"', html))
    named = {id_ for ids_ in re.findall(rf'{attribute}="([^"]+)"', html) for id_ in ids_.split()}
    assert named <= ids


@pytest.mark.parametrize("name", STATES)
def test_the_form_is_always_on_the_page_for_it_holds_what_was_typed(name: str) -> None:
    html = screen(STATES[name]).text
    assert html.count('id="story-form"') == 1
    assert html.count('id="field-hero"') == 1


def test_a_screen_after_others_is_what_it_is_by_itself() -> None:
    screens = Screens()
    for name, state in [*STATES.items(), *reversed(STATES.items())]:
        for shown in (state, READY):
            assert screens.of(shown) == screen(shown), name


def test_a_room_is_made_anew_only_where_it_could_be_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[str] = []

    def counting(room: Room) -> Room:
        return replace(room, screen=lambda state: made.append(room.id) or room.screen(state))

    counted = [counting(room) for room in rooms()]
    monkeypatch.setattr("app.ui.frame.rooms", lambda: counted)
    screens, every = Screens(), [room.id for room in counted]
    telling = Telling(title="One", left_over="word", stopped=True)
    for state, anew in (
        (READY, every),
        (READY, []),
        (READY.having(telling), ["story"]),
        (READY.having(replace(telling, title="Another")), ["story"]),
        (replace(READY, notice="Hush.").having(telling), every),
        (READY.having(Telling(work="tell")), every),  # a model at work is every room's matter
    ):
        screens.of(state)
        assert made == anew
        made.clear()


@pytest.mark.parametrize("code", Code)
def test_every_code_has_words_and_ways_on(code: Code) -> None:
    words = ERROR_WORDS[code]
    assert words.title
    assert words.advice
    assert set(words.offers) <= set(OFFERS)
    html = screen(replace(READY, error=ShownError(code, EVIL, EVIL))).text
    assert "<script" not in html
    assert words.title.split("'")[0] in html


def test_a_wrong_field_is_marked_and_explained() -> None:
    html = screen(
        replace(READY, error=ShownError(Code.FORM_INVALID, "Too long.", "hero", "form"))
    ).text
    field = re.search(r'<input[^>]*id="field-hero"[^>]*>', html)
    assert field is not None
    assert 'aria-invalid="true"' in field.group()
    assert 'aria-describedby="wrong-hero"' in field.group()
    assert '<p class="wrong" id="wrong-hero">Too long.</p>' in html


def test_children_and_attributes_are_escaped_and_html_is_not() -> None:
    assert str(el("p", "<i>", title='"')) == '<p title="&quot;">&lt;i&gt;</p>'
    assert str(el("p", Html("<i>"), 3, None, ["a", ["b"]])) == "<p><i>3ab</p>"
    assert str(el("input", disabled=True, checked=False, data_event="go")) == (
        '<input disabled data-event="go">'
    )
    assert str(join(["a\x00", "\u2028b"])) == "ab"


@pytest.mark.parametrize(
    "attributes", [{"onclick": "x"}, {"style": "x"}, {"href": " JavaScript:x"}, {"src": "data:x"}]
)
def test_what_the_policy_forbids_is_refused_at_once(attributes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"policy|address"):
        el("a", **attributes)


@pytest.mark.skipif(sys.platform == "emscripten", reason="the template stays at the building site")
def test_the_built_page_holds_the_first_screen_and_the_site_s_policy() -> None:
    from web.site.headers import policy_meta

    page = prerender()
    assert page.startswith("<!doctype html>")
    assert f'content="{policy_meta("")}"' in page
    assert "Starting\u2026" in page
    assert re.search(r'<button[^>]*id="tell-button"[^>]* disabled', page)
    assert not re.search(r"<script(?![^>]*src=)", page)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


@pytest.mark.parametrize(
    ("size_bytes", "words"),
    [(0, "1 kB"), (5_000, "5 kB"), (163_400_000, "163 MB"), (1_250_000_000, "1.2 GB")],
)
def test_sizes_are_said_in_decimal_units(size_bytes: int, words: str) -> None:
    assert size_in_words(size_bytes) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3, "a few seconds"),
        (41, "40 seconds"),
        (58, "about a minute"),
        (200, "about 3 minutes"),
        (9000, "about 2 hours"),
    ],
)
def test_time_is_said_as_people_say_it(seconds: float, words: str) -> None:
    assert time_in_words(seconds) == words


def test_every_key_of_a_button_is_written_down() -> None:
    """The page's list of keys is the one source: no view has a key that it does not name."""
    named = {"ArrowUp": "\u2191", "ArrowDown": "\u2193"}
    told = [key for part, keys in KEYS.items() if part != "Workbench" for key, _ in keys]
    words = " ".join(told).replace("1 to 9", " ".join("123456789")).split()
    screens = (path.read_text() for path in Path("app").rglob("*.py"))
    source = "".join(screens)
    pressed = set(re.findall(r'data_key="(\w+)"', source))
    assert pressed, "keys are found in the screens"
    assert {named.get(key, key) for key in pressed if len(key) > 1 or key.isalnum()} <= set(words)
