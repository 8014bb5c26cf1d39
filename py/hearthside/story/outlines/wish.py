"""A wish or a trouble, as a parent types it, turned into the words that an outline's lines need.

    as_infinitive("lost her red glove")      # "to find her red glove again"
    as_infinitive("cannot sleep")            # "to sleep"

In "wants {wish}" and "thinks about the wish {wish}" only an infinitive reads right. Rules for the
turns that forms have, tried in order, English only; what none of them knows is left as the trouble
that it is, to be put right. Knows nothing of stories.
"""

import re
from collections.abc import Callable
from typing import Final

from hearthside.story.form import DETERMINERS, with_article
from hearthside.text.words import listed

_SUBJECT: Final = r"(?:(?:s?he|i|we|my \w+|our \w+)(?:'s| is| am| are)? )?"
_WANTS: Final = (
    r"(?:really |so much |only |just |now |always |dearly )*"
    r"(?:wants?|wanted|wish(?:es|ed|ing)?|would (?:like|love)|'d like|hop(?:es|ed|ing)"
    r"|long(?:s|ing)|dream(?:s|ing)?|loves|likes|tries|trying|needs?)"
)
_NOT: Final = r"(?:can ?not|can't|could(?: not|n't)|is not able to|isn't able to|is unable to)"
_NOR: Final = r"(?:does not|doesn't|do not|don't|will not|won't|did not|didn't|would not|never)"
_FEARS: Final = r"(?:afraid|scared|frightened|terrified|nervous|worried|anxious|shy)"
_GONE: Final = r"(?:lost|loses|has lost|have lost|is missing|cannot find|can't find|looking for)"
_PLAIN: Final = (
    "(?:be|become|build|buy|catch|climb|cook|dance|draw|eat|explore|feel|find|fly|get|give|go|grow|have"
    "|hear|help|keep|learn|make|meet|paint|play|read|reach|ride|sail|see|sing|skate|sleep|smell|stay"
    "|swim|talk|taste|touch|travel|understand|visit|watch|win|write)"
)
_MANY: Final = listed("friends snow rain peace money cake milk help company courage fun news quiet")
_EVENT: Final = re.compile(
    r"\b(?:first|tomorrow|birthday|visit|trip|party|dentist|doctor|hospital|school|test|exam|haircut"
    r"|sleepover|journey|concert|operation|holidays?|christmas)\b",
    re.IGNORECASE,
)
_WHOSE: Final = "the|her|his|its|their|my|our|all|other|some|two|three"
_DOES: Final = (
    "go|fall|come|laugh|move|get|keep|say|stay|take|make|turn|run|hurt|fight|hide|melt|sing|shout|stop"
    "|tease|want|think|live|fly|break|lie|die|lose|bark|argue|snore|drive|shine|listen|play|sleep"
)
# A finite verb: the words are a sentence about somebody, or its end, and not a thing.
_VERB: Final = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|won't|can|can't|cannot|must|does|doesn't|do|don't|did"
    r"|didn't|isn't|aren't|hasn't|gets?|goes|falls|fell|keeps?|says?|knows?|comes?|took|came|went|made"
    r"|feels?|takes?|makes?|turns?|rings?|grows?|hides?|hid|\w{3,}ed"
    r"|\w+s (?:so|too|very|at|in|on|him|her|his|it|them|up|down|out|away|to|like|from|by|about))\b"
    r"|^(?:it|s?he|they|nobody|no one|nothing|everybody|everyone|somebody|someone)\b"
    # Somebody or several who do something: "the ice melts", "her spells go wrong".
    rf"|^(?:{_WHOSE}) (?:\w+ ){{0,2}}(?:\w+s|children|people|men|women|mice|geese|sheep|feet|teeth)"
    rf" (?:all |always |only |never )?(?:{_DOES}|cry)\b"
    rf"|^(?:{_WHOSE}) (?:\w+ ){{0,2}}\w*[^s\W] (?:(?:{_DOES})s|cries|goes)\b",
    re.IGNORECASE,
)
# Things that nobody asks for: what frightens, and what is to be dealt with.
_EACH: Final = r"(?:(?:an?|the|some|his|her|my|their|big|loud|scary|bad|terrible|dark|heavy) )*"
_WHERE: Final = r"(?: (?:under|in|at|behind|outside|on|during|near|all|every|when|while) .+)?"
_FRIGHT: Final = (
    r"(?:thunder\w*|lightning|storms?|nightmares?|bad dreams?|monsters?|ghosts?|spiders?|shadows?"
    r"|darkness|dark)"
)
_BOTHER: Final = (
    r"(?:(?:wobbly|loose|wiggly) (?:tooth|teeth)|(?:tooth|tummy|head|ear|stomach) ?ache|fever|cough"
    r"|hiccups|measles|chicken ?pox|homework|quarrel|argument|bully|bullies|bullying|power cut"
    r"|flood|broken (?:arm|leg|toy))"
)
_NEWCOMER: Final = re.compile(
    r"(?:an?|the|his|her|my) (?:new )?(?:baby (?:brother|sister)|baby|sibling|stepmother|stepfather"
    r"|new (?:brother|sister|teacher|class|flat))(?: .+)?",
    re.IGNORECASE,
)
_PAST: Final = {"broke": "mend", "broken": "mend", "tore": "mend", "forgot": "remember"}
_REST: Final = re.compile(r",? (?:because|since|but|and(?! the\b)) .*$")
_THINGS: Final = listed("king ring thing string swing wing spring evening morning nothing anything")
_AGAIN: Final = re.compile(r"\b(?:again|back)$")
_MOST_CHARACTERS: Final = 45


