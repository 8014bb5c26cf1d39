"""Several tokens a step, where what comes next can be guessed: the same text, sooner."""

from hearthside.generation.speculation.guessing import Speculation

__all__ = ["Speculation"]
