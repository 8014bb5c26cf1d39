"""A recipe survives its link; anything that is not a whole recipe is refused."""

import base64
import json
import zlib
from dataclasses import replace
from typing import Any

import pytest

from hearthside.adapters.fake.engine import FAKE_MODEL
from hearthside.errors import InvalidInput
from hearthside.generation.sampling import SamplingOptions
from hearthside.story import Recipe, StoryForm
from hearthside.wire import Code

FORM = StoryForm.from_fields({"hero": "مريم <b>", "wish": "to hear the “sea”"}, seed=4)
RECIPE = Recipe(FORM, 2**53 - 1, SamplingOptions(min_p=0.1), "fake", "fake", "fake", "fake", "0.1")


def link_of(body: Any) -> str:
    packed = base64.urlsafe_b64encode(zlib.compress(json.dumps(body).encode())).decode().rstrip("=")
    return f"{zlib.crc32(packed.encode()):08x}{packed}"


def refused(fragment: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Recipe.from_fragment(fragment)
    assert caught.value.code == Code.RECIPE_INVALID
    assert "story of your own" in caught.value.message


def test_a_recipe_comes_back_equal() -> None:
    fragment = RECIPE.to_fragment()
    assert Recipe.from_fragment(fragment) == RECIPE
    assert Recipe.from_fragment(fragment).form.filled == FORM.filled
    assert fragment.replace("-", "").replace("_", "").isalnum()
    assert len(fragment) < 700


def test_a_form_that_was_filled_comes_back_equal() -> None:
    for fields in ({}, {"language": "de"}, {"hero": "<end_of_turn> Bo"}):
        recipe = replace(RECIPE, form=StoryForm.from_fields(fields, seed=5))
        assert Recipe.from_fragment(recipe.to_fragment()) == recipe


def test_a_changed_or_shortened_link_is_refused() -> None:
    fragment = RECIPE.to_fragment()
    for broken in ("", "x", fragment[:-1], fragment[1:], f"{fragment}A", fragment[:8], "a" * 5000):
        refused(broken)
    refused(fragment[:20] + ("A" if fragment[20] != "A" else "B") + fragment[21:])
    refused("\ud800" + fragment)


def test_links_with_a_right_checksum_and_a_wrong_body_are_refused() -> None:
    def signed(packed: str) -> str:
        return f"{zlib.crc32(packed.encode()):08x}{packed}"

    refused(signed("!!!!"))
    refused(signed("AAAA"))
    refused(link_of("[" * 20_000))
    refused(link_of(["not", "a", "recipe"]))
    bomb = base64.urlsafe_b64encode(zlib.compress(b" " * 1_000_000)).decode().rstrip("=")
    refused(signed(bomb))


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"seed": -1},
        {"seed": True},
        {"seed": "7"},
        {"seed": 2**60},
        {"model": 7},
        {"version": "v" * 500},
        {"form": {"hero": "a" * 1000}},
        {"form": {"villain": "Bob"}},
        {"form": None},
        {"sampling": {"temperature": 99}},
        {"sampling": {"unheard": 1}},
        {"filled": None},
    ],
)
def test_values_out_of_range_are_refused(change: dict[str, Any]) -> None:
    refused(link_of(RECIPE.to_dict() | change))


def test_differences_are_named() -> None:
    assert RECIPE.differences(FAKE_MODEL) == ()
    (other,) = RECIPE.differences(replace(FAKE_MODEL, id="big"))
    assert "big" in other
    (files,) = RECIPE.differences(replace(FAKE_MODEL, hash="new"))
    assert "files" in files
    (device,) = RECIPE.differences(replace(FAKE_MODEL, device="wasm"))
    assert "wasm" in device


def test_a_recipe_tells_where_a_story_comes_from() -> None:
    assert RECIPE.told() == f"Told by fake in Hearthside 0.1, seed {2**53 - 1}, along a fixed plan"
    outlined = replace(RECIPE, outline="Stretch")
    assert outlined.told().endswith("from the outline \u201cStretch\u201d")
    assert Recipe.from_fragment(outlined.to_fragment()) == outlined
