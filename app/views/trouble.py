"""Troubles and banners: what went wrong, calmly, and what may help.

Pure: state in, `Html` out. The words come from words.py by code.
"""

from app.state import State, Trouble, TroublePlace
from app.views.markup import Html, el
from app.views.parts import button, deeds, notice
from app.views.words import OFFERS, words_for


def trouble_box(state: State, place: TroublePlace) -> Html:
    """The alert region of one part of the page; empty, but there, when all is well."""
    trouble = state.trouble
    inside = _trouble(trouble, state) if trouble and trouble.place == place else None
    return el("div", inside, role="alert", id=f"alert-{place}", class_="not-printed")


def _trouble(trouble: Trouble, state: State) -> Html:
    words = words_for(trouble.code, trouble.message, trouble.place, state.place)
    offers = [offer for offer in words.offers if _makes_sense(offer, state)]
    return notice(
        el("h2", words.title),
        el("p", " ".join(filter(None, (words.happened, words.advice)))),
        _detail(trouble),
        deeds([button(OFFERS[offer], offer) for offer in offers]) if offers else None,
        kind="alarm",
    )


def _makes_sense(offer: str, state: State) -> bool:
    """There is no going on without a story, and no trying again without anything tried."""
    of_story = state.place == "story" and state.telling.recipe is not None
    return offer not in ("continue", "again") or of_story


def _detail(trouble: Trouble) -> Html | None:
    told = trouble.detail or trouble.message
    if not told or trouble.place == "form":
        return None
    return el(
        "details",
        el("summary", "For a report"),
        el("p", f"{trouble.code}: {told}"[:600], class_="small soft"),
        class_="more",
    )


def banners(state: State) -> Html | None:
    """What a person should know before going on, but need not act on."""
    if not state.other_tabs and not state.notice:
        return None
    return el(
        "div",
        _other_tabs() if state.other_tabs else None,
        notice(el("p", state.notice), deeds(button("Close", "dismiss", "light")))
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
