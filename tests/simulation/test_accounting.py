"""The accounting of a year notices what is wrong."""

from collections import Counter
from contextlib import closing
from datetime import date

import pytest

from crawler.database import connect
from tests.simulation.accounting import account
from tests.simulation.country import Country
from tests.simulation.serving import Night
from tests.simulation.year import Year, name_of

STORED = """
INSERT INTO reports (id, base_id, source, portal, partial, file, digest) VALUES ('r', 'r', ?, ?, 0, 'r.json', '')
"""


@pytest.fixture
def year(tmp_path):
    """One night on one portal with ten reports, of which nothing was stored."""
    country = Country(1, 1, 20, date(2025, 10, 1), 2)
    connect(tmp_path).close()
    known = {"runs": ["r"], "asked": [Night(Counter(), Counter())], "told": [Counter()]}
    return Year(country, tmp_path, 8, **known, seen=[frozenset({0})], answering=[frozenset()])


def test_reports_that_are_not_stored_are_missed(year):
    missed = account(year).wrong
    assert len(missed) == 10
    assert all(line.startswith("what could be seen is stored") for line in missed)


def test_what_could_not_be_seen_is_not_missed(year):
    year.seen = [frozenset()]
    assert account(year).wrong == []


@pytest.mark.parametrize(
    ("of", "wrong"),
    [("told", "no version is stored that was not there"), ("other", "nothing is stored that was not there")],
)
def test_what_was_not_there_is_noticed(year, of, wrong):
    told = next(iter(year.country.portals[0].told))
    document = '{"observations": [], "title": "", "report_year": 2024}'
    (year.data_dir / "r.json").write_text(document, encoding="utf-8")
    with closing(connect(year.data_dir)) as connection:
        connection.execute(STORED, (told if of == "told" else f"{told}x", name_of(0)))
    assert any(line.startswith(wrong) for line in account(year).wrong)


@pytest.mark.parametrize("asked", [Night(Counter({0: 3}), Counter()), Night(Counter(), Counter({0: 900}))])
def test_requests_that_were_not_told_are_noticed(year, asked):
    year.answering, year.asked = [frozenset({0})], [asked]
    assert any("add up with the servers'" in line for line in account(year).wrong)
