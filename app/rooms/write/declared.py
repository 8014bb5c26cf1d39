"""Fields that are written as a Python dataclass. The text is parsed and never run.

Knows nothing of screens, or of what the fields are asked of.
"""

import ast
from typing import Final

from app.rooms.write.state import FieldKind, Wanted
from hearthside.errors import InvalidInput
from hearthside.wire import Code

_MOST_CHARACTERS: Final = 10_000
_NAMED: Final[dict[str, FieldKind]] = {
    "str": "text",
    "int": "number",
    "float": "number",
    "bool": "yes-no",
    "date": "date",
    "time": "time",
}
_LISTS: Final = ("list", "tuple", "List", "Tuple", "Sequence")
_CAN: Final = (
    'str, int, float, bool, date, time, list[str] and Literal["a", "b"], each also with | None'
)


def wanted_in_dataclass(text: str) -> tuple[Wanted, ...]:
    """Its fields. Raises InvalidInput (call.invalid) with a sentence for people."""
    if len(text) > _MOST_CHARACTERS:
        raise _invalid(f"The dataclass has more than {_MOST_CHARACTERS:,} characters.")
    try:
        body = ast.parse(text).body
    except SyntaxError as error:
        raise _invalid(f"The dataclass cannot be read: {error.msg}, line {error.lineno}.") from None
    except (ValueError, RecursionError, MemoryError):
        raise _invalid("The dataclass cannot be read.") from None
    classes = [node for node in body if isinstance(node, ast.ClassDef)]
    if len(classes) != 1:
        raise _invalid("Write one class with a line for each field, such as: total: float")
    lines = [node for node in classes[0].body if isinstance(node, ast.AnnAssign)]
    return tuple(
        [_wanted(node.target.id, node.annotation) for node in lines
         if isinstance(node.target, ast.Name)]
    )  # fmt: skip


def _wanted(name: str, kind: ast.expr) -> Wanted:
    match kind:
        case ast.BinOp(left, ast.BitOr(), ast.Constant(None)):
            return _wanted(name, left)
        case ast.BinOp(ast.Constant(None), ast.BitOr(), right):
            return _wanted(name, right)
        case ast.Name(named) | ast.Attribute(attr=named) if named in _NAMED:
            return Wanted(name, _NAMED[named])
        case ast.Subscript(ast.Name("Optional"), inner):
            return _wanted(name, inner)
        case ast.Subscript(ast.Name("Literal"), choices):
            return Wanted(name, "choice", _choices(name, choices))
        case ast.Subscript(ast.Name(named), inner) if named in _LISTS and _of_texts(inner):
            return Wanted(name, "texts")
    raise _invalid(f"{name}: that kind cannot be asked. There are {_CAN}.")


def _of_texts(inner: ast.expr) -> bool:
    first = inner.elts[0] if isinstance(inner, ast.Tuple) and inner.elts else inner
    return isinstance(first, ast.Name) and first.id == "str"


def _choices(name: str, inner: ast.expr) -> tuple[str, ...]:
    every = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    told = [one.value for one in every if isinstance(one, ast.Constant)]
    if len(told) < len(every) or not all(isinstance(one, str) for one in told):
        raise _invalid(f'{name}: choices are texts, such as Literal["a", "b"].')
    return tuple(dict.fromkeys(map(str, told)))


def _invalid(message: str) -> InvalidInput:
    return InvalidInput(Code.CALL_INVALID, message)
