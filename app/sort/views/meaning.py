"""What the embedding model adds to the room: which model decides, how both did, rows like this.

Pure: state in, `Html` out.
"""

from typing import Final

from app.deciding import By
from app.sort.state import SortState
from app.sort.views.fields import asked, chooser
from app.state import State
from app.views.embedder import embedder_card, embedder_line
from app.views.markup import Html, el
from app.views.parts import button, deeds
from app.views.trouble import trouble_box
from app.views.welcome import model_card, ready_line

_WAYS: Final = [
    ("likelihood", "The language model: few labels, no or few examples"),
    ("embedding", "The embedding model: many labels, or many examples"),
]
_PROMISE: Final = "These rows are decided by likeness to what you show. That takes this model:"
_PROMISE_BEFORE: Final = (
    "It decides by likeness to the examples that you show, and can propose labels from the rows. "
    "It is fetched once from this site and kept here; afterwards no network is needed."
)
_HINT: Final = (
    "The language model weighs how likely each label is. The embedding model goes by likeness to "
    "your examples, reads faster, and says when a row is like nothing you showed it."
)


def decides(state: State) -> By:
    """The model that decides this sort; before it is begun, the one that is chosen in the form. A
    site without an embedding model leaves no choice."""
    sort = state.sort
    if sort.at_work and sort.settings is not None:
        return sort.settings.by
    return sort.by if state.embedders else "likelihood"


def decider_ready(state: State) -> bool:
    """Whether the model that decides is awake."""
    return is_ready(state, decides(state))


def is_ready(state: State, by: By) -> bool:
    return (state.embedding.stage if by == "embedding" else state.brain.stage) == "ready"


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
    if state.sort.table is None or state.embedding.stage != "ready":
        return None
    notice = state.sort.notice
    return el(
        "div",
        deeds(button("Propose labels from the rows", "sort.propose", "light", id="sort-propose")),
        el("p", notice, class_="small", role="status") if notice else None,
    )


def deciding_models(state: State) -> list[Html | None]:
    """The offer to fetch the model that decides, how far that is, and what went wrong with it."""
    return [
        trouble_box(state, "model"),
        trouble_box(state, "embedder"),
        _deciding_card(state),
    ]


def _deciding_card(state: State) -> Html | None:
    if decides(state) == "likelihood":
        return model_card(state)
    promise = _PROMISE if state.sort.at_work else _PROMISE_BEFORE
    return embedder_card(state, "First, fetch the embedding model", el("p", promise))


def deciding_line(state: State) -> Html | None:
    """The quiet line of the model that decides; None while its card is on the page."""
    if decides(state) == "embedding":
        return embedder_line(state)
    return ready_line(state) if state.brain.stage not in ("absent", "loading") else None


def alike_button(sort: SortState) -> Html | None:
    """Rows like the one in hand."""
    if sort.settings is None or sort.settings.by != "embedding":
        return None
    return button("Rows like this one", "sort.alike", "light", id="sort-alike")


def twins_button(sort: SortState) -> Html | None:
    """Rows that say nearly the same as another."""
    if sort.settings is None or sort.settings.by != "embedding" or not sort.counts.read:
        return None
    return deeds(button("Find near-duplicates", "sort.twins", "light", id="sort-twins"))


def comparison(state: State) -> Html | None:
    """How both models did on the rows that a person labelled, and the better one offered."""
    sort = state.sort
    if not state.embedders or sort.settings is None:
        return None
    other = "language" if sort.settings.by == "embedding" else "embedding"
    switch = button(f"Let the {other} model decide", "sort.switch", "first", id="sort-switch")
    return el(
        "section",
        el("h3", "Would the other model do better?", id="sort-compare-heading"),
        el("p", sort.compared, id="sort-compared", tabindex=-1, role="status")
        if sort.compared
        else el("p", f"Try the {other} model on the rows you labelled.", class_="small soft"),
        deeds(
            button(
                "Compare on my rows",
                "sort.compare",
                "light",
                id="sort-compare",
                disabled=sort.running,
            ),
            switch if sort.better else None,
        ),
        class_="card",
        aria_labelledby="sort-compare-heading",
    )
