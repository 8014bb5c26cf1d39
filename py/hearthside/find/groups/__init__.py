"""Groups among many texts by their vectors: what says the same, what is alike, what goes together.

Knows nothing of tables, of screens, or of what the texts are for.
"""

from hearthside.find.groups.alike import NEAR_DUPLICATE, Alike
from hearthside.find.groups.clusters import Cluster, clusters
from hearthside.find.groups.naming import named

__all__ = ["NEAR_DUPLICATE", "Alike", "Cluster", "clusters", "named"]
