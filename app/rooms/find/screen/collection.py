"""The collections: the one in hand, making another, renaming, locking, deleting after being asked.

Pure: values in, `Html` out. A passphrase goes from its field to the mind and is shown nowhere.
"""

from typing import Final

from app.rooms.find.screen.words import card_line
from app.rooms.find.state import Card, FindState
from app.state import State
from app.ui.markup import Html, Node, el
from app.ui.parts import button, button_row, notice, select_field, text_field

HEADING_ID: Final = "collection-heading"
NEW_FORM: Final = "find-new-form"
UNLOCK_FORM: Final = "find-unlock-form"
MOST_NAME_LETTERS: Final = 80
LEAST_PASSPHRASE: Final = 8


def collection_bar(state: State) -> Html | None:
    """Which collection is in hand, and what can be done with it; None before there is one."""
    find = state.of(FindState)
    if not find.cards:
        return _new_form(find) if find.asking == "new" else None
    card = find.card
    return el(
        "section",
        el("h2", "Collection", class_="quiet-voice", id=HEADING_ID, tabindex=-1),
        el(
            "div",
            _chooser(find),
            button_row(_bar_deeds(find, card)),
            class_="policy-choice",
        ),
        el("p", card_line(card), class_="small soft", id="find-card-line") if card else None,
        _asking(find, card),
        _unlock_form(find, card) if card and card.sealed and not card.open else None,
        class_="card",
        id="find-collection",
        aria_labelledby=HEADING_ID,
    )


def _chooser(find: FindState) -> Html:
    options = [(card.key, card.name) for card in find.cards or ()]
    if find.card is None:
        options = [("", "Choose one"), *options]
    return select_field(
        "collection",
        "Collection",
        options,
        chosen=find.key,
        data_event="find.choose",
        disabled=find.intake.busy,
    )


def _bar_deeds(find: FindState, card: Card | None) -> list[Node]:
    busy = find.intake.busy
    return [
        button("New", "find.new", "light", disabled=busy, id="find-new"),
        button("Rename", "find.rename", "light", disabled=busy) if card else None,
        button("Lock", "find.lock", "light", disabled=busy)
        if card and card.sealed and card.open
        else None,
        button("Delete", "find.delete", "light danger", disabled=busy) if card else None,
    ]


def _asking(find: FindState, card: Card | None) -> Html | None:
    if find.asking == "new":
        return _new_form(find)
    if card is None:
        return None
    if find.asking == "rename":
        return _rename_form(card)
    return _delete_question(card) if find.asking == "delete" else None


def _new_form(find: FindState) -> Html:
    """A name is enough. Two fields for a passphrase, since nobody can look up a mistyped one."""
    return el(
        "form",
        el("h3", "A new collection", id="find-new-heading"),
        text_field(
            "collection-name", "Name", placeholder="Flat and house", maxlength=MOST_NAME_LETTERS
        ),
        el(
            "details",
            el("summary", "Encrypt with a passphrase"),
            el(
                "p",
                "What is in it is then encrypted on this device, and opened by the passphrase "
                "alone, once for each visit. It is kept nowhere: if you forget it, nobody can "
                "open the collection again. Your files themselves are not touched.",
                class_="small soft",
            ),
            el(
                "div",
                _secret("passphrase", "Passphrase"),
                _secret("passphrase-again", "Repeat the passphrase"),
                class_="fields two",
            ),
            class_="more",
            id="find-seal",
        ),
        el("p", find.wrong, class_="wrong", role="alert") if find.wrong else None,
        button_row(
            el("button", "Create collection", type="submit", class_="button first"),
            button("Cancel", "find.leave"),
        ),
        id=NEW_FORM,
        class_="fields" if find.cards else "fields card",
        data_event="find.make",
        aria_labelledby="find-new-heading",
        autocomplete="off",
    )


def _secret(name: str, label: str) -> Html:
    return text_field(name, label, type="password", autocomplete="new-password", dir=None)


def _rename_form(card: Card) -> Html:
    return el(
        "form",
        text_field("new-name", "New name", value=card.name, maxlength=MOST_NAME_LETTERS),
        button_row(
            el("button", "Save name", type="submit", class_="button first"),
            button("Cancel", "find.leave"),
        ),
        class_="fields",
        id="find-rename-form",
        data_event="find.name",
    )


def _delete_question(card: Card) -> Html:
    return notice(
        el("p", "Delete ", el("bdi", card.name), " from this page? This cannot be undone."),
        el("p", "Your own files on your device are not deleted.", class_="small soft"),
        button_row(
            button("Delete collection", "find.delete.do", "danger"),
            button("Cancel", "find.leave", id="find-keep"),
        ),
        kind="alarm",
        id="find-deleting",
        tabindex=-1,
    )


def _unlock_form(find: FindState, card: Card) -> Html:
    return el(
        "form",
        text_field(
            "unlock",
            "Passphrase",
            hint="It is kept nowhere, and never leaves this device.",
            wrong=find.wrong,
            type="password",
            autocomplete="current-password",
            dir=None,
        ),
        button_row(el("button", f"Open {card.name}", type="submit", class_="button first")),
        class_="fields",
        id=UNLOCK_FORM,
        data_event="find.unlock",
        autocomplete="off",
    )


def other_model(state: State) -> Html | None:
    """The collection's vectors are of another model: two ways on, and search by words meanwhile."""
    find = state.of(FindState)
    card = find.card
    if not find.other_model or card is None or not card.open:
        return None
    offered = next((one for one in state.embedders if one.id == find.other_model), None)
    here = state.embedding.info
    name = offered.title if offered else find.other_model
    return notice(
        el("h2", "This collection was made by another model", id="other-heading", tabindex=-1),
        el(
            "p",
            f"Its vectors come from {name}; ",
            f"{here.title} is loaded. " if here else "another one is chosen here. ",
            "Vectors of two models cannot be compared, so it is searched by words only.",
        ),
        button_row(
            button(f"Use {name}", "embedder.load", data_model=offered.id) if offered else None,
            button(f"Rebuild with {here.title}", "find.anew") if here else None,
        ),
        id="find-other-model",
        aria_labelledby="other-heading",
    )
