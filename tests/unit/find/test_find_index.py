"""The index: what is added is found, by words at once and by meaning after; filters; kinship."""

import pytest

from hearthside.adapters.fake.embedder import FakeEmbedder
from hearthside.documents.document import Section
from hearthside.documents.terms import marks
from hearthside.errors import InvalidInput, ModelError
from hearthside.find.index import Index
from hearthside.wire import Code, Op
from tests.unit.find.library import BREAD, BRIDGE, GARDEN, House, document, sentences

ALL = (BRIDGE, BREAD, GARDEN)


async def filled(house: House, **options: object) -> Index:
    index = await house.open(**options)  # type: ignore[arg-type]
    for one in ALL:
        await index.add(one)
    return index


def paths(found: object) -> list[str]:
    return [hit.path for hit in found]  # type: ignore[attr-defined]


async def test_an_empty_index_finds_nothing() -> None:
    index = await House().open()
    assert index.documents == () and index.missing == 0 and index.damaged == ()
    for how in ("both", "meaning", "words"):
        assert len(await index.search("anything", how=how)) == 0  # type: ignore[arg-type]
    await index.embed_missing()
    assert index.plan([]).new == ()


async def test_what_is_asked_is_found_by_meaning_and_by_words() -> None:
    house = House(FakeEmbedder(kin={"loaf": "bread", "batter": "dough"}))
    index = await filled(house)
    hits = await index.search("Who built the bridge?", 2)
    assert hits.how == "both" and hits.searched == 3 and hits.notes == () and len(hits) == 2
    best = hits[0]
    assert best.id == ("letters/bridge.md", 0) and best.name == "bridge.md"
    assert best.text == BRIDGE.sections[0].text and best.modified_ms == 1000
    assert best.language == "en" and best.meaning_rank == best.words_rank == 1
    assert best.cosine is not None and 0.2 < best.cosine <= 1.0 and best.bm25 is not None
    assert best.score == pytest.approx(2 / 61)
    # No word in common: only meaning knows it.
    by_words = await index.search("loaf batter", how="words")
    assert len(by_words) == 0
    by_meaning = await index.search("loaf batter", how="meaning")
    assert by_meaning[0].path == "letters/bread.md" and by_meaning[0].words_rank is None
    assert by_meaning[0].bm25 is None


async def test_letters_that_nobody_sees_keep_no_question_from_its_answer() -> None:
    index = await filled(House())
    for query in ("b\u00adrid\u00adge", "\ufeffbridge\u200b", "bri\u2060dge"):
        assert paths(await index.search(query, how="words")) == ["letters/bridge.md"]
        assert marks(query, "The bridge") == [(4, 10)]
    with pytest.raises(InvalidInput, match="Say what to look for"):
        await index.search("\u00ad\u200b")


async def test_a_file_is_found_by_its_name_its_title_and_its_headings() -> None:
    index = await House().open()
    await index.add(document("invoice-2023.txt", "Nothing of note."))
    await index.add(document("b.txt", "Nothing here.", title="Yearly report"))
    await index.add(document("c.txt", Section("Nothing there.", ("Money", "Taxes"), page=4)))
    assert paths(await index.search("invoice 2023", how="words")) == ["invoice-2023.txt"]
    assert paths(await index.search("report", how="words")) == ["b.txt"]
    [hit] = await index.search("taxes", how="words")
    assert (hit.heading, hit.page, hit.text) == (("Money", "Taxes"), 4, "Nothing there.")


async def test_titles_and_headings_are_told_to_the_model() -> None:
    house = House()
    index = await house.open()
    await index.add(document("c.txt", Section("It is late.", ("Money", "Taxes")), title="Report"))
    asked = [args["texts"] for op, args in house.engine.calls if op is Op.EMBED]
    assert asked == [("title: Report > Money > Taxes | text: It is late.",)]


@pytest.mark.parametrize("how", ["both", "meaning", "words"])
async def test_filters_leave_out_what_does_not_fit(how: str) -> None:
    index = await filled(House())
    ask = "granite water bridge bread garden"

    async def found(**filters: object) -> set[str]:
        return set(paths(await index.search(ask, how=how, **filters)))  # type: ignore[arg-type]

    assert await found() == {one.path for one in ALL} or how == "words"
    assert await found(files={"garten.txt"}) == {"garten.txt"} or how == "words"
    assert await found(files=["letters/bread.md", "nothing.txt"]) == {"letters/bread.md"}
    assert await found(languages={"en"}) == {"letters/bread.md", "letters/bridge.md"}
    assert await found(since_ms=1001, until_ms=2000) == {"letters/bread.md"}
    assert await found(until_ms=1000) == {"letters/bridge.md"}
    assert await found(since_ms=3001) == set() == await found(files=())
    hits = await index.search(ask, how=how, languages={"en"})  # type: ignore[arg-type]
    assert hits.searched == 2


