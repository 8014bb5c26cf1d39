"""The Shelf: earlier stories."""

from app.room import Collection, Room
from app.rooms.shelf import handlers
from app.rooms.shelf.actions import ShelfActions
from app.rooms.shelf.effects import ListStories, ShelfEffect
from app.rooms.shelf.screen import shelf_screen
from hearthside.story.shelf import COLLECTION

ROOM = Room(
    id="shelf",
    title="Shelf",
    screen=shelf_screen,
    effects=ShelfEffect,
    actions=ShelfActions,
    on_arrive=(ListStories(),),
    on_leave=handlers.left,
    collections={COLLECTION: Collection("story", "stories", ListStories())},
)
