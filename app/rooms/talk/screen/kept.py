"""The talks on this device: found by their words, opened, renamed, deleted. Pure."""

from typing import Final

from app.rooms.talk.state import Deleted, Found, TalkState
from app.state import State
from app.ui.errors import aside_list
from app.ui.markup import Html, Node, el
from app.ui.parts import button, button_row, notice, text_field
from hearthside.store import day_in_words
from hearthside.talk import Hit, TalkTag
from hearthside.talk.shelf import COLLECTION

# More than these are found by their words.
_LISTED: Final = 100


def talks_part(state: State, room: TalkState) -> Html | None:
    """Folded, so that the talk is near; None before the first talk."""
    kept = room.kept
    said = [
        el("p", kept.notice, role="status") if kept.notice else None,
        _undo(kept.deleted) if kept.deleted is not None else None,
        aside_list(state, COLLECTION),
    ]
    if not kept.entries:
        return el("div", said, class_="fields") if any(said) else None
    count = len(kept.entries)
    return el(
        "div",
        said,
        el(
            "details",
            el(
                "summary",
                f"Your talks ({count:,})",
                id="talk-list-heading",
                tabindex=0,
            ),
            _search(),
            _found(kept.found) if kept.found is not None else None,
            el(
                "ul",
                [
                    _entry(one, place, room)
                    for place, one in enumerate(kept.entries[:_LISTED], start=1)
                ],
                class_="spines",
            ),
            el("p", f"And {count - _LISTED:,} older ones.", class_="small soft")
            if count > _LISTED
            else None,
            class_="more",
            id="talk-list",
        ),
        class_="fields",
    )


def _undo(deleted: Deleted) -> Html:
    return notice(
        el("p", "Deleted: ", el("bdi", deleted.title or "a talk")),
        button_row(button("Undo delete", "talk.undo", "first")),
    )


def _search() -> Html:
    return el(
        "form",
        text_field("talk-query", "Search in all talks", type="search"),
        button_row(el("button", "Search", type="submit", class_="button")),
        class_="fields",
        id="talk-search",
        data_event="talk.search",
    )


def _found(found: Found) -> Html:
    if not found.hits:
        return el("p", "Nothing was found for ", el("bdi", found.query), ".", id="talk-found")
    return el(
        "ol",
        [_hit(hit, place) for place, hit in enumerate(found.hits, start=1)],
        class_="talk-hits",
        id="talk-found",
    )


def _hit(hit: Hit, place: int) -> Html:
    words: list[Node] = [
        hit.excerpt[: hit.start],
        el("mark", hit.excerpt[hit.start : hit.end]),
        hit.excerpt[hit.end :],
    ]
    return el(
        "li",
        el("p", el("strong", el("bdi", hit.talk)), class_="small"),
        el("p", words, class_="small", dir="auto"),
        button(
            ["Open", el("span", f" place {place}", class_="quiet-voice")],
            "talk.open",
            "light",
            data_id=hit.key,
            data_number=hit.number,
        ),
    )


def _entry(tag: TalkTag, place: int, room: TalkState) -> Html:
    named = el("span", f" talk {place}, {tag.title}", class_="quiet-voice")
    turns = "1 turn" if tag.turns == 1 else f"{tag.turns:,} turns"
    open_now = " \u00b7 open now" if tag.key == room.key else ""
    if tag.key == room.kept.renaming:
        return el("li", _renaming(tag), class_="spine")
    return el(
        "li",
        el("h2", el("bdi", tag.title or "A talk without words")),
        el("p", f"{day_in_words(tag.saved_at_ms)} \u00b7 {turns}{open_now}", class_="small soft"),
        button_row(
            button(["Open", named], "talk.open", "light", data_id=tag.key),
            button(["Rename", named], "talk.rename", "light", data_id=tag.key),
            button(["Delete", named], "talk.delete", "light danger", data_id=tag.key),
        ),
        class_="spine",
    )


def _renaming(tag: TalkTag) -> Html:
    return el(
        "form",
        text_field("talk-title", "New title", value=tag.title, maxlength=120),
        button_row(
            el("button", "Save title", type="submit", class_="button first"),
            button("Cancel", "talk.rename", data_id=""),
        ),
        data_event="talk.title",
        data_id=tag.key,
        class_="fields",
    )
