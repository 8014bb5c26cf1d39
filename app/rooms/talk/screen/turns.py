"""The turns of a talk, what is being said, and what can be done with each. Pure."""

from app.rooms.talk.state import TalkState
from app.rooms.talk.words import ENDS, can_talk, doing_line, turn_id
from app.state import State
from app.ui.markup import Html, Node, el
from app.ui.parts import button, button_row, text_field
from hearthside.talk import Turn


def turns_part(state: State, room: TalkState) -> Html:
    """The last turns of the path; earlier ones with a press."""
    if room.opening:
        return el("p", "Opening the talk\u2026", class_="soft", id="talk-turns")
    path = room.talk.path()
    first = max(0, len(path) - room.turns_shown)
    summary = room.talk.summary()
    shown: list[Node] = []
    for place, number in enumerate(path[first:], start=first + 1):
        shown.append(_turn(state, room, number, place, last=place == len(path)))
        if summary is not None and summary.upto == number:
            shown.append(_summary(place, summary.text))
    return el(
        "div",
        button_row(button(f"Show earlier turns ({first:,})", "talk.earlier", "light"))
        if first
        else None,
        shown,
        _live(room) if room.work else _unanswered(state, room),
        class_="talk-turns",
        id="talk-turns",
    )


def _turn(state: State, room: TalkState, number: int, place: int, *, last: bool) -> Html:
    turn = room.talk.turn(number)
    if number == room.editing:
        return _editing(turn, number)
    asked = turn.role == "user"
    who = "You" if asked else turn.by or "The model"
    named = el("span", f" turn {place}", class_="quiet-voice")
    free = can_talk(state) and not state.busy
    # What is being gone on with is shown as it grows, below.
    growing = last and not asked and bool(room.work)
    can_go_on = last and not asked and bool(turn.end) and not room.work
    return el(
        "article",
        el("h3", el("bdi", who), named, class_="talk-who", id=f"{turn_id(number)}-who"),
        _thoughts(turn.thoughts, named) if turn.thoughts else None,
        [_shown(one.kind, one.name) for one in turn.shown],
        el("p", turn.text, class_="talk-words", dir="auto") if turn.text else None,
        el("p", "(No words.)", class_="soft") if not (turn.text or turn.shown or growing) else None,
        el("p", ENDS[turn.end], class_="small soft") if turn.end and not growing else None,
        button_row(
            _arrows(room, number, place),
            button(["Go on", named], "talk.goon", "first", disabled=not free)
            if can_go_on
            else None,
            _ways(asked, number, named, free=free),
        ),
        class_=f"talk-turn {'talk-asked' if asked else 'talk-answer'}",
        id=turn_id(number),
        tabindex=-1,
        aria_labelledby=f"{turn_id(number)}-who",
    )


def _ways(asked: bool, number: int, named: Html, *, free: bool) -> list[Html]:
    change = (
        button(["Edit", named], "talk.edit", "light", data_number=number, disabled=not free)
        if asked
        else button(
            ["Answer again", named], "talk.again", "light", data_number=number, disabled=not free
        )
    )
    return [button(["Copy", named], "talk.copy", "light", data_number=number), change]


def _arrows(room: TalkState, number: int, place: int) -> Html | None:
    """From one version of a turn to the next."""
    versions = room.talk.versions(number)
    if len(versions) < 2:
        return None
    at = versions.index(number)

    def arrow(sign: str, name: str, to: int) -> Html:
        there = 0 <= to < len(versions)
        return button(
            sign,
            "talk.branch",
            "light",
            aria_label=f"{name} version of turn {place}",
            data_number=versions[to] if there else 0,
            disabled=not there or room.busy,
        )

    return el(
        "span",
        arrow("\u2039", "Previous", at - 1),
        el("span", f"{at + 1} of {len(versions)}", class_="small"),
        arrow("\u203a", "Next", at + 1),
        class_="talk-arrows",
    )


def _editing(turn: Turn, number: int) -> Html:
    return el(
        "form",
        text_field("talk-edited", "Change the question", value=turn.text, rows=4, data_enter=True),
        button_row(
            el("button", "Ask anew", type="submit", class_="button first"),
            button("Leave it", "talk.edit", data_number=0),
        ),
        el("p", "The question as it was stays, as a version of its own.", class_="small soft"),
        class_="fields talk-turn talk-asked",
        id=turn_id(number),
        tabindex=-1,
        data_event="talk.edited",
        data_number=number,
    )


def _thoughts(thoughts: str, named: Html) -> Html:
    return el(
        "details",
        el("summary", "What it thought first", named),
        el("p", thoughts, class_="talk-words small soft", dir="auto"),
        class_="more",
    )


def _shown(kind: str, name: str) -> Html:
    return el("p", f"{kind.capitalize()}: ", el("bdi", name or "no name"), class_="small soft")


def _summary(place: int, text: str) -> Html:
    return el(
        "details",
        el("summary", f"The {place:,} turns above are read in short from here on"),
        el("p", text, class_="talk-words small", dir="auto"),
        class_="more talk-summary",
    )


def _live(room: TalkState) -> Html:
    """What is being said; the page adds words to it as they come."""
    return el(
        "article",
        el("h3", "Now", class_="talk-who", id="talk-live-heading"),
        el("p", doing_line(room.work, room.waiting), class_="small soft", id="talk-doing"),
        el("p", room.thoughts, class_="talk-words small soft", id="talk-thoughts", dir="auto"),
        el("p", room.live, class_="talk-words", id="talk-live", dir="auto"),
        class_="talk-turn talk-answer talk-now",
        aria_labelledby="talk-live-heading",
    )


def _unanswered(state: State, room: TalkState) -> Html | None:
    """A question that nobody answered yet can be."""
    talk = room.talk
    if not talk.leaf or talk.turn(talk.leaf).role != "user" or room.editing:
        return None
    free = can_talk(state) and not state.busy
    return el(
        "div",
        el("p", "This question has no answer yet.", class_="small soft"),
        button_row(button("Answer it", "talk.goon", "first", disabled=not free)),
        class_="talk-turn talk-answer",
    )
