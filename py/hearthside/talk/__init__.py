"""Talking with a model that was taught to answer: a tree of turns, answers as they come, a shelf.

    conversation = Conversation(system="Be brief.").asked("Who are you?")
    async for event in talk(model, conversation):
        print(event.text if isinstance(event, Said) else "", end="")

Knows nothing of screens.
"""

from hearthside.talk.answer import (
    Answered,
    Said,
    Summarised,
    Summarising,
    TalkEvent,
    TalkOptions,
    context_use,
    forget,
    talk,
    talking,
)
from hearthside.talk.context import ContextUse
from hearthside.talk.conversation import Conversation, Shown, Summary, Turn, merged
from hearthside.talk.file import from_json, to_json, to_markdown
from hearthside.talk.search import Hit, search
from hearthside.talk.shelf import TalkShelf, TalkTag

__all__ = [
    "Answered",
    "ContextUse",
    "Conversation",
    "Hit",
    "Said",
    "Shown",
    "Summarised",
    "Summarising",
    "Summary",
    "TalkEvent",
    "TalkOptions",
    "TalkShelf",
    "TalkTag",
    "Turn",
    "context_use",
    "forget",
    "from_json",
    "merged",
    "search",
    "talk",
    "talking",
    "to_json",
    "to_markdown",
]
