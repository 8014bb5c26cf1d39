"""What a policy may say, and how a fault in it is told."""

import tomllib

import pytest

from hearthside.errors import InvalidInput
from hearthside.route import Policy
from hearthside.route.rules import Seen, hits_of
from hearthside.text.language import language_of
from hearthside.text.quantities import Meter
from hearthside.text.words import Words, readable
from hearthside.wire import Code
from tests.unit.route.policies import SMALL
from tests.unit.route.samples import NAMES, sample


def refused(text: str) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        Policy.from_toml(text)
    assert caught.value.code == Code.POLICY_INVALID
    assert Policy.check(text) is not None
    return caught.value


def fired(rule: str, text: str) -> list[str]:
    """The names of the rules that fire, in a policy with one more rule."""
    policy = Policy.from_toml(f'{SMALL}\n[[rule]]\nroute = "ask"\nwhy = "extra"\n{rule}\n')
    words = Words(readable(text))
    seen = Seen(words, Meter(policy.quantities).read(words), "en", policy.known_words)
    return [hit.rule.name for hit in hits_of(policy.rules, seen)]


def test_a_policy_is_what_its_text_says() -> None:
    policy = Policy.from_toml(SMALL)
    assert policy.text == SMALL
    assert policy.title == "Doors"
    assert [route.name for route in policy.routes] == ["ask", "write", "think", "shut"]
    assert [route.action for route in policy.routes] == ["person", "answer", "larger", "refuse"]
    assert policy.route("write").replies[0].answer.startswith("Please")
    assert policy.rules[0].name == "It burns"
    assert policy.rules[1].numbers[0].above == 38
    assert policy.answers.most_words == 20
    assert policy.most_careful("shut", "write", "think") == "write"
    assert Policy.check(SMALL) is None


def test_comments_and_order_of_tables_are_the_authors() -> None:
    tables = tomllib.loads(SMALL)
    moved = SMALL.replace("[answers]", "# why not\n[answers]")
    assert Policy.from_toml(moved).answers == Policy.from_toml(SMALL).answers
    assert tables["route"][0]["name"] == Policy.from_toml(SMALL).routes[0].name


@pytest.mark.parametrize("name", NAMES)
def test_every_sample_is_a_policy(name: str) -> None:
    policy = Policy.from_toml(sample(name))
    assert policy.note
    assert all(rule.source for rule in policy.rules)
    assert all(route.examples for route in policy.routes)


@pytest.mark.parametrize(
    ("old", "new", "there", "said"),
    [
        ('title = "Doors"', 'title = "Doors', "title", "line 2"),
        ('title = "Doors"', "title = ", "title", "line 2"),
        ('title = "Doors"', 'title = "Doors"\ntitle = "Twice"', "Twice", "line 3"),
        ('doubt = "ask"', 'doubt = "aks"', "doubt", 'did you mean "ask"'),
        ('doubt = "ask"', 'doubts = "ask"', "", '"doubt"'),
        ("threshold = 0.3", "threshold = 3", "threshold", "from 0 to 1"),
        ("threshold = 0.3", 'threshold = "high"', "threshold", "number"),
        ('leads_to = "refuse"', 'leads_to = "no"', "leads_to", "answer, larger, person, refuse"),
        ('prompt = "Answer with care."', "", "leads_to", "prompt"),
        ('name = "shut"', 'name = "Ask"', "name", "two routes"),
        ('name = "shut"', 'name = "a\\nb"', "name", "one line"),
        ('words = "A person looks."', 'wrods = "A person looks."', "wrods", 'mean "words"'),
        ("between = [25, 45]", "between = [45, 25]", "between", "lower first"),
        ('spelled = ["temp"]', "spelled = []", "spelled", "spelled"),
        ('route = "ask"\nwhy', 'route = "asking"\nwhy', "asking", 'did you mean "ask"'),
        ('why = "It burns"', "", "[[rule]]", '"why" is missing'),
        ('phrases = ["fire", "burn*"]', 'phrases = "fire"', "phrases", "list"),
        ('phrases = ["fire", "burn*"]', "phrases = []", "why", "asks for nothing"),
        ('phrases = ["fire", "burn*"]', 'phrases = ["?"]', "phrases", "no word"),
        ('phrases = ["fire", "burn*"]', 'all_of = ["fire"]', "all_of", "list of lists"),
        ("above = 38", "over = 38", "[[rule]]", 'did you mean "above"'),
        ('of = "temperature", above', 'of = "temprature", above', "[[rule]]", '"temperature"'),
        (", above = 38 }", " }", "[[rule]]", "which values"),
        ("most_words = 20", "most_words = 1", "most_words", "least_words"),
        ("most_words = 20", "most_words = 1.5", "most_words", "whole number"),
    ],
)
def test_a_fault_says_where_and_what_to_do(old: str, new: str, there: str, said: str) -> None:
    assert old in SMALL
    text = SMALL.replace(old, new, 1)
    error = refused(text)
    assert said in error.message or said.capitalize() in error.message
    if there:
        assert there in text.splitlines()[int(error.detail) - 1]
        assert f"line {error.detail}" in error.message.lower()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "title = 1",
        "[[route]]",
        "route = 3",
        "[route]\nname = 'x'",
        "x = " + "[" * 5000,
        "x = " + "[" * 60 + "]" * 60,
        "# only a comment",
        "\x00",
        "x" * 300_000,
        'format = 2\ntitle = "x"',
    ],
)
def test_texts_that_are_no_policy_are_refused(text: str) -> None:
    assert refused(text).message


