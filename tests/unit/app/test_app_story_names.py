"""What stories are called: telling makes no two of one name, and a person's name for one stays."""

import asyncio

from app.rooms.story.handlers.export import file_name
from app.rooms.story.state import Telling
from hearthside.story import StoryShelf
from tests.unit.app.house import FORM, House, house, told
from tests.unit.story.tales import a_story


async def titles(home: House) -> list[str]:
    """Those on the shelf, oldest first."""
    return [tag.title for tag in (await StoryShelf(home.shelf).list())[::-1]]


async def test_a_story_told_again_gets_a_name_that_tells_it_apart() -> None:
    home = await told()
    for _ in range(2):
        await home.do("tell", **FORM, seed="7")
    name, *others = await titles(home)
    assert others == [f"{name} (2)", f"{name} (3)"]
    assert home.app.state.of(Telling).title == others[-1]
    assert f">{others[-1]}</h2>" in home.html
    await home.do("save.text")
    file = home.effects("save")[-1]
    assert file["filename"].endswith("-3.txt")
    assert file["text"].startswith(f"{name} (3)\n")


async def test_two_branches_by_the_same_turn_have_two_names() -> None:
    home = await told()
    key = home.app.state.of(Telling).key
    await home.do("turn.own", turn="a boat came by")
    await home.do("shelf.open", id=key)
    await home.do("turn.own", turn="a boat came by")
    assert (await titles(home))[1:] == ["a boat came by", "a boat came by (2)"]
    story = home.app.state.of(Telling).story
    assert story is not None
    assert (story.title, story.branch_of) == ("a boat came by (2)", (await titles(home))[0])


async def test_a_story_renamed_while_it_is_told_keeps_its_new_name() -> None:
    home = house("small", delay_s=0.001)
    await home.start()
    await home.app.event({"name": "tell", "data": {**FORM, "seed": "7"}})
    while not home.app.state.of(Telling).key:
        await asyncio.sleep(0)
    key = home.app.state.of(Telling).key
    await home.app.event({"name": "shelf.title", "data": {"id": key, "title": "Mine"}})
    await home.app.settle()
    assert await titles(home) == ["Mine"]
    assert home.app.state.of(Telling).title == "Mine"
    assert (await StoryShelf(home.shelf).open(key)).complete


async def test_a_free_title_is_no_longer_than_a_title_may_be() -> None:
    home = house()
    shelf = StoryShelf(home.shelf)
    story = (await a_story()).renamed("t" * 120)
    assert await shelf.free_title(story.title) == story.title
    await shelf.save(story)
    assert await shelf.free_title(story.title) == "t" * 116 + " (2)"
    assert await shelf.free_title(story.title.upper()) == "T" * 116 + " (2)", "one file's name"


async def test_a_long_name_for_a_file_keeps_what_tells_it_apart() -> None:
    story = (await a_story()).renamed("An evening " * 8 + "by the sea (12)")
    name = file_name(story)
    assert len(name) <= 60
    assert name.startswith("an-evening-an-evening")
    assert name.endswith("-12")
    assert file_name(story.renamed("Fire & ash")) == "fire-ash"
    assert file_name(story.renamed("?!")) == "story"


async def test_buttons_of_two_stories_of_one_name_are_told_apart() -> None:
    home = await told()
    key = home.app.state.of(Telling).key
    await home.do("tell", **FORM, seed="7")
    await home.do("fragment", fragment="#shelf")
    await home.do("shelf.title", id=key, title="The lamp")
    await home.do("shelf.title", id=home.app.state.of(Telling).key, title="The lamp")
    for verb in ("Open", "Rename", "Delete"):
        assert home.html.count(f'>{verb}<span class="quiet-voice"> The lamp</span>') == 1
        assert home.html.count(" The lamp, number 2 of that title</span>") == 3
