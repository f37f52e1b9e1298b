from contextlib import closing

import pytest

from crawler.captured import forget_superseded
from crawler.database import connect

ADD = """
INSERT INTO captures (record_id, portal, job, url, role, status, truncated, warc, "offset", length, method)
VALUES (?, 'p', ?, ?, 'page', ?, ?, 'w', 0, 1, ?)
"""


@pytest.fixture
def known(tmp_path):
    """Puts captures there, forgets what job 9 has superseded, and returns the jobs whose captures are left."""
    with closing(connect(tmp_path)) as connection:

        def left(*captures, portal="p"):
            for number, (job, status, *more) in enumerate(captures):
                truncated, method, url = (*more, *(None, "GET", "u")[len(more) :])
                connection.execute(ADD, (str(number), job, url, status, truncated, method))
            forget_superseded(connection, portal, 9)
            return [job for (job,) in connection.execute("SELECT job FROM captures ORDER BY rowid")]

        yield left


def test_a_page_that_came_takes_the_place_of_all_before(known):
    assert known((1, 200), (2, 304), (3, 404), (9, 200)) == [9]


def test_one_that_is_unmodified_leaves_the_bytes_it_stands_for(known):
    assert known((1, 200), (2, 304), (3, 404), (9, 304)) == [1, 9]


@pytest.mark.parametrize("now", [(9, 404), (9, None), (9, 200, "length", "GET"), (9, 200, None, "POST")])
def test_what_says_nothing_of_the_page_takes_no_place(known, now):
    assert known((1, 200), (2, 304), now) == [1, 2, 9]


def test_other_addresses_and_later_jobs_are_left_alone(known):
    assert known((1, 200), (9, 200, None, "GET", "other"), (10, 200)) == [1, 9, 10]


def test_another_portals_job_is_not_taken_for_this_ones(known):
    assert known((1, 200), (9, 200), portal="q") == [1, 9]
