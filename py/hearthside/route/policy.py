"""A policy: a small text (TOML) that says where a text may go, and what stands ahead of the model.

The text is the whole truth: it is edited by hand, and nothing else is kept. The format, version 1:

    format = 1
    title = "Tickets"                     # what people call it
    note = "An example. ..."              # a warning, shown with every answer
    task = "Where does this ticket go?"   # the question that the model is asked
    doubt = "person"                      # the route for everything that is not sure, or [doubt]
    language = "en"                       # of the texts and the rules
    slips = true                          # phrases forgive a typo (see words.py)
    negation = true                       # "no fever" is no fever to a rule (see below)

    [doubt]                               # or an outcome of its own for what is not sure: a route
    name = "not clear"                    # that rules may lead to and the model never chooses; it
    leads_to = "person"                   # ranks behind the first route only
    words = "A person should look."

    [[route]]                             # from the most careful to the least
    name = "person"
    description = "one line for the model"
    examples = ["a text that goes here", "another"]
    threshold = 0.7                       # below this probability it goes to `doubt`
    leads_to = "person"                   # answer | larger | person | refuse
    words = "What people read then."      # person, refuse; for answer: said as it stands
    prompt = "What to write."             # answer, larger: what a model is asked to write
    replies = [{ text = "...", reply = "..." }]   # and examples of it

    [[quantity]]                          # a measured value, see quantities.py
    name = "temperature"
    spelled = ["temp", "temperature"]
    unit = "C"
    between = [25, 45]                    # what can be such a reading at all
    units = [{ spelled = ["c"], alone = true }, { spelled = ["f"], minus = 32, times = 0.5556 },
             { spelled = ["degrees"], general = true }]    # and before, within_words, written
    pair = "first"                        # which half of "80/50" it is, if it is one

    [[rule]]                              # a floor: the model may raise it and never lower it
    route = "person"
    why = "A person is in danger"
    source = "where that is written"
    phrases = ["one of these", "convuls*", "cant ... breathe"]
    all_of = [["one of these"], ["and", "one of these"]]
    within_words = 12                     # how far apart these may stand
    numbers = [{ of = "temperature", above = 39.5 }]    # all of these: below, above, at_most,
                                          # at_least; unstated = true: or it is not in the text
    length = { below_words = 1 }          # or above_words, above_characters
    language = { other_than = ["en"] }    # script = { other_than = ["latin"] }

    [answers]                             # the check of a model's answer before it is shown
    least_words = 3
    most_words = 80
    forbid = ["diagnos*"]                 # phrases that no answer may hold
    may_say = ["Hearthside", "24"]        # names and numbers beyond the text's and the policy's

A rule fires when everything it asks for is there; write two rules for "or". With `negation` (in
English only, see text/negation.py) a rule that fires by denied words alone is not counted, and is
told; one of the first route then leads to doubt, no lower. Without it a "no" changes nothing. A key
that is not in this list is refused, since a slip in a key must not switch a rule off.
Knows nothing of models: `Router` carries it out.
"""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, Literal, Self, cast, get_args

from hearthside.classify.labels import MAX_NAME_CHARACTERS
from hearthside.errors import InvalidInput
from hearthside.generation.prompt import Example
from hearthside.route.quantities import quantity_from
from hearthside.route.rules import Phrase, Rule, rule_from
from hearthside.route.tables import Table, read_tables, with_number
from hearthside.text.escape import safe_line
from hearthside.text.language import languages
from hearthside.text.units import Quantity
from hearthside.text.words import Words, readable

Action = Literal["answer", "larger", "person", "refuse"]
FORMAT: Final = 1
MAX_ROUTES: Final = 50
MAX_RULES: Final = 500


@dataclass(frozen=True, slots=True)
class Route:
    """Where a text may go. `threshold` is a probability from 0 to 1."""

    name: str
    description: str
    examples: tuple[str, ...]
    threshold: float
    action: Action
    words: str = ""
    prompt: str = ""
    replies: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerRules:
    """What an answer must be before it is shown."""

    least_words: int = 2
    most_words: int = 120
    forbid: tuple[Phrase, ...] = ()
    may_say: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as it was read. `text` is what it was read from; routes as they stand there.

    `doubt` names one of the routes, or `unclear`: the outcome of its own that [doubt] describes.
    """

    text: str = field(repr=False)
    title: str
    note: str
    task: str
    doubt: str
    language: str
    typos: bool
    routes: tuple[Route, ...]
    quantities: tuple[Quantity, ...]
    rules: tuple[Rule, ...]
    answers: AnswerRules
    unclear: Route | None = None
    negation: bool = False

    @classmethod
    def from_toml(cls, text: str) -> Self:
        """The policy in `text`. Raises InvalidInput (policy.invalid) saying where and what to do;
        `detail` is the line, when it is known."""
        top = read_tables(text)
        if top.whole("format", FORMAT) != FORMAT:
            top.fail("format", f"this version reads format {FORMAT}; write format = {FORMAT}")
        routes = _routes(top)
        names = tuple(route.name for route in routes)
        unclear = _unclear(top, names)
        quantities = _quantities(top)
        ends = (*names, unclear.name) if unclear else names
        rules = _rules(top, ends, tuple(one.name for one in quantities))
        policy = cls(
            text=text,
            title=top.text("title"),
            note=top.text("note", ""),
            task=top.text("task", ""),
            doubt=unclear.name if unclear else top.one_of("doubt", names),
            language=top.one_of("language", languages(), "en"),
            typos=top.flag("slips"),
            routes=routes,
            quantities=quantities,
            rules=rules,
            answers=_answers(top.table("answers")),
            unclear=unclear,
            negation=top.flag("negation"),
        )
        top.done()
        if policy.negation and policy.language != "en":
            top.fail(
                "negation", 'negation is read in English only; set language = "en" or leave it'
            )
        return policy

    @classmethod
    def check(cls, text: str) -> InvalidInput | None:
        """What is wrong with `text`; None when it is a policy."""
        try:
            cls.from_toml(text)
        except InvalidInput as error:
            return error
        return None

    def with_threshold(self, route: str, threshold: float) -> str:
        """The policy's text with another threshold of that route; all else stands as it did. Raises
        InvalidInput (policy.invalid) where the text must be changed by hand."""
        place = [one.name for one in self.routes].index(route)
        return with_number(self.text, "route", place, "threshold", threshold)

    def route(self, name: str) -> Route:
        """The outcome called `name`, which is one of the policy's."""
        return self.outcomes[self.rank(name)]

    def rank(self, name: str) -> int:
        """The outcome's place, 0 for the most careful."""
        return [route.name for route in self.outcomes].index(name)

    @property
    def outcomes(self) -> tuple[Route, ...]:
        """Everywhere a text can go, from the most careful: the routes, and `unclear` after the
        first."""
        first, *others = self.routes
        return (first, *((self.unclear,) if self.unclear else ()), *others)

    def most_careful(self, *names: str) -> str:
        """Which of some routes stands first in the policy."""
        return min(names, key=self.rank)

    @property
    def known_words(self) -> frozenset[str]:
        """Every word of the policy, folded."""
        return _words_of(self.text)


