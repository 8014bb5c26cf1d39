"""What is pulled out of a text: how fields are asked for in words, and which values a source has.

Knows no model.
"""
