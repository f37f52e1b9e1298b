"""Each family's portal through the spider, from its home address: all its reports, and nothing else."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.families.families import families
from tests.families.family import ORIGIN
from tests.families.large import large
from tests.families.watched import Watched
from tests.spiders.sites import crawl

PLAIN = [family for family in [*families(), *large()] if not family.browser]


def answering(watched):
    """The portal as answers to requests, as a server gives them."""

    def answer(request):
        parts = urlsplit(request.url)
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        form = dict(parse_qsl(f"{parts.query}&{request.body.decode()}", keep_blank_values=True))
        page = watched.get(address) or watched.answer(parts.path, form)
        return page and (200, {"Content-Type": page.media_type}, page.body)

    return answer


@pytest.mark.parametrize("family", PLAIN, ids=lambda family: family.name)
def test_all_reports_and_nothing_else(family):
    watched = Watched(family)
    crawled = crawl(answering(watched), url=f"{ORIGIN}/")
    expected = {tuple(ORIGIN + path for path in report.captures) for report in family.site.reports}
    assert set(map(tuple, crawled.read)) == expected
    assert watched.walked == len(family.lists)


def test_a_report_that_is_itself_a_page_of_the_list_is_accounted_as_its_entry():
    family = next(family for family in PLAIN if family.name == "hanweb-annual")
    crawled = crawl(answering(Watched(family)), url=f"{ORIGIN}/")
    listed = [entry.url for listing in crawled.listings for entry in listing.entries]
    assert sorted(listed) == sorted(ORIGIN + report.captures[0] for report in family.site.reports)
