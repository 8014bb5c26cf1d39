"""The Talk room: questions and answers in a tree, with a model that was taught to answer."""

from app.room import Collection, Kept, Room
from app.rooms.talk.actions import TalkActions
from app.rooms.talk.effects import ListTalks, TalkEffect
from app.rooms.talk.events import TalkSaid
from app.rooms.talk.handlers import FILED
from app.rooms.talk.handlers.keeping import left
from app.rooms.talk.screen.room import talk_screen
from app.rooms.talk.state import TalkState, lasting, made_of, revived
from app.rooms.talk.words import TALK_WORDS
from hearthside.talk.shelf import COLLECTION

__all__ = ["FILED", "ROOM"]

ROOM = Room(
    id="talk",
    title="Talk",
    screen=talk_screen,
    effects=TalkEffect,
    actions=TalkActions,
    on_arrive=(ListTalks(),),
    on_leave=left,
    keep={
        "talk": Kept(
            lambda state: made_of(state.of(TalkState)),
            lambda state: lasting(state.of(TalkState)),
            lambda state, kept: state.having(revived(kept)),
            moving=lambda state: state.of(TalkState).busy,
        )
    },
    collections={COLLECTION: Collection("talk", "talks", ListTalks())},
    quiet=(TalkSaid,),
    error_words=TALK_WORDS,
)
