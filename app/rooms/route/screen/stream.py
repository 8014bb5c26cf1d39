"""A list of texts routed one after another: where it comes from, and how far it has come.

Pure: values in, `Html` out.
"""

from typing import Final

from app.rooms.route.screen.answer import preparing_view, stale_note
from app.rooms.route.screen.rows import rows_view
from app.rooms.route.state import Basis, PolicyView, RouteState, Stream
from app.tables import LARGEST_FILE_BYTES
from app.ui.markup import Html, el
from app.ui.parts import button, button_row

ROWS_ID: Final = "route-rows"


def stream_card(route: RouteState, now: Basis, *, awake: bool) -> Html:
    """The room's second way in: many texts at once. `now`: what they would be routed by now."""
    return el(
        "details",
        el("summary", "Route a whole list"),
        el(
            "form",
            el(
                "div",
                el("label", "One text on each line", for_=ROWS_ID),
                el(
                    "textarea",
                    id=ROWS_ID,
                    name="rows",
                    rows=5,
                    dir="auto",
                    autocomplete="off",
                ),
                class_="field all",
            ),
            _ways(route.policy, ready=awake and not route.busy and route.policy.fault is None),
            id="rows-form",
            data_kept=True,
            data_event="route.rows",
            data_drop=True,
            class_="fields",
        ),
        _stream(route, route.stream, now) if route.stream else None,
        class_="more card",
        id="route-many",
    )


def _ways(policy: PolicyView, *, ready: bool) -> Html:
    sample = policy.card.sample
    return button_row(
        el("button", "Route these lines", type="submit", class_="button first", disabled=not ready),
        button("Route the sample rows", "route.rows.sample", disabled=not ready)
        if sample
        else None,
        el(
            "label",
            "Choose a table file",
            el(
                "input",
                type="file",
                name="rows-file",
                accept=".csv,.tsv,.txt,.xlsx,text/csv,text/plain",
                data_event="route.rows.file",
                data_bytes=LARGEST_FILE_BYTES,
                class_="quiet-voice",
                disabled=not ready,
            ),
            class_="button",
        ),
    )


def _stream(route: RouteState, stream: Stream, now: Basis) -> Html:
    working, done = route.work == "stream", len(stream.rows)
    stale = stream.stale(now)
    return el(
        "section",
        el("h3", f"Routed: {stream.name}" if stream.name else "Routed", id="stream-heading"),
        _where(stream, working=working),
        preparing_view(route.preparing) if working else None,
        stale_note("rows-stale") if stale else None,
        el("p", _tally(stream), class_="small"),
        [el("p", note, class_="small soft") for note in stream.notes],
        rows_view(stream, route.sight) if done else None,
        button_row(button("Save the table (CSV)", "route.rows.save"))
        if done and not working
        else None,
        class_="room stale" if stale else "room",
        id="route-stream",
        aria_labelledby="stream-heading",
        aria_busy="true" if working else None,
    )


def _where(stream: Stream, *, working: bool) -> Html:
    done = len(stream.rows)
    line = f"{done} of {stream.of} rows"
    if not working:
        words = (
            f"Stopped after {line}. What is here stays." if stream.stopped else f"{line} routed."
        )
        return el("p", words, id="stream-line")
    return el(
        "div",
        el("progress", max=stream.of, value=done, aria_labelledby="stream-heading"),
        el("p", line, id="stream-line", class_="small soft"),
        button_row(button("Stop", "route.stop", data_escape=True, id="route-stop")),
    )


def _tally(stream: Stream) -> str:
    """How many went where, and how many go as the sample says they should."""
    counts: dict[str, int] = {}
    for row in stream.rows:
        name = row.verdict.route if row.verdict else "waiting for the model"
        counts[name] = counts.get(name, 0) + 1
    told = ", ".join(f"{name}: {count}" for name, count in counts.items())
    meant = [row for row in stream.rows if row.expected and row.verdict]
    same = sum(row.verdict is not None and row.verdict.route == row.expected for row in meant)
    return f"{told}. As the sample says: {same} of {len(meant)}." if meant else f"{told}."
