"""What the embedding model adds to the room: which model decides, how both did, rows like this.

Pure: state in, `Html` out.
"""

from typing import Final

from app.rooms.sort.screen.fields import asked, chooser
from app.rooms.sort.state import SortState
from app.shell.deciding import By
from app.state import State
from app.ui.embedder import embedder_card, embedder_line
from app.ui.errors import error_box
from app.ui.markup import Html, el
from app.ui.parts import button, button_row, notice
from app.ui.welcome import model_card, ready_line
from hearthside.sort import LEAST_COMPARED

_WAYS: Final = [
    ("likelihood", "The language model: few labels, no or few examples"),
    ("embedding", "The embedding model: many labels, or many examples"),
]
_NAMES: Final[dict[By, str]] = {"likelihood": "language", "embedding": "embedding"}
_PLACES: Final[dict[By, str]] = {"likelihood": "model", "embedding": "embedder"}
_BESIDE: Final = "It decides by likeness to your examples; the language model stays as it is."
_PROMISE: Final = "These rows are decided by likeness to your examples. That takes this model:"
_PROMISE_BEFORE: Final = (
    "It decides by likeness to the examples that you show, and can propose labels from the rows. "
    "It is downloaded once from this site and kept here; afterwards no network is needed."
)
_HINT: Final = (
    "The language model weighs how likely each label is. The embedding model goes by likeness to "
    "your examples, reads faster, and says when a row is unlike all of them."
)


def decides(state: State) -> By:
    """The model that decides this sort; before it is begun, the one that is chosen in the form. A
    site without an embedding model leaves no choice."""
    sort = state.of(SortState)
    if sort.at_work and sort.settings is not None:
        return sort.settings.by
    return sort.by if state.embedders else "likelihood"


def decider_ready(state: State) -> bool:
    """Whether the model that decides is awake."""
    return state.is_ready(decides(state))


def way_field(state: State) -> Html | None:
    """Which model decides; nothing to ask where the site carries no embedding model."""
    if not state.embedders:
        return None
    control = chooser(
        "sort-by",
        "by",
        _WAYS,
        decides(state),
        data_event="sort.by",
        aria_describedby="sort-by-hint",
    )
    return asked("sort-by", "Which model decides?", control, _HINT)


def propose_button(state: State) -> Html | None:
    """Labels from the rows themselves."""
    sort = state.of(SortState)
    if sort.table is None or state.embedding.stage != "ready":
        return None
    notice = sort.notice
    return el(
        "div",
        button_row(
            button(
                "Suggest labels from the rows",
                "sort.propose",
                "light",
                id="sort-propose",
                disabled=sort.grouping,
            )
        ),
        el("p", notice, class_="small", id="sort-proposed", role="status") if notice else None,
    )


def deciding_models(state: State) -> list[Html | None]:
    """The offer to fetch the model that decides, how far that is, and what went wrong with it. What
    went wrong with the other one is said where that is offered, if it is."""
    compares = state.of(SortState).at_work and bool(state.embedders)
    places = [_PLACES[decides(state)]] if compares else list(_PLACES.values())
    return [*[error_box(state, place) for place in places], _deciding_card(state)]


def _deciding_card(state: State) -> Html | None:
    if decides(state) == "likelihood":
        return model_card(state)
    promise = _PROMISE if state.of(SortState).at_work else _PROMISE_BEFORE
    return embedder_card(state, "First, download the embedding model", el("p", promise))


def deciding_line(state: State) -> Html | None:
    """The quiet line of the model that decides; None while its card is on the page."""
    if decides(state) == "embedding":
        return embedder_line(state)
    return ready_line(state) if state.brain.stage not in ("absent", "loading") else None


def alike_button(sort: SortState) -> Html | None:
    """Rows like the one in hand."""
    if sort.settings is None or sort.settings.by != "embedding":
        return None
    return button("Find similar rows", "sort.alike", "light", id="sort-alike")


def twins_button(sort: SortState) -> Html | None:
    """Rows that say nearly the same as another."""
    if sort.settings is None or sort.settings.by != "embedding" or not sort.counts.read:
        return None
    found = button("Find near-duplicates", "sort.twins", "light", id="sort-twins")
    none = sort.sight.near_words if not sort.sight.near else ""
    return el(
        "div",
        button_row(found),
        el("p", none, class_="small", id="sort-none-alike", role="status") if none else None,
    )


def comparison(state: State) -> Html | None:
    """How both models do on the rows that a person labelled, and the better one offered."""
    sort = state.of(SortState)
    if not state.embedders or sort.settings is None:
        return None
    other: By = "likelihood" if sort.settings.by == "embedding" else "embedding"
    said = el("p", sort.compared, id="sort-compared", tabindex=-1, role="status")
    return el(
        "section",
        el("h3", "Is the other model better?", id="sort-compare-heading"),
        error_box(state, _PLACES[other]),
        said if sort.compared else None,
        _under_way(sort, other) if sort.comparing is not None else _next_step(state, other),
        class_="card",
        aria_labelledby="sort-compare-heading",
    )


def better_model(sort: SortState) -> Html | None:
    """The proposal of the model that did clearly better, where a person sees it."""
    if not sort.better:
        return None
    return notice(
        el("h3", f"The {_NAMES[sort.better]} model does better on your rows"),
        el("p", sort.compared),
        button_row(_switch(sort.better)),
        id="sort-better",
    )


def _switch(better: By) -> Html:
    return button(f"Use the {_NAMES[better]} model", "sort.switch", "first", id="sort-switch")


def _under_way(sort: SortState, other: By) -> list[Html]:
    done, of = (sort.comparing.done, sort.comparing.of) if sort.comparing else (0, 0)
    words = f"The {_NAMES[other]} model reads the rows that you labelled."
    counted = f" {done:,} of {of:,} are read." if of else ""
    bar = el(
        "progress",
        id="sort-compare-bar",
        aria_labelledby="sort-compare-heading",
        max=of or None,
        value=done if of else None,
    )
    return [
        bar,
        el("p", words + counted, class_="small"),
        button_row(button("Stop", "sort.compare.stop", id="sort-compare-stop")),
    ]


def _next_step(state: State, other: By) -> list[Html | None]:
    """What is missing before both can be tried, or the button that tries them."""
    sort, name = state.of(SortState), _NAMES[other]
    if sort.counts.reviewed < LEAST_COMPARED:
        words = (
            f"Confirm or correct {LEAST_COMPARED} rows at least, best of all random ones; "
            f"{sort.counts.reviewed} are labelled so far. Then both models can be tried on them."
        )
        return [el("p", words, class_="small soft")]
    if not state.is_ready(other):
        words = f"The {name} model can be tried on the rows you labelled. It has to be here too."
        card = model_card(state) if other == "likelihood" else _other_embedder(state)
        return [el("p", words, class_="small soft"), card]
    tried = button("Compare on my rows", "sort.compare", id="sort-compare", disabled=sort.busy)
    words = f"Try the {name} model on the rows you labelled."
    return [
        None if sort.compared else el("p", words, class_="small soft"),
        button_row(tried),
    ]


def _other_embedder(state: State) -> Html | None:
    return embedder_card(state, "Download the embedding model", el("p", _BESIDE))
