"""Settings: model, device, storage; what this page keeps and promises. Its work is the shell's."""

from app.effects import ListSettings, Survey
from app.room import Collection, Room
from app.rooms.settings.screen import settings_screen
from app.shell.actions.preferences import SETTINGS

ROOM = Room(
    id="settings",
    title="Settings",
    screen=settings_screen,
    on_arrive=(Survey(), ListSettings()),
    collections={SETTINGS: Collection("set of choices", "sets of choices", ListSettings())},
    alert="model",
)
