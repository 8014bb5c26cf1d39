"""Talks as files, in and out, and answers on the clipboard."""

import re
from typing import Final

from app.effects import ToPage
from app.events import PageEvent
from app.handling import Change, clear_messages, failing, no_effects, on_page
from app.rooms.talk.effects import ImportTalk
from app.rooms.talk.handlers.ways import with_list
from app.rooms.talk.state import TalkState
from app.rooms.talk.words import BUSY
from app.state import ShownError, State
from hearthside.talk import to_json, to_markdown
from hearthside.wire import Code

_NAME_CHARACTERS: Final = 40


@on_page("talk.copy")
def copy(state: State, event: PageEvent) -> Change:
    talk, number = state.of(TalkState).talk, int(event.data.get("number", "0"))
    if not 1 <= number <= len(talk.turns):
        return no_effects(state)
    return state, (ToPage("copy", {"text": talk.turn(number).text, "done": "Copied"}),)


@on_page("talk.export")
def export(state: State, event: PageEvent) -> Change:
    """All of a talk as JSON, or what is on the page of it as Markdown."""
    talk = state.of(TalkState).talk
    name = "-".join(re.findall(r"[^\W_]+", talk.named().lower()))[:_NAME_CHARACTERS].strip("-")
    if event.data.get("form") == "markdown":
        file = {"filename": f"{name or 'talk'}.md", "type": "text/markdown;charset=utf-8"}
        return state, (ToPage("save", {**file, "text": to_markdown(talk)}),)
    file = {"filename": f"{name or 'talk'}.json", "type": "application/json"}
    return state, (ToPage("save", {**file, "text": to_json(talk)}),)


@on_page("talk.import")
def bring_in(state: State, event: PageEvent) -> Change:
    if refused := event.data.get("refused"):
        return failing(state, ShownError(Code.SHELF_INVALID, refused, place="talk"))
    if state.of(TalkState).work:
        return no_effects(with_list(state, notice=BUSY))
    return clear_messages(state), (ImportTalk(event.data.get("text", "")),)
