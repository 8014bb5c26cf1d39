"""An answer as it comes, and answers as they stand: marked, with what they rest on. Pure."""

from typing import Final

from app.rooms.write.handlers.answers import EDIT_FORM, EDITED, said_id
from app.rooms.write.handlers.asking import LIVE_ID, MOVED_ID
from app.rooms.write.handlers.text import TEXT
from app.rooms.write.screen.sent import sent_part
from app.rooms.write.state import Answer, Quote, Said, Value, WriteState
from app.rooms.write.values import plain_value
from app.rooms.write.words import MARKED, PARTIAL
from app.state import State
from app.ui.markup import Html, Node, el
from app.ui.parts import bullet_list, button, button_row, text_field

_NAMED: Final = "quiet-voice"


def live_card(write: WriteState) -> Html:
    """What is being said now."""
    assert write.asked is not None
    texts = [
        el(
            "div",
            el("h3", label) if label else None,
            el("p", text, class_="write-words", id=f"{LIVE_ID}-{at}", dir="auto"),
            class_="side",
        )
        for at, (label, text) in enumerate(zip(write.asked.labels, write.live, strict=True))
    ]
    return el(
        "section",
        el("h2", el("bdi", write.asked.ask), id="write-live-heading", tabindex=-1),
        el("p", write.moved, class_="small soft", id=MOVED_ID),
        el("div", texts, class_="sides"),
        button_row(button("Stop", "write.stop", "first", id="write-stop", data_escape=True)),
        sent_part(write.sent, "now", "now") if write.sent else None,
        class_="card",
        id=LIVE_ID,
        aria_labelledby="write-live-heading",
    )


def edit_form(state: State) -> Html:
    """Always on the page, if hidden."""
    write, suggest = state.of(WriteState), state.suggesting(f"field-{TEXT}")
    return el(
        "form",
        text_field(EDITED, "Your version of the answer", rows=6, data_suggest=suggest),
        button_row(
            el("button", "Keep my version", type="submit", class_="button first"),
            button("Leave it as it was", "write.edit.leave", "light"),
        ),
        class_="card",
        id=EDIT_FORM,
        data_event="write.edit.done",
        data_kept=True,
        hidden=write.editing is None,
    )


def answer_card(write: WriteState, at: int) -> Html:
    answer, heading = write.answers[at], f"write-answer-{at}"
    sides = [_said(answer, (at, one), said) for one, said in enumerate(answer.said)]
    return el(
        "article",
        el("h2", el("bdi", answer.ask), id=heading, tabindex=-1),
        el("p", el("bdi", answer.about), class_="small soft"),
        el("p", PARTIAL, class_="partial") if answer.partial else None,
        el("div", sides, class_="sides") if answer.job != "extract" else None,
        _table(answer, at) if answer.values else None,
        _raw(answer, sides) if answer.job == "extract" else None,
        _legend(answer),
        _rests(answer, at),
        bullet_list(answer.notes) if answer.notes else None,
        _deeds(answer, at),
        class_="card write-answer",
        aria_labelledby=heading,
    )


def _said(answer: Answer, place: tuple[int, int], said: Said) -> Html:
    at, one = place
    data = {"data_at": at, "data_said": one}
    which = el("span", f" {said.label} answer {at + 1}", class_=_NAMED)
    return el(
        "div",
        el("h3", said.label) if said.label else None,
        el("p", marked(said), class_="write-words", id=said_id(place), dir="auto", tabindex=-1),
        el("p", "This is your version.", class_="small soft") if said.edited is not None else None,
        el("p", said.note, class_="small soft") if said.note else None,
        button_row(
            button(["Copy", which], "write.copy", "light", **data),
            button(["Edit", which], "write.edit", "light", **data),
            button(["Undo your changes", which], "write.undo", "light", **data)
            if said.edited is not None
            else None,
            _ends(answer, at) if len(answer.said) == 1 and answer.job != "extract" else None,
        ),
        sent_part(said.sent, f"{at}-{one}", f"for version {one + 1} of answer {at + 1}")
        if said.sent
        else None,
        class_="side",
    )


def marked(said: Said) -> list[Node]:
    """The words, those that the text does not have marked; a person's own are not judged."""
    if said.edited is not None:
        return [said.edited]
    parts: list[Node] = []
    done = 0
    for mark in sorted(said.marks, key=lambda it: it.start):
        if done <= mark.start < mark.end <= len(said.text):
            parts.append(said.text[done : mark.start])
            kind = "held" if mark.what == "differs" else None
            words = said.text[mark.start : mark.end]
            parts.append(el("mark", words, title=MARKED[mark.what], class_=kind))
            done = mark.end
    return [*parts, said.text[done:]]


