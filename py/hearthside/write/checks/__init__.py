"""What may be written: numbers and names of the source, so many sentences, to the right person.

Pure string work, while a text is drawn (`Steering`) and when it stands. Knows no model.
"""
