"""A prompt that grows: only what was added to it is encoded.

    transcript = Transcript(model)
    ids = await transcript.encode("Once upon a time")
    ids = await transcript.encode("Once upon a time there was")    # encodes " there was"

The ids are those of the whole text. Where a part ends in no blank and the next begins with one, no
token reaches across: but for `> </`, no piece of Gemma's vocabulary has a blank after another sign
(generation/test_native_transcript.py). Elsewhere what stands at the seam is encoded anew.
Knows nothing of what the text means.
"""

from hearthside.generation.model import Model


class Transcript:
    """The ids of a text that is mostly added to, and sometimes cut back."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._parts: list[tuple[str, list[int]]] = []

    async def encode(self, text: str) -> list[int]:
        """The ids of `text` with the model's bos_id before them. Raises what the engine raises."""
        at, parts = 0, []
        for part, ids in self._parts:
            end = at + len(part)
            if not text.startswith(part, at) or not _is_seam(text, end):
                break
            parts.append((part, ids))
            at = end
        if at < len(text) or not parts:
            parts.append((text[at:], await self._model.encode(text[at:], bos=not parts)))
        self._parts = parts
        return [token for _, ids in parts for token in ids]


def _is_seam(text: str, at: int) -> bool:
    """Whether no token can reach across the place `at`."""
    return at == len(text) or (
        text[at] == " " and text[at - 1] != ">" and not text[at - 1].isspace()
    )