def _legend(answer: Answer) -> Html | None:
    """What the marks mean, once."""
    kinds = dict.fromkeys(it.what for said in answer.said if said.edited is None
                          for it in said.marks)  # fmt: skip
    if not kinds:
        return None
    told = " or ".join(MARKED[kind] for kind in kinds)
    if "differs" in kinds:
        return el("p", el("mark", "Marked", class_="held"), f": {told}.", class_="small")
    return el("p", el("mark", "Marked"), f": {told}. Check it.", class_="small")


def _rests(answer: Answer, at: int) -> Html | None:
    """The sentences that it rests on, highlighted among their neighbours; folded where they are
    not what was asked for."""
    if not answer.places:
        return None
    quotes = [
        el(
            "blockquote",
            el("p", _around(it), dir="auto", class_="write-words"),
            _to_text(it, f"sentence {number} of answer {at + 1}"),
            class_="rests",
        )
        for number, it in enumerate(answer.places, start=1)
    ]
    if answer.job == "answer":
        return el("section", el("h3", "It rests on this"), quotes)
    which = el("span", f" answer {at + 1} rests on", class_=_NAMED)
    return el("details", el("summary", "What it rests on", which), quotes, class_="more")


def _around(quote: Quote) -> list[Node]:
    before = quote.before.rsplit("\n\n", 1)[-1]
    after = quote.after.split("\n\n", 1)[0]
    return [before, el("mark", quote.found, class_="held"), after]


def _to_text(quote: Quote, which: str) -> Html | None:
    if not quote.line:
        return None
    return button(
        ["Show in the text", el("span", f": {which}", class_=_NAMED)],
        "write.show",
        "light",
        data_line=quote.line,
        data_column=quote.column,
        data_length=quote.length,
    )


def _table(answer: Answer, at: int) -> Html:
    head = el("tr", [el("th", name, scope="col") for name in ("Field", "Value", "In the text")])
    return el(
        "div",
        el(
            "table",
            el("thead", head),
            el("tbody", [_value(it, at) for it in answer.values]),
            class_="values",
        ),
        class_="sideways",
        role="region",
        aria_label=f"Fields of answer {at + 1}",
        tabindex=0,
    )


def _value(value: Value, at: int) -> Html:
    shown = plain_value(value.json)
    found: Node = el("span", value.note or "\u2014", class_="small soft")
    if value.place is not None:
        found = [
            el("span", _near(value.place), class_="small", dir="auto"),
            _to_text(value.place, f"{value.name} of answer {at + 1}"),
        ]
    cell = el("mark", shown) if value.note else (shown or el("span", "not said", class_="soft"))
    return el(
        "tr",
        el("th", el("bdi", value.name), scope="row"),
        el("td", cell, dir="auto"),
        el("td", found),
    )


def _near(quote: Quote) -> list[Node]:
    """Some words on either side."""
    before = " ".join(quote.before.split()[-5:])
    after = " ".join(quote.after.split()[:5])
    blank_before = " " if quote.before[-1:].isspace() else ""
    blank_after = " " if quote.after[:1].isspace() else ""
    found = el("mark", quote.found, class_="held")
    return [f"{before}{blank_before}", found, f"{blank_after}{after}"]


def _raw(answer: Answer, sides: list[Html]) -> Html:
    return el(
        "details",
        el("summary", "The JSON"),
        el("div", sides),
        class_="more",
        open=not answer.values,
    )


def _deeds(answer: Answer, at: int) -> list[Html]:
    """What can be done with all of it; of one text its own buttons stand in the same row."""
    why = f" {answer.why}" if answer.why else ""
    by = el("p", f"Answered by {answer.by}.{why}", class_="small soft")
    each = any(said.sent for said in answer.said)
    shown = answer.sent if not each else None
    sent = [sent_part(shown, str(at), f"for answer {at + 1}")] if shown else []
    which = el("span", f" answer {at + 1}", class_=_NAMED)
    csv = (
        button(["Save CSV", which], "write.save", data_at=at, data_said=0, data_kind="csv")
        if answer.values
        else None
    )
    alone = len(answer.said) == 1 and answer.job != "extract"
    return [*([] if alone else [button_row(csv, *_ends(answer, at))]), by, *sent]


def _ends(answer: Answer, at: int) -> list[Html]:
    which = el("span", f" answer {at + 1}", class_=_NAMED)
    data = {"data_at": at, "data_said": 0}
    save = "Save JSON" if answer.job == "extract" else "Save"
    return [
        *([button([save, which], "write.save", "light", **data)] if len(answer.said) == 1 else []),
        button(["Remove", which], "write.remove", "light", **data),
    ]
