"""Values of JSON as people read them. Pure: values in, text out."""

from hearthside.wire.jsontext import read_json


def plain_value(written: str) -> str:
    """A value of JSON as a cell shows it: texts without their quotes, several of them in a line."""
    try:
        value = read_json(written)
    except ValueError:
        return written
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case list():
            return "; ".join(map(str, value))
    return written
