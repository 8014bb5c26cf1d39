"""Web pages into sections: what a reader sees, and nothing else."""

from tests.unit.documents.given import found, read

PAGE = """<!DOCTYPE html><html lang="fr-CA"><head><title> Le&nbsp;pain </title>
<style>p { color: red }</style><script>alert("no")</script></head>
<body><nav><a href=x>Menu</a></nav>
<h1>Pain &amp; th&eacute;</h1>
<p>Le pain<br>est <b>bon</b>
   et chaud.</p><p>Seconde<p hidden>kept, as its end is left out</p>
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
        ((), "Le pain\nest bon et chaud.\n\nSeconde\n\nkept, as its end is left out"),
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
