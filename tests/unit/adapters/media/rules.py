"""Pictures and sounds by a rule that any language follows exactly, and which of them are golden."""

SIZES = (
    *((48, 48), (1, 1), (640, 480), (480, 640), (1920, 1080), (4032, 3024), (3024, 4032)),
    *((1000, 10), (10, 1000), (5000, 1), (1, 5000), (777, 331), (47, 49), (100, 2400), (96, 97)),
)
BUDGETS = (70, 140, 280, 560, 1120)
PICTURES = ((384, 384), (528, 288), (144, 1104))
"""Width and height of pictures that have their fitted size with 70 soft tokens."""
PICTURE_BUDGET = 70
PATCHES_KEPT = 3
SOUNDS = (161, 320, 1600, 5003, 16_000, 480_000, 480_001)
"""Numbers of samples."""
FRAMES_KEPT = 3


def pixel(at: int) -> int:
    """The byte at a place of a picture's RGBA bytes."""
    return (at * 31 + at // 256 * 17 + at // 65536 * 5) % 256


def sample(at: int) -> float:
    """A sample, from -0.5 to 0.5: a sawtooth that grows faster, exact in float32."""
    return ((at * at * 3 + at * 577) % 16384 - 8192) / 16384


def spread(count: int, kept: int) -> list[int]:
    """Some of `count` places, the first and the last of them."""
    return sorted({(count - 1) * one // (kept - 1) for one in range(kept)})
