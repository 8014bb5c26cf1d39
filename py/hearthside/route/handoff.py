"""What a person is handed when a text is not for a model: a redacted summary to copy or to save.

Nothing is sent anywhere, here or elsewhere. Knows nothing of screens and files.
"""

from dataclasses import dataclass
from typing import Final

from hearthside.route.policy import Policy
from hearthside.route.redact import LIMITS, redact
from hearthside.route.router import Routing

MAX_TEXT_CHARACTERS: Final = 4_000
MAX_MEASURED: Final = 40


@dataclass(frozen=True, slots=True)
class Handoff:
    """The summary, redacted. `flags` are the words of every rule that fired, with what they saw;
    `redactions` says how many of each kind were taken out of `text`."""

    policy: str
    route: str
    words: str
    reason: str
    flags: tuple[str, ...]
    measured: tuple[str, ...]
    text: str
    redactions: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]

    def to_text(self) -> str:
        """The summary as plain text."""
        parts = [f"{self.policy}: {self.route}", self.words, f"Why: {self.reason}"]
        parts += [_listed("Rules that fired", self.flags), _listed("Measured", self.measured)]
        parts += [f"The text (redacted):\n{self.text}"]
        taken = ", ".join(f"{kind} ({count})" for kind, count in self.redactions)
        parts += [f"Taken out: {taken}." if taken else "Nothing was found to take out."]
        parts += [LIMITS, *self.notes]
        return "\n\n".join(part for part in parts if part) + "\n"


def handoff(policy: Policy, routing: Routing, text: str, why: str = "") -> Handoff:
    """The summary of `text` for a person; `why`, what else went wrong, is said first."""
    cut = len(text) > MAX_TEXT_CHARACTERS
    redacted = redact(text[:MAX_TEXT_CHARACTERS])
    reason = " ".join(part for part in (why, routing.reason) if part)
    note = f"The text was longer; its first {MAX_TEXT_CHARACTERS:,} characters are shown."
    return Handoff(
        policy=policy.title,
        route=routing.route,
        words=policy.route(routing.route).words,
        reason=redact(reason).text,
        flags=tuple(f"{hit.route}: {redact(hit.words).text}" for hit in routing.rules),
        measured=tuple(dict.fromkeys(map(str, routing.measured)))[:MAX_MEASURED],
        text=redacted.text,
        redactions=redacted.counts,
        notes=(*((note,) if cut else ()), *routing.notes),
    )


def _listed(title: str, lines: tuple[str, ...]) -> str:
    return "\n".join([f"{title}:", *(f"- {line}" for line in lines)]) if lines else ""
