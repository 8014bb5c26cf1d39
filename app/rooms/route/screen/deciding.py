"""Which model decides where no rule does: asked, offered, and said. Pure: state in, `Html` out."""

from typing import Final, get_args

from app.rooms.route.samples import sample_of
from app.rooms.route.state import Basis, RouteState, basis_of
from app.shell.deciding import By
from app.state import State
from app.ui.embedder import embedder_card, embedder_line
from app.ui.errors import error_box
from app.ui.markup import Html, Node, el
from app.ui.parts import select_field
from app.ui.welcome import model_card, ready_line

_WAYS: Final = [
    ("likelihood", "The language model"),
    ("embedding", "The embedding model"),
]
_HINT: Final = (
    "The embedding model goes by likeness to the policy\u2019s examples. It reads them in seconds, "
    "where the language model can take a minute or more, and may notice that a text is like none "
    "of them. Answers are written by the language model in either case."
)
_RULES_FIRST: Final = (
    "The rules work without a model, at once. What no rule decides is read by {model}, which has "
    "to be downloaded once."
)


def decides(state: State) -> By:
    """The model that decides: as a person chose, else the only one that is on the device, else as
    suits the sample that the policy stems from. A site without an embedding model leaves no
    choice."""
    route = state.of(RouteState)
    if not state.embedders:
        return "likelihood"
    if route.by is not None:
        return route.by
    there = [by for by in get_args(By) if state.has(by)]
    sample = sample_of(route.policy.card.sample)
    return there[0] if len(there) == 1 else sample.by if sample else "likelihood"


def basis(state: State) -> Basis:
    """What a text is routed by now."""
    return basis_of(state.of(RouteState).policy.text, decides(state))


def decider_ready(state: State) -> bool:
    """Whether the model that decides is awake."""
    return state.is_ready(decides(state))


def deciding_field(state: State) -> Html | None:
    """The question; None where there is nothing to ask."""
    if not state.embedders:
        return None
    return select_field(
        "route-by",
        "Which model decides?",
        _WAYS,
        chosen=decides(state),
        hint=_HINT,
        data_event="route.by",
    )


def deciding_models(state: State) -> Html:
    """The offer to fetch the model that decides, or the quiet line that says it is there."""
    by_vectors = decides(state) == "embedding"
    return el(
        "div",
        error_box(state, "model"),
        error_box(state, "embedder"),
        _embedding_model(state) if by_vectors else _language_model(state),
        _writing_model(state) if by_vectors else None,
        class_="room",
        id="route-model",
    )


def _language_model(state: State) -> list[Node]:
    told = el("p", _RULES_FIRST.format(model="the language model"), class_="soft")
    return [
        told if state.brain.stage == "absent" else None,
        model_card(state) or ready_line(state),
    ]


def _embedding_model(state: State) -> list[Node]:
    promise = el("p", _RULES_FIRST.format(model="this model"))
    return [
        embedder_card(state, "First, download the embedding model", promise),
        embedder_line(state),
    ]


def _writing_model(state: State) -> list[Node]:
    """What a policy lets a model write takes the language model too."""
    summary = state.of(RouteState).policy.summary
    if summary is None or not summary.writes or not decider_ready(state):
        return []
    told = el(
        "p",
        "This policy lets a model write some answers. That takes the language model; until it is "
        "downloaded, those texts go to a person.",
        class_="soft",
    )
    return [
        told if state.brain.stage == "absent" else None,
        model_card(state) or ready_line(state),
    ]
