"""Questions of XQuAD in English, answered from their paragraphs by a model that was not trained on
them: exact match and F1 as SQuAD's script counts them, 200 questions of the half that is reported.
"""

from random import Random

import pytest

from hearthside.generation.model import Model
from hearthside.write import Writer
from tests.evaluation.sets import xquad
from tests.quality.write.conftest import some
from tests.quality.write.measures import exact, f1, mean

pytestmark = pytest.mark.weights

REPORTED = slice(120, 240)
ASKED, FEW = 200, 3


async def test_questions_of_xquad(tasks: Model) -> None:
    pairs = [
        (paragraph["context"], qa["question"], qa["answers"][0]["text"])
        for paragraph in xquad("en")[REPORTED]
        for qa in paragraph["qas"]
    ]
    asked = sorted(Random(0).sample(pairs, some(ASKED, FEW)))
    matches, scores, silent, rests = [], [], 0, 0
    async with Writer(tasks) as writer:
        for context, question, wanted in asked:
            written = await writer.answer(context, question).read()
            said = written.text if written.said else ""
            assert not [mark for mark in written.marks if mark.what == "number"]
            silent += not written.said
            matches.append(float(exact(said, wanted)))
            scores.append(f1(said, wanted))
            place = next(iter(written.sources), None)
            rests += place is not None and wanted in written.source[place.start : place.end]
            print(f"\n{question}\n  wanted {wanted!r}\n  said   {written.text!r}", end="")
    count = len(asked)
    print(
        f"\nXQuAD en, {count} questions: exact match {mean(matches):.3f}, F1 {mean(scores):.3f}, "
        f"said that the text does not say {silent / count:.3f}, "
        f"the sentence shown holds the answer {rests / count:.3f}"
    )
