"""A Chromium for a bench: on the disk what it stores, as people's is, and on a card what they have.

What a private window stores counts as memory, and large models do not fit there.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, Playwright

from tests.bench.site.overlay import PLACE
from tests.browser.conftest import FLAGS
from tests.browsers import find_chromium

SOFTWARE: Final = ("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader")
"""WebGPU imitated by the processor."""
_VULKAN: Final = (
    *("--enable-unsafe-webgpu", "--enable-features=Vulkan"),
    *("--disable-vulkan-surface", "--ignore-gpu-blocklist"),
)
CARD: Final = ((*_VULKAN, "--use-angle=vulkan"), _VULKAN)
"""WebGPU over Vulkan, without a screen: on Linux Chromium has it behind these. Where ANGLE does not
start on Vulkan too, WebGPU may, without it."""


@contextmanager
def bench_page(
    tools: Playwright, address: str, profile: Path, flags: Sequence[str], limit_s: float
) -> Iterator[Page]:
    """The bench's page in a browser of its own that keeps what it stores in `profile`."""
    context = tools.chromium.launch_persistent_context(
        profile.resolve(), executable_path=find_chromium(), args=[*FLAGS, *flags]
    )
    try:
        page = context.new_page()
        page.set_default_timeout(limit_s * 1000)
        page.goto(f"{address}{PLACE}/index.html")
        page.wait_for_function("globalThis.contenders && crossOriginIsolated")
        yield page
    finally:
        context.close()
