"""The Find room as a whole. Pure: state in, `Html` out."""

from app.rooms.find.samples import SAMPLE_QUESTIONS
from app.rooms.find.screen.answer import answer_model, answer_view
from app.rooms.find.screen.collection import collection_bar, other_model
from app.rooms.find.screen.files import drop_zone, file_list, intake_view
from app.rooms.find.screen.passages import passages_view
from app.rooms.find.screen.search import search_form
from app.rooms.find.screen.trade import vectors_view
from app.rooms.find.screen.words import count_in_words
from app.rooms.find.state import FindState
from app.state import State
from app.ui.embedder import embedder_card, embedder_line
from app.ui.errors import aside_list, error_box
from app.ui.markup import Html, Node, el
from app.ui.parts import button

_SAMPLES_NAME = "Sample files"


def find_screen(state: State) -> Html:
    """Always on the page, if hidden: the fields in it hold what was typed."""
    here, find = state.place == "find", state.of(FindState)
    shown = bool(find.files)
    return el(
        "div",
        el("h1", "Find in your own files", id="find-heading", tabindex=-1),
        el(
            "p",
            "Give this page files or a folder. They are read here, on your device. Then look for "
            "what they say, not only for the words they use; or ask, and see where each sentence "
            "of the answer comes from.",
            class_="lead",
        )
        if not find.cards
        else None,
        error_box(state, "find"),
        collection_bar(state),
        None if shown else _files(state),
        intake_view(find),
        other_model(state),
        search_form(find, ready=state.awake and shown, meaning=state.embedding.stage == "ready"),
        _questions(find),
        _found(state),
        _files(state) if shown else None,
        aside_list(state, "finding") if here else None,
        _model(state) if here else None,
        class_="room",
        id="find-room",
        hidden=not here,
    )


def _questions(find: FindState) -> Html | None:
    """What the sample files answer, for whoever tries the room on them."""
    card = find.card
    if card is None or card.name != _SAMPLES_NAME or find.search is not None or not find.files:
        return None
    return el(
        "section",
        el("h2", "For example", id="examples-heading"),
        el(
            "ul",
            [
                el("li", button(question, "find.example", "light", data_question=question))
                for question in SAMPLE_QUESTIONS
            ],
            class_="questions",
        ),
        aria_labelledby="examples-heading",
        id="find-questions",
    )


def _found(state: State) -> list[Node]:
    find = state.of(FindState)
    if find.search is None or find.files is None:
        return []
    cited = frozenset(
        (cite.number, cite.start, cite.end)
        for sentence in (find.answer.sentences if find.answer else ())
        for cite in sentence.cites
    )
    answered = find.answer is None or find.answer.outcome != "not in your files"
    return [
        answer_view(find.answer, offered=state.brain.stage == "absent" and bool(state.offers))
        if find.answer
        else None,
        passages_view(find.search, cited, answered=answered),
        answer_model(state, find.answer) if find.answer and state.place == "find" else None,
    ]


def _files(state: State) -> Html | None:
    """Where files come in, and those that are there. A locked collection takes none."""
    find = state.of(FindState)
    card = find.card
    if card is not None and (not card.open or card.broken):
        return None
    first = not find.files
    return el(
        "section",
        el(
            "h2",
            "Add your files" if first else "Files of this collection",
            id="find-files-heading",
            tabindex=-1,
        ),
        drop_zone(find, awake=state.awake, first=first),
        file_list(find),
        _embedding(state),
        vectors_view(state),
        class_="card",
        id="find-files-card",
        aria_labelledby="find-files-heading",
    )


def _embedding(state: State) -> Html | None:
    """Vectors being made, from the moment on that there is a model for those that are missing."""
    find = state.of(FindState)
    card = find.card
    waits = state.embedding.stage == "ready" and not find.other_model and not find.intake.busy
    missing = card.unread if card is not None and waits else 0
    if find.embedding is None and not missing:
        return None
    done, of = find.embedding or (0, missing)
    return el(
        "div",
        el("p", "Making the vectors: search by words works meanwhile.", id="embedding-words"),
        el("progress", max=max(1, of), value=done, aria_labelledby="embedding-words"),
        el("p", f"{done:,} of {count_in_words(of, 'passage')}", class_="small soft"),
        id="find-embedding",
    )


def _model(state: State) -> Html:
    """The embedding model: the offer to fetch it, or the quiet line that says it is there."""
    card = embedder_card(
        state,
        "Search by meaning, too",
        el(
            "p",
            "Search by words works at once. With the embedding model, a passage is found by what "
            "it means: \u201cMay I keep a dog?\u201d finds \u201cPets need permission\u201d, and a "
            "question in English finds an answer in German. It is downloaded once from this site "
            "and kept here; afterwards no network is needed.",
        ),
    )
    return el(
        "div",
        error_box(state, "embedder"),
        card or embedder_line(state) or _without(state),
        class_="room",
        id="find-embedder",
    )


def _without(state: State) -> Html | None:
    if state.embedders or not state.awake or state.embedding.stage == "unknown":
        return None
    return el(
        "p",
        "This copy of Hearthside carries no embedding model, so files are searched by words only. "
        "With one, passages would be found by what they mean, across languages.",
        class_="small soft",
        id="find-words-only",
    )
