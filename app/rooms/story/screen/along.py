"""Taking the story along: read aloud, copied, saved, printed, sent as a recipe.

Pure: state in, `Html` out.
"""

from app.rooms.story.state import Telling
from app.state import State
from app.ui.markup import Html, el
from app.ui.parts import button, button_row, select_field

_FAR_VOICES = "the voices of this browser would send the story to a server."
_NO_VOICE = (
    "this browser has no voice. Voices are added in the settings of your device, under language "
    "or accessibility."
)


def read_aloud(state: State) -> Html:
    """Reading aloud with the browser's own voices, those of the story's language first."""
    speech, recipe = state.speech, state.of(Telling).recipe
    language = recipe.form.language if recipe else "en"
    local = sorted(
        [voice for voice in speech.voices if voice.local],
        key=lambda voice: not voice.language.lower().startswith(language),
    )
    if not local:
        why = _FAR_VOICES if speech.voices else _NO_VOICE
        return el("p", f"Reading aloud is off: {why}", class_="small soft", id="read-aloud")
    controls: dict[str, list[Html]] = {
        "quiet": [button("Read aloud", "speak")],
        "speaking": [button("Pause reading", "speak.pause"), button("Stop reading", "speak.stop")],
        "paused": [button("Resume reading", "speak.resume"), button("Stop reading", "speak.stop")],
    }
    return el(
        "div",
        select_field(
            "voice",
            "Voice",
            [(item.name, f"{item.name} ({item.language})") for item in local],
            chosen=state.preferences.voice,
            data_event="prefer",
        ),
        button_row(controls[speech.stage]),
        el("p", "Only voices that speak on this device are offered.", class_="small soft all"),
        class_="voice-row",
        id="read-aloud",
    )


def take_along() -> Html:
    """What can be done with a story that is told."""
    return el(
        "section",
        el("h3", "Save and share", id="along-heading"),
        button_row(
            button("Copy story", "copy"),
            button("Save as text", "save.text"),
            button("Save as HTML", "save.page"),
            button("Print", "print"),
            button("Copy recipe link", "copy.link"),
        ),
        el(
            "p",
            "The recipe link holds what you asked for and the seed, after the #, which browsers "
            "never send to a server. The same device and model tell the same story from it.",
            class_="small soft",
        ),
        class_="card",
        aria_labelledby="along-heading",
    )