async def test_a_hit_found_by_words_alone_has_its_cosine_too() -> None:
    house = House()
    index = await house.open()
    for number in range(120):
        await index.add(document(f"d{number}", f"rose lily daisy tulip flower {number}"))
    await index.add(document("odd", "zebra " * 3 + sentences(12, "concrete"), "rose"))
    hits = await index.search("rose lily daisy tulip flower zebra", 120)
    [odd] = [hit for hit in hits if hit.path == "odd"]
    assert odd.words_rank is not None and odd.cosine is not None and abs(odd.cosine) <= 1.0
    assert all(hit.cosine is not None for hit in hits)


async def test_without_a_model_words_are_enough() -> None:
    house = House()
    index = await filled(house, model=False)
    assert index.missing == 3 and house.engine.texts_embedded == 0
    hits = await index.search("bridge")
    assert paths(hits) == ["letters/bridge.md"] and hits.how == "words"
    assert "no embedding model" in hits.notes[0] and hits[0].cosine is None
    with pytest.raises(ModelError) as caught:
        await index.search("bridge", how="meaning")
    assert caught.value.code is Code.MODEL_NONE
    with pytest.raises(ModelError):
        await index.embed_missing()
    # The model comes later.
    index.use(house.embedder())
    assert "nothing has a vector yet" in (await index.search("bridge")).notes[0]
    told: list[tuple[int, int]] = []
    await index.embed_missing(lambda *progress: told.append(progress))
    assert told[-1] == (3, 3) and index.missing == 0
    assert (await index.search("bridge", how="meaning"))[0].path == "letters/bridge.md"


async def test_words_come_first_and_vectors_follow() -> None:
    house = House()
    index = await house.open()
    entry = await index.add(BRIDGE, embed=False)
    assert entry.missing == entry.chunks == 1
    await index.add(BREAD)
    hits = await index.search("bridge bread")
    assert set(paths(hits)) == {BRIDGE.path, BREAD.path}
    assert "1 of 2 passages have no vector yet" in hits.notes[0]
    assert (await index.add(BRIDGE)).missing == 0


async def test_beside_meaning_words_count_where_they_hold_the_question() -> None:
    house = House(FakeEmbedder(kin={"puente": "bridge"}))
    index = await filled(house)
    await index.add(document("tour.txt", "de la Tour and de la Mare sat at a table in Paris"))
    # Two small words of another language: a full vote for words would put the tour first.
    hits = await index.search("de la puente construido granito")
    assert [hit.words_rank for hit in hits] == [None] * 4
    assert paths(await index.search("de la", how="words")) == ["tour.txt"]
    # What has no vector can be found by words only, so its words count.
    await index.add(document("late.txt", "de la late"), embed=False)
    hits = await index.search("de la puente construido granito")
    assert [hit.path for hit in hits if hit.words_rank] == ["late.txt"]


async def test_the_same_content_is_not_read_twice_and_a_changed_file_is_replaced() -> None:
    house = House()
    index = await filled(house)
    made = house.engine.texts_embedded
    await index.add(BRIDGE)
    assert house.engine.texts_embedded == made
    changed = document(BRIDGE.path, "A ferry crosses the river now, for the arches fell.")
    plan = index.plan(
        [(BRIDGE.path, changed.hash), (BREAD.path, BREAD.hash), ("new.txt", "0"), ("new.txt", "1")]
    )
    assert (plan.new, plan.changed, plan.same, plan.gone) == (
        ("new.txt",), (BRIDGE.path,), (BREAD.path,), ("garten.txt",)
    )  # fmt: skip
    assert index.has(BRIDGE.path, BRIDGE.hash)
    await index.add(changed)
    assert not index.has(BRIDGE.path, BRIDGE.hash) and index.has(BRIDGE.path, changed.hash)
    assert len(await index.search("granite built", how="words", files={BRIDGE.path})) == 0
    assert paths(await index.search("ferry", how="words")) == [BRIDGE.path]
    hits = await index.search("the ferry crosses", how="meaning")
    assert hits[0].text == changed.sections[0].text and len(hits) == 3


async def test_what_is_removed_is_gone_for_good() -> None:
    house = House()
    index = await filled(house)
    await index.search("bridge")
    await index.remove(BRIDGE.path)
    await index.remove("nobody.txt")
    for again in (index, await house.open()):
        assert [entry.path for entry in again.documents] == ["garten.txt", "letters/bread.md"]
        assert BRIDGE.path not in paths(await again.search("bridge granite river"))
    await index.remove(BREAD.path)
    await index.remove(GARDEN.path)
    assert [key for key in await house.encrypted.keys("letters") if key != "manifest"] == []


