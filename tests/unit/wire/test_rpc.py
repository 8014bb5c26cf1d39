"""The promises of rpc.Peer: values, parts, errors and notes; malformed text harms nothing."""

import asyncio
from typing import Any

import pytest

from hearthside.errors import EngineError, InvalidInput
from hearthside.wire import Code
from hearthside.wire.rpc import Part, Peer
from tests.unit.wire.pair import Wire, count, double, turns, wait_for_ever


async def test_a_call_gets_its_value() -> None:
    wire = Wire()
    wire.far.handle("double", double)
    assert await wire.near.call("double", {"n": 21}) == 42
    assert wire.kinds() == ["call", "done"]


async def test_calls_overlap_and_keep_their_answers_apart() -> None:
    wire = Wire()
    wire.far.handle("double", double)
    calls = [wire.near.call("double", {"n": n}) for n in range(5)]
    assert [await call for call in reversed(calls)] == [8, 6, 4, 2, 0]


async def test_parts_come_in_order_before_the_value() -> None:
    wire = Wire()
    wire.far.handle("count", count)
    call = wire.near.call("count", {"to": 4})
    assert [part async for part in call] == [0, 1, 2, 3]
    assert await call == "counted"


async def test_a_foreign_error_and_an_unwritable_value_become_call_failed() -> None:
    async def divide(_args: dict[str, Any], _part: Part) -> Any:
        return 1 / 0

    async def unwritable(_args: dict[str, Any], _part: Part) -> Any:
        return {"f": float("nan")}

    wire = Wire()
    wire.far.handle("divide", divide)
    wire.far.handle("unwritable", unwritable)
    with pytest.raises(EngineError) as caught:
        await wire.near.call("divide")
    assert caught.value.code == Code.CALL_FAILED
    assert "ZeroDivisionError" in caught.value.detail
    with pytest.raises(EngineError):
        await wire.near.call("unwritable")


async def test_an_unknown_operation_and_unnamed_arguments_are_refused() -> None:
    wire = Wire()
    wire.far.handle("double", double)
    with pytest.raises(InvalidInput) as caught:
        await wire.near.call("nothing.like_it")
    assert caught.value.code == Code.OP_UNKNOWN
    wire.far.receive('{"kind":"call","id":77,"op":"double","args":[1]}')
    await turns()
    assert wire.log[-1]["code"] == Code.CALL_INVALID


async def test_no_part_follows_the_last_word() -> None:
    kept: list[Part] = []

    async def keep(_args: dict[str, Any], part: Part) -> Any:
        kept.append(part)

    wire = Wire()
    wire.far.handle("keep", keep)
    await wire.near.call("keep")
    kept[0]("late")
    assert wire.kinds() == ["call", "done"]


async def test_notes_are_heard_by_all_and_a_failing_hearer_harms_nobody() -> None:
    heard: list[Any] = []
    reported: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))
    wire = Wire()
    wire.near.on_note("screen", lambda data: 1 / 0)
    wire.near.on_note("screen", heard.append)
    wire.far.note("screen", {"html": "<p>"})
    wire.far.note("nobody listens")
    await turns()
    assert heard == [{"html": "<p>"}]
    assert isinstance(reported[0]["exception"], ZeroDivisionError)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "null",
        "[]",
        "7",
        "{}",
        '{"kind":[]}',
        '{"kind":"shout"}',
        '{"kind":"call"}',
        '{"kind":"call","id":"one","op":"double","args":{}}',
        '{"kind":"done"}',
        '{"kind":"fail","id":1}',
        '{"kind":"fail","id":1,"code":{},"message":""}',
        '{"kind":"part","data":1}',
        '{"kind":"stop","id":[]}',
        '{"kind":"note"}',
        "[" * 100_000,
    ],
)
async def test_malformed_text_is_counted_and_harms_nothing(text: str) -> None:
    wire = Wire()
    wire.far.handle("double", double)
    wire.far.receive(text)
    assert wire.far.malformed_count == 1
    assert await wire.near.call("double", {"n": 3}) == 6


async def test_a_number_in_use_is_not_served_twice() -> None:
    wire = Wire()
    wire.far.handle("wait", wait_for_ever)
    for _ in range(2):
        wire.far.receive('{"kind":"call","id":5,"op":"wait","args":{}}')
    assert wire.far.malformed_count == 1
    wire.far.receive('{"kind":"stop","id":5}')
    await turns()
    assert wire.kinds() == ["fail"]


async def test_answers_to_nobody_are_ignored() -> None:
    peer = Peer(lambda _: None)
    for text in (
        '{"kind":"part","id":9,"data":1}',
        '{"kind":"done","id":9}',
        '{"kind":"fail","id":9,"code":"call.failed","message":"m"}',
    ):
        peer.receive(text)
    assert peer.malformed_count == 0


async def test_an_unlisted_code_becomes_call_failed_and_keeps_its_name() -> None:
    peer = Peer(lambda _: None)
    call = peer.call("step")
    peer.receive('{"kind":"fail","id":1,"code":"gpu.melted","message":"hot","detail":"90 C"}')
    with pytest.raises(EngineError) as caught:
        await call
    assert caught.value.code == Code.CALL_FAILED
    assert caught.value.detail == "gpu.melted: 90 C"


async def test_lone_surrogates_and_control_characters_cross() -> None:
    async def echo(args: dict[str, Any], _part: Part) -> Any:
        return args["text"]

    wire = Wire()
    wire.far.handle("echo", echo)
    text = "\ud83d \u2028 \x00 שלום 😀"
    assert await wire.near.call("echo", {"text": text}) == text


async def test_bytes_go_beside_the_text_wherever_they_stand() -> None:
    async def echo(args: dict[str, Any], part: Part) -> Any:
        part([args["one"], {"two": args["two"]}])
        return args["two"]

    heard: list[Any] = []
    wire = Wire()
    wire.far.handle("echo", echo)
    wire.near.on_note("effect", heard.append)
    one, two = bytes(range(256)), b""
    call = wire.near.call("echo", {"two": two, "one": one})
    assert [part async for part in call] == [[one, {"two": two}]]
    assert await call == two
    assert wire.log[0]["args"] == {"two": {"$bytes": 0}, "one": {"$bytes": 1}}
    wire.far.note("effect", {"content": one})
    await turns()
    assert heard == [{"content": one}]


async def test_what_only_looks_like_a_mark_is_plain_data() -> None:
    async def echo(args: dict[str, Any], _part: Part) -> Any:
        return args

    wire = Wire()
    wire.far.handle("echo", echo)
    args = {"doc": {"$bytes": 0}}
    assert await wire.near.call("echo", args) == args
    for mark in ('{"$bytes":1}', '{"$bytes":"x"}', '{"$bytes":null}'):
        wire.far.receive('{"kind":"note","topic":"t","data":' + mark + "}", b"only one")
    assert wire.far.malformed_count == 3


async def test_what_is_neither_plain_nor_bytes_is_refused_here() -> None:
    wire = Wire()
    for value in (object(), memoryview(b"x"), {1, 2}):
        with pytest.raises(TypeError):
            wire.near.call("echo", {"value": value})
    assert wire.log == []
