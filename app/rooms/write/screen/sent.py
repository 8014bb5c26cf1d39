"""What was sent: the named parts of a prompt, each with its tokens, and the budget. Pure."""

from typing import Final

from app.rooms.write.state import Sent, SentPart
from app.ui.markup import Html, el

_NAMES: Final = {
    "instruction": "Instruction",
    "examples": "Examples",
    "context": "Your text",
    "input": "What is asked",
    "prompt": "The prompt around it",
    "answer lead": "Where the answer begins",
    "marks": "Marks of the format",
}


def sent_part(sent: Sent, which: str, shown: str) -> Html:
    """Folded; `which` tells it from the others on the page, and `shown` does in words."""
    used = sum(part.tokens for part in sent.parts)
    return el(
        "details",
        el("summary", "What was sent", el("span", f" {shown}", class_="quiet-voice")),
        el(
            "p",
            f"The model read {used:,} tokens; {sent.budget:,} are the most that it can here, with "
            f"{sent.answer:,} kept free for the answer.",
            class_="small",
        ),
        el("p", sent.cut, class_="small") if sent.cut else None,
        el("dl", [_part(it) for it in sent.parts], class_="sent"),
        class_="more",
        id=f"write-sent-{which}",
    )


def _part(part: SentPart) -> list[Html]:
    name = _NAMES.get(part.name, f"${part.name}")
    tokens = "1 token" if part.tokens == 1 else f"{part.tokens:,} tokens"
    return [
        el("dt", name, el("span", f" \u00b7 {tokens}", class_="soft")),
        el(
            "dd",
            el("pre", part.text, dir="auto", tabindex=0) if part.text.strip() else _blank(part),
        ),
    ]


def _blank(part: SentPart) -> Html:
    """What cannot be seen, in words."""
    lines = part.text.count("\n")
    words = {0: "the mark of a beginning", 1: "a line break"}.get(lines, f"{lines} line breaks")
    return el("p", words, class_="small soft")
