"""HTML into sections: headings, paragraphs, lists, tables; what is not for reading is left out.

Scripts, styles, menus and what is hidden say nothing of the page's matter. Nothing is fetched and
nothing runs. Knows nothing of encodings but where a page names its own.
"""

import re
from collections.abc import Callable, Set
from html.parser import HTMLParser
from typing import Final

from hearthside.documents.formats.grid import Cell, OpenTable, tell_table
from hearthside.documents.formats.nesting import Nesting, tags
from hearthside.documents.outline import Content, Outline, without_comments
from hearthside.text.escape import one_line

_SILENT: Final = tags(
    "script style nav noscript template svg math iframe object select button dialog canvas audio "
    "video datalist"
)
_BLOCKS: Final = tags(
    "p div section article main header footer aside address blockquote ul ol li dl dt dd figure "
    "figcaption form fieldset pre hr details summary body table tr caption center legend"
)
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_BLANKS: Final = re.compile(r"[ \t\n\r\f]+")
_GAPS: Final = re.compile(r" {2,}")
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEAD_BYTES: Final = 4_096
# Left out, and yet a browser shows them: where their end is missing, the matter is within them.
_SHOWN: Final = tags("nav button object select dialog")
_MATTER: Final = tags("main article section p blockquote pre dl table h1 h2 h3 h4 h5 h6")
_MOST_READINGS: Final = 4
# As deep as browsers go; what lies deeper is put beside.
_DEEPEST: Final = 512
# The kinds of fields that show no text of their own.
_WORDLESS: Final = tags("hidden password checkbox radio submit button reset image file range color")
# What elements without content say.
_SAID: Final[dict[str, Callable[[dict[str, str | None]], str]]] = {
    "br": lambda _: "\n",
    "img": lambda told: told.get("alt") or "",
    "input": lambda told: (
        "" if (told.get("type") or "").lower() in _WORDLESS else f" {told.get('value') or ''} "
    ),
}
_MOST_ROWS: Final = 65_534  # the standard's own


class _Reader(HTMLParser):
    def __init__(self, shown: Set[int]) -> None:
        super().__init__(convert_charrefs=True)
        # Elements, by which start of the page they are, that are for reading against appearances.
        self.shown = set(shown)
        self._starts = self._silent_start = 0
        self._matters = self._hidden = False
        self.outline = Outline()
        self.title = self.language = ""
        self.tops: list[str] = []
        self._text: list[str] = []
        self._level = 0
        self._pre = 0
        self._bullet = ""
        self._nesting = Nesting()
        self._silent: int | None = None  # how deep the element lies that is not for reading
        self._tables: list[OpenTable] = []
        self._in_title = False

    # --- what the parser finds -----------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self._close_to(min(self._nesting.start(tag), _DEEPEST))
        self._starts += 1
        stays = self._nesting.takes(tag)
        if self._silent is not None:
            self._matters |= tag in _MATTER
        elif self._starts in self.shown or not _is_silent(tag, told):
            self._opened(tag, told)
        elif stays:
            self._silent, self._silent_start = len(self._nesting.open), self._starts
            self._matters, self._hidden = False, tag not in _SHOWN or _is_hidden(told)
        if stays:
            self._nesting.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._close_to(self._nesting.end(tag), tag)

    def _close_to(self, depth: int, end: str = "") -> None:
        """Ends what is open, down to so many elements; `end` names the end that does it."""
        while len(self._nesting.open) > depth:
            tag = self._nesting.open.pop()
            if self._silent is None:
                self._closed(tag)
            elif len(self._nesting.open) <= self._silent:
                self._silent = None
                if self._matters and not self._hidden and tag != end:
                    self.shown.add(self._silent_start)

    def handle_data(self, data: str) -> None:
        if self._silent is not None:
            return
        if self._in_title:
            self.title += data
        else:
            self._text.append(data if self._pre else _BLANKS.sub(" ", data))

    # --- what it means -------------------------------------------------------------------------

    def _opened(self, tag: str, told: dict[str, str | None]) -> None:
        if tag == "html":
            self.language = self.language or told.get("lang") or told.get("xml:lang") or ""
        elif tag == "title":
            self._in_title = True
        elif tag in _SAID:
            self._text.append(_SAID[tag](told))
        elif tag in _HEADINGS:
            self.flush()
            self._level = _HEADINGS[tag]
        elif tag in ("td", "th"):
            self._cell(tag, told)
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
        elif tag == "title":
            self._in_title = False
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
        elif text:
            self.outline.paragraph(text)  # of a heading around the one that ended

    def flush(self) -> None:
        """A paragraph is over."""
        text, self._text = "".join(self._text), []
        if not self._pre:
            lines = _GAPS.sub(" ", text).split("\n")
            text = "\n".join(line.strip() for line in lines).strip()
        if text.strip():
            self.outline.paragraph(self._bullet + text)
            self._bullet = ""

    # --- tables --------------------------------------------------------------------------------

    def _in_cell(self) -> bool:
        table = self._tables[-1] if self._tables else None
        return table is not None and not table.layout and table.open

    def _open_table(self) -> None:
        if self._tables and not self._tables[-1].layout:
            self._end_cell()
            self._lay_out(self._tables[-1])
        self.flush()
        self._tables.append(OpenTable())

    def _cell(self, tag: str, told: dict[str, str | None]) -> None:
        if not self._tables:
            self.flush()
            return
        self._end_cell()
        table = self._tables[-1]
        if not table.layout:
            table.rows = table.rows or [[]]
            rows = _count(told.get("rowspan"))
            table.rows[-1].append(Cell("", _count(told.get("colspan")) or 1, rows or _MOST_ROWS))
            table.open = True
            table.named |= tag == "th" and len(table.rows) == 1

    def _end_cell(self) -> None:
        if not self._in_cell():
            self.flush()
            return
        table = self._tables[-1]
        table.open, cell = False, table.rows[-1][-1]
        cell.text = f"{cell.text} {''.join(self._text)}".strip()
        self._text = []

    def _lay_out(self, table: OpenTable) -> None:
        """Its cells turn out to be paragraphs; so are those to come."""
        for row in table.rows:
            for cell in row:
                self.outline.paragraph(cell.text)
        table.rows, table.layout = [], True

    def _close_table(self) -> None:
        self._end_cell()
        table = self._tables.pop()
        rows = [row for row in table.rows if row]
        if table.layout or len(rows) < 2 or max(map(len, rows)) < 2:
            self._lay_out(table)
        else:
            tell_table(self.outline, rows, header=True if table.named else None)

    def close(self) -> None:
        """The end of the page, which may come before its tables are closed."""
        super().close()
        self._close_to(0)
        while self._tables:
            self._close_table()
        self.flush()


