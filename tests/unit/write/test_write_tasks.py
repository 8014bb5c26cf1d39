"""Each task over the fake engine: what is asked, what is shown, what is checked and marked."""

import pytest

from hearthside.errors import InvalidInput
from hearthside.write import NOT_SAID, Piece, Writer
from tests.unit.write.desk import chatting, shown, taught

LETTER = (
    "Dear Ms Achterberg,\nthe walnut shelf is ready to leave our workshop, but the doors are held "
    "up. Delivery costs 35 euros. Please let us know by Friday.\nKind regards,\nRolf Ansgar"
)


async def test_a_summary_is_asked_as_the_adapter_was_taught_and_ends_where_it_was_asked() -> None:
    engine, model = await taught()
    engine.enqueue(" The shelf is ready. The doors are late. Nobody knows why.")
    async with Writer(model) as writer:
        text, sent, result = await shown(writer.summarise(LETTER))
    assert engine.history == [f"{LETTER}\n\nSummarise in two sentences.\nSummary:"]
    assert text == "The shelf is ready. The doors are late."
    assert not result.partial and result.marks == () and result.redraws == 0
    assert [LETTER[one.start : one.end][:15] for one in result.sources] == ["the walnut shel"]
    assert engine.open_caches == 0
    assert len(sent) == 1


async def test_it_comes_as_it_is_written() -> None:
    engine, model = await taught()
    engine.enqueue(" The shelf is ready and the doors are late.")
    async with Writer(model) as writer, writer.summarise(LETTER, sentences=1) as writing:
        pieces = [event.text async for event in writing if isinstance(event, Piece)]
    assert len(pieces) > 5


@pytest.mark.parametrize("chats", [False, True])
async def test_points_are_points_whatever_the_model_begins_with(chats: bool) -> None:
    engine, model = await (chatting() if chats else taught())
    engine.enqueue(" Shelf ready\n Doors late\n Answer by Friday\n More")
    async with Writer(model) as writer:
        text, _, _ = await shown(writer.summarise(LETTER, bullets=3))
    assert text.count("\n") <= 2 and all(line.startswith("-") for line in text.split("\n"))


async def test_a_copied_first_sentence_is_drawn_again() -> None:
    source = "The big swing bridge opens at noon today. Boats wait. Cars wait too."
    engine, model = await taught()
    engine.enqueue(" The big swing bridge opens at noon today.", " Boats wait at the bridge.")
    async with Writer(model) as writer:
        text, _, result = await shown(writer.summarise(source, sentences=1))
        assert (text, result.redraws, result.notes) == ("Boats wait at the bridge.", 1, ())
        engine.enqueue(*[" The big swing bridge opens at noon today."] * 2)
        text, _, result = await shown(writer.summarise(source, sentences=1))
    assert result.redraws == 1


async def test_an_invented_number_or_name_is_not_drawn() -> None:
    engine, model = await taught()
    engine.enqueue(" Delivery costs 77 euros, says Bodza.")
    async with Writer(model) as writer:
        text, _, _ = await shown(writer.summarise(LETTER, sentences=1))
    assert "77" not in text and "Bodza" not in text


async def test_an_answer_shows_the_sentence_it_rests_on() -> None:
    engine, model = await taught()
    engine.enqueue(" 35 euros.")
    async with Writer(model) as writer:
        text, _, result = await shown(writer.answer(LETTER, "What does delivery\ncost?"))
    assert text == "35 euros." and result.said
    [place] = result.sources
    assert result.source[place.start : place.end] == "Delivery costs 35 euros."
    assert engine.history[0].endswith("\n\nWhat does delivery cost?\nAnswer:")


@pytest.mark.parametrize("said", [f" {NOT_SAID}", "", "\nand so on"])
async def test_what_the_text_does_not_say_is_said(said: str) -> None:
    engine, model = await taught()
    engine.enqueue(said, " Nobody at all.")
    async with Writer(model) as writer:
        text, _, result = await shown(writer.answer(LETTER, "Who is the king?"))
    assert text == NOT_SAID and not result.said and result.sources == ()


async def test_where_the_text_was_judged_to_say_it_a_draft_that_denies_it_is_drawn_again() -> None:
    engine, model = await taught()
    engine.enqueue(f" {NOT_SAID}", " doors.", f" {NOT_SAID}", " doors, locked.")
    async with Writer(model) as writer:
        text, sent, result = await shown(writer.answer(LETTER, "What is held up?"))
        assert (text, result.said, result.redraws) == ("doors.", True, 1)
        assert len(sent) == 2 and result.sources
        text, _, result = await shown(writer.answer(LETTER, "What is held up?"))
    assert (text, result.said) == (NOT_SAID, False), "the text has no such word"


async def test_where_that_is_likely_enough_nothing_else_is_drawn() -> None:
    engine, model = await taught()
    engine.log_probs = {NOT_SAID: -2.0}
    async with Writer(model) as writer:
        text, [sent], result = await shown(writer.answer(LETTER, "Who is the king?"))
        assert (text, result.said, result.partial) == (NOT_SAID, False, False)
        assert sent.parts[-1].text.endswith("Answer:") and engine.history == []
        engine.log_probs = {NOT_SAID: -4.5}
        engine.enqueue(" 35 euros.")
        assert (await writer.answer(LETTER, "How much?").read()).text == "35 euros."


