"""Thirty forms as parents type them, to read what becomes of them: names, things, wishes, troubles,
events. Written for these tests; none stands in the training data."""

from typing import Final

from hearthside.story import StoryForm

_FORMS: Final = (
    ("Mila, a small fox", "an old lighthouse", "to hear the sea", "gentle", "5-7"),
    ("my brother Ben", "our flat", "cannot sleep", "cosy", "2-4"),
    ("a sock", "the laundry basket", "lost its other sock", "funny", "5-7"),
    ("Noor", "Rotterdam", "first day at school tomorrow", "brave", "5-7"),
    ("a young dragon called Zog", "a green hill", "afraid of the dark", "brave", "2-4"),
    ("Otis the robot", "the moon", "to see a flower", "magical", "8-10"),
    ("Emil", "Grandma's kitchen", "wants to bake a cake all by himself", "cosy", "5-7"),
    ("Pia, a little hedgehog", "a garden", "has no friends", "gentle", "2-4"),
    ("Kasimir, an old bus", "the depot", "to see the mountains once", "gentle", "8-10"),
    ("Lucy", "the swimming pool", "scared of the water", "brave", "5-7"),
    ("my daughter Juna", "a new house", "we moved and she misses her friend", "cosy", "5-7"),
    ("Bert the tortoise", "the meadow", "always the last in every race", "funny", "5-7"),
    ("Ida", "the dentist", "has to go to the dentist", "brave", "5-7"),
    ("Ravi", "a balcony", "wants a dog", "gentle", "8-10"),
    ("a small cloud", "over the desert", "to make it rain", "magical", "5-7"),
    ("Theo", "home", "a new baby sister", "gentle", "2-4"),
    ("Wanda, a witch", "a crooked tower", "her spells go wrong", "funny", "8-10"),
    ("Jonas and Finn", "the playground", "they had a quarrel", "gentle", "5-7"),
    ("a star", "the night sky", "wants to visit the earth", "magical", "2-4"),
    ("Amal", "a tent in the garden", "to sleep outside", "brave", "8-10"),
    ("Captain Blue, a pirate", "a small island", "to find a treasure", "funny", "5-7"),
    ("Leni", "the kitchen", "does not like vegetables", "funny", "2-4"),
    ("Hugo, a tiny mouse", "the library", "to be bigger", "gentle", "5-7"),
    ("Sami", "the forest", "got lost on the way home", "brave", "8-10"),
    ("Frida", "the bathroom", "a wobbly tooth", "funny", "5-7"),
    ("an umbrella", "the hall", "nobody takes it out", "cosy", "5-7"),
    ("Ellie the elephant", "the circus", "to learn to dance", "funny", "2-4"),
    ("Tomke", "the harbour", "her father is at sea and she misses him", "gentle", "8-10"),
    ("Nils", "the snowy village", "it is his birthday tomorrow", "cosy", "5-7"),
    ("Lotta", "her bed", "thunder and lightning", "brave", "2-4"),
)

FORMS: Final = tuple(
    StoryForm.from_fields({"hero": hero, "place": place, "wish": wish, "mood": mood, "age": age})
    for hero, place, wish, mood, age in _FORMS
)
