"""What the tests of routing share."""

from tests.unit.route.policies import told

__all__ = ["told"]
