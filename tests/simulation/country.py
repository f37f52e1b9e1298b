"""The portals of a simulated country: what each is, what is on it on a night, and the truth of its reports."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from tests.portals import asp, hanweb, trs, ucap, vsb
from tests.portals.content import Plan, guide, newest_first, news
from tests.portals.model import Page, Site
from tests.simulation import calendar, reports
from tests.simulation.calendar import OFFICES, Event, Kind
from tests.simulation.reports import Article

FLOODED = 8
"""Reports with broken tables that come in one night."""

_OFFICES = (
    "人民政府",
    "教育局",
    "财政局",
    "民政局",
    "水利局",
    "司法局",
    "商务局",
    "审计局",
    "卫生健康委员会",
)
_NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def _ucap(plan: Plan) -> Site:
    return ucap.portal(plan, {"县级": plan.annual[:2]})


def _asp(plan: Plan) -> Site:
    return asp.portal(plan, plan.annual, [guide(plan.area)])


FAMILIES: Mapping[str, Callable[[Plan], Site]] = {
    "trs": trs.portal,
    "hanweb": hanweb.portal,
    "ucap": _ucap,
    "vsb": vsb.portal,
    "asp": _asp,
}
COLUMN = {"vsb": ("zwgk/nb", "zwgk/ndbg"), "asp": ("SpecialID=5", "SpecialID=6")}
"""What stands in the addresses of a family's column and in none of its articles', and what may take its place."""


@dataclass(slots=True)
class Told:
    """One report's address over time: `versions` are nights with what it said from then on.

    `gone` is the night since which it is no more.
    """

    address: str
    versions: list[tuple[int, Article]] = field(default_factory=list)
    gone: int | None = None


@dataclass(slots=True)
class Portal:
    """A portal on a night. `site` is what it serves; `closed`, `down`, `blocked` say how it serves."""

    number: int
    origin: str
    family: str
    area: str
    rng: Random
    articles: dict[int, Article] = field(default_factory=dict)
    unlisted: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    kept: dict[str, Page] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    state: set[Kind] = field(default_factory=set)
    columns: dict[int, set[int]] = field(default_factory=dict)
    serial: int = 60000
    moved: bool = False
    night: int = 0
    site: Site | None = None

    @property
    def is_counted(self) -> bool:
        """Whether every page shows how often it was visited, which makes no two answers the same bytes."""
        return self.number % 2 == 1

    @property
    def is_seen(self) -> bool:
        """Whether a crawl of this night sees the portal's reports."""
        hidden = {Kind.CLOSED, Kind.DOWN, Kind.BLOCKED, Kind.EMPTIED, Kind.FORBIDDEN}
        return not self.state & hidden

    def publish(self, issuer: str, year: int, day: date, *, broken: bool = False) -> None:
        """Put a new report on the portal."""
        self.serial += self.rng.randint(1, 30)
        before = next(
            (one for one in self.articles.values() if (one.issuer, one.year) == (issuer, year - 1)), None
        )
        made = reports.article(
            self.rng, self.serial, (issuer, year), day.isoformat(), dict(before.values) if before else None
        )
        self.articles[made.serial] = reports.broken(made, self.rng) if broken else made
        for column_year, serials in self.columns.items():
            if column_year == year:
                serials.add(made.serial)

    def offices(self, count: int) -> Iterator[str]:
        """Yield the issuers of the portal."""
        yield from (f"{self.area}{office}" for office in _OFFICES[:count])

    def build(self) -> None:
        """Make the site of what is there now and note what has changed of its reports."""
        site = FAMILIES[self.family](self._plan())
        paths = {truth.title: truth.captures[0] for truth in site.reports}
        titles = {one.serial: one.title for one in self.articles.values()}
        gone = {paths[titles[serial]] for serial in self.gone if titles[serial] in paths}
        pages = {path: page for path, page in site.pages.items() if path.partition("&")[0] not in gone}
        self.site = self._dressed(replace(site, pages={**self.kept, **pages}))
        self._note({path: title for title, path in paths.items() if path not in gone})

    def keep(self, *titles: str) -> None:
        """Let the pages of articles stay though no list leads to them any more."""
        assert self.site is not None
        paths = [truth.captures[0] for truth in self.site.reports if truth.title in titles]
        self.kept |= {path: self.site.pages[path] for path in paths if path in self.site.pages}

    def change(self, kind: Kind, serial: int) -> None:
        """Let something happen to one report."""
        article = self.articles[serial]
        match kind:
            case Kind.TITLE:
                self.articles[serial] = reports.with_title(article)
            case Kind.VALUE:
                self.articles[serial] = reports.with_value(article, self.rng)
            case Kind.WITHDRAWN:
                del self.articles[serial]
            case Kind.GONE:
                self.gone.add(serial)
            case _:
                self.keep(article.title)
                self.unlisted.add(serial)

    def rebuild(self, kind: Kind) -> None:
        """Put the portal's columns elsewhere, or its whole to another family."""
        if kind is Kind.MOVED:
            self.moved = True
        elif kind is Kind.YEAR_COLUMN:
            latest = max(one.year for one in self.articles.values())
            self.columns[latest] = {one.serial for one in self.articles.values() if one.year == latest}
        else:
            families = list(FAMILIES)
            self.family = families[(families.index(self.family) + 1) % len(families)]
            self.columns.clear()
            self.kept.clear()

    def _plan(self) -> Plan:
        stories = {
            one.serial: one.story() for one in self.articles.values() if one.serial not in self.unlisted
        }
        apart = {serial for serials in self.columns.values() for serial in serials}
        annual = newest_first(stories.values())
        if Kind.REORDERED in self.state:
            annual.reverse()
        return Plan(
            self.area,
            f"{self.area}人民政府",
            self.area,
            [] if Kind.EMPTIED in self.state else [one for one in annual if one.serial not in apart],
            newest_first(news(self.area, 2024)),
            f"示ICP备{self.number:08}号",
            {
                year: [one for one in annual if one.serial in serials]
                for year, serials in self.columns.items()
            },
        )

    def _dressed(self, site: Site) -> Site:
        """The site with its column under another address and in another charset, if so it is."""
        pages = dict(site.pages)
        if self.moved and self.family in COLUMN:
            old, new = COLUMN[self.family]
            pages = {path.replace(old, new): _replaced(page, old, new) for path, page in pages.items()}
        if Kind.CHARSET in self.state:
            pages = {path: _recoded(page) for path, page in pages.items()}
        answer = asp.by_query(pages) if self.family == "asp" else site.answer
        return replace(site, pages=pages, answer=answer)

    def _note(self, titles: Mapping[str, str]) -> None:
        """Note what is to be known of each report's address from this night on; `titles` are by path."""
        by_title = {one.title: one for one in self.articles.values()}
        for path, title in titles.items():
            told = self.told.setdefault(self.origin + path, Told(self.origin + path))
            if not told.versions or told.versions[-1][1] != by_title[title]:
                told.versions.append((self.night, by_title[title]))
        there = {self.origin + path for path in (*titles, *self.kept)}
        for address, told in self.told.items():
            if address not in there and told.gone is None:
                told.gone = self.night


