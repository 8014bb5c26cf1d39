"""What the bench needs is there on a fresh clone: the source of a model by its name, and the texts.

Measures nothing.
"""

from pathlib import Path

import pytest

from models.source import read_pins
from tests.bench import asking, run, teaching
from tests.bench.site.asked import FULL, SLICE


@pytest.mark.parametrize("model", [SLICE, FULL])
def test_the_gguf_is_that_of_the_model(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "fetch_source", lambda pin, _: (Path(pin["source"]["kind"]), b""))
    assert len(read_pins()) > 1  # the one for another model comes first by name
    assert str(run.gguf_of(model)).startswith("gguf")


def test_every_contender_that_reads_texts_has_them() -> None:
    assert all(asking.told(model)["texts"] for model in asking.MODELS)
    assert len(teaching.told()["texts"]) == teaching.LABELS * teaching.EACH


def test_a_model_that_is_not_built_is_left_out_by_a_command_that_makes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [asked, *_] = [one for one in run.contenders(1) if one.name.startswith("asking")]
    assert not run.can_run(asked, tmp_path)
    assert f"build.py models build {asked.told['model']}`" in capsys.readouterr().out
