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


def test_a_heading_without_text_below_is_a_text_itself() -> None:
    assert found(read("a.md", "# A\n# B\n## C\nText.\n# D\n___\n# E\n")) == [
        ((), "A"),
        (("B", "C"), "Text."),
        ((), "D\n\nE"),
    ]


def test_a_note_of_headings_alone_is_kept() -> None:
    note = "# Shopping\n## Milk and bread\n## Call the plumber\n### about the boiler\n## Pay rent\n"
    document = read("a.markdown", note)
    assert document.title == "Shopping"
    assert found(document) == [
        ((), "Milk and bread"),
        (("Call the plumber",), "about the boiler"),
        ((), "Pay rent"),
    ]
    assert found(read("a.md", "# Call the plumber")) == [((), "Call the plumber")]


def test_a_long_heading_is_kept_whole() -> None:
    [section] = read("a.md", f"# {'word ' * 60}end\n").sections
    assert section.text.endswith("word end")


def test_a_rule_under_a_block_is_no_heading() -> None:
    receipt = (
        "Shop, 3 May\n\nKettle 29.90\nCable 8.50\nTOTAL 38.40\n-----\n\nPaid\n-----\n\nThanks.\n"
    )
    assert found(read("a.md", receipt)) == [
        ((), "Shop, 3 May\n\nKettle 29.90\nCable 8.50\nTOTAL 38.40"),
        (("Paid",), "Thanks."),
    ]
    for block in ("- milk", "1. milk", "> milk", "<b>milk</b>", "[ ] x\n- milk\n- [ ] tea"):
        assert found(read("a.md", f"{block}\n---\nRest.\n")) == [((), f"{block}\n\nRest.")]


def test_a_hash_without_a_blank_is_a_word() -> None:
    assert found(read("a.md", "#fire and #tea")) == [((), "#fire and #tea")]


def test_a_rule_between_paragraphs_is_no_heading() -> None:
    assert found(read("a.md", "One.\n\n---\n\nTwo.")) == [((), "One.\n\n---\n\nTwo.")]
