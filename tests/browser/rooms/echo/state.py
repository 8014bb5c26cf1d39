"""What the Echo room shows."""

from dataclasses import dataclass

from app.state import Part


@dataclass(frozen=True, slots=True)
class EchoState(Part):
    said: str = ""
