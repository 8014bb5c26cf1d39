"""The response headers of the site, the one place where they are written.

A site may offer models that a hub holds: then its engine, and nothing else of it, may ask that hub
(`origins`, as a content policy writes them). The local server sends the headers, `_headers` tells
hosts that read it, and the service worker adds them for hosts that send none. Knows nothing of how
a response is made.

Shapes: a path is relative to the site's root without a leading slash; a header set is a plain dict.
Sources: the policies were measured in Chromium (shared/reference/runtime-facts.md, section 7).
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

# Isolation gives WASM threads; every response needs it, the threads' worker script included.
EVERYWHERE: Final[dict[str, str]] = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-cache",
}

_SHARED: Final[dict[str, str]] = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "worker-src": "'self'",
    "connect-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-src": "'none'",
}

# A sound that a person gave is asked for its length.
_APP: Final[dict[str, str]] = {**_SHARED, "media-src": "blob:"}

# PyScript's core calls Function() and starts its workers from blobs; it still reaches nobody else.
_WORKBENCH: Final[dict[str, str]] = {
    **_SHARED,
    "script-src": "'self' 'wasm-unsafe-eval' 'unsafe-eval'",
    "worker-src": "'self' blob:",
}

WORKBENCH_PREFIX: Final = "workbench/"


ENGINE_PATH: Final = "web/engine/engine.worker.js"


def policy_meta(path: str, origins: Sequence[str] = ()) -> str:
    """The content policy of `path` as a `<meta>` element may carry it."""
    rules = dict(_WORKBENCH if path.startswith(WORKBENCH_PREFIX) else _APP)
    if path == ENGINE_PATH:
        rules["connect-src"] = " ".join((rules["connect-src"], *origins))
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def policy(path: str, origins: Sequence[str] = ()) -> str:
    """The content policy of `path` as a header."""
    return f"{policy_meta(path, origins)}; frame-ancestors 'none'"


def permissions(path: str) -> str:
    """What the document at `path` may ask a person for: the page the microphone, its frames and
    the workbench nothing."""
    refused = EVERYWHERE["Permissions-Policy"]
    if path.startswith(WORKBENCH_PREFIX):
        return refused
    return refused.replace("microphone=()", "microphone=(self)")


def headers_of(path: str, origins: Sequence[str] = ()) -> dict[str, str]:
    """Every header of the response for `path`; a policy on a script binds the worker it starts."""
    content = policy(path, origins)
    own = {"Permissions-Policy": permissions(path), "Content-Security-Policy": content}
    return EVERYWHERE | own


def origins_of(site: Path) -> tuple[str, ...]:
    """The origins that a built site's engine may ask beside the site itself."""
    try:
        facts = json.loads((site / "models/index.json").read_text("utf-8"))
        return tuple(map(str, facts.get("origins", ())))
    except (OSError, ValueError, AttributeError):
        return ()


def policies(origins: Sequence[str] = ()) -> list[dict[str, str]]:
    """The policies by how paths begin; the first that fits a path is its own."""
    prefixes = (WORKBENCH_PREFIX, *([ENGINE_PATH] if origins else []), "")
    return [
        {"prefix": one, "policy": policy(one, origins), "permissions": permissions(one)}
        for one in prefixes
    ]


def hosts_file(origins: Sequence[str] = ()) -> str:
    """The text of `_headers`, as several static hosts read it: the later rule adds to the former.

    Both of two policies are obeyed, so whoever has another first takes the general one off (`!`).
    """
    lines = ["/*"]
    lines += [f"  {name}: {value}" for name, value in headers_of("").items()]
    for own in policies(origins)[:-1]:
        prefix = own["prefix"]
        lines += [f"/{prefix}{'*' if prefix.endswith('/') else ''}"]
        lines += ["  ! Content-Security-Policy", "  ! Permissions-Policy"]
        lines += [f"  Content-Security-Policy: {own['policy']}"]
        lines += [f"  Permissions-Policy: {own['permissions']}"]
    return "\n".join(lines) + "\n"
