"""The policy in hand: chosen, typed at, opened, saved, named, deleted and reset, with ways back."""

import secrets
from dataclasses import replace

from app.effects import Effect, ToPage
from app.events import PageEvent, Woken
from app.handling import Change, announce, failing, focus, no_effects, on, on_page
from app.rooms.route.effects import (
    KeepPolicy,
    ListPolicies,
    OpenPolicy,
    PutPolicyBack,
    RemovePolicy,
    StopRouting,
)
from app.rooms.route.events import PoliciesRead, PolicyOpened, PolicyRemoved
from app.rooms.route.handlers.deciding import woken as decider_woken
from app.rooms.route.handlers.judging import judged
from app.rooms.route.handlers.requests import with_small_back
from app.rooms.route.samples import SAMPLES, sample_of
from app.rooms.route.screen.policy import POLICY_ID
from app.rooms.route.state import PolicyCard, PolicyView, RouteState
from app.state import ShownError, State
from hearthside.wire import Code

FORM_ID = "policy-form"
FIELD = "policy-text"
_MOST_NAME_LETTERS = 80


def with_policy(state: State, policy: PolicyView) -> State:
    return state.having(replace(state.of(RouteState), policy=policy))


def taken_up(state: State, card: PolicyCard, text: str) -> Change:
    """Another policy is in hand: what was routed by the one before makes way, and what still comes
    of it, or of another choice, is dropped."""
    before = state.of(RouteState)
    stop = (StopRouting(),) if before.busy else ()
    route = RouteState(
        policy=judged(PolicyView(card, own=before.policy.own), text),
        by=before.by,
        request=before.request + 1,
        choice=before.choice + 1,
        back=before.back,
    )
    state, back = with_small_back(state.having(route))
    state, effects = decider_woken(state)
    return state, (*stop, written(text), *back, *effects)


def written(text: str) -> ToPage:
    """The text belongs to the page's field, so it is put there by order and not by a screen."""
    return ToPage("fill", {"form": FORM_ID, "fields": {FIELD: text}})


@on(Woken)
def woken(state: State, event: Woken) -> Change:
    """A sample's text is not kept but taken from the sample. Where the page's field is empty still,
    it goes there; what stands in it already is newer than anything a mind knows."""
    policy = state.of(RouteState).policy
    if not policy.card.own:
        sample = sample_of(policy.card.sample) or SAMPLES[0]
        policy = replace(policy, card=sample.card, text=sample.text)
    state = with_policy(state, policy)
    return state, (ToPage("offer", {"form": FORM_ID, "fields": {FIELD: policy.text}}),)


@on(PoliciesRead)
def policies_read(state: State, event: PoliciesRead) -> Change:
    """A person has come into the room: only now the text is looked through."""
    policy = replace(state.of(RouteState).policy, own=event.own)
    return no_effects(with_policy(state, judged(policy, policy.text)))


@on_page("shelf.changed")
def changed_elsewhere(state: State, event: PageEvent) -> Change:
    """Another tab changed something on the shelf."""
    return (state, (ListPolicies(),)) if state.place == "route" else no_effects(state)


@on_page("route.choose")
def chosen(state: State, event: PageEvent) -> Change:
    route = state.of(RouteState)
    key = event.data.get("value", "")
    if key == route.policy.card.key:
        choice = route.choice + 1  # another that was on its way is not wanted any more
        return no_effects(state.having(replace(route, choice=choice)))
    if route.busy:
        return no_effects(state)
    if (sample := sample_of(key)) is not None:
        return taken_up(state, sample.card, sample.text)
    return _asked_for(state, key)


def _asked_for(state: State, key: str) -> Change:
    """A policy is looked up on the shelf: of two choices the last counts."""
    route = state.of(RouteState)
    choice = route.choice + 1
    return state.having(replace(route, choice=choice)), (OpenPolicy(key, choice),)


@on(PolicyOpened)
def opened(state: State, event: PolicyOpened) -> Change:
    if event.choice != state.of(RouteState).choice:
        return no_effects(state)
    return taken_up(state, event.card, event.text)


@on_page("route.policy.typed")
def typed(state: State, event: PageEvent) -> Change:
    """The text is judged and kept as it stands. Changing a sample makes a copy of one's own."""
    # Fields come with the line ends of the network; the text has those of the file.
    text = event.data.get(FIELD, "").replace("\r\n", "\n")
    return (
        no_effects(state) if text == state.of(RouteState).policy.text else changed_to(state, text)
    )


def changed_to(state: State, text: str) -> Change:
    """The policy in hand has that text now, and is kept with it."""
    policy = judged(state.of(RouteState).policy, text)
    if not policy.card.own:
        policy = _own(policy, policy.card.sample, f"{policy.card.name}, my own")
    state = with_policy(state, policy)
    return state, (KeepPolicy(policy.card, text), *_said(policy))


