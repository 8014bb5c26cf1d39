"""Questions of XQuAD in English, answered from their paragraphs by a model that was not trained on
them: exact match and F1 as SQuAD's script counts them, 200 questions of the half that is reported.

The data lie in tests/evaluation, which says whose they are.
"""

from random import Random

from hearthside.generation.model import Model
from hearthside.write import Writer
from tests.evaluation.sets import xquad
from tests.quality.write.measures import Row, exact, f1

REPORTED = slice(120, 240)
ASKED = 200
OF = "questions of XQuAD in English"


async def questions(tasks: Model, most: int | None) -> Row:
    """Each answer against the nearest of those that people gave."""
    pairs = [
        (paragraph["context"], qa["question"], tuple(it["text"] for it in qa["answers"]))
        for paragraph in xquad("en")[REPORTED]
        for qa in paragraph["qas"]
    ]
    asked = sorted(Random(0).sample(pairs, min(ASKED, most or ASKED)))
    matches, scores, rests = [], [], []
    async with Writer(tasks) as writer:
        for context, question, wanted in asked:
            written = await writer.answer(context, question).read()
            said = written.text if written.said else ""
            assert not [mark for mark in written.marks if mark.what == "number"]
            matches.append(float(any(exact(said, one) for one in wanted)))
            scores.append(max(f1(said, one) for one in wanted))
            shown = "".join([written.source[it.start : it.end] for it in written.sources[:1]])
            rests.append(float(any(one in shown for one in wanted)))
            print(f"\n{question}\n  wanted {wanted[0]!r}\n  said   {written.text!r}", end="")
    found = {"exact_match": matches, "word_f1": scores, "answer_in_the_sentence_shown": rests}
    return Row("answer", len(asked), found, of=OF)
