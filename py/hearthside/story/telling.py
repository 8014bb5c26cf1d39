"""A story on its way: its events, and what of it stands at any time.

Knows nothing of how it is told: the teller gives the events, and says what came of them.
"""

from collections.abc import AsyncGenerator, Awaitable, Iterator
from dataclasses import replace
from typing import Any, Protocol, Self

from hearthside.generation.generate import Generation, Token
from hearthside.story.book import Scene, Story
from hearthside.story.plan import Plan
from hearthside.story.scene import Attempt, SceneDone, StoryEvent, Words


class Writer(Protocol):
    """Who writes a scene: its script is walked by whoever tells the story (see `SceneWriter`)."""

    index: int
    title: str

    def script(self) -> Iterator[Any]:
        """Events to pass on, and what is to be done between them."""
        ...

    async def write(self, attempt: Attempt) -> Generation:
        """The model's words for an attempt."""
        ...

    def take(self, attempt: Attempt, token: Token) -> Words | None:
        """A token of an attempt, as words to show."""
        ...

    async def weigh(self, weighing: Any) -> None:
        """Set how well each draft does."""
        ...

    def finished(self) -> Scene:
        """The scene as it stands."""
        ...


class Telling:
    """A story on its way: iterate it for events. `story` is what stands, None before the plan does.

    Leaving it early (`aclose`, the end of `async with`, cancelling the task) stops the engine at
    once; finished scenes stay in `story`, and of the scene being written its whole sentences.
    """

    def __init__(self, story: Story | None = None) -> None:
        self._story = story
        self._writer: Writer | None = None  # of the scene that is not finished yet
        self.events: AsyncGenerator[StoryEvent, None]

    @property
    def story(self) -> Story | None:
        """The story as it stands."""
        story, writer = self._story, self._writer
        # A scene told anew replaces the old one only as a whole.
        if story is None or writer is None or writer.index < len(story.scenes):
            return story
        scene = writer.finished()
        return (
            replace(story, scenes=(*story.scenes, scene), complete=False) if scene.text else story
        )

    @property
    def begun(self) -> Story:
        """The plan and the scenes that are whole."""
        assert self._story is not None  # scenes are written after the plan stands
        return self._story

    def begin(self, story: Story) -> None:
        """The plan stands."""
        self._story = story

    def rename(self, title: str) -> None:
        """The story gets another title, whatever the plan called it. Raises InvalidInput
        (form.invalid, detail "title")."""
        self._story = self.begun.renamed(title)

    def replan(self, plan: Plan) -> None:
        """What is still to be told follows `plan`, which has as many scenes."""
        self._story = replace(self.begun, plan=plan, edited=True)

    def write(self, writer: Writer) -> None:
        """A scene is being written."""
        self._writer = writer

    def note(self, event: StoryEvent) -> None:
        """What happened counts: a scene that is done is part of the story."""
        if isinstance(event, SceneDone):
            before, after = self.begun.scenes[: event.index], self.begun.scenes[event.index + 1 :]
            self._story = replace(self.begun, scenes=(*before, event.scene, *after))
            self._writer = None

    def ended(self) -> Story:
        """The story, now that all that was to be written is."""
        whole = len(self.begun.scenes) == len(self.begun.plan.beats)
        self._story = replace(self.begun, complete=whole)
        return self._story

    def __aiter__(self) -> Self:
        return self

    def __anext__(self) -> Awaitable[StoryEvent]:
        return self.events.__anext__()

    async def aclose(self) -> None:
        """Stop. Does nothing once it has ended."""
        await self.events.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
