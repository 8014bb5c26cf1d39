"""The form a story begins with, the one it goes on with, and the recipe that came with a link.

Pure: state in, `Html` out. What stands in the fields belongs to the page; a new screen never
overwrites it. Lengths, moods and defaults are the library's.
"""

from typing import Final

from app.rooms.story.screen.opening import opening_fields
from app.rooms.story.state import FormState, Telling
from app.state import State
from app.ui.markup import Html, el
from app.ui.parts import button, button_row, notice, select_field, text_field
from hearthside.story import CHOICES, LANGUAGE_NAMES, STORY_SAMPLING, Recipe, Scene
from hearthside.story.plan import MAX_WISH_CHARACTERS

# How the library's choices are said; the library says which there are.
_SAID: Final = {
    "gentle": "Gentle",
    "funny": "Funny",
    "magical": "Magical",
    "brave": "Brave",
    "cosy": "Cosy",
    "2-4": "2 to 4",
    "5-7": "5 to 7",
    "8-10": "8 to 10",
    "short": "Short",
    "medium": "Medium",
    "long": "Long",
    **LANGUAGE_NAMES,
}

# What waits for the model, by the event of the page that asked for it.
_WAITS: Final = {
    "tell": "Your story",
    "plan": "The outline",
    "tell.shared": "The story of the recipe",
    "again": "The story",
    "rewrite": "The scene",
    "suggest": "The search for ideas",
}


def _options(name: str) -> list[tuple[str, str]]:
    return [(value, _SAID.get(value, value)) for value in CHOICES[name]]


def story_form(state: State) -> Html:
    """The whole form. It is folded away, not taken away, while a story is on the page."""
    telling = state.of(Telling)
    folded = telling.story is not None or telling.busy
    waits = not state.awake or telling.busy or state.of(FormState).busy
    return el(
        "form",
        el("h2", "What shall it be about?", id="form-heading", tabindex=-1),
        el("div", _first_fields(state), class_="fields two"),
        opening_fields(state, wrong_in(state, "opening")),
        _more(state),
        button_row(
            el(
                "button",
                "Tell the story",
                type="submit",
                class_="button first big",
                id="tell-button",
                disabled=waits,
            ),
            button("Show the outline first", "plan", disabled=waits),
            button("Surprise me", "surprise", disabled=waits),
        ),
        None if folded else queued_notice(state),
        id="story-form",
        class_="card",
        data_event="tell",
        data_kept=True,
        aria_labelledby="form-heading",
        novalidate=True,
        hidden=folded,
    )


def queued_line(state: State) -> str:
    """What waits for the language model, and how far that has come."""
    form = state.of(FormState)
    if form.queued is None:
        return ""
    waits = _WAITS.get(form.queued.name, "The next scene")
    fetch = state.brain.fetch
    share = fetch.loaded_bytes * 100 // fetch.total_bytes if fetch.total_bytes else 0
    far = f", {min(share, 100)} %" if share and fetch.phase == "download" else ""
    return f"{waits} starts when the language model is ready{far}."


def queued_notice(state: State) -> Html | None:
    """The work that waits, with a way to call it off."""
    if state.of(FormState).queued is None:
        return None
    return notice(
        el("p", queued_line(state), id="queued-line"),
        button_row(button("Cancel", "queue.cancel")),
        id="queued",
        tabindex=-1,
        aria_labelledby="queued-line",
    )


def wrong_in(state: State, name: str) -> str:
    error = state.error
    if error is None or error.place != "form" or error.detail != name:
        return ""
    return error.message


def _first_fields(state: State) -> list[Html]:
    return [
        text_field(
            "hero",
            "Who is it about?",
            placeholder="Mila, a small fox",
            wrong=wrong_in(state, "hero"),
        ),
        text_field(
            "place",
            "Where does it happen?",
            placeholder="an old lighthouse",
            wrong=wrong_in(state, "place"),
        ),
        text_field(
            "wish",
            "What is the wish or the trouble?",
            placeholder="the lamp has gone out and a friend is still at sea",
            wrong=wrong_in(state, "wish"),
            rows=2,
            wide=True,
        ),
        _choice(state, "mood", "Mood", "gentle"),
        _choice(state, "age", "Listener's age", "5-7"),
        _choice(state, "length", "Length", "medium"),
        _choice(state, "language", "Language", "en"),
    ]


