"""The chain: route, draft with the small model, reason with a larger one, check, then answer.

    async for event in run(router, text):
        ...      # Routed, then Drafted and Checked where a model writes, then one last event:
                 # Answered, HandedOff, Refused or Deferred

An answer that fails the check is written once more with a seed of its own; then a person is handed
the text. Words of the policy are said as they stand. A route that asks for a larger model gets the
one that is handed in, or that comes `later`: where two models have no room beside each other, the
chain ends with Deferred, and `written` goes on from there. Else a person is handed the text.
Nothing is sent anywhere. Knows nothing of screens, and of how a model comes.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final

from hearthside.generation.generate import StopRules, generate
from hearthside.generation.model import Model
from hearthside.generation.prompt import Prompt
from hearthside.generation.sampling import SamplingOptions, derive_seed
from hearthside.route.answers import fault_of_answer
from hearthside.route.handoff import Handoff, handoff
from hearthside.route.policy import Policy, Route
from hearthside.route.router import Router, Routing

TRIES: Final = 2
ANSWER_SAMPLING: Final = SamplingOptions(
    temperature=0.4, top_k=40, top_p=0.9, min_p=0.1, repetition_penalty=1.1
)
BY_POLICY: Final = "the policy"
_NONE_LARGER: Final = "The policy asks for a larger model here, and none has answered."
_TOKENS_A_WORD: Final = 2
_TEXT_CHARACTERS: Final = 4_000  # of a long text, what a model is shown to answer


@dataclass(frozen=True, slots=True)
class Routed:
    """The text has a route."""

    routing: Routing


@dataclass(frozen=True, slots=True)
class Drafted:
    """An answer was written, and not checked yet. `by` is a model's title or BY_POLICY."""

    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check made of the last draft; `reason` says what is wrong when it is not `ok`."""

    ok: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The end: an answer that may be shown."""

    text: str
    by: str


@dataclass(frozen=True, slots=True)
class HandedOff:
    """The end: a person should look. `summary` is redacted and was sent to nobody."""

    summary: Handoff


@dataclass(frozen=True, slots=True)
class Refused:
    """The end: the policy says that this is not answered; `words` are its own."""

    words: str


@dataclass(frozen=True, slots=True)
class Deferred:
    """The end for now: a larger model is to write, and has to come first. `draft` is what the small
    one wrote, "" where none did; `summary` is for a person, where the larger one does not come."""

    routing: Routing
    draft: str
    summary: Handoff


RouteEvent = Routed | Drafted | Checked | Answered | HandedOff | Refused | Deferred


async def run(
    router: Router,
    text: str,
    *,
    writer: Model | None = None,
    larger: Model | None = None,
    later: bool = False,
    sampling: SamplingOptions = ANSWER_SAMPLING,
) -> AsyncGenerator[RouteEvent, None]:
    """The events of the chain for `text`, the end last. Errors: see `Router.route`, `generate`.

    `writer` is the small model that drafts: the router's own where that is a language model.
    `later`: where `larger` is None, there will be one.
    """
    policy, small = router.policy, writer or router.language_model
    routing = await router.route(text)
    yield Routed(routing)
    route = policy.route(routing.route)
    if routing.action == "refuse":
        yield Refused(route.words or "This is not answered here.")
        return
    if routing.action == "person":
        yield HandedOff(handoff(policy, routing, text))
        return
    if not route.prompt:
        yield Drafted(route.words, BY_POLICY)
        yield Answered(route.words, BY_POLICY)
        return
    if routing.action == "larger":
        events = _by_larger(policy, text, routing, (small, larger), sampling, later=later)
    elif small is not None:
        events = written(policy, text, routing, small, sampling=sampling)
    else:
        why = "No language model is loaded to answer with."
        yield HandedOff(handoff(policy, routing, text, why))
        return
    async with aclosing(events):
        async for event in events:
            yield event


async def _by_larger(
    policy: Policy,
    text: str,
    routing: Routing,
    models: tuple[Model | None, Model | None],
    sampling: SamplingOptions,
    *,
    later: bool,
) -> AsyncGenerator[RouteEvent, None]:
    """The small one of `models` drafts, the larger one writes: now, later, or never."""
    (small, larger), draft = models, ""
    if (larger or later) and small is not None and small is not larger:
        draft = await _draft(small, policy, policy.route(routing.route), text, "", sampling)
        yield Drafted(draft, small.info.title)
    if larger is not None:
        async with aclosing(written(policy, text, routing, larger, draft, sampling)) as events:
            async for event in events:
                yield event
        return
    summary = handoff(policy, routing, text, _NONE_LARGER)
    yield Deferred(routing, draft, summary) if later else HandedOff(summary)


async def written(
    policy: Policy,
    text: str,
    routing: Routing,
    model: Model,
    draft: str = "",
    sampling: SamplingOptions = ANSWER_SAMPLING,
) -> AsyncGenerator[RouteEvent, None]:
    """What `model` answers to a routed text, checked, and the end last. `draft` is a smaller
    model's, to go by. Errors: see `generate`."""
    route, fault = policy.route(routing.route), ""
    for attempt in range(TRIES):
        options = replace(sampling, seed=derive_seed(sampling.seed, "answer", attempt))
        answer = await _draft(model, policy, route, text, draft, options)
        yield Drafted(answer, model.info.title)
        fault = fault_of_answer(answer, text, policy)
        yield Checked(not fault, fault)
        if not fault:
            yield Answered(answer, model.info.title)
            return
    why = f"An answer was written and not shown, because {fault}."
    yield HandedOff(handoff(policy, routing, text, why))


async def _draft(
    model: Model, policy: Policy, route: Route, text: str, before: str, options: SamplingOptions
) -> str:
    """What `model` answers; `before` is a smaller model's draft to go by, "" for none."""
    shown = text[:_TEXT_CHARACTERS]
    prompt = _prompt(policy, route, shown, before)
    rules = StopRules(
        max_tokens=_TOKENS_A_WORD * policy.answers.most_words + 16,
        strings=prompt.stop_strings(model.info.chat),
    )
    async with generate(model, prompt.render(model.info.chat), options, rules) as generation:
        return (await generation.read()).strip()


def _prompt(policy: Policy, route: Route, text: str, before: str) -> Prompt:
    hint = f"\n\nA first draft, which may be wrong:\n{before}" if before else ""
    return Prompt(
        query=f"{text}{hint}",
        instruction=f"{policy.title}. {route.prompt}",
        examples=route.replies,
        query_label="Text",
        answer_label="Reply",
        stops=("\n\n", "\nText:"),
    )
