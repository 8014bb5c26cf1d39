"""The recipe of an adapter, from lines to a file; and that what is committed came of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from hearthside.lora import AdapterManifest, read_adapter, write_adapter
from models.__main__ import main
from models.adapters import recipes
from models.adapters.corpus.lines import DATA
from models.adapters.golden import ANSWERS
from models.adapters.pairs import story_pairs, task_pairs
from models.adapters.recipes import ADAPTERS, BASE_HASH, ENDING, RECIPES, strays
from models.cache import cache_root
from tests.unit.lora.adapters import small_adapter


@pytest.fixture
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with ten jobs, which the tiny model reads letter by letter."""
    lines = (DATA / "tasks-1.jsonl").read_text("utf-8").splitlines()
    folder = tmp_path / "data"
    folder.mkdir()
    short = sorted(lines, key=len)[:10]
    (folder / "tasks-1.jsonl").write_text("\n".join(short), "utf-8")
    options = replace(RECIPES["tasks"].options, rank=2, evaluations=2)
    recipe = replace(RECIPES["tasks"], options=options, pairs=task_pairs)
    monkeypatch.setitem(RECIPES, "tasks", recipe)
    return folder


def trained(few: Path, out: Path) -> int:
    return main(["train", "tasks", "--data", str(few), "--base", "tiny", "--out", str(out)])


def test_a_story_gives_a_pair_a_scene_and_its_scenes_stay_together() -> None:
    pairs = story_pairs()
    first = [pair for pair in pairs if pair.group == pairs[0].group]
    assert len(first) == 5 and "Part 1 of 5" in first[0].prompt
    assert all(pair.prompt.endswith("\nScene:") for pair in pairs)
    assert all(pair.answer.startswith(" ") and "\n" not in pair.answer for pair in pairs)
    assert "Last words: Too thin!" in first[2].prompt


def test_a_job_gives_a_pair_and_those_on_one_text_stay_together() -> None:
    pairs = task_pairs()
    assert len({pair.group for pair in pairs}) < len(pairs)
    assert all(pair.answer[0] in " \n" for pair in pairs)


def test_it_trains_and_writes_a_file_that_says_how(
    few: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trained(few, tmp_path / "out") == 0
    adapter = read_adapter((tmp_path / f"out/tasks{ENDING}").read_bytes())
    manifest = adapter.manifest
    assert (manifest.name, manifest.model, manifest.prompt_format) == ("tasks", "tiny", "tasks/1")
    assert (manifest.data.trained, manifest.data.held_out) == (9, 1)
    losses = [point.held_out for point in manifest.curve]
    assert None not in losses and len(losses) == 3
    assert manifest.golden is not None and len(manifest.golden.answers) == ANSWERS
    assert "min left" in capsys.readouterr().out or manifest.curve[-1].step < 20
    assert not list((cache_root() / "training").iterdir()), "what was kept for a break is gone"
    [stray] = strays("tasks", tmp_path / f"out/tasks{ENDING}", few)
    assert "base" in stray, "of another model; data and recipe are these"


def test_it_goes_on_after_a_break(
    few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trained(few, tmp_path / "whole") == 0
    from hearthside.adapters.native.trainer import NativeTrainer
    from hearthside.errors import error_of
    from hearthside.wire import Code

    steps, step = 0, NativeTrainer.step

    async def breaking(self: NativeTrainer, *arguments: object) -> object:
        nonlocal steps
        steps += 1
        if steps == 3:
            raise error_of(Code.ENGINE_FAILED, "The power went out.")
        return await step(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(NativeTrainer, "step", breaking)
    assert trained(few, tmp_path / "out") == 1
    assert "The power went out." in capsys.readouterr().err
    assert trained(few, tmp_path / "out") == 0
    assert steps == 4, "the third of three steps was taken again, and no other"
    name = f"tasks{ENDING}"
    assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def committed() -> dict[str, AdapterManifest]:
    files = ADAPTERS.glob(f"*{ENDING}")
    return {path.stem: read_adapter(path.read_bytes()).manifest for path in files}


@pytest.mark.parametrize("name", RECIPES)
def test_a_committed_adapter_is_what_its_recipe_makes_of_the_committed_data(name: str) -> None:
    if name not in committed():
        pytest.skip(f"the adapter {name} is not trained yet (build.py models train {name})")
    path, manifest = ADAPTERS / f"{name}{ENDING}", committed()[name]
    assert list(strays(name, path)) == []
    assert manifest.golden is not None
    assert path.stat().st_size <= 4_000_000
    first, kept = manifest.curve[0], manifest.kept_step
    [best] = [point.held_out for point in manifest.curve if point.step == kept]
    assert first.held_out is not None and best is not None and best < first.held_out - 0.2


def test_an_adapter_of_something_else_is_found(tmp_path: Path) -> None:
    recipe = RECIPES["story"]
    manifest = replace(
        small_adapter().manifest,
        base=BASE_HASH,
        licence=recipes.LICENCE,
        prompt_format=recipe.prompt_format,
        recipe=recipe.options.recipe(),
        data=replace(small_adapter().manifest.data, hash=recipes.data_hash(story_pairs())),
    )
    path = tmp_path / f"story{ENDING}"

    def found(**changes: object) -> str:
        told = replace(manifest, **changes)  # type: ignore[arg-type]
        path.write_bytes(write_adapter(replace(small_adapter(), manifest=told)))
        return "\n".join(strays("story", path))

    assert found() == ""
    assert "its base is" in found(base="c" * 64)
    assert "its data is" in found(data=replace(manifest.data, hash="e" * 64))
    assert "its prompt format is" in found(prompt_format="story/0")
    assert "its recipe is" in found(recipe=replace(manifest.recipe, seed=99))
    path.write_bytes(b"damaged")
    assert "cannot be read" in "\n".join(strays("story", path))