def _choice(state: State, name: str, label: str, chosen: str) -> Html:
    return select_field(name, label, _options(name), chosen=chosen, wrong=wrong_in(state, name))


def _more(state: State) -> Html:
    seed = text_field(
        "seed",
        "Seed",
        hint="The same form and seed tell the same story on this device. "
        "Left empty, every telling is new.",
        inputmode="numeric",
        wrong=wrong_in(state, "seed"),
    )
    drawing = [
        _number(state, "temperature", "Temperature", "0.2 is plain, 0.75 lively, 1.2 wild."),
        _number(state, "top_p", "Likely words only (top-p)", "A share of likelihood, up to 1."),
        _number(state, "top_k", "At most so many words (top-k)", "Candidates for each word."),
    ]
    return el(
        "details",
        el("summary", "More: the seed and how freely it is told"),
        el("div", seed, drawing, class_="fields two"),
        class_="more",
        id="more-fields",
    )


def _number(state: State, name: str, label: str, hint: str) -> Html:
    return text_field(
        name,
        label,
        hint=hint,
        inputmode="decimal",
        placeholder=str(getattr(STORY_SAMPLING, name)),
        wrong=wrong_in(state, name),
    )


def own_turn(state: State) -> Html:
    """What happens next in a person's own words; each story has a field of its own."""
    return el(
        "form",
        text_field(
            "turn",
            "Or write it yourself",
            hint=f"A few words or a sentence, at most {MAX_WISH_CHARACTERS} characters. "
            "It becomes a branch: this story stays as it is.",
            placeholder="a small boat comes down the river",
            wrong=wrong_in(state, "turn"),
        ),
        button_row(el("button", "Take this turn", type="submit", class_="button")),
        id=f"turn-form-{state.of(Telling).key}",
        class_="fields",
        data_event="turn.own",
        data_kept=True,
        novalidate=True,
    )


def edited_scene(state: State, scene: Scene, number: int) -> Html:
    """A scene whose text a person is changing."""
    return el(
        "form",
        text_field(
            "scene-text",
            f"The text of scene {number + 1}",
            value=scene.text,
            rows=8,
            wide=True,
            wrong=wrong_in(state, "scene-text"),
        ),
        button_row(
            el("button", "Keep this text", type="submit", class_="button first"),
            button("Cancel", "scene.cancel", "light", data_scene=number),
        ),
        id=f"scene-form-{number}",
        class_="fields scene",
        data_event="scene.save",
        novalidate=True,
    )


def unfinished_story(state: State) -> Html | None:
    """A story whose page was closed while it was told. Another tab may be telling it just now."""
    telling = state.of(Telling)
    found = state.of(FormState).unfinished
    if found is None or state.other_tabs or telling.story is not None or telling.busy:
        return None
    return notice(
        el("h2", "Your last story is not finished", id="unfinished-heading", tabindex=-1),
        el(
            "p",
            el("bdi", found.title),
            " was cut short when the page was closed. It is on your shelf.",
        ),
        button_row(
            button("Continue story", "unfinished.resume", "first"),
            button("Not now", "unfinished.leave", "light"),
        ),
        aria_labelledby="unfinished-heading",
        id="unfinished",
    )


def shared_recipe(state: State) -> Html | None:
    """A recipe from a link: shown, never told by itself."""
    shared = state.of(FormState).shared
    if shared is None:
        return None
    return notice(
        el("h2", "Someone shared a recipe with you", id="shared-heading", tabindex=-1),
        el("p", recipe_line(shared.recipe)),
        el(
            "p",
            "Nothing starts before you ask for it, and what you typed is kept.",
            class_="small soft",
        ),
        [el("p", difference, class_="small") for difference in shared.differences],
        button_row(
            button("Tell this story", "tell.shared", "first"),
            button("Copy into the form", "fill.shared"),
            button("Dismiss", "dismiss.shared", "light"),
        ),
        aria_labelledby="shared-heading",
    )


def recipe_line(recipe: Recipe) -> str:
    """A recipe in one line, as a person would say it."""
    form = recipe.form
    parts = [form.hero or "a hero of its own choosing", form.place, form.wish]
    about = " · ".join(part for part in parts if part)
    telling = f"{_SAID[form.mood]}, for a listener of {_SAID[form.age]} years"
    return f"{about}. {telling}."
