"""Questions answered from a person's own files: passages first, then sentences that they bear.

    async with Asking(index, embedder, model) as asking:
        async for event in asking.ask("When was the bridge built?"):
            ...      # Passages, then Steps and Sentences, then one Ended

What is shown is a quotation, whole. A language model may say which of its words answer: what it
writes is not shown, the words of the sentence that bear it are marked (see cite.py), so a short
answer that is wrong still stands in its sentence. The model is shown the sentence that was chosen
and no more of the files. Where the evidence is thin, nothing is answered. Knows nothing of screens,
and of how a search is made.
"""

from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final, Literal, Protocol, Self

from hearthside.embedding.embedder import Embedder
from hearthside.embedding.vectors import Vectors
from hearthside.errors import HearthsideError, InvalidInput, Stopped
from hearthside.find.cite import (
    Citation,
    Passage,
    bearing,
    fault_of_draft,
)
from hearthside.find.drafting import MOST_TOKENS, drafting
from hearthside.find.evidence import Candidate, Evidence, evidence_of
from hearthside.find.hits import Hits
from hearthside.generation.answers.kept import KeptContext
from hearthside.generation.generate import StopRules, generate
from hearthside.generation.model import Model
from hearthside.generation.sampling import SamplingOptions
from hearthside.ports import AnswerabilityModel
from hearthside.text.escape import one_line
from hearthside.text.sentences import sentence_spans
from hearthside.wire import Code

_NOTHING: Final = "Nothing in your files has to do with this question."
_THIN: Final = "Your files do not seem to answer this. The passages are the nearest there are."
_QUOTED: Final = "Quoted from your files: what comes nearest to an answer."
_MARKED: Final = "Quoted from your files. What a model takes for the short answer is marked."
Outcome = Literal["answered", "not in your files", "no model"]

PASSAGES: Final = 5
MAX_QUESTION_CHARACTERS: Final = 1_000
# Sentences are looked for in the best passages only: reading them is what a person waits for.
READ_PASSAGES: Final = 3
# Where the second sentence is so close to the first it is shown too: one time in five, and the
# answer is among what is shown 2 to 8 times in a hundred more often (on XQuAD's fitting half). And
# where a sentence of the best-ranked document is so close to the nearest it comes first
# (DECISIONS).
_CLOSE: Final = 0.05
# One question after another is often about the same passages.
_KEPT_SENTENCES: Final = 512


