"""The labels as a trie of tokens, and how the likelihood of each is read off it.

A label is spelled as the prompt goes on with it, and ended by what no label holds, so that of two
labels one of which begins the other both have an end to compete with. A label's score is the sum,
over the nodes where labels part, of the log-softmax over that node's branches. Tokens that nothing
competes with cost nothing: that is the rule by which length is handled, and it makes the scores of
all labels the logarithms of probabilities that add up to one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hearthside.classify.calibration import log_softmax, log_sum
from hearthside.generation.model import Context

# A branch with less than this share of the whole, raw and calibrated, is not read.
SMALL_SHARE: Final = 0.01


@dataclass(frozen=True, slots=True)
class Node:
    """A place where labels part.

    `path` are the tokens from the node above, `asks` the tokens that may follow here; of each ask,
    `labels` are the indices of the labels beyond it and `below` the next node, None where only one
    label is left.
    """

    path: tuple[int, ...]
    asks: tuple[int, ...]
    labels: tuple[tuple[int, ...], ...]
    below: tuple["Node | None", ...]


def make_trie(spelled: Sequence[Sequence[int]]) -> Node:
    """The root over labels given as tokens, end included, none of which another begins with;
    `path` of the root is what all share."""
    return _node(spelled, range(len(spelled)), 0)


def _node(spelled: Sequence[Sequence[int]], indices: Sequence[int], depth: int) -> Node:
    first = spelled[indices[0]]
    end = depth
    while all(spelled[index][end] == first[end] for index in indices):
        end += 1
    groups: dict[int, list[int]] = {}
    for index in indices:
        groups.setdefault(spelled[index][end], []).append(index)
    return Node(
        path=tuple(first[depth:end]),
        asks=tuple(groups),
        labels=tuple(map(tuple, groups.values())),
        below=tuple(
            _node(spelled, group, end) if len(group) > 1 else None for group in groups.values()
        ),
    )


def is_deep(node: Node) -> bool:
    """Whether labels part beyond `node`, too."""
    return any(node.below)


def partings(node: Node) -> int:
    """At how many places labels part, which is how many steps reading all of them takes."""
    return 1 + sum([partings(below) for below in node.below if below])


@dataclass(frozen=True, slots=True)
class Walk:
    """Reads the scores of all labels in a context that ends where a label would begin.

    `prior` are the log-probabilities of the labels before anything is known (None: read every
    branch); where a branch is too small to be read, its share is split as the prior does.
    """

    context: Context
    prior: Sequence[float] | None
    scores: list[float]

    async def read(self, node: Node, logits: Sequence[float], share: float, fair: float) -> None:
        """Fill in the scores of the labels beyond `node`.

        `logits` answer `node.asks`; `share` and `fair` are logarithms of what raw and calibrated
        likelihood the node holds of the whole.
        """
        raw = log_softmax(logits)
        calibrated = log_softmax(
            [one - self._excess(labels) for one, labels in zip(raw, node.labels, strict=True)]
        )
        for at, (labels, below) in enumerate(zip(node.labels, node.below, strict=True)):
            inner, inner_fair = share + raw[at], fair + calibrated[at]
            if below is None:
                self.scores[labels[0]] = inner
            elif self.prior is not None and max(inner, inner_fair) < math.log(SMALL_SHARE):
                self._split(labels, inner)
            else:
                await self._descend(below, inner, inner_fair)

    async def _descend(self, node: Node, share: float, fair: float) -> None:
        length_tokens = len(self.context.ids)
        more = is_deep(node)
        step = await self.context.step(node.path, ask_ids=node.asks, advance=more)
        await self.read(node, step.asked_logits, share, fair)
        if more:
            await self.context.cut(length_tokens)

    def _excess(self, labels: Sequence[int]) -> float:
        """How much more of the prior the labels hold, together, than as many equal ones would."""
        if self.prior is None:
            return 0.0
        return log_sum([self.prior[label] for label in labels]) - math.log(len(labels))

    def _split(self, labels: Sequence[int], share: float) -> None:
        prior = self.prior or self.scores
        for label, part in zip(labels, log_softmax([prior[at] for at in labels]), strict=True):
            self.scores[label] = share + part
