"""The chain: route, draft with the small model, reason with a larger one, check, then answer.

    async for event in run(router, text):
        ...      # Routed, then Drafted and Checked where a model writes, then one last event:
                 # Answered, HandedOff or Refused

A draft that fails the check is written once more with a seed of its own; then a person is handed
the text. Words of the policy are said as they stand. A route that asks for a larger model gets one
only when it is handed in: else a person is. Nothing is sent anywhere. Knows nothing of screens.
"""

from collections.abc import AsyncGenerator, Sequence
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


RouteEvent = Routed | Drafted | Checked | Answered | HandedOff | Refused


async def run(
    router: Router,
    text: str,
    *,
    writer: Model | None = None,
    larger: Model | None = None,
    sampling: SamplingOptions = ANSWER_SAMPLING,
) -> AsyncGenerator[RouteEvent, None]:
    """The events of the chain for `text`, the end last. Errors: see `Router.route`, `generate`.

    `writer` is the small model that drafts: the router's own where that is a language model.
    """
    policy = router.policy
    routing = await router.route(text)
    yield Routed(routing)
    route = policy.route(routing.route)
    if routing.action == "refuse":
        yield Refused(route.words or "This is not answered here.")
        return
    why = ""
    if routing.action != "person":
        if not route.prompt:
            yield Drafted(route.words, BY_POLICY)
            yield Answered(route.words, BY_POLICY)
            return
        writers, why = _writers(writer or router.language_model, routing, larger)
        if writers:
            drafts = _answer(writers, policy, route, text, sampling)
            async with aclosing(drafts) as events:
                async for event in events:
                    yield event
                    if isinstance(event, Answered):
                        return
                    if isinstance(event, Checked):
                        why = f"An answer was written and not shown, because {event.reason}."
    yield HandedOff(handoff(policy, routing, text, why))


def _writers(
    writer: Model | None, routing: Routing, larger: Model | None
) -> tuple[list[Model], str]:
    """The models that write, the last one's answer counting; and why there are none."""
    if writer is None:
        return [], "No language model is loaded to answer with."
    if routing.action == "answer":
        return [writer], ""
    if larger is None:
        return [], "The policy asks for a larger model here, and none is loaded."
    return [writer, larger], ""


async def _answer(
    writers: Sequence[Model], policy: Policy, route: Route, text: str, sampling: SamplingOptions
) -> AsyncGenerator[RouteEvent, None]:
    for attempt in range(TRIES):
        draft = ""
        for model in writers:
            options = replace(sampling, seed=derive_seed(sampling.seed, "answer", attempt))
            draft = await _draft(model, policy, route, text, draft, options)
            yield Drafted(draft, model.info.title)
        fault = fault_of_answer(draft, text, policy)
        yield Checked(not fault, fault)
        if not fault:
            yield Answered(draft, writers[-1].info.title)
            return


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
