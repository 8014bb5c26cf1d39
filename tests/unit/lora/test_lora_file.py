"""The file of an adapter: what is written is read, and nothing else is."""

import json
import struct
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from hearthside.errors import HearthsideError
from hearthside.lora import (
    Adapter,
    check_fits,
    fresh_arrays,
    narrowed,
    no_arrays,
    read_adapter,
    widened,
    write_adapter,
)
from hearthside.lora.manifest import Golden
from hearthside.lora.safetensors import MAX_HEADER_BYTES
from hearthside.ports import ARRAYS, AdapterForm, Stacked
from hearthside.wire import Code
from tests.unit.hostile import spoiled
from tests.unit.lora.adapters import FORM, MANIFEST, RANK, small_adapter, trained_arrays


def refused(data: bytes) -> HearthsideError:
    with pytest.raises(HearthsideError) as caught:
        read_adapter(data)
    assert caught.value.code is Code.ADAPTER_INVALID
    return caught.value


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """The small adapter's file with another header."""
    data = write_adapter(small_adapter())
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    change(header)
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data[8 + length :]


def test_what_is_written_is_read_again() -> None:
    adapter = small_adapter()
    data = write_adapter(adapter)
    assert read_adapter(data) == adapter
    assert write_adapter(read_adapter(data)) == data
    length = int.from_bytes(data[:8], "little")
    assert length % 8 == 0, "as safetensors aligns its numbers"
    header = json.loads(data[8 : 8 + length])
    assert list(header) == ["__metadata__", *ARRAYS]
    assert all(isinstance(value, str) for value in header["__metadata__"].values())
    assert header["qkv.B"]["shape"] == [2, RANK, 10]


def test_golden_values_are_kept_and_looked_at() -> None:
    golden = Golden("Once", (" upon", " more"), (20.5, 11.25))
    adapter = replace(small_adapter(), manifest=replace(MANIFEST, golden=golden))
    assert read_adapter(write_adapter(adapter)) == adapter

    def spoiled_by(**change: object) -> Callable[[dict[str, Any]], object]:
        def change_header(header: dict[str, Any]) -> None:
            manifest = json.loads(header["__metadata__"]["manifest"])
            manifest["golden"] = {"prompt": "a", "answers": ["b"], "logits": [1.0], **change}
            header["__metadata__"]["manifest"] = json.dumps(manifest)

        return change_header

    assert read_adapter(changed(spoiled_by())).manifest.golden is not None
    for change in ({"prompt": "a" * 401}, {"answers": []}, {"answers": [""]}, {"logits": []}):
        refused(changed(spoiled_by(**change)))
    refused(changed(spoiled_by(logits=["1"])))


def test_numbers_are_rounded_to_float16_and_come_back_exactly() -> None:
    arrays = trained_arrays()
    for name, it in small_adapter().arrays().items():
        count = len(it.data) // 4
        got = struct.unpack(f"<{count}f", it.data)
        want = struct.unpack(f"<{count}f", arrays[name].data)
        assert got == pytest.approx(want, rel=2**-11, abs=2**-25)
        assert it.size == arrays[name].size
    assert (
        narrowed(widened(small_adapter().halves["o.A"].data)) == small_adapter().halves["o.A"].data
    )


@pytest.mark.parametrize("value", [70_000.0, float("inf"), float("nan")])
def test_numbers_that_no_float16_holds_are_refused(value: float) -> None:
    with pytest.raises(HearthsideError) as caught:
        narrowed(struct.pack("<2f", 1.0, value))
    assert caught.value.code is Code.ADAPTER_INVALID
    assert "learning rate" in caught.value.message


def test_every_cut_and_every_longer_file_is_refused() -> None:
    data = write_adapter(small_adapter())
    for length in [*range(0, 40), *range(40, len(data), 61), len(data) - 1]:
        refused(data[:length])
    refused(data + b"\0")
    refused(b"PK\x03\x04" + data)


