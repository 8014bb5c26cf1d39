"""Errors and banners: what went wrong, calmly, and what may help; and what cannot be read.

Pure: state in, `Html` out. The words come from words.py by code.
"""

from typing import Final

from app.rooms import collections, room_at
from app.state import ShownError, State
from app.ui.markup import Html, el
from app.ui.parts import button, button_row, notice
from app.ui.words import OFFERS, size_in_words, words_for
from hearthside.store import SetAside

ASKING_ID: Final = "aside-asking"
# More than these are counted but not listed.
_SHOWN: Final = 50


def error_box(state: State, place: str) -> Html:
    """The alert region of one part of the page; empty, but there, when all is well."""
    error = state.error
    inside = _trouble(error, state) if error and error.place == place else None
    return el("div", inside, role="alert", id=f"alert-{place}", class_="not-printed")


def _trouble(error: ShownError, state: State) -> Html:
    words = words_for(error.code, error.message, error.place, state.place)
    offers = [offer for offer in words.offers if _makes_sense(offer, state)]
    return notice(
        el("h2", words.title),
        el("p", " ".join(filter(None, (words.happened, words.advice)))),
        _detail(error),
        button_row([button(OFFERS[offer], offer) for offer in offers]) if offers else None,
        kind="alarm",
    )


def _makes_sense(offer: str, state: State) -> bool:
    """There is no going on, and no trying again, where nothing was tried."""
    return offer not in ("continue", "again") or room_at(state.place).can_retry(state)


def _detail(error: ShownError) -> Html | None:
    told = error.detail or error.message
    if not told or error.place == "form":
        return None
    return el(
        "details",
        el("summary", "For a report"),
        el("p", f"{error.code}: {told}"[:600], class_="small soft"),
        class_="more",
    )


def banners(state: State) -> Html | None:
    """What a person should know before going on, but need not act on."""
    if not state.other_tabs and not state.notice:
        return None
    return el(
        "div",
        _other_tabs() if state.other_tabs else None,
        notice(el("p", state.notice), button_row(button("Close", "dismiss", "light")))
        if state.notice
        else None,
        class_="not-printed room",
    )


def _other_tabs() -> Html:
    return notice(
        el("h2", "Hearthside is open in another tab as well"),
        el(
            "p",
            "Both tabs share one shelf, and nothing is lost. Two models at work at once are slow, "
            "though: let one finish before the other begins.",
        ),
    )


def aside_id(collection: str) -> str:
    """The id of the heading over what a collection has of it."""
    return f"aside-{collection}"


def aside_list(state: State, collection: str) -> Html | None:
    """What of `collection` is set aside; None where everything could be read."""
    found = state.aside.found.get(collection, ())
    if not found:
        return None
    kinds = {it.collection for it in found}
    known = collections().get(kinds.pop()) if len(kinds) == 1 else None
    one, many = (known.one, known.many) if known else ("document", "documents")
    few = len(found) == 1
    told = (
        f"1 {one} is set aside because it"
        if few
        else f"{len(found):,} {many} are set aside because they"
    )
    return el(
        "section",
        el("h2", "Set aside", id=aside_id(collection), tabindex=-1),
        el(
            "p",
            f"{told} cannot be read. Nothing in it was changed; everything else works as usual.",
            class_="small soft",
        ),
        el("ul", [_entry(it, state.aside.asking) for it in found[:_SHOWN]], class_="spines"),
        el("p", f"And {len(found) - _SHOWN:,} more.", class_="small soft")
        if len(found) > _SHOWN
        else None,
        class_="card",
        aria_labelledby=aside_id(collection),
    )


def _entry(it: SetAside, asking: tuple[str, str]) -> Html:
    where = {"data_collection": it.collection, "data_key": it.key}
    named = el("span", f" {it.key}", class_="quiet-voice")
    if asking == (it.collection, it.key):
        question = notice(
            el("p", "Delete ", el("bdi", it.key), "? This cannot be undone."),
            button_row(
                button("Delete for good", "aside.delete.do", "danger", **where),
                button("Cancel", "aside.keep"),
            ),
            kind="alarm",
            id=ASKING_ID,
            tabindex=-1,
        )
    else:
        question = button_row(
            button(["Save as a file", named], "aside.save", "light", **where),
            button(["Delete", named], "aside.delete", "light danger", **where),
        )
    return el(
        "li",
        el("h3", el("bdi", it.key)),
        el("p", f"{it.reason} {size_in_words(it.size)}.", class_="small soft"),
        question,
        class_="spine",
    )
