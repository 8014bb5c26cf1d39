"""The YAML of templates: read as PyYAML reads it, written so that PyYAML reads it back; refused,
with the line, where a file does more than hold values."""

import random
import time
from contextlib import suppress
from typing import Any

import pytest
import yaml

from hearthside.errors import InvalidInput
from hearthside.wire import Code
from hearthside.write.templates.yaml.reader import MOST_CHARACTERS, read_yaml
from hearthside.write.templates.yaml.writer import write_yaml

READ = [
    "prompt: 'Summarize this: $input'\n",
    "prompt: >\n    Summarize it.\n\n    Go\n    wild.\n\n    Text: $input\n",
    "system: You speak\nprompt: 'a: $input'\ndefaults:\n  voice: GlaDOS\n",
    "a: |\n  x\n   y\n\n  z\n\n\nb: |-\n  x\n\n\nc: |+\n  x\n\n",
    "a: >-\n  x\n  y\n\n    z\n  w\n\nb: >+\n  q\n\n",
    "a: |2\n    x\n  y\n",
    "a: >2-\n\n   x\n  y\n",
    "a: | # a note\n  # no note\n  x\n# a note\nb: 1",
    "a:\n- 1\n- b: 2\n  c: 3\n- - 4\n  - 5\n-\n  d: 1\n",
    "just text\nover lines\n\nand more",
    '"q: x\\n\\u00e9 \\ud83d\\ude00\\\n   z"',
    "# a note\n---\na: 1 # a note\n...\n",
    "a: {b: [1, 2, {c: d}], 'e': \"f\", g}\n",
    '{"a":1,"b":[true,null,\n "c"]}',
    "a: b\n  c\n\n  d\ne: f\n",
    "a: 'it''s\n  y\n\n  z'\n",
    "a: http://x.y/z#b\nb: x#y\nc: x # y\n",
    "a: 0x1f\nb: 0o7\nc: 017\nd: 1_000\ne: 1.5e+3\nf: .inf\ng: 1e3\nh: yes\ni: No\nj: ~\n",
    "a: ''\nb: \"\"\nc:\nd: -1\ne: -\u00e9\n",
    "",
    "\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\n",
]
SIGNS = (
    *(
        "a b ",
        "  ",
        "\n",
        "\n\n",
        ": ",
        "#",
        " #",
        "'",
        '"',
        "\\",
        "-",
        "- ",
        "\u00e9",
        "\U0001f600",
    ),
    *("\t", "|", ">", "{", "}", "[", ",", "$x", "1", "0x1", "yes", "null", "~", "&", "*", "!", "%"),
    *("@", "`", "\x85", "\u2028", "\x7f", "\x00", "\r", ".", " \n", "\n ", "\ud800"),
)


@pytest.mark.parametrize("text", READ)
def test_what_people_write_is_read_as_pyyaml_reads_it(text: str) -> None:
    expected = yaml.safe_load(text)
    if isinstance(expected, str):  # PyYAML leaves two halves of a letter apart
        expected = expected.encode("utf-16", "surrogatepass").decode("utf-16")
    assert read_yaml(text) == expected


def made(draw: random.Random, depth: int = 0) -> Any:
    """Any value: texts of the signs that mean something to YAML."""
    kind = draw.random()
    if depth < 3 and kind < 0.35:
        parts = [made(draw, depth + 1) for _ in range(draw.randint(0, 3))]
        return parts if kind < 0.2 else {text(draw).strip() or "k": part for part in parts}
    if kind < 0.45:
        return draw.choice([None, True, False, 3, -2, 1.5, 1e-9, 1e300, float("inf")])
    return text(draw)


def text(draw: random.Random) -> str:
    return "".join(draw.choice(SIGNS) for _ in range(draw.randint(0, 9)))


def whole(value: Any) -> Any:
    """With halves of letters as they are written."""
    match value:
        case str():
            return (
                value.encode("utf-8", "replace").decode().replace("?", "\ufffd")
                if any("\ud800" <= sign <= "\udfff" for sign in value)
                else value
            )
        case dict():
            return {whole(key): whole(one) for key, one in value.items()}
        case list():
            return [whole(one) for one in value]
    return value


def test_what_is_written_comes_back_here_and_in_pyyaml() -> None:
    draw = random.Random(7)
    for _ in range(300):
        value = {text(draw).strip() or "p": made(draw) for _ in range(3)}
        written = write_yaml(value)
        assert read_yaml(written) == yaml.safe_load(written) == whole(value), written


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x 1\nb: *x", "Line 1: An anchor"),
        ("a: 1\nb: *x", "Line 2: An alias"),
        ("a: !!python/object/apply:os.system ['true']", "Line 1: A tag"),
        ("!!map {a: 1}", "Line 1: A tag"),
        ("a: 1\n<<: {b: 2}", "Line 2: Merged keys"),
        ("? a\n: b", "Line 1: A key of this kind"),
        ("a: 1\n---\nb: 2", "Line 2: A second document"),
        ("a: 1\nb: 2\na: 3", "Line 3: \u201ca\u201d stands there twice"),
        ("a: b: c", "Line 1: A text with a colon"),
        ("a:\n\tb: 1", "Line 2: A tab"),
        ("a: 1\nb: 'x", "Line 2: The quotation mark"),
        ("a: 1\nb: [1,\n2", "Line 2: The bracket"),
        ("a: [1 2]]", "Line 1: Something stands after"),
        ('a: "\\q"', "Line 1: \\q means nothing"),
        ("a: |x\n  y", "Line 1: After | or >"),
        ("a: @x", "Line 1: A text that begins with @"),
        ("a: 1\nsome words", "Line 2: A key and a colon"),
        ("- a\nb: c", "Line 2: This does not go with"),
        ("a:\n   b: 1\n  c: 2", "Line 3: This line is further in"),
        ("\x89PNG\r\n\x1a\n\x00", "this is not YAML"),
        ("[" * 5_000, "one inside another"),
        ("- " * 5_000, "one inside another"),
        ("a" * (MOST_CHARACTERS + 1), "200,001 characters"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=r".") as caught:
        read_yaml(text)
    assert said in caught.value.message and caught.value.code is Code.FILE_INVALID


@pytest.mark.parametrize("sign", [" ", "\n", "'", "#", ": ", "a\n ", "- ", "[", ",", "\\"])
def test_a_file_as_large_as_may_be_takes_no_time(sign: str) -> None:
    for lead in ("", "a: ", "a: '", 'a: "', "a: |\n  ", "a: [", "a: x"):
        began_s = time.process_time()
        with suppress(InvalidInput):
            read_yaml(lead + sign * ((MOST_CHARACTERS - 9) // len(sign)))
        assert time.process_time() - began_s < 6.0, (lead, sign)
