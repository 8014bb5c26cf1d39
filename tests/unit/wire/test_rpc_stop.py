"""The promises of rpc.Peer when a call ends early: stop, the grace time, a lost other side."""

import asyncio
from typing import Any

import pytest

from hearthside.errors import InvalidInput, Stopped, WorkerLost, error_of
from hearthside.wire import Code
from hearthside.wire.rpc import Part, Peer
from tests.unit.wire.pair import Wire, count, double, turns, wait, wait_for_ever


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


async def test_stopped_is_an_error_of_the_tree() -> None:
    peer = Peer(lambda _: None)
    call = peer.call("step")
    peer.receive('{"kind":"fail","id":1,"code":"call.stopped","message":"Stopped."}')
    with pytest.raises(Stopped):
        await call
