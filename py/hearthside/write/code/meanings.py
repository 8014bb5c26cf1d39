"""What Python's own kinds of errors commonly mean, and what to look at first.

In the order of Python's documentation of built-in exceptions. Knows no error in particular.
"""

from typing import Final

MEANINGS: Final[dict[str, tuple[str, str]]] = {
    "AssertionError": (
        "An assert found its condition false.",
        "Print what it compares, just above it.",
    ),
    "AttributeError": (
        "The object before the dot has nothing of the name after it.",
        "Look at what kind of object it is: print(type(...)). None often comes of a function that "
        "returns nothing.",
    ),
    "EOFError": ("There was nothing left to read.", "Check that the file is not empty."),
    "ModuleNotFoundError": (
        "No module of this name can be imported here.",
        "Check its spelling; the page lists what can be imported.",
    ),
    "ImportError": (
        "The module is there, but not the name that was to be imported from it.",
        "Check the spelling of the name, or import the module and print(dir(...)) of it.",
    ),
    "IndexError": (
        "A position was asked for that the list or text does not have.",
        "Positions begin at 0, so the last one is len(...) - 1. An empty list has none.",
    ),
    "KeyError": (
        "A dictionary was asked for a key that it does not have.",
        "Print its keys, or use .get(key, instead) where a key may be missing.",
    ),
    "MemoryError": (
        "There was no memory left for what was asked.",
        "Work on a part of the data at a time.",
    ),
    "UnboundLocalError": (
        "A variable of a function was used before it was given a value there. A name that is "
        "assigned anywhere in a function is the function's own in all of it.",
        "Give it a value first, or pass it in as a parameter.",
    ),
    "NameError": (
        "This name has not been given a value yet.",
        "Check its spelling, or run the cell that defines it first. Words in quotation marks are "
        "text; words without are names.",
    ),
    "NotImplementedError": (
        "A method was called that its class leaves to others to write.",
        "Write that method in the class you use.",
    ),
    "FileNotFoundError": (
        "There is no file of this name where it was looked for.",
        "Open the file to the cells first, and use the name that is shown then.",
    ),
    "FileExistsError": ("A file of this name is there already.", "Choose another name."),
    "IsADirectoryError": ("This is a folder, not a file.", "Name a file inside it."),
    "PermissionError": ("This may not be read or written.", "Choose another place."),
    "TimeoutError": ("It took longer than it was allowed to.", "Allow more time, or ask for less."),
    "OSError": (
        "The system refused what was asked of it, such as a file.",
        "The message says why.",
    ),
    "RecursionError": (
        "A function called itself, or others each other, again and again without an end.",
        "Look for the condition that should end it, and why it is never met.",
    ),
    "StopIteration": (
        "next() was called on something that has nothing more to give.",
        "Use a for loop, or next(..., instead).",
    ),
    "StopAsyncIteration": (
        "anext() was called on something that has nothing more to give.",
        "Use an async for loop.",
    ),
    "TabError": (
        "Tabs and blanks are mixed at the beginning of lines.",
        "Use four blanks for each step, everywhere.",
    ),
    "IndentationError": (
        "The blanks at the beginning of a line do not fit the lines around it.",
        "After a colon the next lines are moved in by four blanks; lines of one block begin alike.",
    ),
    "SyntaxError": (
        "Python could not read this line, so nothing of the cell was run.",
        "Look for a missing bracket, quotation mark, comma or colon there, or on the line before.",
    ),
    "SystemExit": ("The code asked Python to end.", "Leave exit() out: a cell ends by itself."),
    "TypeError": (
        "An operation or a function was given a kind of value that it cannot work with, or a wrong "
        "number of values.",
        "Compare the kinds of the values there with what is expected; str(...), int(...) and "
        "float(...) change one kind into another.",
    ),
    "UnicodeDecodeError": (
        "Bytes were read as text in an encoding that they are not in.",
        "Try another encoding, such as encoding='cp1252', or read the file as bytes.",
    ),
    "UnicodeEncodeError": (
        "A text has a character that the encoding cannot write.",
        "Use encoding='utf-8'.",
    ),
    "JSONDecodeError": (
        "The text is not JSON, or only begins like it.",
        "Print the text around the place in the message. JSON has double quotation marks, and no "
        "comma after the last item.",
    ),
    "ValueError": (
        "The kind of value is right, but not this value.",
        "The message says which value; check it before it is used, or convert it first.",
    ),
    "ZeroDivisionError": (
        "Something was divided by zero.",
        "Check what it is divided by; an empty list, for one, has the length 0.",
    ),
    "OverflowError": (
        "The result is too large for this kind of number.",
        "Whole numbers have no limit in Python; floating-point numbers end near 1.8e308.",
    ),
    "ExceptionGroup": (
        "Several things failed at once; each is listed below it.",
        "Look at the first of them.",
    ),
    "HearthsideError": (
        "The library refused or failed.",
        "The message is in plain words, and says what to do.",
    ),
    "RuntimeError": ("Something failed for which Python has no kind.", "The message says what."),
}
"""By the name of the kind: what it means, and what to try."""
