"""Orders of the random pinned models, for tests that change one before they make it."""

from dataclasses import replace
from typing import TypeVar

from models.orders import find_pin, pinned_order
from models.recipe import Order

Kind = TypeVar("Kind", bound=Order)


def pinned(model: str, kind: type[Kind], made_id: str = "") -> Kind:
    """The order of a pinned model, to be made under `made_id` if that is given."""
    order = pinned_order(*find_pin(model), print)
    assert isinstance(order, kind)
    return replace(order, label=replace(order.label, id=made_id or model))
