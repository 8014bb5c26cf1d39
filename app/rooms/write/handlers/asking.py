"""A job is asked for, its answer comes word by word, is stopped, or ends."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from app.effects import Append, Effect, ToPage
from app.events import PageEvent
from app.handling import Change, announce, clear_messages, failing, focus, no_effects, on, on_page
from app.rooms.write.effects import Ask, KeepDraft, StopWriting
from app.rooms.write.events import WriteEnded, WriteSaid, WriteSent
from app.rooms.write.handlers.choosing import choice_for, loading
from app.rooms.write.handlers.text import MOST_CHARACTERS, TEXT, counted, with_write
from app.rooms.write.schema import check_fields, wanted_in
from app.rooms.write.state import Asked, Voice, WriteState, with_answer
from app.rooms.write.templating import UNNAMED, TemplateState, name_in, template_in
from app.rooms.write.words import (
    BROKEN_OFF,
    HOWS,
    JOBS,
    LENGTHS,
    TONES,
    USUAL_LENGTH,
    sections_line,
)
from app.shell.tiers import is_a_choice
from app.state import ShownError, State
from hearthside.errors import InvalidInput
from hearthside.text.escape import one_line
from hearthside.tiers import Choice
from hearthside.wire import Code
from hearthside.write.templates import read_template, write_template

LIVE_ID: Final = "write-live"
MOVED_ID: Final = "write-moved"
_T = TypeVar("_T", bound=str)
_ABOUT_CHARACTERS: Final = 70
# Half of a letter: a page may hold one, no file or model can.
_HALVES: Final = re.compile("[\ud800-\udfff]")


@on_page("write.ask")
def ask(state: State, event: PageEvent) -> Change:
    """The form as it stands is what is asked, of the model that the choice falls on."""
    write = state.of(WriteState)
    who = who_answers(state)
    if write.asked is not None or write.waiting is not None or state.busy:
        return no_effects(state)
    if state.brain.stage != "ready":
        return failing(state, ShownError(Code.MODEL_NONE, place="write"))
    choice = choice_for(counted(state, event.data.get(TEXT, "")))
    if choice is not None and choice.load and asks_something(state, event.data):
        return loading(state, choice, event.data)
    return asked_now(state, event.data, who, choice)


def asks_something(state: State, data: Mapping[str, str]) -> bool:
    """Whether the form can be asked: no model is loaded for one that cannot."""
    try:
        _check(_asked_for(state, data, _base(state, data, Voice("", ""))))
    except InvalidInput:
        return False
    return True


def _base(state: State, data: Mapping[str, str], who: Voice) -> Ask:
    """The ask without what belongs to its job."""
    write, text = state.of(WriteState), _HALVES.sub("\ufffd", data.get(TEXT, ""))
    asked = Asked(write.job, "", _about(text), who.title)
    return Ask(number=write.number + 1, asked=asked, voice=who.id, text=text)


def asked_now(
    state: State, data: Mapping[str, str], who: Voice | None, choice: Choice | None
) -> Change:
    """Asked of the model that is loaded."""
    write = state.of(WriteState)
    if who is None:
        return failing(state, ShownError(Code.MODEL_NONE, place="write"))
    base = _base(state, data, who)
    number, asked = base.number, base.asked
    if choice is not None and choice.model == state.brain.model:
        why = choice.words if is_a_choice(state) else ""
        asked = replace(asked, why=why, checks=choice.checks)
    try:
        wanted = _asked_for(state, data, base)
        _check(wanted)
    except InvalidInput as error:
        return failing(state, ShownError(error.code, error.message, place="write"))
    labels = tuple([dict(TONES)[it] for it in wanted.tones]) or ("",)
    asked = replace(asked, ask=_ask_line(wanted), labels=labels)
    if write.job == "template":
        asked = _asked_by_template(state, data, asked)
        labels = asked.labels
    wanted = replace(wanted, asked=asked)
    write = replace(write, number=number, asked=asked, live=("",) * len(labels), sent=None)
    write = replace(write, model="", waiting=None, checking=False)
    state = clear_messages(state).having(replace(write, moved="", editing=None))
    return state, (wanted, focus("write-live-heading"))


def _asked_by_template(state: State, data: Mapping[str, str], asked: Asked) -> Asked:
    """Under the template's name; of two versions, with the name of each."""
    name, other = name_in(data) or UNNAMED, state.of(TemplateState).compared()
    if other is None:
        return replace(asked, ask=f"Own template: {name}")
    labels = (other[0], "As it stands in the form")
    return replace(asked, ask=f"Own template, two versions: {name}", labels=labels)


def who_answers(state: State) -> Voice | None:
    """Who does the job that is chosen; a template is tried with any model."""
    write, info = state.of(WriteState), state.brain.info
    if write.who is None and write.job == "template" and info is not None:
        return Voice("base", f"{info.title}, which continues the text")
    return write.who


