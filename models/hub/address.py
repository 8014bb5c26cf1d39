"""Names a model at the hub: `hub:ORG/NAME@REVISION`, and the addresses that follow from it.

`$HEARTHSIDE_HUB` names another hub that answers alike (a mirror). Asks the network nothing.
"""

import os
import re
from dataclasses import dataclass
from urllib.parse import quote

from models import RecipeError

PREFIX = "hub:"
HUB = "https://huggingface.co"
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_ADDRESS = re.compile(rf"{PREFIX}(?P<repository>{_NAME}/{_NAME})(?:@(?P<revision>\S*))?")
_REVISION = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class HubModel:
    """A model at the hub: `repository` is ORG/NAME, `revision` the 40 hex digits of a commit."""

    repository: str
    revision: str

    @property
    def page(self) -> str:
        """Where a person reads of the model, and accepts its licence."""
        return f"{hub()}/{self.repository}"

    @property
    def listing(self) -> str:
        """Where the hub lists the model's files with sizes and hashes (`blobs`)."""
        return f"{hub()}/api/models/{self.repository}/revision/{self.revision}?blobs=true"

    def file(self, name: str) -> str:
        """Where one file is fetched."""
        return f"{hub()}/{self.repository}/resolve/{self.revision}/{quote(name)}"


def hub() -> str:
    """The hub's address, without a slash at its end."""
    return (os.environ.get("HEARTHSIDE_HUB") or HUB).rstrip("/")


def read_address(text: str) -> HubModel:
    """The model that `hub:ORG/NAME@REVISION` names.

    Raises RecipeError, with how to find a revision, where it is not a whole commit: a branch moves.
    """
    found = _ADDRESS.fullmatch(text)
    if not found:
        raise RecipeError(f"{text}: write {PREFIX}ORG/NAME@REVISION")
    revision = found["revision"] or ""
    if not _REVISION.fullmatch(revision):
        raise RecipeError(
            f"{text}: the revision must be a commit's 40 hex digits, for a branch such as main "
            f"moves. The commits are listed at {hub()}/{found['repository']}/commits/main"
        )
    return HubModel(found["repository"], revision)
