"""Which of the two models decides: a choice that several rooms offer. Knows no model."""

from typing import TypeAlias

from hearthside.classify import SourceKind

By: TypeAlias = SourceKind
