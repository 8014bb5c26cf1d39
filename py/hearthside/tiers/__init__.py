"""Which model answers: chosen by the work, by the text, by what the device holds, by a policy.

    choice = choose(Ask("summarise", tokens_of(text), language_of(text)), candidates, device)
    print(choice.title, choice.words)

Pure: values in, values out. Knows nothing of loading, and of screens.
"""

from hearthside.tiers.choice import Choice, Policy, choose
from hearthside.tiers.models import (
    TEXT_SHARE,
    Ask,
    Candidate,
    Device,
    Work,
    cannot,
    tokens_of,
    work_of,
)

__all__ = [
    "TEXT_SHARE",
    "Ask",
    "Candidate",
    "Choice",
    "Device",
    "Policy",
    "Work",
    "cannot",
    "choose",
    "tokens_of",
    "work_of",
]