@dataclass(frozen=True, slots=True)
class Passages:
    """What was found, the best first; `notes` of the search are for people."""

    passages: tuple[Passage, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What goes on now: the passages are weighed, or a model writes."""

    what: Literal["weighing", "writing"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the answer, word for word (blanks closed up), and where it stands.

    `draft` is the short answer that a language model (`by` is its title) made of it, each word of
    it borne by the sentence; `marks` are the (start, end) in `text` of the words that bear it. All
    are empty without a model, and where its words are not borne.
    """

    text: str
    citations: tuple[Citation, ...]
    draft: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """The end. `words` says for people what came of it.

    "no model": answered by quotation, for want of a language model. `evidence` is None where
    nothing was found, and where nobody has fitted what the embedding model's cosines mean.
    """

    outcome: Outcome
    words: str
    evidence: Evidence | None = None


AskEvent = Passages | Step | Sentence | Ended


class Searched(Protocol):
    """What is asked for passages; `Index` is one."""

    async def search(
        self,
        query: str,
        k: int,
        *,
        files: Collection[str] | None,
        since_ms: int | None,
        until_ms: int | None,
        languages: Collection[str] | None,
    ) -> Hits:
        """At most k hits, the best first; see `Index.search`."""
        ...


class Asking:
    """Asks one index questions, one after another. Close it.

    `model` marks short answers; without one, or where it fails, sentences are quoted.
    `answerability` says when the evidence is thin; by default what was fitted for the embedder.
    """

    def __init__(
        self,
        index: Searched,
        embedder: Embedder,
        model: Model | None = None,
        *,
        answerability: AnswerabilityModel | None = None,
    ) -> None:
        self.index: Final = index
        self._embedder: Final = embedder
        self._answerability: Final = answerability or embedder.info.answerability
        self._kept: Final = KeptContext(model) if model is not None else None
        self._vectors: dict[str, Vectors] = {}

    async def ask(
        self,
        question: str,
        *,
        passages: int = PASSAGES,
        files: Collection[str] | None = None,
        since_ms: int | None = None,
        until_ms: int | None = None,
        languages: Collection[str] | None = None,
    ) -> AsyncGenerator[AskEvent, None]:
        """The events for `question`, `Ended` last. Filters as in `Index.search`.

        Raises InvalidInput (call.invalid) on an empty or very long question, and what the index and
        the embedder raise. What happens to the language model is no error.
        """
        asked = _checked(question)
        hits = await self.index.search(
            asked, passages, files=files, since_ms=since_ms, until_ms=until_ms, languages=languages
        )
        found = tuple(Passage(number, hit) for number, hit in enumerate(hits, start=1))
        yield Passages(found, hits.notes)
        if not found:
            yield Ended("not in your files", _NOTHING)
            return
        yield Step("weighing")
        candidates = await self.candidates(asked, found[:READ_PASSAGES])
        languages = [one.hit.language for one in found]
        evidence = evidence_of(self._answerability, asked, candidates, languages)
        if not candidates or (evidence is not None and evidence.thin):
            yield Ended("not in your files", _THIN, evidence)
            return
        first = {one.number for one in found if one.hit.path == found[0].hit.path}
        chosen = preferring(candidates, first)
        async with aclosing(self._answer(asked, chosen, evidence)) as events:
            async for event in events:
                yield event

    async def aclose(self) -> None:
        """Give the language model's cache back."""
        if self._kept is not None:
            await self._kept.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def candidates(self, asked: str, passages: Sequence[Passage]) -> tuple[Candidate, ...]:
        """The sentences of `passages`, the nearest to the question first; each text once, since
        neighbouring chunks overlap."""
        places: dict[str, tuple[int, int, int]] = {}
        for passage in passages:
            for start, end in sentence_spans(passage.hit.text):
                text = one_line(passage.hit.text[start:end])
                places.setdefault(text, (passage.number, start, end))
        await self._embed(list(places))
        whole = self._embedder.info.dimensions
        question = Vectors(await self._embedder.encode_query(asked, truncate_dim=whole), whole)
        candidates = [
            Candidate(*place, text, self._embedder.similarity(question, self._vectors[text])[0][0])
            for text, place in places.items()
        ]
        return tuple(sorted(candidates, key=lambda one: (-one.cosine, one.number, one.start)))

    async def _embed(self, texts: Sequence[str]) -> None:
        """Have the vectors of `texts`, and of the last others that were asked for."""
        known = {text: self._vectors[text] for text in texts if text in self._vectors}
        missing = list(dict.fromkeys(text for text in texts if text not in known))
        whole = self._embedder.info.dimensions
        made = await self._embedder.encode_document(missing, truncate_dim=whole)
        fresh = {text: Vectors(row, whole) for text, row in zip(missing, made, strict=True)}
        others = [text for text in self._vectors if text not in known]
        room = max(0, _KEPT_SENTENCES - len(known) - len(fresh))
        kept = {text: self._vectors[text] for text in others[max(0, len(others) - room) :]}
        self._vectors = kept | known | fresh

    async def _answer(
        self, asked: str, candidates: Sequence[Candidate], evidence: Evidence | None
    ) -> AsyncGenerator[AskEvent, None]:
        """The best sentence, with the short answer marked; the next where it is close; the end."""
        best, kept = candidates[0], self._kept
        draft: str | None = None
        if kept is not None:
            yield Step("writing")
            draft = await _drafted(kept, asked, best)
        borne = draft is not None and not fault_of_draft(draft, best.text, asked)
        if kept is not None and draft is not None and borne:
            marks = bearing(draft, best.text, asked)
            yield Sentence(best.text, (_cited(best),), draft, marks, kept.model.info.title)
        else:
            yield Sentence(best.text, (_cited(best),))
        for other in candidates[1:2]:
            if abs(best.cosine - other.cosine) < _CLOSE:
                yield Sentence(other.text, (_cited(other),))
        outcome: Outcome = "no model" if draft is None else "answered"
        yield Ended(outcome, _MARKED if borne else _QUOTED, evidence)


async def _drafted(kept: KeptContext, asked: str, best: Candidate) -> str | None:
    """What the model says to the sentence; None where it cannot."""
    model, prompt = kept.model, drafting(best.text, asked)
    chat = model.info.chat
    rules = StopRules(max_tokens=MOST_TOKENS, strings=prompt.stop_strings(chat))
    greedy = SamplingOptions(temperature=0.0)
    try:
        context = await kept.context()
        async with generate(
            model, prompt.render(chat), greedy, rules, context=context
        ) as generation:
            return one_line(await generation.read())
    except Stopped:
        raise
    except HearthsideError:
        await kept.forget()
        return None


def _checked(question: str) -> str:
    asked = one_line(question)
    if not any(map(str.isalnum, asked)):
        raise InvalidInput(Code.CALL_INVALID, "Write a question first.")
    if len(asked) > MAX_QUESTION_CHARACTERS:
        raise InvalidInput(
            Code.CALL_INVALID,
            f"The question has {len(asked)} characters; at most {MAX_QUESTION_CHARACTERS} are "
            "read. Ask for one thing at a time.",
        )
    return asked


def preferring(candidates: Sequence[Candidate], numbers: set[int]) -> Sequence[Candidate]:
    """The candidates with the nearest that stands in one of the passages `numbers` first, where it
    is about as near as the nearest of all, which then comes second."""
    near = candidates[0].cosine - _CLOSE
    best = next((it for it in candidates if it.number in numbers and it.cosine > near), None)
    return candidates if best is None else [best, *(it for it in candidates if it is not best)]


def _cited(one: Candidate) -> Citation:
    return Citation(one.number, one.start, one.end)
