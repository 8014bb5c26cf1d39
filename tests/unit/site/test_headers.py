"""What a site's pages may ask a person for, wherever its headers come from."""

from web.site.headers import EVERYWHERE, WORKBENCH_PREFIX, headers_of, hosts_file, permissions

PAGE, WORKBENCH = "index.html", f"{WORKBENCH_PREFIX}index.html"


def test_the_page_itself_may_ask_for_the_microphone_and_the_workbench_may_not() -> None:
    assert "microphone=(self)" in headers_of(PAGE)["Permissions-Policy"]
    assert "microphone=()" in headers_of(WORKBENCH)["Permissions-Policy"]
    assert "microphone=()" in EVERYWHERE["Permissions-Policy"]


def test_nobody_may_ask_for_anything_else() -> None:
    for path in (PAGE, WORKBENCH):
        asked = permissions(path).replace("microphone=(self)", "microphone=()")
        assert asked == "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def test_a_host_that_reads_the_file_takes_the_looser_rule_off_before_the_stricter() -> None:
    lines = [line.strip() for line in hosts_file().splitlines()]
    at = lines.index(f"/{WORKBENCH_PREFIX}*")
    assert f"Permissions-Policy: {permissions(PAGE)}" in lines[:at]
    off, on = "! Permissions-Policy", f"Permissions-Policy: {permissions(WORKBENCH)}"
    assert at < lines.index(off) < lines.index(on)


def test_only_the_page_reads_sounds_that_a_person_gave() -> None:
    assert "media-src blob:" in headers_of(PAGE)["Content-Security-Policy"]
    assert "media-src" not in headers_of(WORKBENCH)["Content-Security-Policy"]