@lru_cache(maxsize=16)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(word.folded for word in Words(readable(text)).words)


def _routes(top: Table) -> tuple[Route, ...]:
    tables = top.tables("route")
    if not 2 <= len(tables) <= MAX_ROUTES:
        top.fail("route", f"a policy needs 2 to {MAX_ROUTES} routes, and here are {len(tables)}")
    routes = tuple(_route(table) for table in tables)
    for number, route in enumerate(routes):
        if route.name.casefold() in [other.name.casefold() for other in routes[:number]]:
            tables[number].fail("name", f'two routes are called "{route.name}"; name one anew')
    return routes


def _unclear(top: Table, routes: tuple[str, ...]) -> Route | None:
    """The outcome that [doubt] describes; None where `doubt` names a route."""
    if not isinstance(top.values.get("doubt"), dict):
        return None
    table = top.table("doubt")
    assert table is not None
    route = _route(table)
    if route.name.casefold() in [name.casefold() for name in routes]:
        table.fail("name", f'a route is called "{route.name}" too; name one anew')
    given = next((key for key in ("examples", "threshold") if key in table.values), "")
    if given:
        table.fail(given, f'no model chooses doubt, so it has no "{given}"')
    return replace(route, threshold=0.0)


def _route(table: Table) -> Route:
    threshold = table.number("threshold", 0.5) or 0.0
    if not 0 <= threshold <= 1:
        table.fail("threshold", '"threshold" is a probability: a number from 0 to 1')
    route = Route(
        name=table.text("name"),
        description=table.text("description", ""),
        examples=table.texts("examples"),
        threshold=threshold,
        action=cast(Action, table.one_of("leads_to", get_args(Action))),
        words=table.text("words", ""),
        prompt=table.text("prompt", ""),
        replies=tuple(_reply(reply) for reply in table.tables("replies")),
    )
    if route.action == "larger" and not route.prompt:
        table.fail("leads_to", 'to ask a larger model, "prompt" must say what it is to write')
    if route.action == "answer" and not (route.prompt or route.words):
        table.fail("leads_to", 'to answer, "prompt" (for the model) or "words" must be there')
    if safe_line(route.name, MAX_NAME_CHARACTERS) != route.name:
        table.fail("name", f'"name" must be one line of at most {MAX_NAME_CHARACTERS} characters')
    table.done()
    return route


def _reply(table: Table) -> Example:
    reply = Example(table.text("text"), table.text("reply"))
    table.done()
    return reply


def _rules(top: Table, routes: tuple[str, ...], quantities: tuple[str, ...]) -> tuple[Rule, ...]:
    tables = top.tables("rule")
    if len(tables) > MAX_RULES:
        top.fail("rule", f"a policy has at most {MAX_RULES} rules, and here are {len(tables)}")
    return tuple(rule_from(table, routes, quantities) for table in tables)


def _quantities(top: Table) -> tuple[Quantity, ...]:
    tables = top.tables("quantity")
    quantities = tuple(quantity_from(table) for table in tables)
    names = [quantity.name for quantity in quantities]
    for number, name in enumerate(names):
        if name in names[:number]:
            tables[number].fail("name", f'two quantities are called "{name}"; name one anew')
    return quantities


def _answers(table: Table | None) -> AnswerRules:
    if table is None:
        return AnswerRules()
    rules = AnswerRules(
        least_words=table.whole("least_words", 2) or 0,
        most_words=table.whole("most_words", 120) or 0,
        forbid=table.phrases("forbid"),
        may_say=table.texts("may_say"),
    )
    if not 0 < rules.most_words >= rules.least_words:
        table.fail("most_words", '"most_words" must be more than 0 and not below "least_words"')
    table.done()
    return rules
