"""Answers of a form: every token drawn is one that can still become what was asked for.

grammar = grammar_of([Field("name", Kind.TEXT, copied=True), Field("total", Kind.NUMBER)])
async with generate(model, prompt, grammar=grammar.over(source)) as tokens:
    answer = read_answer(grammar.over(source), await tokens.read())
answer.value["total"], answer.places[("total",)]
"""

from hearthside.generation.grammar.answer import Answer, read_answer
from hearthside.generation.grammar.form import Copied, Field, Grammar, Kind, Pattern, grammar_of

__all__ = [
    "Answer",
    "Copied",
    "Field",
    "Grammar",
    "Kind",
    "Pattern",
    "grammar_of",
    "read_answer",
]
