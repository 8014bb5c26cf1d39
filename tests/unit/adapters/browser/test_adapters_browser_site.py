"""The files of the site, as the browser's adapter gives them."""

import pytest

from hearthside.adapters.browser import Home
from hearthside.errors import StorageError
from hearthside.wire import Code


async def test_a_file_of_the_site_is_its_bytes_or_an_error(home: Home) -> None:
    assert await home.site.read("app/a.txt") == b"app/a.txt"
    with pytest.raises(StorageError) as caught:
        await home.site.read("missing")
    assert caught.value.code is Code.DOWNLOAD_FAILED
