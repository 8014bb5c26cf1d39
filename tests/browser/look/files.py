"""Files of pictures and sounds for the tests, sound and damaged ones: bytes by their names.

What no few lines can write was written once, with Pillow 11: CMYK, an animation, WebP and HEIC.
"""

import base64
import math
import struct
import zlib
from collections.abc import Callable

CMYK = base64.b64decode(
    "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAbEhQXFBEbFxYXHhwbIChCKyglJShROj0wQmBVZWRfVV1baniZgWpxkHNbXYW1"
    "hpCeo6utq2eAvMm6pseZqKuk/8AAFAgAEAAYBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYH"
    "CAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBka"
    "JSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeo"
    "qaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkASwAAPwDDte1Z"
    "X2D2orpq2LXtR9g9qKK2LXtR9g9qKK4+17V032D2oorYte1H2D2oorYte1H2D2oor//Z"
)
WEBP = base64.b64decode(
    "UklGRmAAAABXRUJQVlA4IFQAAADQAwCdASoYABAAPzmYvlYvLCajsAgB4CcJbDuAGMeQswAGzh639AAA/tpc4xPjkezT"
    "n2QlIb7QDxyz6SvJUcI5di9oEpjUDkT2fWt1hgx9hXegAAA="
)
HEIC = base64.b64decode("AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAXxtZXRh")
ANIMATED = base64.b64decode(
    "R0lGODlhCAAIAIEAAP8AAAAAAAAAAAAAACH5BAAKAAAALAAAAAAIAAgAAAgPAAEIHEiwoMGDCBMqTBgQACH5BAEKAAEA"
    "LAAAAAAIAAgAgQAA/wAAAAAAAAAAAAgPAAEIHEiwoMGDCBMqTBgQADs="
)


def png(width: int, height: int, row: Callable[[int], bytes], depth: int, colour: int) -> bytes:
    """A PNG of the rows' bytes (ISO/IEC 15948)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row(at) for at in range(height)), 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def picture(width: int = 320, height: int = 240) -> bytes:
    """A picture of colours that run across it."""

    def row(y: int) -> bytes:
        return bytes(one for x in range(width) for one in (x % 256, y % 256, (x + y) % 256))

    return png(width, height, row, 8, 2)


def huge() -> bytes:
    """200 megapixels of black and white in a few kilobytes."""
    return png(20_000, 10_000, lambda _y: bytes(2500), 1, 0)


def wav(seconds: float, level: float, rate_hz: int = 8_000, pause_s: float = 0) -> bytes:
    """A tone of 440 Hz in 8 bits, and a pause behind it; silent where its level is 0."""
    count = int(seconds * rate_hz)
    wave = [round(128 + 127 * level * math.sin(880 * math.pi * at / rate_hz)) for at in range(200)]
    data = (bytes(wave) * (count // 200 + 1))[:count] + b"\x80" * int(pause_s * rate_hz)
    count = len(data)
    form = struct.pack("<HHIIHH", 1, 1, rate_hz, rate_hz, 1, 8)
    chunks = b"fmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", count) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def mp3(frames: int = 40) -> bytes:
    """Silence, 26 ms a frame: MPEG-1 Layer III, 128 kbit/s, 44.1 kHz, no bits spent on sound."""
    return (b"\xff\xfb\x90\x64" + bytes(413)) * frames
