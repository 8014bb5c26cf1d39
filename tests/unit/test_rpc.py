"""The promises of rpc.Peer: one last word, polite stop, the grace time, and a lost other side."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from hearthside.errors import EngineError, InvalidInput, Stopped, WorkerLost, error_of
from hearthside.rpc import Part, Peer
from hearthside.wire import Code


class Wire:
    """Two peers whose texts cross on the next turn of the loop, and all that crossed."""

    def __init__(self, **near_options: Any) -> None:
        self.log: list[dict[str, Any]] = []
        self.near = Peer(self._to(lambda: self.far), **near_options)
        self.far = Peer(self._to(lambda: self.near))

    def _to(self, other: Callable[[], Peer]) -> Callable[[str], None]:
        def send(text: str) -> None:
            self.log.append(json.loads(text))
            asyncio.get_running_loop().call_soon(lambda: other().receive(text))

        return send

    def kinds(self) -> list[str]:
        return [message["kind"] for message in self.log]


async def double(args: dict[str, Any], _part: Part) -> Any:
    return args["n"] * 2


async def count(args: dict[str, Any], part: Part) -> Any:
    for number in range(args["to"]):
        part(number)
        await asyncio.sleep(0)
    return "counted"


async def wait_for_ever(_args: dict[str, Any], _part: Part) -> Any:
    await asyncio.Event().wait()


async def turns(count: int = 10) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


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


async def test_an_error_of_ours_crosses_with_its_code_and_class() -> None:
    async def fail(_args: dict[str, Any], _part: Part) -> Any:
        raise error_of(Code.CONTEXT_FULL, "too long", "4097 > 4096")

    wire = Wire()
    wire.far.handle("fail", fail)
    with pytest.raises(InvalidInput, match="too long") as caught:
        await wire.near.call("fail")
    assert (caught.value.code, caught.value.detail) == (Code.CONTEXT_FULL, "4097 > 4096")
    with pytest.raises(InvalidInput):
        async for _ in wire.near.call("fail"):
            pass


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


async def test_cancelling_the_waiting_task_stops_the_call_politely() -> None:
    wire = Wire()
    wire.far.handle("wait", wait_for_ever)
    task = asyncio.create_task(wait(wire.near))
    await turns()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await turns()
    assert wire.kinds() == ["call", "stop", "fail"]
    assert wire.log[-1]["code"] == Code.CALL_STOPPED


async def wait(peer: Peer) -> Any:
    return await peer.call("wait")


async def test_a_call_stopped_before_it_began_still_gets_its_last_word() -> None:
    wire = Wire()
    wire.far.handle("wait", wait_for_ever)
    wire.far.receive('{"kind":"call","id":1,"op":"wait","args":{}}')
    wire.far.receive('{"kind":"stop","id":1}')
    await turns()
    assert [(m["kind"], m["code"]) for m in wire.log] == [("fail", "call.stopped")]


async def test_an_answer_that_crosses_a_cancellation_changes_nothing() -> None:
    sent: list[str] = []
    peer = Peer(sent.append)
    task = asyncio.create_task(wait(peer))
    await asyncio.sleep(0)
    task.cancel()
    peer.receive('{"kind":"done","id":1,"value":7}')
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(sent) == 1  # it has ended: there is nothing to stop


async def test_leaving_the_parts_early_stops_the_call() -> None:
    wire = Wire()
    wire.far.handle("count", count)
    parts = wire.near.call("count", {"to": 10**9}).__aiter__()
    assert await anext(parts) == 0
    await parts.aclose()  # type: ignore[attr-defined]
    await turns()
    assert wire.log[-1]["code"] == Code.CALL_STOPPED


async def test_cancelling_while_waiting_for_a_part_stops_the_call() -> None:
    wire = Wire()
    wire.far.handle("wait", wait_for_ever)

    async def iterate() -> None:
        async for _ in wire.near.call("wait"):
            pass

    task = asyncio.create_task(iterate())
    await turns()
    task.cancel()
    await turns()
    assert wire.kinds() == ["call", "stop", "fail"]


async def test_a_stop_after_the_end_is_not_sent() -> None:
    wire = Wire()
    wire.far.handle("double", double)
    call = wire.near.call("double", {"n": 1})
    await call
    call.stop()
    assert wire.kinds() == ["call", "done"]
    wire.far.receive('{"kind":"stop","id":1}')


async def test_a_call_that_will_not_end_is_reported_once_its_grace_is_over() -> None:
    stuck: list[str] = []
    peer = Peer(lambda _: None, grace_s=0.01, on_stuck=stuck.append)
    call = peer.call("step")
    call.stop()
    await asyncio.sleep(0.03)
    assert stuck == ["step"]
    with pytest.raises(asyncio.CancelledError):
        await call


async def test_stuck_without_anybody_to_tell_is_quiet() -> None:
    peer = Peer(lambda _: None, grace_s=0.0)
    peer.call("step").stop()
    await asyncio.sleep(0.01)
    assert not peer._stopping


async def test_a_last_word_in_time_calls_off_the_hard_stop() -> None:
    stuck: list[str] = []
    wire = Wire(grace_s=0.02, on_stuck=stuck.append)
    wire.far.handle("wait", wait_for_ever)
    wire.near.call("wait").stop()
    await asyncio.sleep(0.05)
    assert stuck == []


async def test_a_handler_may_finish_although_it_was_stopped() -> None:
    async def stubborn(_args: dict[str, Any], part: Part) -> Any:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            part("tidying up")
        return "done all the same"

    wire = Wire()
    wire.far.handle("stubborn", stubborn)
    call = wire.near.call("stubborn")
    await turns(4)
    call.stop()
    await turns()
    assert wire.kinds() == ["call", "stop", "part", "done"]


async def test_a_lost_peer_fails_every_open_call_and_answers_nobody() -> None:
    wire = Wire()
    wire.far.handle("wait", wait_for_ever)
    waiting = [asyncio.create_task(wait(wire.near)) for _ in range(3)]
    stopped = wire.near.call("wait")
    stopped.stop()
    await turns()
    wire.near.lost(Code.ENGINE_LOST, "The engine ended.")
    wire.far.lost(Code.MIND_LOST, "gone")
    before = len(wire.log)
    for task in waiting:
        with pytest.raises(WorkerLost) as caught:
            await task
        assert caught.value.code == Code.ENGINE_LOST
    await turns()
    assert len(wire.log) == before
    wire.near.receive('{"kind":"done","id":1,"value":"too late"}')
    wire.far.handle("double", double)
    assert await wire.near.call("double", {"n": 4}) == 8


async def test_a_lost_peer_is_not_reported_as_stuck() -> None:
    stuck: list[str] = []
    peer = Peer(lambda _: None, grace_s=0.01, on_stuck=stuck.append)
    peer.call("step").stop()
    peer.lost(Code.ENGINE_LOST, "The engine ended.")
    await asyncio.sleep(0.03)
    assert stuck == []


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


async def test_stopped_is_an_error_of_the_tree() -> None:
    peer = Peer(lambda _: None)
    call = peer.call("step")
    peer.receive('{"kind":"fail","id":1,"code":"call.stopped","message":"Stopped."}')
    with pytest.raises(Stopped):
        await call
