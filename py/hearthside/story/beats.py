"""The plan's own words in English: scenes as rows of leads, with slots for the cast.

A lead is the beginning of a few sentences; the model writes on from it. An open lead ends in the
middle of a sentence and carries a `close`, the plan's own end for it, used when the model finds
none that passes the checks. Knows nothing of models or of how slots are filled.
"""

from dataclasses import dataclass
from typing import Final, Literal

Purpose = Literal["begin", "friend", "way", "trouble", "guide", "find", "night", "next", "turn"]


@dataclass(frozen=True, slots=True)
class Lead:
    """Words the plan puts first, then how many `sentences` the model may add (0: none).

    `fresh`: what is wished for may not turn up yet.
    """

    text: str
    sentences: int = 0
    close: str = ""
    fresh: bool = False


def _open(text: str, close: str, sentences: int = 1) -> Lead:
    return Lead(text, sentences, close)


def _fresh(text: str, close: str, sentences: int = 2) -> Lead:
    return Lead(text, sentences, close, fresh=True)


# Each row is a place in the scene; one lead of the row is drawn by the story's seed.
Rows = tuple[tuple[Lead, ...], ...]

ENGLISH: Final[dict[Purpose, Rows]] = {
    "begin": (
        (
            _fresh(
                "Once upon a time, {where}, there lived {hero_kind} named {hero}. {They} had",
                " a very big heart.",
            ),
            _fresh(
                "There was once {hero_kind} named {hero}, who lived {where}. {They} liked to",
                " sit in the sun.",
            ),
            _fresh(
                "Long ago, {where}, there lived {hero_kind} named {hero}. Every day {they}",
                " went for a walk.",
            ),
        ),
        (
            _open("{wish_told} Every night {hero} looked up at the moon and", " sighed."),
            _open("{wish_told} {hero} thought about it at breakfast, and", " at bedtime too."),
            _open("{wish_told} {hero} sat down on a big stone and", " thought for a long time."),
        ),
        (
            _open('"I am only small," said {hero}, "but I can', ' try."'),
            _open('"One day," said {hero}, "I will find', ' a way."'),
            _open('"Tomorrow," said {hero}, "I will ask', ' somebody wise."'),
        ),
    ),
    "friend": (
        (
            _fresh(
                "The next morning, {hero} met {friend}, {friend_kind}. {friend} was carrying",
                " a basket of warm bread.",
            ),
            _fresh(
                "{hero} had a good friend. It was {friend}, {friend_kind}. {friend} loved to",
                " sing in the rain.",
            ),
            _fresh(
                "The next day, {friend}, {friend_kind}, came to see {hero}. {friend} had brought",
                " a plum cake.",
            ),
        ),
        (
            _open("{hero} told {friend} everything. {friend} listened, and then said,", ' "Oh."'),
            _open('"You look sad," said {friend}. "Are you', ' hungry?"'),
            _open('"You are so quiet today," said {friend}. "Tell me', ' all about it."'),
        ),
        (
            _open('"I have an idea," said {friend}. {know_how} Let us', ' go and see."'),
            _open(
                '"I will help you," said {friend}. {know_how} First we must', ' pack some bread."'
            ),
            _open('"Two are better than one," said {friend}. {know_how} We must', ' go together."'),
        ),
        (
            _open("Then {friend} gave {hero} {keepsake}. It was", " small and very pretty."),
            _open("{friend} had something to give: {keepsake}. It felt", " warm and smooth."),
            _open("{friend} gave {hero} {keepsake}, for luck. It shone like", " a star."),
        ),
    ),
    "way": (
        (
            _fresh("So {hero} and {friend} set off. They walked past", " a mill."),
            _fresh("Off they went. On the way {hero} saw", " a field of poppies."),
            _fresh("So {hero} and {friend} set off. First they came to", " a mill."),
        ),
        (
            _fresh("The air smelled of", " grass and rain.", 1),
            _fresh("Far away they could hear", " a bell.", 1),
            _fresh("In the tall grass there was", " a tiny blue egg.", 1),
        ),
        (
            _open('{soon_said} {friend} said, "Yes, and then we', ' shall have tea."'),
            _open("When they were hungry, they sat down and ate", " bread and cheese."),
            _open("To make the time go by, {friend} sang a song about", " a sleepy whale."),
        ),
    ),
    "trouble": (
        (
            _open("{trouble} {hero} and {friend} stood still and", " looked at each other."),
            _open("But then something happened. {trouble} Now {hero} could not", " go on."),
            _open("But what was that? {trouble} It was as if", " the world had gone to sleep."),
        ),
        (
            _open('"Oh dear," said {hero}. "I am so', ' tired."'),
            _open('"Oh no," whispered {hero}. "How can we', ' go on?"'),
            _open("{hero} felt very small. {They} wanted to", " go home."),
        ),
        (
            _open('"Do not be afraid, {hero}," said {friend}. "It is only', ' a little weather."'),
            _open('"Take a deep breath, {hero}," said {friend}. "I will hold', ' on to you."'),
            _open('{friend} came close and said, "When I am afraid, I', ' sing a song."'),
        ),
        (
            _open("So they sat down close together and", " waited."),
            _open("{friend} told {hero} a story about", " a brave little ant.", 2),
            _open("{hero} shut {their} eyes and thought of", " something warm."),
        ),
    ),
    "guide": (
        (
            _open(
                'Just then, {guide} came by. "Poor {hero}," said {the_guide}. "Here is',
                ' some warm milk."',
            ),
            _open('Then {hero} heard a soft voice. It was {guide}. "Where are you', ' going?"'),
            _open(
                'Not far away sat {guide}. "Hello, {hero}," said {the_guide}. "Would you like',
                ' some soup?"',
            ),
        ),
        (
            _open("{hero} took out {keepsake}. All at once it began to", " glow.", 2),
            _open("{hero} held up {keepsake}. In the dark it looked like", " a little moon.", 2),
        ),
        (
            Lead('"How clever you are," said {the_guide}. {trouble_over}', 1),
            _open("{trouble_over} {The_guide} waved good-bye and", " went to bed."),
        ),
    ),
    "find": (
        (
            _open(
                "At last, {hero} and {friend} came to the top of a hill. Below them was",
                " a valley full of light.",
                2,
            ),
            _open(
                "At last, the two friends came out of the trees. Before them was", " the sky.", 2
            ),
            _open("When the morning came, {hero} looked around. There was", " gold everywhere.", 2),
        ),
        (
            _open("{wish_granted} {hero} was so happy that {they} jumped", " up and down."),
            _open(
                '{wish_granted} "Look," whispered {friend}. "It is as beautiful as', ' a dream."'
            ),
            _open("{wish_granted} {hero} and {friend} laughed and", " sang until evening."),
        ),
        (
            _open('"Thank you, {friend}," said {hero}. "You are', ' my best friend."'),
            _open('"I will never forget this," said {hero}. "It was', ' wonderful."'),
        ),
    ),
    "night": (
        (
            _open("That night, {hero} lay in bed. Outside the window", " the stars came out.", 2),
            _open("That night, {hero} was very sleepy. {They} put {keepsake}", " by the bed."),
            _open(
                "When the moon came up, {hero} was home. It was so quiet that {they} could hear",
                " the clock.",
            ),
        ),
        (
            _open("The last thing that {hero} thought of was", " tomorrow."),
            _open("{hero} closed {their} eyes and dreamed of", " tomorrow."),
        ),
        (
            Lead("Good night, {hero}. Good night, {friend}. Sleep well."),
            Lead("And soon {hero} was fast asleep. Good night, {hero}. Good night, little one."),
            Lead("Good night, moon. Good night, {friend}. Good night, {hero}."),
        ),
    ),
    "next": (
        (
            _open("The next day, {hero} and {friend} woke up early. They wanted to", " play."),
            _open("One week later, a letter came for {hero}. It said that", " all was well."),
            _open("The next evening, {hero} heard a knock at the door. It was", " {friend}."),
        ),
        (
            _open('"Come with me," said {friend}. "I want to show you', ' something."'),
            _open("{hero} took {keepsake} along. This time it", " hummed a little tune."),
        ),
        (
            _open("In the end, {hero} and {friend} were", " happy and very tired."),
            _open("All was well again, and {hero}", " yawned a great big yawn."),
        ),
    ),
    "turn": (
        (Lead("{turn}", 2),),
        (
            _open('"Look at that," said {hero}. "It is', ' a wonder."'),
            _open('{friend} laughed and said, "I have never seen', ' such a thing."'),
        ),
        (
            _open("{hero} and {friend} looked at each other, and then they", " smiled."),
            _open("After a while, {hero}", " felt brave again."),
        ),
    ),
}

