"""A picture for a story to begin with: given, looked at, told in the form's fields, put away."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from app.effects import Effect, ToPage
from app.events import PageEvent
from app.handling import Change, announce, clear_messages, focus, no_effects, on, on_page
from app.rooms.story.effects import SeePicture, StopSeeing
from app.rooms.story.events import EyesFetched, PictureSeen
from app.rooms.story.screen.opening import GIVEN_EVENT, LINE_ID
from app.rooms.story.state import FormState, Shown, Telling, with_form
from app.state import ShownError, State
from app.ui.taken import fetching_line, refusal
from hearthside.media import Picture, fitted_size
from hearthside.story import LANGUAGE_NAMES
from hearthside.story.outlines import Seen
from hearthside.wire import Code

_LOOKING: Final = "The model looks at the picture\u2026"
_NO_SOUND: Final = "A story begins with a picture. Give a sound to Look & listen, which hears it."
_GONE: Final = "The picture is not here any more. Choose it again."
_NOTHING: Final = (
    "The model did not say what is in the picture. Write in a sentence what is seen first."
)


@on_page(GIVEN_EVENT)
def given(state: State, event: PageEvent) -> Change:
    """The page opens something, holds it, or says why it cannot."""
    form, data = state.of(FormState), event.data
    if data.get("opening"):
        return no_effects(with_form(clear_messages(state), opening=data["id"]))
    state = with_form(state, opening="" if form.opening == data["id"] else form.opening)
    if reason := data.get("refused", ""):
        return _wrong(state, refusal(reason, data.get("detail", "")))
    if data["kind"] != "picture":
        changed, effects = _wrong(state, _NO_SOUND)
        return changed, (*effects, _let_go(data["id"]))
    held = _shown(data)
    if form.picture is not None and form.picture.id == held.id:
        return no_effects(state)  # a new mind is told of all that the page holds
    if form.busy:
        return state, (_let_go(held.id),)
    before = (_let_go(form.picture.id),) if form.picture is not None else ()
    state = _without(state, form.picture)
    told = announce("The picture is here")
    return with_form(state, picture=held), (*before, told, focus("see-button", scroll=False))


def _shown(data: Mapping[str, str]) -> Shown:
    size = int(data.get("width", "0")), int(data.get("height", "0"))
    return Shown(data["id"], data.get("filename", ""), *size, data.get("preview", ""))


def _wrong(state: State, sentence: str) -> Change:
    error = ShownError(Code.FORM_INVALID, sentence, "opening", "form")
    return replace(state, error=error), (focus("field-opening"),)


def _let_go(id_: str) -> ToPage:
    return ToPage("media.forget", {"ids": [id_]})


def _without(state: State, gone: Shown | None) -> State:
    """What the page holds no more is not shown above its story either."""
    telling = state.of(Telling)
    if gone is None or telling.picture != gone.preview:
        return state
    return state.having(replace(telling, picture=""))


@on_page("story.picture.forget")
def forgotten(state: State, event: PageEvent) -> Change:
    """What was seen in it stays in the form."""
    form = state.of(FormState)
    if form.picture is None or form.busy:
        return no_effects(state)
    gone = _let_go(form.picture.id)
    state = _without(clear_messages(state), form.picture)
    return with_form(state, picture=None), (gone, focus("field-opening"))


@on_page("story.see")
def see(state: State, event: PageEvent) -> Change:
    """The page is asked for the picture at the size in which it is looked at."""
    form, info = state.of(FormState), state.brain.info
    shown = form.picture
    if shown is None or state.busy or state.brain.stage != "ready":
        return no_effects(state)
    if info is None or info.media is None:
        return no_effects(state)
    shown = replace(shown, looking=True, line=_LOOKING, typed=event.data)
    width, height = fitted_size(shown.width, shown.height, info.media.image)
    asked = ToPage("media.pixels", {"id": shown.id, "width": width, "height": height})
    state = with_form(clear_messages(state), picture=shown)
    return state, (asked, announce(_LOOKING), focus(LINE_ID, scroll=False))


@on_page("media.pixels")
def handed(state: State, event: PageEvent) -> Change:
    """Its pixels go to the model."""
    form, data = state.of(FormState), event.data
    if form.picture is None or not form.busy or data.get("id") != form.picture.id:
        return no_effects(state)
    if not event.content:
        return _wrong(with_form(state, picture=None), _GONE)
    size = int(data.get("width", "0")), int(data.get("height", "0"))
    typed = form.picture.typed.get("language", "")
    language = typed if typed in LANGUAGE_NAMES else "en"
    return state, (SeePicture(Picture(event.content, *size), language),)


@on(EyesFetched)
def fetched(state: State, event: EyesFetched) -> Change:
    """What is here already is not worth a word."""
    form, progress, line = state.of(FormState), event.progress, _LOOKING
    if form.picture is None or not form.busy:
        return no_effects(state)
    if progress is not None and progress.loaded_bytes < progress.total_bytes:
        line = fetching_line("image", progress.loaded_bytes, progress.total_bytes)
    state = with_form(state, picture=replace(form.picture, line=line))
    return state, (ToPage("text", {"target": LINE_ID, "text": line}),)


@on_page("story.see.stop")
def stop(state: State, event: PageEvent) -> Change:
    return (state, (StopSeeing(),)) if state.of(FormState).busy else no_effects(state)


@on(PictureSeen)
def seen(state: State, event: PictureSeen) -> Change:
    """What was seen stands in the form, to be read and changed; never over a person's words."""
    form = state.of(FormState)
    if form.picture is None or not form.busy:
        return no_effects(state)
    typed, told = form.picture.typed, event.seen is not None and bool(event.seen.opening)
    shown = replace(form.picture, looking=False, line="", typed={}, told=told or form.picture.told)
    state = with_form(state, picture=shown)
    if event.error is not None:
        return replace(state, error=event.error), (focus("see-button", scroll=False),)
    if event.seen is None:
        return state, (announce("Stopped"), focus("see-button", scroll=False))
    if not told:
        return _wrong(state, _NOTHING)
    return _filled(state, event.seen, typed)


def _filled(state: State, seen: Seen, typed: Mapping[str, str]) -> Change:
    """The opening is what was asked for, and made anew with each look; the rest goes where nothing
    stands, or what the last surprise or look put there."""
    before = state.of(FormState).surprise
    fields = {
        name: text
        for name, text in seen.to_fields().items()
        if name == "opening" or typed.get(name, "").strip() in ("", before.get(name, ""))
    }
    state = with_form(state, surprise={**before, **fields})
    told: tuple[Effect, ...] = (
        ToPage("fill", {"fields": fields}),
        announce("What is in the picture stands in the form. Change it as you like."),
        focus("field-opening"),
    )
    return state, told
