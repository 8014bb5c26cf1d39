"""The words in which a model is asked about pictures and sounds.

The first two on speech follow what Google's model card of Gemma 4 proposes. Knows no model.
"""

from typing import Final

from hearthside.generation.prompt import Prompt
from hearthside.text.escape import one_line

DESCRIBE: Final = (
    "Describe this picture in a few plain sentences. Say only what can be seen in it; where "
    "something cannot be made out, say so."
)
READ: Final = (
    "Write down all the text in this picture, line by line, exactly as it stands there. Write "
    "nothing else. If there is no text, write: There is no text."
)
DESCRIBE_ALL: Final = (
    "Describe each of these pictures in one or two plain sentences, in their order. Say only what "
    "can be seen; where something cannot be made out, say so."
)
DIFFER: Final = (
    "Compare these pictures, which stand in their order. Say in a few plain sentences what is the "
    "same in them, then what differs, and in which of them: the first, the second and so on. Say "
    "only what can be seen."
)
READ_ALL: Final = (
    "Write down all the text in these pictures, in their order, line by line, exactly as it stands "
    "there, with an empty line between two pictures. Write nothing else. If there is no text, "
    "write: There is no text."
)
ALT: Final = (
    "Write alt text for this picture, for somebody who cannot see it: one plain sentence of at "
    "most 25 words, on what matters in it. Do not begin with 'image of' or 'picture of'."
)
SKIN_ROLE: Final = (
    "You help people to look closely. You are no doctor: never name an illness, never say what "
    "something is or how it will go on, never say that it is harmless, propose no treatment."
)
SKIN: Final = (
    "This is a photo of somebody's skin. What should a person look at? First describe only what "
    "can be seen: where it is, how large beside other things, its colours, its edges, whether "
    "both halves are alike. Then list what the photo cannot show and a doctor will ask: since "
    "when, whether it grows or changes, bleeds, itches, hurts, is warm, and whether there is fever."
)
TRANSCRIBE: Final = (
    "Transcribe the following speech segment in its original language. Only output the "
    "transcription, with no newlines. When transcribing numbers, write the digits."
)
_TRANSLATE: Final = (
    "Translate the following speech segment into {language}. Only output the translation, with no "
    "newlines."
)
_SUMMARISE: Final = (
    "This was said in a recording. Summarise it in two or three plain sentences, in its own "
    "language. Add nothing that was not said."
)


def picture_prompt(ask: str, role: str = "") -> Prompt:
    """A question about what is shown; `role` are instructions."""
    return Prompt(query=ask, instruction=role)


def translate_ask(language: str) -> str:
    """To be translated into a language, named in English: "German"."""
    return _TRANSLATE.format(language=one_line(language))


def summary_prompt(transcript: str) -> Prompt:
    """What was heard, to be told in short."""
    return Prompt(query=f"{transcript.strip()}\n\n{_SUMMARISE}")
