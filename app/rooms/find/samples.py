"""Files to try the room on: a lease, minutes, a handbook in German, a recipe in French.

They are read when this module is imported: a memory snapshot holds values, but no files.
"""

from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parents[2] / "samples" / "files"
_NAMES: Final = ("lease.md", "allotment-minutes.txt", "fahrrad.md", "soup.md")

SAMPLE_FILES: Final = tuple([(name, (_FOLDER / name).read_bytes()) for name in _NAMES])
# Questions that they answer, in one language or another.
SAMPLE_QUESTIONS: Final = (
    "May I keep a dog in the flat?",
    "How should I store the battery in winter?",
    "When is the water turned off?",
    "How long does the soup keep?",
)