# One more lead at the end of the scene named, for the colour of the story.
MOODS: Final[dict[str, dict[Purpose, Rows]]] = {
    "gentle": {
        "begin": ((_open("The wind was soft that evening, and", " the leaves whispered."),),)
    },
    "funny": {
        "friend": ((_open("{friend} wore a funny hat. It looked like", " a cabbage."),),),
        "way": ((_open("Then {friend} sneezed so loudly that", " a frog fell over."),),),
        "find": ((_open("{friend} tried to dance, but", " fell into a puddle."),),),
    },
    "magical": {
        "begin": ((_open("That night a star fell from the sky. It", " rang like a bell."),),),
        "guide": ((_open("The air was full of sparks, and", " every leaf was silver."),),),
    },
    "brave": {
        "trouble": (
            (_open("{hero} was afraid, but {they}", " took one step, and then another."),),
        ),
        "guide": (
            (
                _open(
                    '"You are braver than you know," said {the_guide}. "You have',
                    " a lion's heart.\"",
                ),
            ),
        ),
    },
    "cosy": {
        "begin": ((_open("It was warm by the fire. The kettle", " sang, and the cat slept."),),),
        "find": ((_open("Then there was hot soup, and", " everybody had two bowls."),),),
    },
}


def _abroad(line: str) -> dict[Purpose, Rows]:
    once, day, but, then, last, night = line.split("|")
    return {
        "begin": ((Lead(once, 3),),),
        "friend": ((Lead(day, 3),),),
        "way": ((Lead(then, 2),),),
        "trouble": ((Lead(but, 3),),),
        "guide": ((Lead(then, 3),),),
        "find": ((Lead(last, 2),),),
        "night": ((Lead(night),),),
        "next": ((Lead(day, 3),),),
        "turn": ((Lead("{turn}", 3),),),
    }


# The bare bones of a tale in other languages: the model has to do the rest.
ABROAD: Final[dict[str, dict[Purpose, Rows]]] = {
    "de": _abroad(
        "Es war einmal {hero_full}.|Eines Tages|Aber dann|Da|Am Ende|Gute Nacht, {hero}."
    ),
    "es": _abroad(
        "Había una vez {hero_full}.|Un día|Pero entonces|Luego|Al final|Buenas noches, {hero}."
    ),
    "fr": _abroad(
        "Il était une fois {hero_full}.|Un jour|Mais soudain|Alors|À la fin|Bonne nuit, {hero}."
    ),
    "it": _abroad(
        "C'era una volta {hero_full}.|Un giorno|Ma poi|Allora|Alla fine|Buona notte, {hero}."
    ),
    "nl": _abroad(
        "Er was eens {hero_full}.|Op een dag|Maar toen|Daarna|Aan het einde|Welterusten, {hero}."
    ),
    "pt": _abroad("Era uma vez {hero_full}.|Um dia|Mas depois|Então|No fim|Boa noite, {hero}."),
}