@dataclass(slots=True)
class Country:
    """All portals on a night; `advance` goes on to the next. `first_day` is the day of the first night.

    From the start each issuer has its reports on as many `years` before.
    """

    seed: int
    hosts: int
    nights: int
    first_day: date
    years: int = 17
    port: int = 80
    night: int = 0
    portals: list[Portal] = field(default_factory=list)
    events: dict[int, list[Event]] = field(default_factory=dict)
    over: dict[int, list[Event]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        season = [
            night
            for night in range(calendar.QUIET + 1, self.nights - calendar.AFTER)
            if self.day(night).month in calendar.SEASON
        ]
        self.events = calendar.draw(self.seed, self.hosts, self.nights, season=season)
        self.portals = [self._portal(number) for number in range(self.hosts)]

    def day(self, night: int) -> date:
        """The day of a night."""
        return self.first_day + timedelta(days=night)

    def advance(self) -> list[Portal]:
        """Let the next night come; return the portals that are other than before."""
        self.night += 1
        changed = []
        for event in self.over.pop(self.night, []):
            portal = self.portals[event.host]
            portal.state.discard(event.kind)
            changed.append(portal)
        for event in self.events.get(self.night, []):
            portal = self.portals[event.host]
            self._befall(portal, event)
            changed.append(portal)
            if event.until:
                self.over.setdefault(event.until, []).append(event)
        for portal in {id(one): one for one in changed}.values():
            portal.night = self.night
            portal.build()
        return changed

    def _portal(self, number: int) -> Portal:
        rng = Random(f"portal {self.seed} {number}")
        first, second = divmod(number, len(_NAMES))
        area = f"示例{_NAMES[first % len(_NAMES)]}{_NAMES[second]}县"
        origin = f"http://127.{10 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}:{self.port}"
        portal = Portal(number, origin, list(FAMILIES)[number % len(FAMILIES)], area, rng)
        latest = self.first_day.year - (2 if self.first_day.month < 5 else 1)
        for year in range(latest - self.years + 1, latest + 1):
            for issuer in portal.offices(OFFICES):
                portal.publish(issuer, year, date(year + 1, rng.randint(1, 3), rng.randint(1, 28)))
        portal.build()
        return portal

    def _befall(self, portal: Portal, event: Event) -> None:
        """Let something happen to a portal."""
        day = self.day(event.night)
        chosen = portal.rng.choice(sorted(set(portal.articles) - portal.unlisted - portal.gone))
        if event.kind in (Kind.NEW, Kind.FLOOD, Kind.LATE):
            self._publish(portal, event.kind, day)
        elif event.kind in (Kind.TITLE, Kind.VALUE, Kind.WITHDRAWN, Kind.GONE, Kind.DELISTED):
            portal.change(event.kind, chosen)
        elif event.kind in (Kind.MOVED, Kind.YEAR_COLUMN, Kind.MIGRATED):
            portal.rebuild(event.kind)
        else:
            if event.kind is Kind.EMPTIED:
                portal.keep(*(one.title for one in portal.articles.values()))
            portal.state ^= {event.kind}

    def _publish(self, portal: Portal, kind: Kind, day: date) -> None:
        match kind:
            case Kind.FLOOD:
                for issuer in [f"{portal.area}第{number}街道办事处" for number in range(1, FLOODED + 1)]:
                    portal.publish(issuer, day.year - 1, day, broken=True)
            case Kind.LATE:
                portal.publish(f"{portal.area}{_OFFICES[-1]}", day.year - 3, day)
            case _:
                self._publish_next(portal, day)

    def _publish_next(self, portal: Portal, day: date) -> None:
        """Let the next office publish that has not yet."""
        year = day.year - 1
        done = {one.issuer for one in portal.articles.values() if one.year == year}
        waiting = [issuer for issuer in portal.offices(OFFICES) if issuer not in done]
        if waiting:
            portal.publish(waiting[0], year, day)


def _replaced(page: Page, old: str, new: str) -> Page:
    return replace(page, body=page.body.replace(old.encode(), new.encode()))


def _recoded(page: Page) -> Page:
    """An HTML page in the other of the two charsets."""
    if not page.media_type.startswith("text/html"):
        return page
    try:
        text, charset = page.body.decode("utf-8"), "gb18030"
    except UnicodeDecodeError:
        text, charset = page.body.decode("gb18030"), "utf-8"
    text = re.sub(r"charset=[\w-]+", f"charset={charset}", text)
    text = re.sub(r'<meta charset="[\w-]+"', f'<meta charset="{charset}"', text, flags=re.IGNORECASE)
    return Page(text.encode(charset), f"text/html; charset={charset}")
