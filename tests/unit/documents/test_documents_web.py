"""Web pages into sections: what a reader sees, and nothing else."""

import pytest

from tests.unit.documents.given import found, read

PAGE = """<!DOCTYPE html><html lang="fr-CA"><head><title> Le&nbsp;pain </title>
<style>p { color: red }</style><script>alert("no")</script></head>
<body><nav><a href=x>Menu</a></nav>
<h1>Pain &amp; th&eacute;</h1>
<p>Le pain<br>est <b>bon</b>
   et chaud.</p><p>Seconde<p hidden>unseen, up to here<p>Dernière</p>
<div hidden>secret <div>deep</div> secret</div>
<h2>Recette</h2><ul><li>farine<li>eau</ul>
<pre>  deux
    espaces</pre>
<table><tr><th>quoi<th>combien</tr><tr><td>farine<td>500 g</tr><tr><td>eau<td>1 l</tr></table>
<noscript>Turn scripts on</noscript><img src=x alt="un pain rond">
</body></html>"""


def test_a_page_is_read_as_it_is_seen() -> None:
    document = read("a.html", PAGE)
    assert document.title == "Le pain"
    assert document.language == "fr"
    assert found(document) == [
        ((), "Le pain\nest bon et chaud.\n\nSeconde\n\nDernière"),
        (("Recette",), "- farine\n\n- eau\n\n  deux\n    espaces"),
        (("Recette",), "farine | 500 g\neau | 1 l"),
        (("Recette",), "un pain rond"),
    ]
    assert document.sections[2].header == "quoi | combien"


def test_tables_that_only_lay_out_are_paragraphs() -> None:
    page = """<table><tr><td>Dear all,<table><tr><td>a<td>b</tr><tr><td>1<td>2</tr></table>
    <p>See you.</p></td></tr></table>"""
    assert found(read("a.html", page)) == [((), "Dear all,"), ((), "1 | 2"), ((), "See you.")]


def test_a_page_may_name_its_encoding() -> None:
    page = "<html><head><meta charset='windows-1251'></head><body><p>Хлеб да соль</p>"
    document = read("a.htm", page.encode("cp1251"))
    assert document.sections[0].text == "Хлеб да соль"
    assert document.notes == ()


def test_a_wrong_name_of_an_encoding_is_passed_over() -> None:
    page = "<meta charset=no-such-code><p>Grüße</p>"
    assert read("a.html", page).sections[0].text == "Grüße"


def test_unclosed_tags_lose_no_text() -> None:
    document = read("a.html", "<h2>Tea<p>Hot <b>and <i>good<div>More<table><tr><td>in a cell")
    text = " ".join([*document.sections[0].heading, *(it.text for it in document.sections)])
    for word in ("Tea", "Hot and good", "More", "in a cell"):
        assert word in text


def test_ten_thousand_open_tags_are_survived() -> None:
    document = read("a.html", "<div>" * 10_000 + "deep" + "<table><tr><td>" * 2_000 + "deeper")
    assert [it.text for it in document.sections] == ["deep\n\ndeeper"]


DEPOSIT = "<p>The deposit is 900 euros.</p>"


@pytest.mark.parametrize(
    "page",
    [
        f"<header><nav><nav><a>Home</a></nav></header><main>{DEPOSIT}",
        f"<div><svg class=icon><use href=#pdf /></div>{DEPOSIT}",
        f"<svg><path d=x>{DEPOSIT}",
        f"<table><tr><td><div style='display: none'>Preview</td></tr><tr><td>{DEPOSIT}</table>",
        f"<ul><li><span hidden>no<li>{DEPOSIT}</ul>",
        f"<div><section hidden>no<aside>no</div>{DEPOSIT}",
        f"<div><select><option>no</div>{DEPOSIT}",
        f"<div><button>Send<button>Stop</div>{DEPOSIT}",
        f"<p><button>Send</p><div><object></div>{DEPOSIT}",
        f"<nav><a>Home</a><main>{DEPOSIT}</main>",
        f"<div><nav><nav><a>Home</a></nav><nav><main>{DEPOSIT}</main></div>",
        f"<div><template>no</div>{DEPOSIT}",
        f"<head><noscript><style>p {{}}</style></head><body>{DEPOSIT}",
        f"<p hidden>no<h2 hidden>no</h3>{DEPOSIT}",
        f"<dl><dt hidden>no<dd>{DEPOSIT}</dl>",
        f"<table><tr hidden><td>no<tr><td>{DEPOSIT}</table>",
        f"<head><title>Lease<body>{DEPOSIT}",
        f"<textarea>{DEPOSIT}",
        f"<html hidden><body style='display:none'>{DEPOSIT}",
        f"<main aria-hidden=true>{DEPOSIT}</main>",
        f"<dialog open>{DEPOSIT}</dialog>",
        f"<![if !mso]>{DEPOSIT}<![endif]>",
        f"<![CDATA[no>{DEPOSIT}",
        f"<!-->{DEPOSIT}<!-- never closed",
        f"{'<div>' * 3_000}<p hidden>no</p>{DEPOSIT}",
        f"</p></table></div></body></html>{DEPOSIT}",
    ],
)
def test_what_is_never_closed_ends_as_in_browsers(page: str) -> None:
    text = "\n".join(section.text for section in read("a.html", page).sections)
    assert "The deposit is 900 euros." in text
    assert "no" not in text.replace("never", "").split()