def _own(policy: PolicyView, sample: str, name: str) -> PolicyView:
    """The policy as one of a person's own, under a name that none of theirs has yet."""
    names = {card.name for card in policy.own}
    number, free = 2, name[:_MOST_NAME_LETTERS]
    while free in names:
        number, free = number + 1, f"{name[:_MOST_NAME_LETTERS]} {number}"
    card = PolicyCard(f"own-{secrets.token_hex(6)}", free, sample, own=True)
    return replace(policy, card=card, own=(*policy.own, card))


def _said(policy: PolicyView) -> tuple[Effect, ...]:
    fault = policy.fault
    return (announce(f"The policy has an error. {fault.message}"),) if fault else ()


@on_page("route.policy.open")
def brought(state: State, event: PageEvent) -> Change:
    """A file becomes a policy of one's own, faulty or not: nothing in it is lost."""
    route = state.of(RouteState)
    text = event.data.get("text", "").replace("\r\n", "\n")
    if route.busy:
        return no_effects(state)
    if not text.strip():
        why = event.data.get("refused", "The file is empty, or no text.")
        error = ShownError(Code.POLICY_INVALID, why, place="route")
        return failing(state, error)
    view = judged(PolicyView(own=route.policy.own), text)
    title = view.summary.title if view.summary else "A policy from a file"
    view = _own(view, "", title)
    changed, effects = taken_up(with_policy(state, view), view.card, text)
    return changed, (*effects, KeepPolicy(view.card, text), focus("policy-heading"))


@on_page("route.policy.save")
def saved(state: State, event: PageEvent) -> Change:
    policy = state.of(RouteState).policy
    letters = "".join([c if c.isalnum() else "-" for c in policy.card.name.lower()])
    name = "-".join(filter(None, letters.split("-")))[:60] or "policy"
    file = {"filename": f"{name}.toml", "type": "application/toml;charset=utf-8"}
    return state, (ToPage("save", {**file, "text": policy.text}),)


@on_page("route.line")
def to_line(state: State, event: PageEvent) -> Change:
    line = event.data.get("line", "")
    if not line.isdecimal():
        return no_effects(state)
    return state, (ToPage("line", {"target": POLICY_ID, "line": int(line)}),)


@on_page("route.rename")
def renaming(state: State, event: PageEvent) -> Change:
    policy = state.of(RouteState).policy
    leave = "leave" in event.data or not policy.card.own
    state = with_policy(state, replace(policy, renaming=not leave))
    return state, (focus("field-policy" if leave else "field-policy-name", scroll=False),)


@on_page("route.name")
def named(state: State, event: PageEvent) -> Change:
    """A new name was typed; an empty one changes nothing."""
    policy = replace(state.of(RouteState).policy, renaming=False)
    name = " ".join(event.data.get("policy-name", "").split())[:_MOST_NAME_LETTERS]
    here = focus("field-policy", scroll=False)
    if not name or not policy.card.own:
        return with_policy(state, policy), (here,)
    card = replace(policy.card, name=name)
    own = tuple([card if one.key == card.key else one for one in policy.own])
    state = with_policy(state, replace(policy, card=card, own=own))
    return state, (KeepPolicy(card, policy.text), here)


@on_page("route.delete", "route.reset")
def removed(state: State, event: PageEvent) -> Change:
    """Deleted, or reset to the sample it stems from: in both cases the sample is in hand then."""
    route = state.of(RouteState)
    card = route.policy.card
    if route.busy or not card.own:
        return no_effects(state)
    return state, (RemovePolicy(card, reset=event.name == "route.reset"),)


@on(PolicyRemoved)
def gone(state: State, event: PolicyRemoved) -> Change:
    sample = sample_of(event.removed.card.sample) or SAMPLES[0]
    changed, effects = taken_up(state, sample.card, sample.text)
    own = tuple(
        [card for card in changed.of(RouteState).policy.own if card.key != event.removed.card.key]
    )
    policy = replace(changed.of(RouteState).policy, own=own, removed=event.removed)
    told = announce("You can undo this with the button above the text")
    return with_policy(changed, policy), (*effects, told, focus("policy-heading"))


@on_page("route.undo")
def undone(state: State, event: PageEvent) -> Change:
    was = state.of(RouteState).policy.removed
    if was is None or state.of(RouteState).busy:
        return no_effects(state)
    choice = state.of(RouteState).choice + 1
    state = state.having(replace(state.of(RouteState), choice=choice))
    policy = replace(state.of(RouteState).policy, removed=None)
    back = (PutPolicyBack(was, choice), announce("The policy is back"), focus("policy-heading"))
    return with_policy(state, policy), back
