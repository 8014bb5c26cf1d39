"""What a policy's rules say of a text: which fire, and which do so by words that the text denies.

Knows nothing of models, and nothing of what comes of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hearthside.route.policy import Policy
from hearthside.route.rules import RuleHit, Seen, hits_of
from hearthside.text.negation import denied
from hearthside.text.quantities import Meter
from hearthside.text.words import Found, Words, readable


@dataclass(frozen=True, slots=True)
class Matched:
    """The rules that count, the most careful first; those that fired by denied words alone (none
    where the policy does not weigh negation); and the text as they saw it."""

    hits: tuple[RuleHit, ...]
    denied: tuple[RuleHit, ...]
    seen: Seen


def matched(policy: Policy, meter: Meter, text: str) -> Matched:
    """What the rules of `policy` say of `text`; `meter` reads its quantities."""
    words = Words(readable(text), policy.typos)
    seen = Seen(words, meter.read(words), policy.language, policy.known_words)
    hits, said_no = hits_of(policy.rules, seen), list[RuleHit]()
    if policy.negation and hits:
        affirmed = replace(seen, words=Affirmed(words.text, policy.typos))
        held = {hit.rule: hit for hit in hits_of(policy.rules, affirmed)}
        hits, said_no = list(held.values()), [hit for hit in hits if hit.rule not in held]
    by_care = sorted(hits, key=lambda hit: policy.rank(hit.route))
    return Matched(tuple(by_care), tuple(said_no), seen)


@dataclass(slots=True)
class Affirmed(Words):
    """A text as words of which no denied one begins a phrase, unless the "no" is part of it."""

    _noes: dict[int, int] = field(
        init=False, repr=False
    )  # a denied word's place: where its "no" is

    def __post_init__(self) -> None:
        Words.__post_init__(self)
        starts = {word.start: number for number, word in enumerate(self.words)}
        found = [(starts.get(it.start), starts.get(it.by)) for it in denied(self.text)]
        self._noes = {word: no for word, no in found if word is not None and no is not None}

    def find(self, phrase: Sequence[str]) -> list[Found]:
        """Where `phrase` stands and is not denied."""
        return [
            found
            for found in Words.find(self, phrase)
            if all(
                found.first <= self._noes[place]
                for place in range(found.first, found.last + 1)
                if place in self._noes
            )
        ]
