"""What an ask about pictures costs is said beside its button, before it is asked."""

import re
from dataclasses import replace

from app.rooms.look.handlers import GIVEN_EVENT
from app.rooms.look.state import Pace
from hearthside.adapters.fake.engine import FAKE_SEEING
from tests.unit.app.house import MODELS, House
from tests.unit.app.look.test_look_fetched import NEEDS
from tests.unit.app.look.test_look_room import PICTURE, SEER, SOUND, asked, look, visitor


def costs(home: House) -> dict[str, str]:
    return dict(re.findall(r'id="look-cost-(\w+)">([^<]*)<', home.html))


async def test_soft_tokens_are_told_for_each_ask_and_for_all_pictures() -> None:
    home = await visitor(loaded=False)
    await home.do(GIVEN_EVENT, **PICTURE)
    assert costs(home) == {}, "no model, no tokens"
    await home.do("look.load", model="seer")
    assert costs(home) == {
        "describe": "266 soft tokens",
        "read": "1,064 soft tokens",
        "alt": "266 soft tokens",
        "skin": "540 soft tokens",
    }
    assert "is told after the first answer" in home.text
    await home.do(GIVEN_EVENT, **{**PICTURE, "id": "2"})
    assert costs(home)["describe"] == "532 soft tokens"
    await home.do(GIVEN_EVENT, **SOUND)
    assert costs(home) == {} and "soft tokens" not in home.text


async def test_seconds_are_by_two_cores_until_this_device_has_answered() -> None:
    needs = NEEDS | {"prompt_tokens_s": 26.6}
    home = await visitor(loaded=False, models=[*MODELS, SEER | {"processor": needs}])
    home.device.info = replace(FAKE_SEEING, id="seer", device="wasm")
    await home.do("look.load", model="seer")
    await home.do(GIVEN_EVENT, **PICTURE)
    assert costs(home)["describe"] == "266 soft tokens, some 10 seconds"
    assert costs(home)["read"] == "1,064 soft tokens, some 40 seconds"
    assert "by a measurement on two cores" in home.text
    home.device.enqueue("A cat.")
    await asked(home, "describe")
    pace = look(home).pace
    assert pace is not None and (pace.model, pace.device) == ("seer", "wasm") and pace.tokens_s > 0
    assert "as this device took last time" in home.text
    again = await visitor(loaded=False, kept=home.kept)
    assert look(again).pace == pace
    slow = Pace("seer", "wasm", 266 / 3)
    home.app.state = home.app.state.having(replace(look(home), pace=slow))
    await home.do(GIVEN_EVENT, id="9", filename="x", refused="heic")
    assert costs(home)["alt"] == "266 soft tokens, some 3 seconds"
    assert costs(home)["read"] == "1,064 soft tokens, some 12 seconds"


async def test_where_nobody_measured_a_prompt_no_seconds_are_told() -> None:
    home = await visitor(loaded=False, models=[*MODELS, SEER | {"processor": NEEDS}])
    home.device.info = replace(FAKE_SEEING, id="seer", device="wasm")
    await home.do("look.load", model="seer")
    await home.do(GIVEN_EVENT, **PICTURE)
    assert costs(home)["describe"] == "266 soft tokens"


async def test_what_fits_at_no_size_is_told_before_it_is_asked() -> None:
    home = await visitor(loaded=False)
    home.device.info = replace(FAKE_SEEING, context_tokens=1_000)
    await home.do("look.load", model="seer")
    await home.do(GIVEN_EVENT, **PICTURE)
    assert costs(home)["read"] == "more than the model can read at once"
    assert costs(home)["describe"] == "266 soft tokens"
