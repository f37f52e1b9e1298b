from datetime import date

import pytest

from pipelines.body import Dated
from pipelines.identity.dates import late, published


def dated(text, where="visible"):
    return Dated(date.fromisoformat(text), where)


@pytest.mark.parametrize(
    ("dates", "year", "chosen"),
    [
        ([("2022-01-20", "visible")], 2021, "2022-01-20"),
        ([("2022-03-02", "meta"), ("2022-01-20", "visible")], 2021, "2022-01-20"),
        ([("2022-03-02", "address"), ("2022-01-20", "signature")], 2021, "2022-01-20"),
        ([("2002-01-05", "visible"), ("2022-01-20", "visible")], 2021, "2022-01-20"),
        ([("2025-06-01", "visible"), ("2022-01-20", "meta")], 2021, "2022-01-20"),
        ([("2022-01-20", "visible"), ("2022-02-20", "visible")], 2021, "2022-01-20"),
        ([("2019-12-14", "visible")], 2018, "2019-12-14"),
        ([("2023-12-14", "visible")], 2018, "2023-12-14"),
        ([("2021-06-01", "visible"), ("2021-12-31", "meta")], 2021, None),
        ([("2022-03-02", "meta"), ("2022-01-20", "visible")], None, "2022-01-20"),
        ([], 2021, None),
    ],
)
def test_the_date_of_publication(dates, year, chosen):
    found = published([dated(*each) for each in dates], year)
    assert (found and found.on.isoformat()) == chosen


def test_a_choice_keeps_where_it_was_read():
    assert published([dated("2022-01-20", "script")], 2021) == dated("2022-01-20", "script")


def test_reports_are_due_on_the_last_of_march():
    assert not late(date(2022, 3, 31), 2021)
    assert late(date(2022, 4, 1), 2021)
    assert not late(date(2022, 4, 1), None)