@pytest.mark.parametrize(
    "page",
    [
        "<svg><math>x<p>Rent</p></math> is due",
        "<pre><svg><svg>x<blockquote>Rent</blockquote> is due",
        "<select><option>x<select>Rent<p>is due",
        "<p><select>x</select><select>y</select>Rent is due",
        "<b>Rent<tr><select><select> is due",
        "<select><option>x<textarea>Rent</textarea> is due",
    ],
)
def test_what_lies_within_its_like_ends_too(page: str) -> None:
    assert " ".join(read("a.html", page).sections[0].text.split()) == "Rent is due"


def test_a_heading_within_a_heading_takes_no_text_with_it() -> None:
    assert found(read("a.html", "<h2><i><h2>Lease</h2> Rent is due</i></h2><p>Now.")) == [
        (("Lease",), "Rent is due\n\nNow.")
    ]


def test_what_is_hidden_stays_hidden_to_its_own_end() -> None:
    page = "<div hidden>a<p>b<ul><li>c</ul></span></p>d<table><tr><td>e</table>f</div><p>Seen.</p>"
    assert found(read("a.html", page)) == [((), "Seen.")]


def test_each_value_of_merged_cells_stands_under_its_own_head() -> None:
    page = (
        "<table><tr><td colspan=4>Prices<tr><th>House<th colspan=2>Cost<th>Paid"
        "<tr><td rowspan=0>North<td>Rent<td>900<td>yes<tr><td>Heat<td>90<td>no"
        "<tr><td colspan=99>Later</table>"
    )
    document = read("a.html", page)
    assert found(document) == [
        ((), "Prices"),
        (
            (),
            "North | Rent | 900 | yes\nNorth | Heat | 90 | no\nNorth | Later | Later | Later",
        ),
    ]
    assert document.sections[1].header == "House | Cost | Cost | Paid"


def test_what_is_filled_in_is_seen() -> None:
    page = "<form>Name <input value='Ana Ruiz'><input type=hidden value=x><textarea>Rent</textarea>"
    assert found(read("a.html", page)) == [((), "Name Ana Ruiz Rent")]


@pytest.mark.parametrize(
    ("page", "texts"),
    [
        ("<tr><td>A<td>B</tr>loose<tr>x<td>C<td>D</tr>", ["loose\n\nx", "A | B\nC | D"]),
        ("<tr><td>A<td>B</tr><p>a <b>note</b></p><tr><td>C<td>D", ["a note", "A | B\nC | D"]),
        ("<tbody><tr><td>A<td>B</tbody>t<tr><td>C<td>D", ["t", "A | B\nC | D"]),
        ("<tr><td>A</td>gap<td>B</td></tr><tr><td>C<td>D", ["gap", "A | B\nC | D"]),
        ("<caption>Cap</caption>up<tr><td>A<td>B<tr><td>C<td>D", ["Cap\n\nup", "A | B\nC | D"]),
        ("<tr><td>A<td>B</tr><ul><li>1<li>2</ul><tr><td>C<td>D", ["- 1\n\n- 2", "A | B\nC | D"]),
    ],
)  # fmt: skip
def test_text_of_no_cell_stands_before_its_table(page: str, texts: list[str]) -> None:
    document = read("a.html", f"<p>first<table>{page}</table>last")
    told = [f"{it.header}\n{it.text}" if it.header else it.text for it in document.sections]
    assert "\n\n".join(told).split("\n\n") == "\n\n".join(["first", *texts, "last"]).split("\n\n")