def test_numbers_that_are_not_finite_are_refused() -> None:
    data = bytearray(write_adapter(small_adapter()))
    data[-2:] = b"\x00\x7c"
    assert "finite" in refused(bytes(data)).detail


HEADERS: dict[str, Callable[[dict[str, Any]], object]] = {
    "another kind of file": lambda h: h.update(__metadata__={"format": "pt"}),
    "no metadata": lambda h: h.pop("__metadata__"),
    "an array less": lambda h: h.pop("o.A"),
    "an array more": lambda h: h.update(
        x={"dtype": "F16", "shape": [0, 0, 0], "data_offsets": [0, 0]}
    ),
    "float32": lambda h: h["o.A"].update(dtype="F32"),
    "two sizes": lambda h: h["o.A"].update(shape=[8, 2]),
    "sizes below zero": lambda h: h["o.A"].update(shape=[-2, -4, 2]),
    "a truth for a size": lambda h: h["o.A"].update(shape=[True, 8, 2]),
    "other sizes of one length": lambda h: h["o.A"].update(shape=[1, 8, 2]),
    "huge sizes": lambda h: h["o.A"].update(shape=[2**62, 2**62, 2]),
    "overlapping": lambda h: h["o.A"].update(data_offsets=h["qkv.A"]["data_offsets"]),
    "past the end": lambda h: h["down.B"].update(
        data_offsets=[at + 2 for at in h["down.B"]["data_offsets"]]
    ),
    "offsets that are text": lambda h: h["o.A"].update(data_offsets=["0", "32"]),
    "an entry that is none": lambda h: h.update({"o.A": None}),
    "a manifest that is none": lambda h: h["__metadata__"].update(manifest={"name": "x"}),
    "another rank": lambda h: h["__metadata__"].update(
        manifest=replace(MANIFEST, rank=RANK + 1).to_json()
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", HEADERS.values(), ids=HEADERS.keys())
def test_a_header_that_does_not_agree_is_refused(
    change: Callable[[dict[str, Any]], object],
) -> None:
    refused(changed(change))


def test_headers_made_to_harm_are_refused() -> None:
    for text in (b"[" * 100_000, b'{"a":1,"a":2}', b"\xff\xfe{}", b'"text"', b"9" * 5000):
        refused(len(text).to_bytes(8, "little") + text)
    refused((2**63).to_bytes(8, "little") + b"{}")
    refused((MAX_HEADER_BYTES + 1).to_bytes(8, "little") + b" " * (MAX_HEADER_BYTES + 1))


def test_a_manifest_with_any_value_spoiled_is_refused_or_read() -> None:
    document = json.loads(MANIFEST.to_json())
    for text in spoiled(document, most=300):

        def put(header: dict[str, Any], text: str = text) -> None:
            header["__metadata__"]["manifest"] = text

        try:
            assert isinstance(read_adapter(changed(put)), Adapter)
        except HearthsideError as error:
            assert error.code is Code.ADAPTER_INVALID


def test_an_adapter_fits_the_weights_that_it_was_trained_on_alone() -> None:
    adapter = small_adapter()
    check_fits(adapter, FORM)
    wider = AdapterForm(FORM.base, 2, ((6, 10), (4, 6), (6, 14), (7, 8)))
    for form in (None, replace(FORM, base="b" * 64), replace(FORM, layers=3), wider):
        with pytest.raises(HearthsideError) as caught:
            check_fits(adapter, form)
        assert caught.value.code is Code.ADAPTER_UNFIT


def test_training_starts_where_the_frozen_model_is() -> None:
    fresh = fresh_arrays(FORM, RANK, 3)
    assert fresh == fresh_arrays(FORM, RANK, 3) != fresh_arrays(FORM, RANK, 4)
    assert not any(fresh["down.B"].data), "B is zero, so that x A B is"
    numbers = struct.unpack("<28f", fresh["down.A"].data)
    assert max(map(abs, numbers)) <= 7**-0.5 and len(set(numbers)) == 28
    assert no_arrays(FORM)["qkv.A"] == Stacked((2, 6, 0), b"")
