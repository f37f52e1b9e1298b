import json
from datetime import datetime

import pytest

from archive.packing.pages import PageLine, moment


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2021-03-01T08:00:01.999999Z", "2021-03-01T08:00:01Z"),
        ("2008", "2008-01-01T00:00:00Z"),
        ("no date", "1980-01-01T00:00:00Z"),
        ("0000-00-00T00:00:00Z", "1980-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "2107-12-31T00:00:00Z"),
    ],
)
def test_dates_are_those_that_package_and_zip_file_can_hold(date, said):
    page = json.loads(PageLine("urn:uuid:1", "http://a.test/", date).line())
    assert page == {"id": "1", "url": "http://a.test/", "ts": said}
    assert moment(date) == datetime.fromisoformat(said)
