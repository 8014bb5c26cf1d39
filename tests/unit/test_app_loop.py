"""The app end to end over the fake engine: stories told, stopped, lost, shared, shelved."""

import asyncio
import json

import pytest

from hearthside.story import Recipe
from hearthside.wire import Code, Op
from tests.unit.app_house import FORM, House, house


async def told() -> House:
    home = house("small")
    await home.start()
    await home.do("tell", **FORM, seed="7")
    return home


async def telling(home: House) -> None:
    """Begin a story and let it come as far as its second scene."""
    await home.app.event({"name": "tell", "data": {**FORM, "seed": "7"}})
    while home.app.state.telling.scene < 1 or len(home.app.state.telling.live) < 40:
        await asyncio.sleep(0)


async def test_a_first_visit_offers_the_model_and_fetches_it_only_when_asked() -> None:
    home = house()
    await home.start()
    assert "Accept the terms and fetch 163 MB" in home.html
    assert 'href="models/small/TERMS"' in home.html
    assert "this browser offers no WebGPU" in home.text
    assert not home.station.loaded
    await home.do("load", model="small")
    assert home.station.loaded
    assert "is ready." in home.text
    assert home.effects("persist")


async def test_a_kept_model_is_woken_without_asking() -> None:
    home = house("small")
    await home.start()
    assert home.app.state.brain.stage == "ready"
    assert not home.effects("persist")


async def test_a_story_is_told_in_scenes_and_put_on_the_shelf() -> None:
    home = await told()
    story = home.app.state.telling.story
    assert story is not None
    assert story.complete
    assert len(story.scenes) > 1
    assert all(scene.text.split()[0] in home.text for scene in story.scenes)
    assert [topic for topic, _ in home.notes].count("append") > 20
    assert len(await home.shelf.list("stories")) == 1
    assert any("Scene 2 of" in effect["text"] for effect in home.effects("announce"))


async def test_the_same_form_and_seed_tell_the_same_story() -> None:
    first, second = await told(), await told()
    stories = [home.app.state.telling.story for home in (first, second)]
    assert stories[0] is not None
    assert stories[0] == stories[1]


async def test_words_are_appended_without_a_new_screen() -> None:
    home = await told()
    topics = [topic for topic, _ in home.notes]
    assert topics.count("append") > 3 * topics.count("screen")


async def test_stop_keeps_what_was_told_and_lets_the_next_story_begin() -> None:
    home = house("small", delay_s=0.001)
    await home.start()
    await telling(home)
    await home.do("stop")
    state = home.app.state.telling
    assert state.stopped
    assert not state.busy
    assert state.story is not None
    assert state.story.scenes
    assert state.story.scenes[0].text.split(".")[0] in home.text
    assert "Stopped. What was told stays." in home.text
    assert len(await home.shelf.list("stories")) == 1
    assert home.station.open_caches <= 1  # the storyteller keeps what all stories begin with
    await home.do("continue")
    after = home.app.state.telling.story
    assert after is not None
    assert len(after.scenes) > len(state.story.scenes)
    assert len(await home.shelf.list("stories")) == 1


@pytest.mark.parametrize("code", [Code.ENGINE_FAILED, Code.ENGINE_LOST, Code.CONTEXT_FULL])
async def test_a_fault_in_the_middle_keeps_the_story_and_says_what_to_do(code: Code) -> None:
    home = house("small", delay_s=0.001)
    await home.start()
    await telling(home)
    home.station.fail_next(Op.STEP, code)
    await home.app.settle()
    state = home.app.state
    assert state.trouble is not None
    assert state.trouble.code == code
    assert not state.telling.busy
    assert state.telling.story is not None
    assert state.telling.story.scenes[0].text.split(".")[0] in home.text
    assert len(await home.shelf.list("stories")) == 1


async def test_a_lost_engine_is_loaded_anew_and_the_story_goes_on() -> None:
    home = house("small", delay_s=0.001)
    await home.start()
    await telling(home)
    home.station.fail_next(Op.STEP, Code.ENGINE_LOST)
    while home.app.state.telling.busy:
        await asyncio.sleep(0)
    await home.do("engine.lost", message="gone")
    assert home.app.state.brain.stage == "ready"
    assert "Your story is safe." in home.text
    before = home.app.state.telling.story
    await home.do("continue")
    after = home.app.state.telling.story
    assert before is not None
    assert after is not None
    assert after.complete
    assert after.scenes[: len(before.scenes)] == before.scenes


