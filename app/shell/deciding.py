"""Which of the two models decides: a choice that several rooms offer. Knows no model."""

from typing import Literal, TypeAlias

By: TypeAlias = Literal["likelihood", "embedding"]
