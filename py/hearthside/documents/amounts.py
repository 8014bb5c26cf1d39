"""Numbers for people: sizes, counts, and lists of places. Knows nothing of what is counted."""


def megabytes(size_bytes: int) -> str:
    """A size for people: "104 MB"."""
    return f"{max(1, round(size_bytes / 1_000_000)):,} MB"


def counted(count: int, thing: str) -> str:
    """ "1 row", "2 rows"."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def listed(numbers: list[int], thing: str = "row") -> str:
    """ "rows 4, 9 and 12"; of many only the first, and how many more there are."""
    shown = [f"{number:,}" for number in numbers[:5]]
    if len(numbers) > 5:
        shown.append(f"{len(numbers) - 5:,} more")
    *most, last = shown
    word = thing if len(numbers) == 1 else f"{thing}s"
    return f"{word} {', '.join(most)} and {last}" if most else f"{word} {last}"
