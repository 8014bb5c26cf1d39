"""What a model thinks before it answers, told from the answer by the marks of its own format.

Knows nothing of engines, or of what is asked.
"""

from hearthside.ports import ModelInfo, ThinkingFormat


def empty_thought(info: ModelInfo) -> str:
    """What an answer begins after where thinking is off, as a model's template writes it.

    "" for a model that does not think, and for Gemma 4 E2B.
    """
    thinking = info.thinking
    if thinking is None or not thinking.empty:
        return ""
    return f"{thinking.start}{thinking.name}\n{thinking.end}"


class Thoughts:
    """Goes along with an answer, token by token; `inside` while these are thoughts."""

    def __init__(self, form: ThinkingFormat | None) -> None:
        self._form = form
        self._name = ""  # what is left of the line that only names what follows
        self.inside = False

    def feed(self, piece: str, text: str) -> str:
        """What a token adds to the thoughts or to the answer, whichever `inside` says."""
        form = self._form
        if form is not None and piece in (form.start, form.end):
            self.inside = piece == form.start
            self._name = f"{form.name}\n" if self.inside else ""
            return ""
        while text and self._name and text[0] == self._name[0]:
            text, self._name = text[1:], self._name[1:]
        if text:
            self._name = ""
        return text
