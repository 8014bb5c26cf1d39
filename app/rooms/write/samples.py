"""A text to try the room on, and a template. Written for this project."""

from typing import Final

SAMPLE: Final = "\n\n".join(
    (
        "Dear Ms Okafor,",
        "thank you for your letter of 12 May. You are right: the heating on the third floor has "
        "failed three times since February, and that must not go on. Our engineer, Mr Lindqvist, "
        "will replace the pump on Thursday, 4 June, between 8 and 11 in the morning. Somebody has "
        "to be in the flat to let him in.",
        "The repair costs you nothing. For the cold days in February we will take 60 euros off "
        "your rent in June. If you would rather have the money sent to your account, please let "
        "us know by Friday, 29 May.",
        "Please also tell us whether the radiator in the bedroom still knocks at night. If it "
        "does, Mr Lindqvist will look at it on the same visit.",
        "Kind regards\nPetra Hollmann\nHollmann House Management",
    )
)
QUESTION: Final = "When will the pump be replaced?"
FIELDS: Final = (("engineer", "text"), ("repair date", "text"), ("rent reduction", "number"))
"""Name and kind of what the sample can be asked for."""
TEMPLATE_NAME: Final = "Tone of a letter"
TEMPLATE: Final = """\
system: You read letters and name their tone in two or three words.
prompt: |-
  $examples

  Letter: $input
  Tone:
defaults:
  examples: |-
    Letter: This is the third time that I ask. Send it today.
    Tone: impatient, stern

    Letter: What a lovely surprise! Do come again soon.
    Tone: warm, delighted
options:
  temperature: 0
  max_tokens: 24
"""