async def test_a_reply_to_the_wrong_person_is_begun_again_to_the_right_one() -> None:
    engine, model = await taught()
    engine.enqueue(" Dear Ms Achterberg,\n\nfine.", " thank you for telling me.\n\nMs Achterberg")
    async with Writer(model) as writer:
        text, _, result = await shown(writer.reply(LETTER, ["yes", " send it ;"]))
    assert "\n\nReply to Rolf Ansgar: yes, send it.\nReply:" in engine.history[0]
    assert text.startswith("Dear Rolf Ansgar,") and text.endswith("Ms Achterberg")
    assert result.redraws == 1 and result.marks == ()


async def test_a_reply_is_not_signed_by_who_wrote_the_letter() -> None:
    engine, model = await taught()
    engine.enqueue(" Dear Rolf Ansgar,\n\nsend it.\n\nRolf Ansgar")
    async with Writer(model) as writer:
        text, _, result = await shown(writer.reply(LETTER, ["send it"], "formal"))
    assert text == "Dear Rolf Ansgar,\n\nsend it." and result.redraws == 0
    assert "Write a short, formal reply: send it." in engine.history[0]


async def test_a_text_is_written_anew_part_by_part_with_its_blank_lines() -> None:
    engine, model = await taught()
    long = "\n\n".join(
        f"Part {number} is here. {('It goes on and on. ' * 45).strip()}" for number in (1, 2)
    )
    engine.answer = lambda prompt: f" {prompt[:6]}, short."
    async with Writer(model) as writer:
        text, sent, result = await shown(writer.rewrite(long, "shorter"))
    assert text == "Part 1, short.\n\nPart 2, short." and len(sent) == 2 and not result.partial


async def test_a_title_has_no_quotation_marks_and_keywords_are_words_of_the_text() -> None:
    engine, model = await taught()
    engine.enqueue(' "The shelf is ready."', " shelf, doors, workshop, delivery, Friday, euros")
    async with Writer(model) as writer:
        assert (await shown(writer.title(LETTER)))[0] == "The shelf is ready"
        text, _, _ = await shown(writer.keywords(LETTER))
    assert text == "shelf, doors, workshop, delivery, Friday"


async def test_where_a_model_finds_few_keywords_the_commonest_words_are_added_and_named() -> None:
    engine, model = await taught()
    engine.enqueue(" the doors", " the walnut shelf, doors, Friday", " Sun")
    async with Writer(model) as writer:
        text, _, result = await shown(writer.keywords(LETTER))
        keys = text.split(", ")
        assert keys[0] == "the doors" and len(keys) == 3 and "doors" not in keys
        assert result.notes == (
            f"Not the model\u2019s, but common in the text: {', '.join(keys[1:])}.",
        )
        _, _, enough = await shown(writer.keywords(LETTER))
        _, _, short = await shown(writer.keywords("Rain."))
    assert enough.notes == () and short.text == "Rain"


async def test_a_label_is_the_likeliest_one() -> None:
    engine, model = await taught()
    engine.log_probs = {"news": -1.0, "complaint": -3.0}
    async with Writer(model) as writer:
        text, sent, result = await shown(writer.classify(LETTER, ["complaint", "news.", "news"]))
        assert text == "news" and "73%" in result.notes[0] and len(sent) == 1
        with pytest.raises(InvalidInput, match="different labels"):
            await writer.classify(LETTER, ["news", "news"]).read()


async def test_a_long_text_is_summarised_by_sections_and_what_is_left_out_is_said() -> None:
    engine, model = await taught(512)
    engine.answer = lambda prompt: f" Told by {prompt.split()[1]}."
    long = " ".join(f"Number{at} tells something here." for at in range(600))
    async with Writer(model) as writer:
        _, sent, result = await shown(writer.summarise(long, sentences=1))
    assert len(sent) > 3 and result.cut is None
    assert sent[-1].text.startswith("Told by")
    async with Writer(model) as writer:
        _, sent, result = await shown(writer.summarise(long * 8, sentences=1))
    assert len(sent) == 13 and result.cut is not None and "too long" in result.notes[0]


async def test_of_a_text_that_is_too_long_what_bears_on_the_question_is_read() -> None:
    engine, model = await taught(1024)
    engine.enqueue(" A fox.")
    filler = "Nothing of note happens in this sentence at all. " * 300
    long = f"{filler}The hen house was robbed by a fox. {filler}"
    async with Writer(model) as writer:
        _, [sent], result = await shown(writer.answer(long, "Who robbed the hen house?"))
    assert "robbed by a fox" in sent.text and sent.tokens <= sent.budget_tokens
    assert result.cut is not None
    [place] = result.sources
    assert "robbed by a fox" in result.source[place.start : place.end]


async def test_left_early_it_keeps_what_was_written_and_gives_all_back() -> None:
    engine, model = await taught()
    engine.enqueue(" The shelf is ready and so on.", " Next.")
    async with Writer(model) as writer:
        async with writer.summarise(LETTER, sentences=1) as writing:
            async for event in writing:
                if isinstance(event, Piece) and event.text.endswith("shelf"):
                    break
        assert writing.result is not None
        assert writing.result.partial and writing.result.text == "The shelf"
        assert (await writer.title(LETTER).read()).text == "Next"
    assert engine.open_caches == 0


async def test_what_a_limit_ends_is_partial() -> None:
    engine, model = await taught()
    engine.enqueue(" and" * 2000)
    async with Writer(model) as writer:
        assert (await writer.summarise(LETTER, sentences=1).read()).partial
