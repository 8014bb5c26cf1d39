"""Searching a collection: two rankings, made one by their ranks, and the passages they name.

Knows nothing of how documents come and go, and bears that they do so meanwhile.
"""

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from hearthside.embedding.embedder import Embedder
from hearthside.errors import InvalidInput, ModelError
from hearthside.find.chunks import page_of, text_of, trail_of
from hearthside.find.fusion import fused
from hearthside.find.hits import Around, Hit, Hits, How
from hearthside.find.store.contents import Contents
from hearthside.find.store.nearest import Place
from hearthside.text.unseen import visible
from hearthside.wire import Code

_DEPTH: Final = 50
# Beside meaning, a chunk is found by words only where it holds this much of the question. Small
# words that two languages share ("de", "la", "no") else have a full vote: of Spanish questions to
# English files 64 % found their paragraph first, and 96 % with this line (XQuAD's fitting half).
_HELD: Final = 0.4
# So long a search waits for words that are read in the background, where it has meaning as well.
_PATIENCE_S: Final = 0.05
_WORDS_ALONE: Final = "Searched by words alone: no embedding model is loaded."
_NO_VECTORS: Final = "Searched by words alone: nothing has a vector yet."

Ranking = Sequence[tuple[Place, float]]


class Search:
    """One search over `contents`; `embedder` reads the question, None where there is none."""

    def __init__(self, contents: Contents, embedder: Embedder | None) -> None:
        self._contents = contents
        self._embedder = embedder

    async def by_text(self, query: str, k: int, how: How, chosen: Collection[str] | None) -> Hits:
        """See `Index.search`; `chosen` are the paths to look at."""
        query = visible(query)
        if not query.strip():
            raise InvalidInput(Code.CALL_INVALID, "Say what to look for.")
        _check(k)
        used, notes = self._possible(how)
        depth = max(_DEPTH, 4 * k)
        words: Ranking = []
        meaning: Ranking = []
        vector: array[float] | None = None
        if used != "meaning":
            await self._words_ready(used)
            words = self._by_words(query, depth, chosen, beside=used == "both")
        nearest = self._contents.nearest
        if used != "words" and self._embedder is not None and nearest.rows.alive:
            vector = await self._embedder.encode_query(query, truncate_dim=nearest.dimensions)
            meaning = await nearest.search(vector, depth, chosen)
        ranking = fused([[place for place, _ in one] for one in (meaning, words)])
        cosines = dict(meaning)
        if vector is not None:
            top = [place for place, _ in ranking[: 2 * k] if place not in cosines]
            cosines |= await nearest.compare(vector, top) if top else {}
        hits = await self._hits(ranking, k, cosines, meaning, words)
        return Hits(hits, used, self._looked_at(used, chosen), notes)

    async def _words_ready(self, used: How) -> None:
        """Where all have vectors the words may come later; else there is nothing else to go by."""
        complete = self._contents.nearest.rows.alive == self._chunks
        await self._contents.words.ready(_PATIENCE_S if used == "both" and complete else None)

    @property
    def _chunks(self) -> int:
        return sum(entry.chunks for entry in self._contents.entries.values())

    def _by_words(
        self, query: str, depth: int, chosen: Collection[str] | None, *, beside: bool
    ) -> Ranking:
        """The ranking by words; `beside` meaning those that hold the question, and what meaning
        cannot know: chunks without a vector."""
        words, rows = self._contents.words.keywords, self._contents.nearest.rows
        if not beside:
            return words.search(query, depth, chosen)
        held = words.search(query, depth, chosen, least=_HELD)
        if rows.alive == self._chunks:
            return held
        known = {place for place, _ in held}
        every = words.search(query, depth, chosen)
        return [pair for pair in every if pair[0] in known or rows.row(*pair[0]) is None]

    async def by_chunk(self, path: str, chunk: int, k: int) -> Hits:
        """See `Index.like`."""
        _check(k)
        await self._contents.record(path)
        own = await self._contents.vectors(path, chunk, chunk + 1) if chunk >= 0 else None
        if own is None or not len(own):
            raise InvalidInput(
                Code.FILE_INVALID, "This passage has no vector yet, so nothing can be like it."
            )
        vector = own.to_vectors()[0]
        found = await self._contents.nearest.search(vector, k + 1)
        meaning = [(place, score) for place, score in found if place != (path, chunk)]
        hits = await self._hits(meaning, k, dict(meaning), meaning, [])
        return Hits(hits, "meaning", self._looked_at("meaning", None))

    async def around(self, hit: Hit, characters: int) -> Around:
        """See `Index.around`."""
        sections = (await self._contents.record(hit.path)).document.sections
        first, last = hit.spans[0], hit.spans[-1]
        before = sections[first.section].text[max(0, first.start - characters) : first.start]
        after = sections[last.section].text[last.end : last.end + characters]
        if first.start > characters:
            before = before.partition(" ")[2] or before
        if len(after) == characters:
            after = after.rpartition(" ")[0] or after
        return Around(before, hit.text, after)

    def _possible(self, how: How) -> tuple[How, tuple[str, ...]]:
        """How it can be searched, and what is to be said about it."""
        if how not in ("both", "meaning", "words"):
            raise InvalidInput(
                Code.CALL_INVALID, f'Search by "both", "meaning" or "words", not {how!r}.'
            )
        chunks, made = self._chunks, self._contents.nearest.rows.alive
        if how != "words" and self._embedder is None:
            if how == "meaning":
                raise ModelError(
                    Code.MODEL_NONE, "Load an embedding model first, or search by words."
                )
            return "words", (_WORDS_ALONE,)
        if how == "both" and chunks and not made:
            return "words", (_NO_VECTORS,)
        if how != "words" and made < chunks:
            rest = f"{chunks - made:,} of {chunks:,} passages have no vector yet"
            return how, (f"{rest}: those can be found by their words only.",)
        return how, ()

    def _looked_at(self, how: How, chosen: Collection[str] | None) -> int:
        entries = self._contents.entries
        of = entries.values() if chosen is None else [entries[p] for p in chosen if p in entries]
        skipped = sum(entry.missing for entry in of) if how == "meaning" else 0
        return sum(entry.chunks for entry in of) - skipped

    async def _hits(
        self,
        ranking: Ranking,
        k: int,
        cosines: Mapping[Place, float],
        meaning: Ranking,
        words: Ranking,
    ) -> tuple[Hit, ...]:
        meaning_ranks = {place: rank for rank, (place, _) in enumerate(meaning, start=1)}
        words_ranks = {place: (rank, bm25) for rank, (place, bm25) in enumerate(words, start=1)}
        hits: list[Hit] = []
        for place, score in ranking:
            if len(hits) == k:
                break
            found = await self._hit(place, score)
            if found is not None:
                rank, bm25 = words_ranks.get(place, (None, None))
                hits.append(
                    replace(
                        found,
                        cosine=cosines.get(place),
                        bm25=bm25,
                        meaning_rank=meaning_ranks.get(place),
                        words_rank=rank,
                    )
                )
        return tuple(hits)

    async def _hit(self, place: Place, score: float) -> Hit | None:
        """The passage at a place; None where it went meanwhile, or cannot be read any more."""
        path, number = place
        try:
            record = await self._contents.record(path)
            chunk = record.chunks[number]
        except IndexError:
            return None
        except InvalidInput as error:
            if error.code not in (Code.FILE_INVALID, Code.INDEX_INVALID):
                raise
            return None
        document = record.document
        return Hit(
            path=path,
            name=document.name,
            chunk=number,
            text=text_of(document.sections, chunk),
            score=score,
            title=document.title,
            heading=trail_of(document.sections, chunk),
            page=page_of(document.sections, chunk),
            spans=chunk.spans,
            modified_ms=document.modified_ms,
            language=document.language,
        )


def _check(k: int) -> None:
    if k < 1:
        raise InvalidInput(Code.CALL_INVALID, f"Ask for at least one hit, not {k}.")
