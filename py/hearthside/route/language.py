"""A guess at the script and the language of a text, good enough to say "this is not for me".

The script is what most letters belong to. The language is guessed by counting the small words that
every sentence needs; words that the caller knows (those of a policy, say) count for its language.
Knows a few languages and nothing of the rest; short texts, notes without small words and mixed
texts fool it. So it says "unknown" early.
"""

import unicodedata
from collections import Counter
from collections.abc import Collection
from functools import lru_cache
from typing import Final

from hearthside.route.words import Words, listed

UNKNOWN: Final = "unknown"
_KNOWN_SHARE: Final = 0.15
_ENOUGH_WORDS: Final = 4


# Small words, folded; what two languages share is left to both.
SMALL_WORDS: Final[dict[str, frozenset[str]]] = {
    "en": listed(
        "the a an and or but of to in on at for with from by is are was were be been has have had "
        "do does did not no my your his her their our its i you he she it we they me him them this "
        "that these those what when where who how why which if then than so as can could will "
        "would should just very about after before since now today yesterday still there here any "
        "some all more please thanks hello hi im ive dont cant isnt wont its"
    ),
    "es": listed(
        "el la los las un una de del que y o en por para con sin mi tu su me te se lo le es son "
        "esta este no muy pero como cuando donde tengo tiene hay desde hace mas ya al"
    ),
    "fr": listed(
        "le la les un une des de du que qui et ou en pour avec sans mon ma mes son sa ses je tu il "
        "elle nous vous ils est sont suis ai a pas ne plus tres mais depuis ce cette dans sur au"
    ),
    "de": listed(
        "der die das den dem ein eine einen einem und oder aber nicht kein keine ich du er sie es "
        "wir ihr mein meine ist sind war hat habe haben mit ohne von zu zum zur im in am auf fur "
        "seit sehr wenn wie was wo noch schon nur bei"
    ),
    "pt": listed(
        "o a os as um uma de do da dos das que e ou em no na por para com sem meu minha seu sua eu "
        "ele ela voce nao muito mas quando esta estou tem tenho ha desde mais ja ao"
    ),
    "it": listed(
        "il lo la i gli le un una di del della che e o in per con senza mio mia tuo sua io tu lui "
        "lei noi non molto ma quando dove sono sei ha ho da piu gia al nel"
    ),
    "nl": listed(
        "de het een en of maar niet geen ik jij hij zij wij mijn jouw zijn haar is was heb heeft "
        "met zonder van voor naar op in aan al nog heel wel als waar wat bij sinds"
    ),
    "sw": listed(
        "na ya wa kwa ni la za cha vya katika hii hiyo yangu wangu yake ana nina sana lakini tangu "
        "siku leo jana hana kama bila mimi yeye"
    ),
}


def script_of(text: str) -> str:
    """The script of most letters in lower case ("latin", "arabic", "cjk"); "" without letters."""
    counts = Counter(_script(c) for c in text if c.isalpha())
    return counts.most_common(1)[0][0] if counts else ""


def language_of(words: Words, home: str = "en", known: Collection[str] = ()) -> str:
    """The language with most small words, UNKNOWN when none has enough; `home` for few words.

    `known` are folded words that count for `home`: without them a note like "cough, sore throat"
    would be no language at all.
    """
    folded = [word.folded for word in words.words if word.folded.isalpha()]
    if len(folded) < _ENOUGH_WORDS:
        return home
    hits = {name: sum(word in small for word in folded) for name, small in SMALL_WORDS.items()}
    at_home = SMALL_WORDS.get(home, frozenset())
    hits[home] = hits.get(home, 0) + sum(w in known and w not in at_home for w in folded)
    best = max(hits, key=lambda name: (hits[name], name == home))
    return best if hits[best] >= _KNOWN_SHARE * len(folded) else UNKNOWN


@lru_cache(maxsize=10_000)
def _script(letter: str) -> str:
    return unicodedata.name(letter, UNKNOWN).split()[0].split("-")[0].lower()