async def test_a_file_is_renamed_with_its_vectors() -> None:
    house = House()
    index = await filled(house)
    made = house.engine.texts_embedded
    await index.rename(BRIDGE.path, "archive/arches.md")
    for again in (index, await house.open()):
        assert again.missing == 0 and again.has("archive/arches.md", BRIDGE.hash)
        hits = await again.search("arches", how="words")
        assert (hits[0].path, hits[0].name) == ("archive/arches.md", "arches.md")
        assert (await again.search(BRIDGE.sections[0].text, how="meaning"))[0].path == hits[0].path
    assert house.engine.texts_embedded == made + 2  # the two questions
    for old, new in ((BREAD.path, GARDEN.path), ("nobody", "x"), (BREAD.path, "")):
        with pytest.raises(InvalidInput) as caught:
            await index.rename(old, new)
        assert caught.value.code is Code.FILE_INVALID


async def test_passages_like_a_passage() -> None:
    house = House()
    index = await filled(house)
    await index.add(document("twin.txt", BRIDGE.sections[0].text + " So it is."))
    hits = await index.like(BRIDGE.path, 0, 2)
    assert hits[0].path == "twin.txt" and len(hits) == 2 and BRIDGE.path not in paths(hits)
    await index.add(document("late.txt", "bridge"), embed=False)
    for path, chunk in (("late.txt", 0), (BRIDGE.path, 1), (BRIDGE.path, -1), ("nobody", 0)):
        with pytest.raises(InvalidInput):
            await index.like(path, chunk)


async def test_a_passage_is_shown_in_its_place() -> None:
    index = await House().open()
    text = sentences(60, "early") + " The needle lies here. " + sentences(60, "late")
    await index.add(document("hay.txt", text))
    [hit, *_] = await index.search("needle", how="words")
    around = await index.around(hit, 200)
    whole = around.before + around.text + around.after
    assert whole in text and around.text == hit.text
    assert 100 < len(around.before) <= 200 and 100 < len(around.after) <= 200
    start = text.index(around.before)
    assert text[start - 1] == " " and text[start + len(whole)] == " "
    first = (await index.search("early 0", how="words"))[0]
    assert (await index.around(first, 10**6)).before == text[: first.spans[0].start]
    await index.remove("hay.txt")
    with pytest.raises(InvalidInput):
        await index.around(hit)


async def test_the_index_is_found_as_it_was_left() -> None:
    house = House()
    index = await filled(house)
    await index.close()
    assert house.matrices.open_matrices == 0
    told: list[tuple[int, int]] = []
    again = await Index.open(
        house.encrypted, house.matrices, "letters", house.embedder(),
        on_progress=lambda *progress: told.append(progress),
    )  # fmt: skip
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert again.documents == index.documents and again.figures() == index.figures()
    before, after = await index.search("water granite"), await again.search("water granite")
    assert [(h.id, h.cosine) for h in before] == [(h.id, h.cosine) for h in after]


async def test_figures_tell_the_size() -> None:
    house = House()
    index = await house.open(dimensions=16)
    await index.add(document("long.txt", sentences(300)))
    figures = index.figures()
    assert figures.documents == 1 and figures.chunks > 20 and figures.missing == 0
    assert figures.dimensions == 16 and figures.model == "fake-embedding"
    assert figures.vector_bytes == figures.chunks * 20
    stored = sum(
        [
            len(await house.encrypted.read("letters", key) or b"")
            for key in await house.encrypted.keys("letters")
        ]
    )
    assert figures.stored_bytes == pytest.approx(stored, abs=500)


@pytest.mark.parametrize("query", ["", "  \n "])
async def test_questions_that_are_none_are_refused(query: str) -> None:
    index = await House().open()
    with pytest.raises(InvalidInput):
        await index.search(query)


async def test_other_nonsense_is_refused() -> None:
    index = await filled(House())
    for asked in ({"k": 0}, {"how": "magic"}):
        with pytest.raises(InvalidInput) as caught:
            await index.search("bridge", **asked)  # type: ignore[arg-type]
        assert caught.value.code is Code.CALL_INVALID
    with pytest.raises(InvalidInput) as caught:
        await index.add(document("empty.txt", "", " \n", "---"))
    assert caught.value.code is Code.FILE_INVALID and "empty.txt" in caught.value.message
    assert not index.has("empty.txt", document("empty.txt", "", " \n", "---").hash)
