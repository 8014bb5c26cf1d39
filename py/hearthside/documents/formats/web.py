"""HTML into sections: headings, paragraphs, lists, tables; what is not for reading is left out.

Scripts, styles, menus and what is hidden say nothing of the page's matter. Nothing is fetched and
nothing runs. Knows nothing of encodings but where a page names its own.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from hearthside.documents.outline import Content, Outline, one_line, without_comments


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_SILENT: Final = _tags(
    "script style nav noscript template svg math iframe object select button dialog canvas audio "
    "video datalist"
)
_BLOCKS: Final = _tags(
    "p div section article main header footer aside address blockquote ul ol li dl dt dd figure "
    "figcaption form fieldset pre hr details summary body table tr caption center legend"
)
_VOID: Final = _tags("area base br col embed hr img input link meta param source track wbr")
# Whose end may be left out: hidden, they would hide all that follows.
_OPEN_ENDED: Final = _tags("p li dt dd tr td th thead tbody tfoot option html body")
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_BLANKS: Final = re.compile(r"[ \t\n\r\f]+")
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEAD_BYTES: Final = 4_096
_DEEPEST: Final = 2_000


@dataclass(slots=True)
class _Table:
    """A table being read; one with another inside is a layout, and its cells are paragraphs."""

    rows: list[list[str]] = field(default_factory=list)
    named: bool = False
    layout: bool = False


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.outline = Outline()
        self.title = self.language = ""
        self.tops: list[str] = []
        self._text: list[str] = []
        self._level = 0
        self._pre = 0
        self._bullet = ""
        self._silent: list[str] = []
        self._tables: list[_Table] = []
        self._in_title = False

    # --- what the parser finds -----------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if self._silent:
            if tag == self._silent[-1] and tag not in _VOID and len(self._silent) < _DEEPEST:
                self._silent.append(tag)
        elif tag == "title":
            self._in_title = True
        elif tag in _SILENT or (_is_hidden(told) and tag not in _VOID | _OPEN_ENDED):
            self._silent.append(tag)
        else:
            self._opened(tag, told)

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            if tag == self._silent[-1]:
                self._silent.pop()
        elif tag == "title":
            self._in_title = False
        else:
            self._closed(tag)

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._in_title:
            self.title += data
        else:
            self._text.append(data if self._pre else _BLANKS.sub(" ", data))

    # --- what it means -------------------------------------------------------------------------

    def _opened(self, tag: str, told: dict[str, str | None]) -> None:
        if tag == "html":
            self.language = told.get("lang") or told.get("xml:lang") or ""
        elif tag == "br":
            self._text.append("\n")
        elif tag == "img":
            self._text.append(told.get("alt") or "")
        elif tag in _HEADINGS:
            self.flush()
            self._level = _HEADINGS[tag]
        elif tag in ("td", "th"):
            self._cell(tag)
        elif tag in _BLOCKS:
            self._block(tag)

    def _block(self, tag: str) -> None:
        if tag == "table":
            self._open_table()
        elif tag == "tr" and self._tables:
            self._end_cell()
            self._tables[-1].rows.append([])
        elif self._in_cell():
            self._text.append("\n")
        else:
            self.flush()
        if tag == "li":
            self._bullet = "- "
        if tag == "pre":
            self._pre += 1

    def _closed(self, tag: str) -> None:
        if tag in _HEADINGS:
            self._head()
        elif tag == "table" and self._tables:
            self._close_table()
        elif tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag in _BLOCKS:
            if self._in_cell():
                self._text.append("\n")
            else:
                self.flush()
            self._pre -= tag == "pre" and self._pre > 0

    def _head(self) -> None:
        text = one_line("".join(self._text))
        self._text, level = [], self._level
        self._level = 0
        if self._in_cell() and not self._tables[-1].layout:
            self._text = [text, "\n"]
        elif level and text:
            if level == 1:
                self.tops.append(text)
            self.outline.heading(level, text)

    def flush(self) -> None:
        """A paragraph is over."""
        text, self._text = "".join(self._text), []
        if not self._pre:
            text = "\n".join(line.strip() for line in text.split("\n")).strip()
        if text.strip():
            self.outline.paragraph(self._bullet + text)
            self._bullet = ""

    # --- tables --------------------------------------------------------------------------------

    def _in_cell(self) -> bool:
        table = self._tables[-1] if self._tables else None
        return table is not None and not table.layout and bool(table.rows)

    def _open_table(self) -> None:
        if self._tables and not self._tables[-1].layout:
            self._end_cell()
            self._lay_out(self._tables[-1])
        self.flush()
        self._tables.append(_Table())

    def _cell(self, tag: str) -> None:
        if not self._tables:
            self.flush()
            return
        self._end_cell()
        table = self._tables[-1]
        if not table.layout:
            table.rows = table.rows or [[]]
            table.rows[-1].append("")
            table.named |= tag == "th" and len(table.rows) == 1

    def _end_cell(self) -> None:
        if not self._in_cell() or not self._tables[-1].rows[-1]:
            self.flush()
            return
        row = self._tables[-1].rows[-1]
        row[-1] = (row[-1] + " " + "".join(self._text)).strip()
        self._text = []

    def _lay_out(self, table: _Table) -> None:
        """Its cells turn out to be paragraphs; so are those to come."""
        for row in table.rows:
            for cell in row:
                self.outline.paragraph(cell)
        table.rows, table.layout = [], True

    def _close_table(self) -> None:
        self._end_cell()
        table = self._tables.pop()
        rows = [row for row in table.rows if row]
        if table.layout or len(rows) < 2 or max(map(len, rows)) < 2:
            self._lay_out(table)
        else:
            self.outline.table(rows, header=True if table.named else None)

    def close(self) -> None:
        """The end of the page, which may come before its tables are closed."""
        super().close()
        while self._tables:
            self._close_table()
        self.flush()


def read_web(text: str) -> Content:
    """The sections of an HTML page; its title is what it says, or its only top heading."""
    reader = _Reader()
    # What never ends is looked for anew from each place where it begins, by older parsers.
    whole, end, tail = without_comments(text).rpartition(">")
    reader.feed(whole.replace("<!--", "&lt;!--") + end + tail.replace("<", "&lt;"))
    reader.close()
    sole = reader.tops[0] if len(reader.tops) == 1 else ""
    title = one_line(reader.title) or sole
    return Content(reader.outline.sections(sole), title=title, language=reader.language)


def charset_of(content: bytes) -> str:
    """The encoding that a page names in its head, "" if none."""
    found = _CHARSET.search(content[:_HEAD_BYTES])
    return found[1].decode("ascii", "ignore") if found else ""


def _is_hidden(told: dict[str, str | None]) -> bool:
    style = (told.get("style") or "").replace(" ", "").lower()
    return "hidden" in told or told.get("aria-hidden") == "true" or "display:none" in style
