"""Which elements of a page are open, as browsers have it where ends are missing or misplaced.

Pages are full of elements that are never closed; what closes them then is the end of what they
stand in. Source: the HTML standard, 13.2.6 (tree construction). It is stricter in three places,
where what a browser hides would be lost: unclosed <template>, <select> and hidden formatting end
with what they stand in. Knows nothing of what the elements mean.
"""

from dataclasses import dataclass, field
from typing import Final


def tags(names: str) -> frozenset[str]:
    """The names of elements, written apart by blanks."""
    return frozenset(names.split())


VOID: Final = tags("area base br col embed hr img input link meta param source track wbr")
HEADINGS: Final = tags("h1 h2 h3 h4 h5 h6")
_CELLS: Final = tags("td th")
_GROUPS: Final = tags("tbody thead tfoot")
_TABLE: Final = tags("table")
_TABLE_PARTS: Final = _CELLS | _GROUPS | tags("tr caption colgroup")
_SCOPE: Final = tags("html table td th caption object marquee applet foreignobject")
# What may end only itself and what is in it, never what it stands in.
_BLOCKS: Final = tags(
    "address article aside blockquote button center details dialog dir div dl fieldset "
    "figcaption figure footer form header hgroup li listing main menu nav object ol pre search "
    "section select summary template ul dd dt"
)
_ENDS_PARAGRAPH: Final = (
    (_BLOCKS | HEADINGS | tags("p hr table xmp plaintext"))
    - tags("button object select template")
)  # fmt: skip
_SPECIAL: Final = _BLOCKS | HEADINGS | _TABLE | _TABLE_PARTS | tags("p html head body")
_FOREIGN: Final = tags("svg math")
# HTML within a drawing or formula: the drawing is over.
_BREAKS_OUT: Final = tags(
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li "
    "listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var"
)
_ENDS_SELECT: Final = tags("select input textarea")
_WITHIN_FOREIGN: Final = tags("foreignobject desc title mi mo mn ms mtext annotation-xml")
# What a new element ends: the nearest of these, unless one of those stands between.
_ITEMS: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "li": (tags("li"), _SPECIAL - tags("address div p li")),
    "dd": (tags("dd dt"), _SPECIAL - tags("address div p dd dt")),
    "dt": (tags("dd dt"), _SPECIAL - tags("address div p dd dt")),
    "button": (tags("button"), _SCOPE),
    "option": (tags("option"), _SPECIAL - tags("option")),
    "optgroup": (tags("optgroup"), _SPECIAL - tags("optgroup")),
    "td": (_CELLS, _TABLE),
    "th": (_CELLS, _TABLE),
    "tr": (tags("tr caption"), _TABLE),
    **dict.fromkeys(_GROUPS | tags("caption colgroup"), (_GROUPS | tags("caption"), _TABLE)),
}


@dataclass(slots=True)
class Nesting:
    """The open elements, the outermost first. Void elements never get in."""

    open: list[str] = field(default_factory=list)
    _ended_select: bool = False

    def start(self, tag: str) -> int:
        """How many elements were open before it, once all that it ends are closed. To be called
        before it is appended to `open`."""
        broken = self._broken_by(tag)
        if broken is not None:
            return broken
        if tag == "body":
            return self._before(tags("head"), tags("body"))
        depth = len(self.open)
        if tag in _ITEMS:
            depth = self._before(*_ITEMS[tag])
        if tag in _GROUPS | tags("tr td th caption colgroup") and depth == len(self.open):
            depth = self._inside_table(tag)
        if tag == "table" and self.open and self.open[-1] in _GROUPS | tags("table tr"):
            depth = self._before(_TABLE, frozenset())
        if tag in _ENDS_PARAGRAPH:
            depth = min(depth, self._before(tags("p"), _SCOPE | tags("button")))
        if tag in HEADINGS and self.open and self.open[-1] in HEADINGS:
            depth = min(depth, len(self.open) - 1)
        return depth

    def takes(self, tag: str) -> bool:
        """Whether an element stays open: not one without content, nor a row without a table."""
        if tag == "select" and self._ended_select:
            return False  # a list within a list is read as the end of it
        parts = tag in _TABLE_PARTS
        return tag not in VOID and not (parts and self._nearest(_TABLE, frozenset()) is None)

    def end(self, tag: str) -> int:
        """How many elements are open after this end; as many as before for one of no element."""
        if tag in _CELLS | _GROUPS | _TABLE | tags("tr caption"):
            return self._before(tags(tag), _TABLE - {tag})
        if tag in HEADINGS:
            return self._before(HEADINGS, _SCOPE)
        if tag == "li":
            return self._before(tags(tag), _SCOPE | tags("ol ul"))
        if tag in _BLOCKS or tag == "p":
            return self._before(tags(tag), _SCOPE - {tag})
        if tag in ("html", "body"):
            return len(self.open)  # what comes after it is part of the page all the same
        return self._before(tags(tag), _SPECIAL - {tag})

    def _broken_by(self, tag: str) -> int | None:
        """The place of the drawing, formula or list to choose from that `tag` may not stand in."""
        self._ended_select = False
        if tag in _BREAKS_OUT and (drawing := self._drawing()) is not None:
            return drawing
        if tag in _ENDS_SELECT and "select" in self.open:
            self._ended_select = tag == "select"
            return self._before(tags("select"), _SCOPE)
        return None

    def _drawing(self) -> int | None:
        """The place of the drawing or formula that is open, of one within another the outer."""
        found = None
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at] in _WITHIN_FOREIGN:
                break
            if self.open[at] in _FOREIGN:
                found = at
        return found

    def _inside_table(self, tag: str) -> int:
        """A part of a table ends whatever is open in the part above it."""
        within = _TABLE if tag != "td" and tag != "th" else _TABLE | tags("tr")
        if tag == "tr":
            within = _TABLE | _GROUPS
        at = self._nearest(within, frozenset())
        return len(self.open) if at is None else at + 1

    def _before(self, wanted: frozenset[str], barrier: frozenset[str]) -> int:
        at = self._nearest(wanted, barrier)
        return len(self.open) if at is None else at

    def _nearest(self, wanted: frozenset[str], barrier: frozenset[str]) -> int | None:
        """The place of the innermost of `wanted`, None if a `barrier` stands before it."""
        if wanted.isdisjoint(self.open):
            return None
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at] in wanted:
                return at
            if self.open[at] in barrier:
                return None
        return None
