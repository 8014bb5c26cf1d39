"""The Teach room: examples in, an adapter out that the small model answers with."""

from app.room import Collection, Room
from app.rooms.teach.actions import TeachActions
from app.rooms.teach.effects import LookAround, TeachEffect
from app.rooms.teach.events import TrainingStepped
from app.rooms.teach.handlers import FILED
from app.rooms.teach.screen.room import teach_screen
from hearthside.lora import ADAPTERS

__all__ = ["FILED", "ROOM"]

ROOM = Room(
    id="teach",
    title="Teach",
    screen=teach_screen,
    effects=TeachEffect,
    actions=TeachActions,
    on_arrive=(LookAround(),),
    collections={ADAPTERS: Collection("adapter", "adapters", LookAround())},
    quiet=(TrainingStepped,),
)
