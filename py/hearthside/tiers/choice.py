"""The choice of a model, and why, in one plain sentence.

A model that has to be downloaded is never chosen: a person decides about gigabytes. To change the
loaded model costs seconds, so where nothing speaks for another one, the loaded one stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from hearthside.tiers.models import Ask, Candidate, Device, Work, cannot, work_of

Policy: TypeAlias = Literal["quick", "large", "draft", "always"]
"""The quick one first; the large one where it is here; a draft by the quick one that the large one
checks; always the same one."""
DRAFTED: Final = ("answer", "summarise")
"""Jobs whose drafts can be checked against their text."""
_WHAT: Final[dict[Work, str]] = {
    "constrained": "this is quick, narrow work",
    "text": "the answer stands in the text",
    "open": "this is an open task",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """`model` answers, "" where nobody can; `words` say why. `checks` is who checks its draft, ""
    where nobody does. `load`: it has to be loaded first. `offered` is the title of the one that
    could, where that has to be downloaded."""

    model: str
    title: str
    words: str
    checks: str = ""
    load: bool = False
    offered: str = ""


def choose(
    ask: Ask,
    candidates: Sequence[Candidate],
    device: Device,
    policy: Policy = "quick",
    always: str = "",
) -> Choice:
    """Who answers. `always` is the id that the policy of that name means; where that one cannot, or
    is not here, the choice is as for "quick", and says so."""
    able = [it for it in candidates if not cannot(it, ask, device)]
    here = [it for it in able if it.stage != "offered"]
    if not here:
        return _nobody(ask, candidates, able, device)
    if policy == "always":
        fixed = next((it for it in here if it.id == always), None)
        if fixed is not None:
            return _chosen(fixed, "you chose it")
        return _instead(ask, candidates, here, device, always)
    if policy == "draft":
        return _drafting(ask, here, device)
    found, why = _large_first(ask, here) if policy == "large" else _quick_first(ask, here, device)
    return _chosen(found, why)


def _quick_first(ask: Ask, here: Sequence[Candidate], device: Device) -> tuple[Candidate, str]:
    quick, large = _best("quick", ask, here), _best("large", ask, here)
    if large is not None and work_of(ask) == "open":
        return large, _WHAT[work_of(ask)]
    if quick is None or large is None:
        return _of_one_tier(ask, here)
    if not quick.knows(ask) and large.knows(ask):
        return large, "the text is not in English"
    if not quick.has_room(ask) and large.has_room(ask):
        return large, "the text is longer than the quick one reads at once"
    if large.stage == "loaded" and quick.stage != "loaded" and device.has_card:
        return large, "it is loaded, and to change takes longer than it saves"
    return quick, _WHAT[work_of(ask)]


def _large_first(ask: Ask, here: Sequence[Candidate]) -> tuple[Candidate, str]:
    quick, large = _best("quick", ask, here), _best("large", ask, here)
    if quick is None or large is None:
        return _of_one_tier(ask, here)
    return large, "it is here, and you want the large one then"


def _drafting(ask: Ask, here: Sequence[Candidate], device: Device) -> Choice:
    """As "quick", with the large one behind it where that can check."""
    found, why = _quick_first(ask, here, device)
    quick, large = _best("quick", ask, here), _best("large", ask, here)
    if ask.job not in DRAFTED:
        return _chosen(found, f"{why}; only answers and summaries are drafted and checked")
    if large is None:
        return _chosen(found, f"{why}; no larger model is here to check it")
    if quick is None or not (quick.knows(ask) and quick.has_room(ask)):
        return _chosen(found, f"{why}; there is no draft to check")
    words = f"{quick.title} drafts, and {large.title} checks it, as you wish."
    return Choice(quick.id, quick.title, words, large.id, quick.stage != "loaded")


def _best(tier: str, ask: Ask, here: Sequence[Candidate]) -> Candidate | None:
    """The one of that tier that knows the language, has room, and is loaded, in this order; of
    equals the first."""
    of_tier = [it for it in here if it.tier == tier]
    ranked = sorted(
        of_tier, key=lambda it: (not it.knows(ask), not it.has_room(ask), it.stage != "loaded")
    )
    return ranked[0] if ranked else None


def _of_one_tier(ask: Ask, here: Sequence[Candidate]) -> tuple[Candidate, str]:
    """The best of those that are here, which are alike but for what they read."""
    found = _best(here[0].tier, ask, here) or here[0]
    if len(here) == 1:
        return found, "no other model on this device can do this"
    if found.knows(ask) and not all(it.knows(ask) for it in here):
        return found, "the text is not in English"
    if found.has_room(ask) and not all(it.has_room(ask) for it in here):
        return found, "the text is longer than another one here reads at once"
    return found, _WHAT[work_of(ask)]


def _chosen(found: Candidate, why: str) -> Choice:
    words = f"{found.title} answers: {why}."
    return Choice(found.id, found.title, words, load=found.stage != "loaded")


def _instead(
    ask: Ask,
    candidates: Sequence[Candidate],
    here: Sequence[Candidate],
    device: Device,
    always: str,
) -> Choice:
    """Who answers where the one for everything does not."""
    meant = next((it for it in candidates if it.id == always), None)
    found, _ = _quick_first(ask, here, device)
    if meant is None:
        return _chosen(found, "the one that you chose is not on this site")
    why = cannot(meant, ask, device) or "is not on this device yet"
    return _chosen(found, f"{meant.title}, which you chose, {why}")


def _nobody(
    ask: Ask, candidates: Sequence[Candidate], able: Sequence[Candidate], device: Device
) -> Choice:
    if able:
        titles = " or ".join([it.title for it in able])
        words = f"{titles} could do this, and is not on this device yet."
        return Choice("", "", words, offered=able[0].title)
    if not candidates:
        return Choice("", "", "There is no language model on this site.")
    why = [f"{it.title} {cannot(it, ask, device)}" for it in candidates]
    return Choice("", "", f"No model can do this here: {'; '.join(why)}.")