def _infinitive(found: re.Match[str]) -> str:
    return f"to {found['rest']}"


def _to_have(rest: str) -> str:
    bare = rest.split()[0].lower() not in DETERMINERS and rest.split()[-1].lower() not in _MANY
    plain = rest.islower() and bare and not rest.endswith("s") and " " not in rest
    return f"to have {with_article(rest) if plain else rest}"


def _again(verb: str, rest: str) -> str:
    return f"to {verb} {rest}" if _AGAIN.search(rest) else f"to {verb} {rest} again"


_Turn = Callable[[re.Match[str]], str]
_TURNS: Final[tuple[tuple[str, _Turn], ...]] = (
    (r"to (?P<rest>.+)", _infinitive),
    (rf"(?:{_SUBJECT}|.* (?:and|but) (?:s?he )?){_WANTS} to (?P<rest>.+)", _infinitive),
    (
        rf"{_SUBJECT}(?:must|has to|have to) (?P<rest>.+)",
        lambda found: f"to be brave enough to {found['rest']}",
    ),
    (
        rf"{_SUBJECT}(?:has |have |is |are |gets? |got |getting )*lost"
        r"(?: (?:on|in|at|near|during|while|among|between|outside|somewhere|after|from) .+)?",
        lambda found: f"to find the way {'home' if 'home' in found[0].lower() else 'back'}",
    ),
    (
        rf"{_SUBJECT}(?P<rest>always (?:the|an?|too|so|last|first|late|alone|in|at|on|out)\b.*)",
        lambda found: f"not to be {found['rest']} any more",
    ),
    (rf"{_SUBJECT}{_GONE} (?P<rest>.+)", lambda found: _again("find", found["rest"])),
    (rf"{_SUBJECT}{_NOT} (?P<rest>.+)", _infinitive),
    (rf"{_SUBJECT}{_NOR} want to (?P<rest>.+)", lambda found: f"not to {found['rest']}"),
    (rf"{_SUBJECT}{_NOR} (?:like|love|eat) (?P<rest>.+)", lambda f: f"to like {f['rest']}"),
    (rf"{_SUBJECT}{_NOR} dare to (?P<rest>.+)", lambda f: f"to dare to {f['rest']}"),
    (
        rf"{_SUBJECT}(?:(?:is|feels|a bit|a little|so|very|too) )*{_FEARS} (?P<of>of|about|to) "
        r"(?P<rest>.+)",
        lambda found: f"to be less afraid {'to' if found['of'] == 'to' else 'of'} {found['rest']}",
    ),
    (
        rf"{_SUBJECT}(?:misses|miss|missing|is missing) (?P<rest>.+)",
        lambda found: _again("see", found["rest"]),
    ),
    (rf"{_SUBJECT}(?:has|have|there is|there are) no (?P<rest>.+)", lambda f: _to_have(f["rest"])),
    (r"no (?!one\b)(?P<rest>[^,]+)", lambda found: _to_have(found["rest"])),
    (
        rf"{_SUBJECT}(?:has |have )?(?P<verb>broke|broken|tore|forgot) (?P<rest>.+)",
        lambda found: f"to {_PAST[found['verb'].lower()]} {found['rest']}",
    ),
    (rf"{_SUBJECT}{_WANTS}(?: for| of)? (?P<rest>.+)", lambda found: _to_have(found["rest"])),
    (
        rf"{_SUBJECT}(?:has|have)(?: got)? (?P<rest>(?:an?|the|his|her|two|hiccups) ?.*)",
        lambda found: f"to know what to do about {found['rest']}",
    ),
    (r"(?P<rest>(?:what|who) (?:is|was) .+)", lambda found: f"to know {found['rest']}"),
    (r"(?:what|who|where|why|how|when|do|does) .+", lambda _: "to find the answer"),
    (rf"(?P<rest>{_PLAIN}(?: .+)?)", _infinitive),
    (
        rf"{_SUBJECT}(?:is |feels )?(?P<rest>too \w+(?: (?:for|to) .+)?)",
        lambda found: f"not to be {found['rest']} any more",
    ),
    (
        rf"{_SUBJECT}(?:is |feels |feeling |being )?(?P<rest>(?:(?:so|too|very|a bit|always) )?"
        r"(?:lonely|sad|bored|cold|wet|hungry|thirsty|tired|angry|cross|homesick|ill|sick|jealous|late"
        r"|small|little|big|slow|loud|alone|shy|grumpy|worried|nervous|hot|impatient))",
        lambda found: f"not to be {found['rest']} any more",
    ),
)

