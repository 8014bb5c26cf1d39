"""A story as a value: its scenes, how it is kept as JSON, and how it is read on paper.

Knows nothing of how it was written, or of where it is kept.
"""

import html
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Self

from hearthside.errors import InvalidInput
from hearthside.store import read_as
from hearthside.story.checks import SceneChecks
from hearthside.story.form import CHOICES
from hearthside.story.plan import Plan
from hearthside.story.recipe import Recipe
from hearthside.text.dialogue import paragraphs
from hearthside.text.escape import safe_line
from hearthside.wire import Code
from hearthside.wire.jsontext import read_json

FORMAT: Final = 1
MAX_JSON_CHARACTERS: Final = 1_000_000
MAX_TITLE_CHARACTERS: Final = 120
_BRANCH_TITLE_CHARACTERS: Final = 60
_FACTS_KEY: Final = "sheet"  # what stories on people's shelves call the facts of a plan


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene that stands. `text` is one piece that ends with a sentence."""

    title: str
    text: str
    checks: SceneChecks

    @property
    def paragraphs(self) -> list[str]:
        """The text as it is read: a change of speaker begins a paragraph."""
        return paragraphs(self.text)


@dataclass(frozen=True, slots=True)
class Story:
    """A story, or as much of it as was told. `edited`: no longer what its recipe alone gives;
    `branch_of`: the title of the story from which it turned off, "" for one of its own."""

    title: str
    scenes: tuple[Scene, ...]
    plan: Plan
    recipe: Recipe
    complete: bool = False
    edited: bool = False
    branch_of: str = ""

    @property
    def text(self) -> str:
        """The scenes, an empty line between them."""
        return "\n\n".join(scene.text for scene in self.scenes)

    def line_above(self, index: int) -> str:
        """The outline's line for scene `index`, which is read before its text: a small model's
        words hang together by it. "" where there is none, or where it is all that was told."""
        beats = self.plan.beats
        line = beats[index].line if index < len(beats) else ""
        told = self.scenes[index].text if index < len(self.scenes) else ""
        return "" if told.startswith(line) else line

    def renamed(self, title: str) -> Self:
        """The story under another title. Raises InvalidInput (form.invalid, detail "title")."""
        title = safe_line(title)
        if not title or len(title) > MAX_TITLE_CHARACTERS:
            raise InvalidInput(
                Code.FORM_INVALID,
                f"A title has 1 to {MAX_TITLE_CHARACTERS} characters; this one has {len(title)}.",
                detail="title",
            )
        return replace(self, title=title)

    def branch(self, turn: str, kept: int) -> Self:
        """The first `kept` scenes as the beginning of another story, called after its `turn`."""
        title = turn.rstrip(".\u2026 ")
        if len(title) > _BRANCH_TITLE_CHARACTERS:
            title = title[: _BRANCH_TITLE_CHARACTERS - 1].rsplit(" ", 1)[0] + "\u2026"
        return replace(self, title=title, scenes=self.scenes[:kept], branch_of=self.title)

    def to_json(self) -> str:
        """The story as JSON text that `from_json` reads back to an equal value."""
        body = asdict(self) | {"format": FORMAT, "recipe": self.recipe.to_dict()}
        body["plan"][_FACTS_KEY] = body["plan"].pop("facts")
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The story in `text`. Raises InvalidInput (shelf.invalid) for anything else."""
        if len(text) > MAX_JSON_CHARACTERS:
            raise _broken("it is too large")
        try:
            return cls._from_dict(read_json(text))
        except InvalidInput as error:
            if error.code == Code.SHELF_INVALID:
                raise
            raise _broken("its recipe is damaged") from error
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise _broken("it is damaged") from error

    @classmethod
    def _from_dict(cls, body: Mapping[str, Any]) -> Self:
        if body["format"] != FORMAT:
            raise _broken("it was made by another version of Hearthside")
        return cls(
            title=read_as(str, body["title"]),
            scenes=read_as(tuple[Scene, ...], body["scenes"]),
            plan=_plan(body["plan"]),
            recipe=Recipe.from_dict(body["recipe"]),
            complete=read_as(bool, body["complete"]),
            edited=read_as(bool, body["edited"]),
            branch_of=read_as(str, body.get("branch_of", "")),  # kept before there were branches
        )

    def to_text(self) -> str:
        """The story to be read as plain text, with its title."""
        told = [part for _, part in self._read()]
        return "\n\n".join([self.title, *told]) + "\n"

    def to_html(self) -> str:
        """The story as a page of its own, to be printed: no script, every text escaped.

        Where it comes from is folded away, and not on paper.
        """
        scenes = "\n".join(f"<p{kind}>{_escaped(part)}</p>" for kind, part in self._read())
        language = self.plan.language
        title = _escaped(self.title)
        return (
            f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
            f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
            f'<h1 dir="auto">{title}</h1>\n<main dir="auto">\n{scenes}\n</main>\n'
            f"<footer><details><summary>How it was told</summary>{_escaped(self.recipe.told())}"
            "</details></footer>\n</body>\n</html>\n"
        )

    def _read(self) -> Iterator[tuple[str, str]]:
        """Each paragraph in turn, with the class that it has on paper."""
        for index, scene in enumerate(self.scenes):
            if line := self.line_above(index):
                yield ' class="line"', line
            yield from (("", part) for part in scene.paragraphs)


_STYLE: Final = (
    "body{font:1.2rem/1.7 Georgia,serif;max-width:34rem;margin:3rem auto;padding:0 1rem;"
    "color:#2b2118}h1{font-weight:normal;text-align:center;margin-bottom:2.5rem}"
    "p{margin:0 0 1.2em;break-inside:avoid}.line{font-style:italic;color:#6b5b4b}"
    "p:first-child:not(.line)::first-letter{font-size:2.6em;"
    "float:left;line-height:1;padding-right:.08em}"
    "footer{margin-top:3rem;font-size:.75rem;color:#7a6a5a;text-align:center}"
    "@page{margin:2.2cm}@media print{footer{display:none}}"
)


def _escaped(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _broken(why: str) -> InvalidInput:
    return InvalidInput(
        Code.SHELF_INVALID, f"This is not a story Hearthside can open: {why}. Nothing was changed."
    )


def _plan(body: Any) -> Plan:
    named = {"facts" if name == _FACTS_KEY else name: value for name, value in body.items()}
    plan = read_as(Plan, named)
    for name in ("mood", "age", "language"):
        if getattr(plan, name) not in CHOICES[name]:
            raise ValueError(f"its {name} is none that is known")
    for index in range(len(plan.beats)):  # draws every lead: what cannot be filled in shows here
        plan.leads(index)
    return plan