def _read(page: str, shown: Set[int]) -> _Reader:
    reader = _Reader(shown)
    reader.feed(page)
    reader.close()
    return reader


def read_web(text: str) -> Content:
    """The sections of an HTML page; its title is what it says, or its only top heading."""
    # What never ends is looked for anew from each place where it begins, by older parsers.
    text = _without_lonely(without_comments(text).replace("<![", "<!x["))
    whole, end, tail = text.rpartition(">")
    page = whole.replace("<!--", "&lt;!--") + end + tail.replace("<", "&lt;")
    reader = _read(page, frozenset())
    for _ in range(_MOST_READINGS):
        before, reader = reader, _read(page, reader.shown) if reader.shown else reader
        if reader.shown == before.shown:
            break
    sole = reader.tops[0] if len(reader.tops) == 1 else ""
    title = one_line(reader.title) or sole
    return Content(reader.outline.sections(sole), title=title, language=reader.language)


def charset_of(content: bytes) -> str:
    """The encoding that a page names in its head, "" if none."""
    found = _CHARSET.search(content[:_HEAD_BYTES])
    return found[1].decode("ascii", "ignore") if found else ""


def _without_lonely(text: str) -> str:
    """The page without the starts of those elements of mere text that would never end."""
    for tag in ("title", "textarea"):
        ends = [found.end() for found in re.finditer(f"</{tag}", text, re.IGNORECASE)]
        last = ends[-1] if ends else 0
        after = re.sub(rf"<{tag}\b[^<>]*>", " ", text[last:], flags=re.IGNORECASE)
        text = text[:last] + after
    return text


def _count(written: str | None) -> int:
    """How many places a cell covers; 0 stands for all that are left."""
    digits = (written or "").strip()
    return min(int(digits), _MOST_ROWS) if digits.isdecimal() and len(digits) < 9 else 1


def _is_hidden(told: dict[str, str | None]) -> bool:
    style = (told.get("style") or "").replace(" ", "").lower()
    return "hidden" in told or "display:none" in style


def _is_silent(tag: str, told: dict[str, str | None]) -> bool:
    """Whether it is not for reading. Scripts show a page that is hidden as a whole."""
    if _is_hidden(told):
        return tag not in ("html", "body")
    return tag in _SILENT and not (tag == "dialog" and "open" in told)