def _asked_for(state: State, data: Mapping[str, str], base: Ask) -> Ask:
    """With what the form has for the job."""
    write = state.of(WriteState)
    typed = {name: _HALVES.sub("\ufffd", value).strip() for name, value in data.items()}
    lines = [one_line(line) for line in typed.get("write-points", "").split("\n") if line.strip()]
    match write.job:
        case "summarise":
            lengths = [it for it, _ in LENGTHS]
            return replace(base, length=_chosen(lengths, typed, "write-length", USUAL_LENGTH))
        case "answer":
            return replace(base, question=one_line(typed.get("write-question", "")))
        case "extract":
            return replace(base, fields=wanted_in(typed, write.fields))
        case "reply":
            return replace(base, points=(*write.points, *lines), tones=write.tones)
        case "rewrite":
            hows = [it for it, _ in HOWS]
            return replace(base, how=_chosen(hows, typed, "write-how", hows[0]))
        case "template":
            other = state.of(TemplateState).compared()
            file = write_template(template_in(typed))
            return replace(base, templates=(other[1], file) if other else (file,))
    return base


def _chosen(choices: Sequence[_T], data: Mapping[str, str], name: str, usual: _T) -> _T:
    return next((it for it in choices if it == data.get(name)), usual)


def _about(text: str) -> str:
    words = " ".join(text[: 4 * _ABOUT_CHARACTERS].split())
    cut = len(words) > _ABOUT_CHARACTERS
    return f"{words[:_ABOUT_CHARACTERS]}\u2026" if cut else words


def _check(wanted: Ask) -> None:
    """Raises InvalidInput (call.invalid) with a sentence where it cannot be asked."""
    job, wrong = wanted.asked.job, ""
    if not wanted.text.strip() and (job != "template" or _need_text(wanted.templates)):
        wrong = "There is no text yet: paste one, open a file, or try it with a sample."
    elif len(wanted.text) > MOST_CHARACTERS:
        wrong = (
            f"The text has {len(wanted.text):,} characters, and {MOST_CHARACTERS:,} are the most "
            "that can be read here. Cut it into parts."
        )
    elif job == "answer" and not wanted.question:
        wrong = "Type a question first."
    elif job == "reply" and not wanted.points:
        wrong = "Tick or type at least one point that the reply should make."
    elif job == "extract":
        check_fields(wanted.fields)
    if wrong:
        raise InvalidInput(Code.CALL_INVALID, wrong)


def _need_text(templates: Sequence[str]) -> bool:
    return any(read_template(file)[0].wants_text for file in templates)


def _ask_line(wanted: Ask) -> str:
    """What was asked for, as the heading of its answer."""
    match wanted.asked.job:
        case "summarise":
            words = dict(LENGTHS)[wanted.length]
            return f"Summary: {words[0].lower()}{words[1:]}"
        case "answer":
            return wanted.question
        case "extract":
            return f"Extracted: {', '.join([one.name for one in wanted.fields])}"
        case "reply":
            return f"Reply: {'; '.join(wanted.points)}"
        case "rewrite":
            return f"Rewritten: {dict(HOWS)[wanted.how].lower()}"
    return JOBS[wanted.asked.job][0]


def _under_way(state: State, number: int) -> WriteState | None:
    write = state.of(WriteState)
    return write if write.asked is not None and write.number == number else None


@on(WriteSent)
def sent(state: State, event: WriteSent) -> Change:
    if _under_way(state, event.number) is None:
        return no_effects(state)
    return no_effects(with_write(state, sent=event.sent))


@on(WriteSaid)
def said(state: State, event: WriteSaid) -> Change:
    """Words go straight to the page."""
    write = _under_way(state, event.number)
    if write is None or event.at >= len(write.live):
        return no_effects(state)
    target, effects = f"{LIVE_ID}-{event.at}", list[Effect]()
    if event.anew:
        effects.append(ToPage("text", {"target": target, "text": ""}))
    if event.text:
        effects.append(Append(target, event.text))
    moved = sections_line(event.part, event.parts)
    if moved != write.moved:
        effects.append(ToPage("text", {"target": MOVED_ID, "text": moved}))
    live = list(write.live)
    live[event.at] = event.text if event.anew else live[event.at] + event.text
    return with_write(state, live=tuple(live), moved=moved), tuple(effects)


@on_page("write.stop")
def stop(state: State, event: PageEvent) -> Change:
    write = state.of(WriteState)
    if write.checking:
        return state, (StopWriting(), KeepDraft(write.number, BROKEN_OFF))
    return (state, (StopWriting(),)) if write.asked else no_effects(state)


@on(WriteEnded)
def ended(state: State, event: WriteEnded) -> Change:
    """However it ended, what there is of it stays."""
    write = _under_way(state, event.number)
    if write is None:
        return no_effects(state)
    if event.answer is not None:
        write = with_answer(write, event.answer)
    write = replace(write, asked=None, live=(), moved="", sent=None, checking=False)
    state = state.having(write)
    if event.error is not None:
        return failing(state, event.error)
    if event.answer is None:
        return state, (announce("Stopped"), focus("write-heading", scroll=False))
    told = "Stopped" if event.answer.partial else "The answer is complete"
    return state, (announce(told), focus("write-answer-0", scroll=False))
