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


def _open(text: str, close: str, sentences: int = 1, *, fresh: bool = False) -> Lead:
    return Lead(text, sentences, close, fresh)


# Each row is a place in the scene; one lead of the row is drawn by the story's seed.
Rows = tuple[tuple[Lead, ...], ...]

ENGLISH: Final[dict[Purpose, Rows]] = {
    "begin": (
        (
            Lead("Once upon a time, {where}, there lived {hero_kind} named {hero}.", 2, fresh=True),
            Lead("There was once {hero_kind} named {hero}, who lived {where}.", 2, fresh=True),
            Lead("Long ago, {where}, {hero_kind} named {hero} lived", 2, " all alone.", True),
        ),
        (
            _open("{wish_told} Every night {hero} looked up at the moon and", " sighed."),
            _open("{wish_told} {hero} thought about it at breakfast, and", " at bedtime too."),
            _open("{wish_told} {hero} sat down on a big stone and", " thought for a long time."),
        ),
        (
            _open('"I am only small," said {hero}, "but', ' I can try."'),
            _open('"One day," said {hero}, "I will', ' find a way."'),
            _open('"Tomorrow," said {hero}, "I will', ' begin."'),
        ),
    ),
    "friend": (
        (
            _open(
                "The next morning, {hero} met {friend}, {friend_kind}. {friend} was carrying",
                " a basket of warm bread.",
                2,
                fresh=True,
            ),
            _open(
                "{hero} had a good friend. It was {friend}, {friend_kind}. {friend} loved to",
                " sing in the rain.",
                2,
                fresh=True,
            ),
            _open(
                "The next day, {friend}, {friend_kind}, came to see {hero}. {friend} had brought",
                " a jar of honey.",
                2,
                fresh=True,
            ),
        ),
        (
            _open("{hero} told {friend} everything. {friend} listened, and then said,", ' "Oh."'),
            _open('"You look sad," said {friend}. "', 'Tell me what is wrong."'),
            _open('"What are you thinking about?" asked {friend}. "', 'You may tell me."'),
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
            _open("So {hero} and {friend} set off. They walked past", " a mill.", 2, fresh=True),
            _open("Off they went. On the way {hero} saw", " a field of poppies.", 2, fresh=True),
            _open("So {hero} and {friend} set off. First they came to", " a mill.", 2, fresh=True),
        ),
        (
            _open("The air smelled of", " grass and rain.", fresh=True),
            _open("Far away they could hear", " a bell.", fresh=True),
            _open("In the tall grass there was", " a tiny blue egg.", fresh=True),
        ),
        (
            _open('"Are we nearly there?" asked {hero}. "', 'Nearly," said {friend}.'),
            _open('{soon_said} {friend} said, "', 'Very soon."'),
            _open("When they were hungry, they sat down and ate", " bread and cheese."),
            _open("To make the time go by, {friend} sang a song about", " a sleepy whale."),
        ),
    ),
    "trouble": (
        (
            Lead("{trouble}", 2),
            Lead("But then something happened. {trouble}", 2),
        ),
        (
            _open('"Oh dear," said {hero}. "', 'What shall we do now?"'),
            _open('"Oh no," whispered {hero}. "', 'This is not good."'),
            _open("{hero} felt very small. {They} wanted to", " go home."),
        ),
        (
            _open('"Do not be afraid, {hero}," said {friend}. "', 'I am here with you."'),
            _open('"Take a deep breath, {hero}," said {friend}. "', 'We will find a way."'),
            _open('{friend} came very close to {hero} and said, "', 'I am here with you."'),
        ),
    ),
    "guide": (
        (
            _open(
                'Just then, {guide} came by. "You look tired, {hero}," said {the_guide}. "',
                'Rest."',
            ),
            _open('Then {hero} heard a soft voice. It was {guide}. "', 'Can I help you?"'),
            _open(
                'Not far away sat {guide}. "Good evening, {hero}," said {the_guide}. "',
                'Sit down."',
            ),
        ),
        (
            _open("{hero} took out {keepsake}. All at once it began to", " glow.", 2),
            _open("{hero} held up {keepsake}. In the dark it looked like", " a little moon.", 2),
        ),
        (
            Lead('"How clever you are," said {the_guide}. {trouble_over}', 1),
            Lead("{trouble_over} {The_guide} waved good-bye.", 1),
        ),
    ),
    "find": (
        (
            _open(
                "At last, {hero} and {friend} came to the top of a hill. Below them was",
                " a valley full of light.",
            ),
            _open("At last, the two friends came out of the trees. Before them was", " the sky."),
            _open("When the morning came, {hero} looked around. There was", " gold everywhere."),
        ),
        (
            _open("{wish_granted} {hero} was so happy that {they}", " laughed out loud."),
            _open(
                '{wish_granted} "Look," whispered {friend}. "It is as beautiful as', ' a dream."'
            ),
        ),
        (
            _open('"Thank you, {friend}," said {hero}. "', 'You are my best friend."'),
            _open("{hero} and {friend} danced and", " sang until the sun went down."),
            _open('"I will never forget this," said {hero}. "', 'Not ever."'),
        ),
    ),
    "night": (
        (
            _open(
                "That night, {hero} lay in a warm bed. Outside the window", " the stars came out."
            ),
            _open(
                "That night, {hero} was very sleepy. {They} put {keepsake}", " under the pillow."
            ),
            _open(
                "When the moon came up, {hero} was home again. It was so quiet that",
                " {they} slept.",
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
            _open('"Come with me," said {friend}. "', 'I want to show you something."'),
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
            _open('"Look at that," said {hero}. "', 'I never saw such a thing."'),
            _open('{friend} laughed and said, "', 'What a surprise!"'),
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
        "guide": ((_open('"You are braver than you know," said {the_guide}. "', 'Go on."'),),),
    },
    "cosy": {
        "begin": ((_open("It was warm by the fire. The kettle", " sang, and the cat slept."),),),
        "find": ((_open("Then there was hot soup, and", " everybody had two bowls."),),),
    },
}

PURPOSES: Final[dict[str, tuple[tuple[Purpose, ...], ...]]] = {
    "short": (("begin",), ("friend", "trouble"), ("find", "night")),
    "medium": (("begin",), ("friend",), ("trouble",), ("guide",), ("find", "night")),
    "long": (("begin",), ("friend",), ("way",), ("trouble",), ("guide",), ("find",), ("night",)),
}

TITLES: Final[dict[Purpose, str]] = {
    "begin": "{hero} makes a wish",
    "friend": "{friend} has an idea",
    "way": "The long way",
    "trouble": "Something goes wrong",
    "guide": "Help comes",
    "find": "The wish comes true",
    "night": "Good night",
    "next": "Another day",
    "turn": "A surprise",
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
