"""Carrying a policy out: rules first, then the model, then doubt.

    async with Router.from_toml(text, model) as router:
        routing = await router.route("My chest hurts and my left arm is numb.")
        print(routing.route, routing.reason)

The order is fixed. Rules read the text; when one of them leads to the most careful route there is,
the model is not asked. Else the model decides, and can only be more careful than the rules: its
probability for every less careful route counts for the route that the rules lead to. What stays
below its route's threshold, or is like nothing that the policy shows, is in doubt: it goes to the
policy's `doubt` route, or to a more careful one that the model or a rule has named; where doubt is
an outcome of its own, only a rule of the first route goes before it. The model is a language model
or `Embeddings`. Knows nothing of what a route leads to: see chain.py.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, Self

from hearthside.classify import (
    Classifier,
    Decision,
    Label,
    Labelled,
    Score,
    Source,
    is_out_of_distribution,
)
from hearthside.errors import HearthsideError, InvalidInput
from hearthside.generation.model import Model
from hearthside.route.matching import Matched, matched
from hearthside.route.policy import Action, Policy
from hearthside.route.rules import RuleHit, Seen
from hearthside.text.escape import one_line
from hearthside.text.quantities import Measured, Meter
from hearthside.wire import Code

MAX_TEXT_CHARACTERS: Final = 200_000
_NEAREST_SHOWN: Final = 2
_SHOWN_CHARACTERS: Final = 90
_STRANGE: Final = "It is like nothing that the policy\u2019s examples show."

_DENIED: Final = "The text says no to a sign of the most careful route, which proves nothing."

By = Literal["rule", "model", "doubt"]


@dataclass(frozen=True, slots=True)
class Routing:
    """Where a text goes, and why.

    `by` says what decided. `probability` is the model's for `route`, None when it was not asked;
    `threshold` is what that route asks for. `rule` is the most careful rule that fired, `rules`
    are all of them that count, `denied` those that fired by words after a "no" alone; `nearest` are
    the examples most like the text; `measured` every value found.
    """

    route: str
    action: Action
    by: By
    probability: float | None
    threshold: float
    runner_up: Score | None
    reason: str
    rule: RuleHit | None
    rules: tuple[RuleHit, ...]
    nearest: tuple[str, ...]
    decision: Decision | None
    measured: tuple[Measured, ...]
    notes: tuple[str, ...]
    denied: tuple[RuleHit, ...] = ()


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What is known of a route before it becomes a Routing."""

    route: str
    by: By
    reason: str
    probability: float | None = None


