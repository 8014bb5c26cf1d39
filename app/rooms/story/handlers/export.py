"""Taking the story along: copied, linked to, saved, printed, read aloud."""

from typing import Final

from app.effects import ToPage
from app.events import PageEvent
from app.handling import Change, failing, on_page
from app.rooms.story.state import Telling
from app.state import ShownError, State
from hearthside.story import Story
from hearthside.wire import Code

_NAME_CHARACTERS: Final = 60


@on_page("copy", "copy.link", "save.text", "save.page", "speak")
def carry_out(state: State, event: PageEvent) -> Change:
    story = state.of(Telling).story
    if story is None or not story.scenes:
        error = ShownError(Code.CALL_INVALID, "No scene of this story is finished yet.")
        return failing(state, error)
    return state, (_order(story, event.name, state.preferences.voice),)


def _order(story: Story, name: str, voice: str) -> ToPage:
    """What the page is to do with the story."""
    match name:
        case "copy":
            return ToPage("copy", {"text": story.to_text(), "done": "The story is copied"})
        case "copy.link":
            fragment = f"#recipe={story.recipe.to_fragment()}"
            return ToPage("link", {"fragment": fragment, "done": "The recipe link is copied"})
        case "save.text":
            file = {"filename": f"{file_name(story)}.txt", "type": "text/plain;charset=utf-8"}
            return ToPage("save", {**file, "text": story.to_text()})
        case "save.page":
            file = {"filename": f"{file_name(story)}.html", "type": "text/html;charset=utf-8"}
            return ToPage("save", {**file, "text": story.to_html()})
    language = story.recipe.form.language
    return ToPage("speak", {"text": story.to_text(), "voice": voice, "language": language})


def file_name(story: Story) -> str:
    """The title as every file system takes it."""
    letters = "".join([c if c.isalnum() else "-" for c in story.title.lower()])
    words = [word for word in letters.split("-") if word]
    # A number at the end may be all that tells two stories apart.
    last = f"-{words.pop()}" if len(words) > 1 and words[-1].isdecimal() else ""
    return "-".join(words)[: _NAME_CHARACTERS - len(last)].rstrip("-") + last or "story"


@on_page("print", "speak.pause", "speak.resume", "speak.stop")
def to_page(state: State, event: PageEvent) -> Change:
    names = {"speak.pause": "pause", "speak.resume": "resume", "speak.stop": "hush"}
    return state, (ToPage(names.get(event.name, event.name)),)
