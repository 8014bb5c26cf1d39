"""The shelf over a shelf in memory: open, rename, delete, put back, out and in, full."""

import json

from hearthside.errors import error_of
from hearthside.wire import Code
from tests.unit.app.house import FORM, house, told


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
    assert "That file does not hold stories of Hearthside." in other.text
    assert len(await other.shelf.list("stories")) == 1


async def test_a_full_disk_is_told_and_the_telling_goes_on() -> None:
    class FullShelf(type(house().shelf)):  # type: ignore[misc]
        async def put(self, collection: str, key: str, text: str) -> None:
            if collection == "stories":
                raise error_of(Code.STORAGE_FULL, "no room")

    home = house("small", shelf=FullShelf())
    await home.start()
    await home.do("tell", **FORM)
    assert home.app.state.telling.story is not None
    assert home.app.state.telling.story.complete
    assert "The storage is full." in home.text


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