class Router:
    """A policy with a model to carry it out. Close it, or use it in `async with`.

    `model` decides: a language model, or `Embeddings`. Without one rules are still carried out, and
    everything else is in doubt. Nothing is read before the first text that needs the model (`ready`
    reads the examples ahead of it).
    """

    def __init__(self, policy: Policy, model: Model | Source | None) -> None:
        self.policy: Final = policy
        self.model: Final = model
        self._meter = Meter(policy.quantities)
        self._classifier: Classifier | None = None
        self._fitting = asyncio.Lock()

    @classmethod
    def from_toml(cls, text: str, model: Model | Source | None = None) -> Self:
        """A router for the policy in `text`. Raises InvalidInput (policy.invalid)."""
        return cls(Policy.from_toml(text), model)

    @property
    def language_model(self) -> Model | None:
        """The model that decides, where it could also write."""
        return self.model if isinstance(self.model, Model) else None

    async def ready(
        self, on_progress: Callable[[int, int], None] | None = None
    ) -> Classifier | None:
        """The classifier of the routes, fitted on the policy's examples; None without a model.

        `on_progress` hears how many readings of how many are done. Errors: see `Classifier.fit`.
        """
        async with self._fitting:
            if self._classifier is None and self.model is not None:
                routes = self.policy.routes
                self._classifier = await Classifier.fit(
                    self.model,
                    [Label(route.name, route.description) for route in routes],
                    [Labelled(text, route.name) for route in routes for text in route.examples],
                    task=self.policy.task,
                    on_progress=on_progress,
                )
        return self._classifier

    async def route(self, text: str) -> Routing:
        """Where `text` goes. Raises InvalidInput (call.invalid: far too long) and engine errors."""
        if len(text) > MAX_TEXT_CHARACTERS:
            raise InvalidInput(
                Code.CALL_INVALID,
                f"The text is {len(text):,} characters long; {MAX_TEXT_CHARACTERS:,} is the most. "
                "Shorten it.",
            )
        found = matched(self.policy, self._meter, text)
        verdict, decision = self._settled(found), None
        if verdict is None:
            decision = await self._decision(text) if found.seen.words.words else None
            verdict = self._verdict(found, decision)
        return self._routing(verdict, found, decision)

    async def close(self) -> None:
        """Give the engine's caches back."""
        classifier, self._classifier = self._classifier, None
        if classifier is not None:
            await classifier.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def _rank(self, route: str) -> int:
        return self.policy.rank(route)

    async def _decision(self, text: str) -> Decision | None:
        try:
            classifier = await self.ready()
            return None if classifier is None else await classifier.classify(text)
        except HearthsideError:
            await self.close()  # a lost worker takes the kept caches with it
            raise

    def _settled(self, found: Matched) -> _Verdict | None:
        """What rules settle without a model: the first route, and what they find unclear."""
        first, unclear = self.policy.routes[0].name, self.policy.unclear
        ends = [first, unclear.name] if unclear else [first]
        if found.hits and found.hits[0].route in ends:
            return _Verdict(found.hits[0].route, "rule", found.hits[0].words)
        denied = next((hit for hit in found.denied if hit.route == first), None)
        if denied is None:
            return None
        if unclear is None:  # nothing is safer than the first route itself
            return _Verdict(first, "rule", denied.words)
        return _Verdict(unclear.name, "rule", f"{_DENIED} {denied.words}")

    def _verdict(self, found: Matched, decision: Decision | None) -> _Verdict:
        floor = found.hits[0] if found.hits else None
        if decision is None:
            return self._without_model(floor, found.seen)
        chances = self._raised(decision, floor)
        route = max(chances, key=lambda name: (chances[name], -self._rank(name)))
        chance, wanted = chances[route], self.policy.route(route).threshold
        # Of twenty examples that stand in its prompt a language model finds most texts strange.
        strange = self.language_model is None and is_out_of_distribution(decision)
        if chance >= wanted and not strange:
            if floor is not None and route == floor.route:
                return _Verdict(route, "rule", floor.words, chance)
            return _Verdict(route, "model", self._likeness(decision), chance)
        why = _STRANGE
        if not strange:
            why = (
                f"Not sure enough: \u201c{route}\u201d came first with {chance:.0%}, and it needs "
                f"{wanted:.0%}."
            )
        if self.policy.unclear is not None:
            return _Verdict(self.policy.doubt, "doubt", why)
        careful = self.policy.most_careful(self.policy.doubt, route)
        reason = f"{why} In doubt it goes to \u201c{careful}\u201d."
        return _Verdict(careful, "doubt", reason, chances.get(careful, 0.0))

    def _without_model(self, floor: RuleHit | None, seen: Seen) -> _Verdict:
        doubt = self.policy.doubt
        if floor is not None and self.policy.most_careful(floor.route, doubt) == floor.route:
            return _Verdict(floor.route, "rule", floor.words)
        why = "No model is loaded" if seen.words.words else "There is nothing to read in this text"
        return _Verdict(doubt, "doubt", f"{why}, so in doubt it goes to \u201c{doubt}\u201d.")

    def _raised(self, decision: Decision, floor: RuleHit | None) -> Mapping[str, float]:
        """Each route's probability; what lies below the rules' floor counts for the floor."""
        chances = {score.label: score.probability for score in decision.scores}
        if floor is None:
            return chances
        rank = self._rank(floor.route)
        below = [name for name in chances if self._rank(name) > rank]
        chances[floor.route] += sum(chances.pop(name) for name in below)
        return chances

    def _likeness(self, decision: Decision) -> str:
        nearest = [_shortened(text) for text in self._nearest(decision)]
        if not nearest:
            return "The model finds that it fits this route best."
        like = " and ".join(f"\u201c{text}\u201d" for text in nearest[:_NEAREST_SHOWN])
        return f"The model finds it most like {like}."

    def _nearest(self, decision: Decision) -> tuple[str, ...]:
        texts = [text for route in self.policy.routes for text in route.examples]
        return tuple(texts[place] for place in decision.nearest if place < len(texts))

    def _routing(self, verdict: _Verdict, found: Matched, decision: Decision | None) -> Routing:
        route, hits = self.policy.route(verdict.route), found.hits
        others = decision.scores if decision else ()
        notes = [self.policy.note] if self.policy.note else []
        if verdict.by != "rule" or (hits and hits[0].route != route.name):
            notes += [
                f"A rule asks for at least \u201c{h.route}\u201d: {h.words}" for h in hits[:1]
            ]
        notes += [
            f"A rule for \u201c{hit.route}\u201d is not counted, since the text says no to it: "
            f"{hit.words}"
            for hit in found.denied
            if self._rank(hit.route) <= self._rank(route.name) and hit.words not in verdict.reason
        ]
        return Routing(
            route=route.name,
            action=route.action,
            by=verdict.by,
            probability=verdict.probability,
            threshold=route.threshold,
            runner_up=next((one for one in others if one.label != route.name), None),
            reason=verdict.reason,
            rule=hits[0] if hits else None,
            rules=hits,
            nearest=self._nearest(decision) if decision else (),
            decision=decision,
            measured=found.seen.measured,
            notes=(*notes, *(decision.notes if decision else ())),
            denied=found.denied,
        )


def record_text(columns: tuple[str, ...], values: tuple[str, ...]) -> str:
    """A record as a text that rules and model can read: "column: value" for each that is filled."""
    pairs = zip(columns, values, strict=False)
    return "; ".join(f"{column}: {value}" for column, value in pairs if value.strip())


def _shortened(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _SHOWN_CHARACTERS else f"{line[: _SHOWN_CHARACTERS - 1]}\u2026"
