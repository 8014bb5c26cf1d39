"""Settings: model, device, storage; what long texts cost here; what this page keeps and promises.

Most of its work is the shell's.
"""

from app.effects import ListSettings, Survey
from app.room import Collection, Room
from app.rooms.settings import handlers
from app.rooms.settings.actions import SettingsActions
from app.rooms.settings.effects import ListMeasured, SettingsEffect
from app.rooms.settings.events import PaceRead
from app.rooms.settings.screen import settings_screen
from app.shell.actions.preferences import SETTINGS
from hearthside.pace import COLLECTION as PACE

__all__ = ["ROOM", "handlers"]

ROOM = Room(
    id="settings",
    title="Settings",
    screen=settings_screen,
    effects=SettingsEffect,
    actions=SettingsActions,
    on_arrive=(Survey(), ListSettings(), ListMeasured()),
    collections={
        SETTINGS: Collection("set of choices", "sets of choices", ListSettings()),
        PACE: Collection("measurement", "measurements", ListMeasured()),
    },
    quiet=(PaceRead,),
    alert="model",
)
