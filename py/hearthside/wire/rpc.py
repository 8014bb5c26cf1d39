"""One end of a wire: calls out, calls in, notes both ways, over any pipe that carries text.

    peer = Peer(send)             # send(text, *buffers) fills the pipe: text, and bytes beside it
    ...                           # whoever reads the pipe calls peer.receive(text, *buffers)
    value = await peer.call("step", {...})
    async for part in peer.call("model.load", {...}): ...

The rules of `hearthside.wire` hold here: one last word per call and no part after it; stop is
polite, and `on_stuck` hears of a call that did not end within the grace time; a lost peer fails
every open call. Knows nothing of what operations mean, of workers, ports or browsers.
"""

import asyncio
import itertools
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from typing import Any, Final

from hearthside.errors import HearthsideError, error_of
from hearthside.wire import Code, Kind
from hearthside.wire.jsontext import read_json, write_json

# Text for a pipe, and the bytes that go beside it.
_Packet = tuple[str, tuple[bytes, ...]]

Part = Callable[[Any], None]
Handler = Callable[[dict[str, Any], Part], Awaitable[Any]]
NoteHandler = Callable[[Any], None]

DEFAULT_GRACE_S: Final = 2.0


class Call:
    """A call under way: await it for its value, or iterate it for its parts first.

    One consumer at a time. Cancelling the task that waits, or leaving the iteration early, sends
    `stop` and does not wait for the other side.
    """

    def __init__(self, peer: "Peer", number: int, op: str) -> None:
        self.op: Final = op
        self._peer = peer
        self._number = number
        self._parts: deque[Any] = deque()
        self._loop = asyncio.get_running_loop()
        self._last_word: asyncio.Future[Any] = self._loop.create_future()
        self._news: asyncio.Future[None] | None = None

    def __await__(self) -> Generator[Any, None, Any]:
        return self._value().__await__()

    async def __aiter__(self) -> AsyncIterator[Any]:
        """The parts in order; raises what the call failed with."""
        try:
            while True:
                while self._parts:
                    yield self._parts.popleft()
                if self._last_word.done():
                    self._last_word.result()
                    return
                self._news = self._loop.create_future()
                await self._news
        finally:
            self.stop()

    def stop(self) -> None:
        """Ask the other side to end. Nothing happens once it has ended."""
        if not self._last_word.done():
            self._last_word.cancel()
        if self._last_word.cancelled():
            self._peer._stop(self._number, self.op)

    async def _value(self) -> Any:
        try:
            return await self._last_word
        finally:
            if self._last_word.cancelled():
                self.stop()

    def _take(self, part: Any) -> None:
        self._parts.append(part)
        self._wake()

    def _end(self, value: Any, error: HearthsideError | None) -> None:
        if self._last_word.done():
            return
        if error is None:
            self._last_word.set_result(value)
        else:
            self._last_word.set_exception(error)
            self._last_word.exception()  # nobody may be waiting any more, and that is fine
        self._wake()

    def _wake(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)