def test_numbers_that_are_none_are_refused() -> None:
    for number in ("nan", "inf", "true", "1e300"):
        refused(SMALL.replace("above = 38", f"above = {number}"))


@pytest.mark.parametrize(
    ("rule", "text", "fires"),
    [
        ('phrases = ["open door"]', "the open door", True),
        ('phrases = ["open door"]', "no open door here", True),  # a "no" switches nothing off
        ('phrases = ["open door"]', "open the door", False),
        ('all_of = [["cat", "dog"], ["wet"]]', "the dog is quite wet", True),
        ('all_of = [["cat", "dog"], ["wet"]]', "the dog is dry", False),
        ('all_of = [["dog"], ["wet"]]\nwithin_words = 2', "wet dog", True),
        ('all_of = [["dog"], ["wet"]]\nwithin_words = 2', "dog one two three wet", False),
        ('all_of = [["dog"], ["wet"]]\nwithin_words = 2', "wet one two three dog is wet", True),
        ('numbers = [{ of = "temperature", below = 36 }]', "temp 35.9", True),
        ('numbers = [{ of = "temperature", below = 36 }]', "temp 36", False),
        ('numbers = [{ of = "temperature", at_most = 36 }]', "temp 36", True),
        ('numbers = [{ of = "temperature", at_least = 37, below = 38 }]', "temp 37.5", True),
        ('numbers = [{ of = "temperature", at_least = 37, below = 38 }]', "temp 35", False),
        ('numbers = [{ of = "temperature", below = 30, unstated = true }]', "hello there", True),
        ('numbers = [{ of = "temperature", below = 30, unstated = true }]', "temp 36", False),
        ('phrases = ["dog"]\nnumbers = [{ of = "temperature", below = 36 }]', "dog 35", False),
        ('phrases = ["dog"]\nnumbers = [{ of = "temperature", below = 36 }]', "dog, temp 35", True),
        ("length = { below_words = 3 }", "two words", True),
        ("length = { below_words = 3 }", "three words here", False),
        ("length = { below_words = 1 }", "\U0001f637 !", True),
        ("length = { above_words = 3 }", "one two three four", True),
        ("length = { above_characters = 10 }", "abc def ghi", True),
        ('language = { other_than = ["en"] }', "ich bin seit gestern nicht gesund", True),
        ('language = { other_than = ["en"] }', "I have not been well since then", False),
        ('script = { other_than = ["latin"] }', "\u0411\u043e\u043b\u0438\u0442", True),
        ('script = { other_than = ["latin"] }', "plain words", False),
        ('script = { other_than = ["latin"] }', "12 !", False),
    ],
)
def test_a_rule_fires_when_everything_it_asks_for_is_there(
    rule: str, text: str, fires: bool
) -> None:
    assert ("extra" in fired(rule, text)) is fires


def test_a_hit_says_what_it_saw_and_where_it_stands_written() -> None:
    policy = Policy.from_toml(SMALL)
    words = Words("There is a FIRE, it burns")
    [hit] = hits_of(policy.rules, Seen(words))
    assert hit.quotes == ("FIRE", "burns")
    assert (
        hit.words == "It burns (here: \u201cFIRE\u201d, \u201cburns\u201d). Source: The fire book."
    )
    assert language_of(words.text, home="en") == "en"


def test_a_text_that_says_the_same_a_thousand_times_gives_a_short_reason() -> None:
    policy = Policy.from_toml(SMALL)
    words = Words("temp 39. It burns. temp 40. " * 1000)
    hits = hits_of(policy.rules, Seen(words, Meter(policy.quantities).read(words)))
    assert [str(one) for one in hits[1].measured] == ["temperature 39 C", "temperature 40 C"]
    assert all(len(hit.words) < 200 for hit in hits)


ROUTES = """title = "t"
doubt = "b"
[[route]]  # the first
name = "a"
leads_to = "person"
threshold   =  0.5  # half
[[ route ]]
name = "b"
leads_to = "person"
examples = [
  "threshold = 0.1 is written here",
]
"""


def test_a_threshold_is_set_in_its_place_with_its_note() -> None:
    changed = Policy.from_toml(ROUTES).with_threshold("a", 0.75)
    assert changed == ROUTES.replace("=  0.5  # half", "=  0.75  # half")
    assert Policy.from_toml(changed).routes[0].threshold == 0.75


@pytest.mark.parametrize(
    "text",
    [
        ROUTES,
        ROUTES.replace('name = "b"', 'name = "b"\n"threshold" = 0.25'),
        ROUTES.replace('"threshold = 0.1 is', '"it is'),
    ],
)
def test_a_threshold_is_set_or_must_be_set_by_hand_and_never_breaks_a_text(text: str) -> None:
    policy = Policy.from_toml(text)
    try:
        changed = Policy.from_toml(policy.with_threshold("b", 0.125))
    except InvalidInput as error:
        assert "in the text itself" in error.message
    else:
        assert [route.threshold for route in changed.routes] == [0.5, 0.125]
        assert changed.routes[1].examples == policy.routes[1].examples


def test_a_route_written_inline_is_left_to_the_hand() -> None:
    policy = Policy.from_toml(
        'title = "t"\ndoubt = "a"\nroute = [{ name = "a", leads_to = "person" }, '
        '{ name = "b", leads_to = "person", threshold = 0.2 }]\n'
    )
    with pytest.raises(InvalidInput, match="in the text itself"):
        policy.with_threshold("b", 0.3)