async def test_a_lost_mind_goes_on_from_what_the_page_kept() -> None:
    home = house("small", delay_s=0.001)
    await home.start()
    await telling(home)
    story, live = home.app.state.telling.story, home.app.state.telling.live
    home.app._keep()
    kept = home.last("keep")["state"]
    await home.do("stop")

    heir = house("small", shelf=home.shelf)
    await heir.start(kept=kept, settings={"revived": True})
    state = heir.app.state
    assert state.telling.story == story
    assert state.telling.left_over == live
    assert live[:30] in heir.text
    assert "The story engine stopped and was started again." in heir.text
    await heir.do("continue")
    after = heir.app.state.telling.story
    assert story is not None
    assert after is not None
    assert after.scenes[: len(story.scenes)] == story.scenes
    assert len(after.scenes) > len(story.scenes)


@pytest.mark.parametrize("kept", ["", "{", '{"format": 99}', '{"format": 1, "telling": 3}', "[]"])
async def test_a_broken_kept_state_begins_afresh(kept: str) -> None:
    home = house()
    await home.start(kept=kept)
    assert home.app.state.telling.story is None
    assert "What shall it be about?" in home.text


async def test_a_recipe_link_is_shown_and_never_told_by_itself() -> None:
    home = await told()
    await home.do("copy.link")
    fragment = home.effects("link")[-1]["fragment"]
    recipe = Recipe.from_fragment(fragment.removeprefix("#recipe="))
    assert recipe.seed == 7

    guest = house("large")
    await guest.start(fragment=fragment, settings={"model": "large"})
    assert guest.app.state.telling.story is None
    assert "Someone shared a recipe with you" in guest.text
    assert "told by small; here it is large" in guest.text
    assert guest.effects("fill")[-1]["fields"]["hero"] == "Mila"

    twin = house("small")
    await twin.start(fragment=fragment)
    await twin.do("tell.shared")
    assert twin.app.state.telling.story == home.app.state.telling.story


async def test_a_broken_recipe_link_says_so_and_loses_nothing() -> None:
    home = await told()
    story = home.app.state.telling.story
    await home.do("fragment", fragment="#recipe=%3Cscript%3E")
    assert "This recipe link cannot be read." in home.text
    assert home.app.state.telling.story == story


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("hero", "x" * 100_000, "100,000"),
        ("hero", "\x00\x01\x02", "no letters"),
        ("seed", "-3", "whole number"),
        ("seed", "9" * 40, "whole number"),
        ("temperature", "warm", "number"),
        ("temperature", "99", "from 0 to 5"),
        ("top_k", "2.5", "number"),
    ],
)
async def test_a_bad_field_is_named_beside_the_field(name: str, value: str, part: str) -> None:
    home = house("small")
    await home.start()
    await home.do("tell", **{**FORM, name: value})
    state = home.app.state
    assert state.telling.story is None
    assert state.trouble is not None
    assert (state.trouble.code, state.trouble.detail) == (Code.FORM_INVALID, name)
    assert f'id="wrong-{name}"' in home.html
    assert part in home.text


async def test_markup_in_a_name_stays_text_everywhere() -> None:
    home = house("small")
    await home.start()
    await home.do("tell", **{**FORM, "hero": "<b onclick=alert(1)>Mila</b>"})
    await home.do("fragment", fragment="#shelf")
    for topic, data in home.notes:
        if topic == "screen":
            assert "<b " not in data["html"]


async def test_the_shelf_opens_renames_deletes_and_puts_back() -> None:
    home = await told()
    await home.do("fragment", fragment="#shelf")
    entries = home.app.state.shelf.entries
    assert entries is not None
    key = entries[0].id
    await home.do("shelf.rename", id=key)
    assert 'name="title"' in home.html
    await home.do("shelf.title", id=key, title="The <Lamp>")
    assert "The &lt;Lamp&gt;" in home.html
    await home.do("shelf.delete", id=key)
    assert home.app.state.shelf.entries == ()
    assert home.app.state.telling.story is None
    await home.do("shelf.undo")
    entries = home.app.state.shelf.entries
    assert entries is not None
    assert entries[0].title == "The <Lamp>"
    await home.do("shelf.open", id=key)
    assert home.app.state.place == "story"
    assert "The &lt;Lamp&gt;" in home.html


async def test_the_shelf_goes_out_and_comes_in_as_one_file() -> None:
    home = await told()
    await home.do("fragment", fragment="#shelf")
    await home.do("shelf.export")
    text = home.effects("save")[-1]["text"]
    assert json.loads(text)["stories"]

    other = house("small")
    await other.start(fragment="#shelf")
    await other.do("shelf.import", text=text)
    assert "1 story was added." in other.text
    await other.do("shelf.import", text=text)
    assert "on the shelf already" in other.text
    await other.do("shelf.import", text="not a shelf")
    assert "That file is not a shelf of stories." in other.text
    assert len(await other.shelf.list("stories")) == 1


