"""The Write room: a text in, and of it a summary, an answer, fields, a reply or another wording."""

from app.room import Collection, Kept, Room
from app.rooms.write.actions import WriteActions
from app.rooms.write.effects import ListTemplates, LookForVoices, WriteEffect
from app.rooms.write.events import WriteSaid
from app.rooms.write.handlers import FILED
from app.rooms.write.screen.room import write_screen
from app.rooms.write.state import WriteState, lasting, made_of, revived
from app.rooms.write.words import WRITE_WORDS
from hearthside.write.templates import TEMPLATES

__all__ = ["FILED", "ROOM"]

ROOM = Room(
    id="write",
    title="Write",
    screen=write_screen,
    effects=WriteEffect,
    actions=WriteActions,
    on_arrive=(LookForVoices(), ListTemplates()),
    keep={
        "write": Kept(
            lambda state: made_of(state.of(WriteState)),
            lambda state: lasting(state.of(WriteState)),
            lambda state, kept: state.having(revived(kept)),
            moving=lambda state: state.of(WriteState).asked is not None,
        )
    },
    collections={TEMPLATES: Collection("template", "templates", ListTemplates())},
    quiet=(WriteSaid,),
    error_words=WRITE_WORDS,
)