# Who has the wish, by a pronoun that can mean nobody else.
_SELF: Final = re.compile(r"\b(?P<self>himself|herself)\b", re.IGNORECASE)
_OWN: Final = re.compile(
    r"(?:(?!the |an? |my |our |and |who |whose |that )\w+ ){0,3}"
    r"(?P<self>she|he|his|her(?= \w)(?! (?:to|and|or|but|so|very|again|when|because|at|in|on"
    r"|with|from|for|back|too)\b))\b",
    re.IGNORECASE,
)


def pronoun_said(wish: str) -> str:
    """ "she" or "he" where the wish says which of them has it: "her father is at sea"; else ""."""
    found = _SELF.search(wish) or _OWN.match(wish)
    if found is None:
        return ""
    return "he" if found["self"].lower() in ("he", "his", "himself") else "she"


def as_infinitive(wish: str) -> str:
    """`wish` as an infinitive with its "to", as in "Mila wants ..."; it ends without a full stop.

    A wish is never empty. What stands for no turn that is known comes back as "to put things
    right", with the trouble where it is short and says who: "now that the fog is thick".
    """
    bare = re.sub(r"\s+", " ", wish).strip(" ,.;:!?")
    bare = re.sub(r"^(?:the|a|my|our) (?:wish|trouble)(?: is)?:? ", "", bare, flags=re.IGNORECASE)
    # What comes after it is a cause or another matter; a wish that has its own may go on.
    main = bare if bare.lower().startswith("to ") else _REST.sub("", bare)
    for pattern, turn in _TURNS:
        found = re.fullmatch(pattern, main, re.IGNORECASE)
        if found:
            return turn(found)
    return _event_or_thing(bare) if not _VERB.search(bare) else _put_right(bare)


def _event_or_thing(bare: str) -> str:
    first = bare.split()[0].lower()
    if _EVENT.search(bare) and not re.match(r"(?:an?|some) (?!first|last|visit|trip)", bare):
        named = first in (*DETERMINERS, "tomorrow") or not re.match(r"(?:first|last|new) ", bare)
        return f"to be ready for {bare if named else f'the {bare}'}"
    if first.endswith("ing") and first not in _THINGS:  # "waiting for the rain", "moving house"
        return f"to get used to {bare}"
    if re.fullmatch(rf"{_EACH}{_FRIGHT}(?: and {_EACH}{_FRIGHT})*{_WHERE}", bare, re.IGNORECASE):
        return f"to be less afraid of {bare}"
    if re.fullmatch(rf"{_EACH}{_BOTHER}{_WHERE}", bare, re.IGNORECASE):
        return f"to know what to do about {bare}"
    if _NEWCOMER.fullmatch(bare):
        return f"to get used to {bare}"
    return _to_have(bare)


def _put_right(bare: str) -> str:
    coming = re.fullmatch(r"(?:it|today)(?:'s| is| will be) (?P<what>.+)", bare, re.IGNORECASE)
    if coming and _EVENT.search(coming["what"]):
        return f"to be ready for {coming['what']}"
    who = rf"(?:it|there|s?he|they|nobody|no one|people|every\w+|some\w+|an?|{_WHOSE}) "
    subject = re.match(who, bare, re.IGNORECASE)
    if subject and len(bare) <= _MOST_CHARACTERS:
        return f"to know what to do, now that {bare[0].lower()}{bare[1:]}"
    return "to put things right"