async def test_a_full_disk_is_told_and_the_telling_goes_on() -> None:
    from hearthside.errors import error_of

    class FullShelf(type(house().shelf)):  # type: ignore[misc]
        async def put(self, collection: str, key: str, text: str) -> None:
            if collection == "stories":
                raise error_of(Code.STORAGE_FULL, "no room")

    home = house("small", shelf=FullShelf())
    await home.start()
    await home.do("tell", **FORM)
    assert home.app.state.telling.story is not None
    assert home.app.state.telling.story.complete
    assert "There is no room left." in home.text


async def test_a_scene_is_told_anew_and_a_turn_is_taken() -> None:
    home = await told()
    before = home.app.state.telling.story
    assert before is not None
    await home.do("rewrite", scene="0")
    anew = home.app.state.telling.story
    assert anew is not None
    assert len(anew.scenes) == len(before.scenes)
    assert anew.scenes[1:] == before.scenes[1:]
    await home.do("suggest")
    turns = home.app.state.telling.turns
    assert len(turns) == 2
    assert all(turn in home.text for turn in turns)
    await home.do("turn", turn="1")
    assert home.app.state.telling.story != anew
    assert len(await home.shelf.list("stories")) == 2  # the finished one stays as it was


async def test_telling_without_a_model_says_what_to_do_first() -> None:
    home = house()
    await home.start()
    await home.do("tell", **FORM)
    assert "has to be fetched first" in home.text
    assert not home.station.calls


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (Code.DOWNLOAD_OFFLINE, "You seem to be offline."),
        (Code.MODEL_CORRUPT, "The model's files are damaged."),
        (Code.DEVICE_WRONG, "Use the processor"),
        (Code.STORAGE_FULL, "Free some space"),
    ],
)
async def test_a_model_that_does_not_come_leaves_a_way_on(code: Code, words: str) -> None:
    home = house()
    await home.start()
    home.station.fail_next(Op.MODEL_LOAD, code)
    await home.do("load", model="small")
    assert words in home.text
    assert home.app.state.brain.stage == "absent"
    await home.do("load", model="small")
    assert home.app.state.brain.stage == "ready"
    assert words not in home.text


async def test_a_download_can_be_cancelled() -> None:
    home = house(delay_s=0.01)
    await home.start()
    await home.app.event({"name": "load", "data": {"model": "small"}})
    await asyncio.sleep(0.015)
    assert "Cancel" in home.text
    await home.do("load.cancel")
    assert home.app.state.brain.stage == "absent"
    assert home.app.state.trouble is None


async def test_a_device_that_cannot_be_looked_at_is_told_of() -> None:
    home = house()
    home.station.probe_code = Code.DEVICE_NONE
    await home.start()
    assert "This browser cannot run the storyteller." in home.text


async def test_choices_outlive_the_mind() -> None:
    home = house("small", "large")
    await home.start()
    await home.do("prefer", name="device", value="wasm")
    await home.do("load", model="large")
    heir = house("small", "large", shelf=home.shelf)
    await heir.start()
    assert heir.app.state.preferences.device == "wasm"
    assert heir.app.state.brain.model == "large"


async def test_a_deleted_model_is_gone_and_the_stories_stay() -> None:
    home = await told()
    await home.do("fragment", fragment="#settings")
    await home.do("forget", model="small")
    assert home.app.state.brain.stage == "absent"
    assert "No model is kept on this device." in home.text
    assert len(await home.shelf.list("stories")) == 1


async def test_surprises_never_overwrite_typed_words() -> None:
    home = house("small")
    await home.start()
    await home.do("surprise", hero="Mila", place="", wish="")
    fields = home.effects("fill")[-1]["fields"]
    assert "hero" not in fields
    assert fields["place"]
    await home.do("surprise", hero="Mila", place=fields["place"], wish="my own")
    assert set(home.effects("fill")[-1]["fields"]) == {"place"}


async def test_only_voices_of_this_device_are_offered() -> None:
    home = await told()
    far = {"name": "Far", "language": "en", "local": False}
    near = {"name": "Near", "language": "en", "local": True}
    await home.do("voices", voices=[far])
    assert "would send the story to a server" in home.text
    await home.do("voices", voices=[far, near])
    assert "Near (en)" in home.text
    assert "Far (en)" not in home.text
    await home.do("speak")
    assert home.effects("speak")[-1]["text"].startswith(home.app.state.telling.title)
    await home.do("speech", stage="speaking")
    assert "Pause" in home.text


async def test_another_tab_is_told_of_and_refreshes_the_shelf() -> None:
    home = house("small")
    await home.start(fragment="#shelf")
    await home.do("tabs", others=1)
    assert "open in another tab" in home.text
    await home.shelf.put("stories", "broken", "{}")
    await home.do("shelf.changed")
    assert "A story that cannot be opened" in home.text
    await home.do("tabs", others=0)
    assert "open in another tab" not in home.text


async def test_an_event_nobody_knows_is_refused() -> None:
    home = house()
    await home.start()
    with pytest.raises(Exception, match="no event"):
        await home.do("no.such.thing")