class Peer:
    """This end of a pipe.

    `send(text, *buffers)` fills the pipe; a message without bytes has no buffers. `grace_s` is how
    long a stopped call may take to end before `on_stuck(op)` is told, once.
    """

    def __init__(
        self,
        send: Callable[..., None],
        *,
        grace_s: float = DEFAULT_GRACE_S,
        on_stuck: Callable[[str], None] | None = None,
    ) -> None:
        self.malformed_count = 0
        self._send = send
        self._grace_s = grace_s
        self._on_stuck = on_stuck
        self._numbers = itertools.count(1)
        self._calls: dict[int, Call] = {}
        self._stopping: dict[int, asyncio.TimerHandle] = {}
        self._handlers: dict[str, Handler] = {}
        self._note_handlers: dict[str, list[NoteHandler]] = {}
        self._serving: dict[int, asyncio.Task[_Packet]] = {}
        self._readers: dict[str, Callable[[dict[str, Any]], None]] = {
            Kind.CALL: self._on_call,
            Kind.PART: self._on_part,
            Kind.DONE: self._on_done,
            Kind.FAIL: self._on_fail,
            Kind.STOP: self._on_stop,
            Kind.NOTE: self._on_note,
        }

    def call(self, op: str, args: dict[str, Any] | None = None) -> Call:
        """Ask the other side to do `op`. It is sent at once; await or iterate what returns."""
        number = next(self._numbers)
        packet = write_json({"kind": Kind.CALL, "id": number, "op": op, "args": args or {}})
        call = self._calls[number] = Call(self, number, op)
        self._put(packet)
        return call

    def note(self, topic: str, data: Any = None) -> None:
        """Tell the other side something that needs no answer."""
        self._put(write_json({"kind": Kind.NOTE, "topic": topic, "data": data}))

    def handle(self, op: str, handler: Handler) -> None:
        """Answer calls of `op`: `await handler(args, part)`; it is cancelled when stopped."""
        self._handlers[op] = handler

    def on_note(self, topic: str, handler: NoteHandler) -> None:
        """Hear notes about `topic`."""
        self._note_handlers.setdefault(topic, []).append(handler)

    def receive(self, text: str, *buffers: bytes) -> None:
        """Read one message. What is not a message is counted and otherwise ignored."""
        try:
            message = read_json(text, *buffers)
            reader = self._readers[message["kind"]]
            reader(message)
        except (ValueError, TypeError, LookupError):
            self.malformed_count += 1

    def lost(self, code: Code, message: str) -> None:
        """The other side is gone: every open call fails with `code`, and nobody is answered."""
        calls, self._calls = list(self._calls.values()), {}
        for timer in self._stopping.values():
            timer.cancel()
        self._stopping.clear()
        for task in self._serving.values():
            task.cancel()
        self._serving.clear()
        for call in calls:
            call._end(None, error_of(code, message))

    # Answers to our calls

    def _on_part(self, message: dict[str, Any]) -> None:
        call = self._calls.get(message["id"])
        if call is not None:
            call._take(message.get("data"))

    def _on_done(self, message: dict[str, Any]) -> None:
        self._last_word(message["id"], message.get("value"), None)

    def _on_fail(self, message: dict[str, Any]) -> None:
        code, text = message["code"], message["message"]
        detail = message.get("detail") or ""
        if code not in set(Code):
            code, detail = Code.CALL_FAILED, f"{code}: {detail}"
        error = error_of(Code(code), str(text), str(detail))
        self._last_word(message["id"], None, error)

    def _last_word(self, number: int, value: Any, error: HearthsideError | None) -> None:
        timer = self._stopping.pop(number, None)
        if timer is not None:
            timer.cancel()
        call = self._calls.pop(number, None)
        if call is not None:
            call._end(value, error)

    def _stop(self, number: int, op: str) -> None:
        if self._calls.pop(number, None) is None:
            return
        self._put(write_json({"kind": Kind.STOP, "id": number}))
        loop = asyncio.get_running_loop()
        self._stopping[number] = loop.call_later(self._grace_s, self._stuck, number, op)

    def _put(self, packet: _Packet) -> None:
        text, buffers = packet
        self._send(text, *buffers)

    def _stuck(self, number: int, op: str) -> None:
        del self._stopping[number]
        if self._on_stuck is not None:
            self._on_stuck(op)

    # Calls and notes of the other side

    def _on_call(self, message: dict[str, Any]) -> None:
        number, op, args = message["id"], message["op"], message.get("args", {})
        if not isinstance(number, int) or number in self._serving:
            raise ValueError(number)

        def part(data: Any) -> None:
            if self._serving.get(number) is task:
                self._put(write_json({"kind": Kind.PART, "id": number, "data": data}))

        def answered(task: asyncio.Task[_Packet]) -> None:
            # Once lost, nobody is there to hear, and the number may be another call's.
            if self._serving.get(number) is not task:
                return
            del self._serving[number]
            stopped = task.cancelled()
            self._put(_failure(number, _stopped()) if stopped else task.result())

        task = asyncio.get_running_loop().create_task(self._answer(number, op, args, part))
        self._serving[number] = task
        # Not inside the task: one that is stopped before it began would never say its last word.
        task.add_done_callback(answered)

    async def _answer(self, number: int, op: Any, args: Any, part: Part) -> _Packet:
        try:
            if op not in self._handlers:
                raise error_of(Code.OP_UNKNOWN, f"Nobody here answers {op!r}.")
            if not isinstance(args, dict):
                raise error_of(Code.CALL_INVALID, f"The arguments of {op} are not named.")
            value = await self._handlers[op](args, part)
            return write_json({"kind": Kind.DONE, "id": number, "value": value})
        except HearthsideError as error:
            return _failure(number, error)
        except Exception as error:
            detail = f"{type(error).__name__}: {error}"
            message = "Something went wrong here that should not have. Try again."
            return _failure(number, error_of(Code.CALL_FAILED, message, detail))

    def _on_stop(self, message: dict[str, Any]) -> None:
        task = self._serving.get(message["id"])
        if task is not None:
            task.cancel()

    def _on_note(self, message: dict[str, Any]) -> None:
        data = message.get("data")
        for handler in self._note_handlers.get(message["topic"], ()):
            try:
                handler(data)
            except Exception as error:
                asyncio.get_running_loop().call_exception_handler(
                    {"message": f"A handler of {message['topic']} notes failed", "exception": error}
                )


def _stopped() -> HearthsideError:
    return error_of(Code.CALL_STOPPED, "Stopped.")


def _failure(number: int, error: HearthsideError) -> _Packet:
    return write_json(
        {
            "kind": Kind.FAIL,
            "id": number,
            "code": error.code,
            "message": error.message,
            "detail": error.detail,
        }
    )
