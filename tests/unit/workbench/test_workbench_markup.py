"""The Workbench's page as it is written: styled by what it links, and one step from every room."""

import re
from pathlib import Path

from app.ui.frame import prerender

APP = Path(__file__).parents[3] / "app"
PAGE = (APP / "workbench/index.html").read_text("utf-8")


def rooms(html: str) -> list[tuple[str, str]]:
    """(fragment, name) of each link among the rooms."""
    [listed] = re.findall(r'<ul class="rooms">(.*?)</ul>', html, re.S)
    return re.findall(r'href="[^"#]*#(\w+)"[^>]*>([^<]+)</a>', listed)


def test_every_class_is_styled_by_a_sheet_that_is_linked() -> None:
    links = re.findall(r'rel="stylesheet" href="([^"]+)"', PAGE)
    sheets = "".join((APP / "workbench" / link.replace("../app/", "../")).read_text("utf-8")
                     for link in links)  # fmt: skip
    styled = set(re.findall(r"\.([a-z][\w-]*)", sheets))
    used = {name for names in re.findall(r'class="([^"]+)"', PAGE) for name in names.split()}
    assert {"masthead", "brand", "rooms", "footing"} <= used
    assert used - styled == set()


def test_the_workbench_links_the_rooms_that_the_app_has() -> None:
    assert rooms(PAGE) == rooms(prerender())
    assert len(rooms(PAGE)) > 3
