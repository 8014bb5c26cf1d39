"""The models of the site as `hearthside.tiers` chooses among them, and what this device is.

Pure. Knows nothing of which job there is.
"""

from dataclasses import replace
from typing import Final, Literal

from app.state import Machine, Offer, Preferences, State
from hearthside.tiers import Ask, Candidate, Choice, Device, Policy, choose

POLICIES: Final[tuple[tuple[Policy, str], ...]] = (
    ("quick", "The quick one first, a larger one for open questions"),
    ("large", "The large one, where it is on this device"),
    ("draft", "The quick one drafts, the large one checks"),
)
_ALWAYS: Final = "always:"


def candidates_of(state: State, *, trained: bool, able: bool) -> tuple[Candidate, ...]:
    """All language models of the site. `trained`: it has an adapter for everyday jobs, which those
    that only continue texts need; `able`: the loaded one does such jobs, as it was found."""
    quick = [_candidate(state, it, "quick", trained) for it in state.offers]
    large = [_candidate(state, it, "large", trained) for it in state.seers]
    return tuple([_as_loaded(state, it, able) for it in (*quick, *large)])


def _as_loaded(state: State, candidate: Candidate, able: bool) -> Candidate:
    """What is known of the loaded model goes before what the site lists."""
    info = state.brain.info
    if candidate.stage != "loaded" or info is None:
        return candidate
    return replace(
        candidate,
        context_tokens=info.context_tokens,
        chats=info.chat is not None,
        jobs=able or info.chat is not None,
    )


def _candidate(
    state: State, offer: Offer, tier: Literal["quick", "large"], trained: bool
) -> Candidate:
    loaded = state.brain.stage == "ready" and state.brain.model == offer.id
    chats = offer.style != "pretrained"
    found = Candidate(
        offer.id,
        offer.title,
        tier,
        "loaded" if loaded else "kept" if offer.kept else "offered",
        offer.context_tokens,
        english_only=offer.language == "en",
        jobs=chats or trained,
        chats=chats,
        needs_card=offer.needs_card,
    )
    if offer.on_processor is not None:
        needs = offer.on_processor
        found = replace(found, memory_bytes=needs.memory_bytes, token_ms=needs.token_ms)
    return found


def device_of(machine: Machine | None) -> Device:
    """What it computes with."""
    if machine is None:
        return Device()
    return Device(machine.has_card, int(machine.memory_gb * 10**9))


def choice_of(state: State, ask: Ask, *, trained: bool, able: bool, wanted: str = "") -> Choice:
    """Who answers, by the policy of this device; `wanted` is the one for this ask, "" for none."""
    policy, always = policy_of(state.preferences)
    if wanted:
        policy, always = "always", wanted
    candidates = candidates_of(state, trained=trained, able=able)
    return choose(ask, candidates, device_of(state.machine), policy, always)


def larger_of(state: State, ask: Ask) -> Choice:
    """Who of the large ones does that; the one that is loaded before others."""
    candidates = candidates_of(state, trained=False, able=False)
    large = [it for it in candidates if it.tier == "large"]
    return choose(ask, large, device_of(state.machine), "large")


def policy_of(preferences: Preferences) -> tuple[Policy, str]:
    """The policy, and which model it means where that is "always"; "quick" for what is none."""
    chosen = preferences.policy
    if chosen.startswith(_ALWAYS):
        return "always", chosen.removeprefix(_ALWAYS)
    return next((policy for policy, _ in POLICIES if policy == chosen), "quick"), ""


def policies_of(state: State) -> tuple[tuple[str, str], ...]:
    """All that can be chosen, with words: the policies, of which two need a large model on the
    site, and always one of the models."""
    policies = POLICIES if state.seers else ((POLICIES[0][0], "The one that suits the text"),)
    models = [(f"{_ALWAYS}{it.id}", f"Always {it.title}") for it in (*state.offers, *state.seers)]
    return (*policies, *models)


def is_a_choice(state: State) -> bool:
    """Whether who answers needs a word: several models are here, or a person has set a policy."""
    here = [it for it in (*state.offers, *state.seers) if it.kept]
    return len(here) > 1 or policy_of(state.preferences)[0] != "quick"
