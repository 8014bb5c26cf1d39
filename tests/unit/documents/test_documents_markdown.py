"""Markdown into sections under their headings."""

from tests.unit.documents.given import found, read

TEXT = """\
---
title: "The house"
lang: de
tags: [fire, tea]
---
Before all.

# Rooms

The *kitchen*
is warm.

## Kitchen ##
```python
# not a heading
x = 1

y = 2
```
<!-- nobody
reads this -->
- tea
- bread

Setext
------

| what | how many |
|------|---------:|
| cup \\| mug | 4 |
| plate | 6 |

# Garden
Roses.
"""


def test_sections_stand_under_their_headings() -> None:
    document = read("a.md", TEXT)
    assert found(document) == [
        ((), 'title: "The house"\nlang: de\ntags: [fire, tea]\n\nBefore all.'),
        (("Rooms",), "The *kitchen*\nis warm."),
        (
            ("Rooms", "Kitchen"),
            "```python\n# not a heading\nx = 1\n\ny = 2\n```\n\n- tea\n- bread",
        ),
        (("Rooms", "Setext"), "cup | mug | 4\nplate | 6"),
        (("Garden",), "Roses."),
    ]
    table = document.sections[3]
    assert (table.kind, table.header) == ("table", "what | how many")
    assert document.title == "The house"


def test_the_only_top_heading_is_the_title_and_heads_no_path() -> None:
    document = read("a.md", "# Tea\n\nHot.\n\n## Green\n\nMild.\n")
    assert document.title == "Tea"
    assert found(document) == [((), "Hot."), (("Green",), "Mild.")]


def test_a_fence_that_never_closes_loses_nothing() -> None:
    document = read("a.md", "Text.\n\n~~~\ncode\n# no heading\n")
    assert document.sections[-1].text == "Text.\n\n~~~\ncode\n# no heading"


def test_a_heading_without_text_below_leaves_no_empty_section() -> None:
    assert found(read("a.md", "# A\n# B\n## C\nText.\n")) == [(("B", "C"), "Text.")]


def test_a_hash_without_a_blank_is_a_word() -> None:
    assert found(read("a.md", "#fire and #tea")) == [((), "#fire and #tea")]


def test_a_rule_between_paragraphs_is_no_heading() -> None:
    assert found(read("a.md", "One.\n\n---\n\nTwo.")) == [((), "One.\n\n---\n\nTwo.")]
