"""Asks the hub for one address: follows redirects, keeps the token at home, explains refusals.

What the hub says of a file (X-Linked-*) stands on its own redirect, not on the answer of the store
behind it; so redirects are followed here, one by one. Knows nothing of files on a disk.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from models import RecipeError
from models.hub.address import HubModel, hub

REDIRECTS = {301, 302, 303, 307, 308}
MOST_REDIRECTS = 5
TIMEOUT_SECONDS = 30
BUSY = {408, 429}
LOCAL = {"localhost", "127.0.0.1", "::1"}


class Interrupted(Exception):
    """The network or a server failed in a way that may be over at the next try."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An open answer, and what the hub itself said on the way to it (`linked`, headers)."""

    response: HTTPResponse | HTTPError
    linked: Mapping[str, str]

    @property
    def status(self) -> int:
        """200 for the whole, 206 for the rest that was asked for."""
        return self.response.status or 0

    @property
    def headers(self) -> Message:
        """The headers of the last answer."""
        return self.response.headers

    def read(self, most_bytes: int) -> bytes:
        """The next bytes, empty at the end; Interrupted where the connection is cut."""
        try:
            return self.response.read(most_bytes)
        except (OSError, HTTPException) as error:
            raise Interrupted(str(error) or type(error).__name__) from error


class _Stay(HTTPRedirectHandler):
    """Hands redirects back: urllib would send the token on to whatever host they name."""

    def redirect_request(self, *_: object) -> None:
        return None


@contextmanager
def ask(model: HubModel, url: str, headers: Mapping[str, str]) -> Iterator[Answer]:
    """The answer of `url` (200 or 206), closed at the end.

    Raises Interrupted for what may pass, RecipeError with what to do for what will not.
    """
    linked: dict[str, str] = {}
    for _ in range(MOST_REDIRECTS):
        with _open(url, headers) as response:
            if _is_hub(url):
                linked |= {k.lower(): v for k, v in response.headers.items()}
            if response.status not in REDIRECTS:
                _explain(model, url, response)
                yield Answer(response, linked)
                return
            target = urljoin(url, response.headers.get("Location", ""))
        if urlsplit(target).scheme not in {"https", urlsplit(url).scheme}:
            raise RecipeError(f"{url} leads to {target}, which is not encrypted: not followed")
        url = target
    raise RecipeError(f"{url}: more than {MOST_REDIRECTS} redirects")


def _open(url: str, headers: Mapping[str, str]) -> HTTPResponse | HTTPError:
    request = Request(url, headers={"User-Agent": "hearthside", **headers, **_token(url)})
    try:
        answer: HTTPResponse = build_opener(_Stay).open(request, timeout=TIMEOUT_SECONDS)
        return answer
    except HTTPError as error:
        return error
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise Interrupted(f"{urlsplit(url).hostname} cannot be reached ({reason})") from error


def _is_hub(url: str) -> bool:
    return urlsplit(url)[:2] == urlsplit(hub())[:2]


def _token(url: str) -> dict[str, str]:
    """The header that shows HF_TOKEN: to the hub alone, and never where others can read it."""
    token = os.environ.get("HF_TOKEN", "").strip()
    parts = urlsplit(url)
    private = parts.scheme == "https" or parts.hostname in LOCAL
    return {"Authorization": f"Bearer {token}"} if token and private and _is_hub(url) else {}


def _explain(model: HubModel, url: str, response: HTTPResponse | HTTPError) -> None:
    """Raises what a refusal means."""
    status, code = response.status or 0, response.headers.get("X-Error-Code", "")
    if status in {200, 206}:
        return
    name = f"{model.repository} at {model.revision}"
    # The store behind the hub refuses links that have grown old; the hub gives a new one.
    if status >= 500 or status in BUSY or not _is_hub(url):
        raise Interrupted(f"{urlsplit(url).hostname} answered {status}")
    if status == 404 or code == "RepoNotFound":
        raise RecipeError(f"the hub has no {name} ({code or status}), or it is private")
    if status in {401, 403}:
        shown = "HF_TOKEN was shown, and is not enough" if _token(url) else "HF_TOKEN is not set"
        raise RecipeError(
            f"the hub does not give {name} to everyone: accept its licence at {model.page}, then "
            f"set HF_TOKEN to an access token of your account that may read it ({shown})"
        )
    raise RecipeError(f"{url}: the hub answered {status}")
