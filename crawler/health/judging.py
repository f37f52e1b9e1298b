"""A portal's run, and a whole run, judged by what was to be expected."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from crawler import clock, history
from crawler.database import transaction
from crawler.depth import Depth
from crawler.health import episodes, figures, outages, years
from crawler.health.alarms import NAMED, Alarm, Judgement, Sign, State
from crawler.health.case import Case
from crawler.health.contents import Contents
from crawler.health.episodes import Episode, Moment
from crawler.health.kinds import OUTAGES, Kind
from crawler.health.lists import Lists
from crawler.health.overrides import Overrides

if TYPE_CHECKING:
    from crawler.outcome import PortalSummary

STALE = 14.0
"""Days after which a portal is told that was not crawled to its end, or three times as long as it is let be."""

TOGETHER = 10
"""Portals of which one alarm speaks when the same befalls them in one run, if they are also a fifth of its portals."""

_SAID_WITH = {
    Kind.REPORTS_NONE: {Kind.REPORTS_FEW, Kind.LISTS_FEW, Kind.LIST_GONE, Kind.LIST_SHRUNK},
    Kind.LIST_GONE: {Kind.REPORTS_FEW},
    Kind.REPORTS_FEW: {Kind.LISTS_FEW, Kind.LIST_SHRUNK},
}
"""What an alarm says too, so that one happening is one alarm; in this order."""

logger = logging.getLogger(__name__)

_FINISHED = """
SELECT ended_at, run FROM portal_runs WHERE portal = ? AND reason = 'finished' AND (ended_at <= ? OR run = ?)
ORDER BY id DESC LIMIT 1
"""
_BEGUN = "SELECT min(started_at) FROM portal_runs WHERE portal = ?"


def judge(
    connection: sqlite3.Connection, summary: PortalSummary, overrides: Overrides | None = None
) -> tuple[Alarm, ...]:
    """Judge a portal's run, whose row in the history is its newest; return its alarms, those that it ended too."""
    overrides = overrides or Overrides()
    runs = history.of_portal(connection, summary.portal, 1)
    if not runs:
        return ()
    run = runs[0]
    case = Case(connection, summary, run, episodes.of_portal(connection, run.portal), overrides)
    contents, lists = Contents(case), Lists(case)
    judgement = _judge(case, contents, lists)
    with transaction(connection):
        moment = Moment(run.run, run.ended_at or run.started_at)
        episodes.settle(connection, run.portal, case.episodes, judgement, overrides, moment)
        contents.keep()
        if case.is_whole:
            lists.keep()
    return _logged(_alarms(episodes.of_portal(connection, run.portal), run.run))


def _judge(case: Case, contents: Contents, lists: Lists) -> Judgement:
    """Return what a run shows: of a host that could not be asked no more, of an unfinished run not what is missing."""
    parts = [contents.judge()]
    if case.run.depth != Depth.DEAD:
        parts.append(outages.judge(case))
        if case.is_whole and not _is_out(parts[-1]):
            parts += [figures.judge(case), lists.judge(), years.judge(case)]
    whole = Judgement()
    for part in parts:
        whole.signs += part.signs
        whole.judged |= part.judged
        whole.well |= part.well
    _tell_once(whole, case.overrides)
    return whole


def _tell_once(judgement: Judgement, overrides: Overrides) -> None:
    """Leave out the signs that another speaks for, and say with that one which list is gone."""
    for kind, others in _SAID_WITH.items():
        said = next((sign for sign in judgement.signs if sign.kind is kind), None)
        if said is None or kind in overrides.mute:
            continue
        left = [sign for sign in judgement.signs if sign.kind not in others]
        gone = [sign.text for sign in judgement.signs if sign.kind is Kind.LIST_GONE and sign not in left]
        left[left.index(said)] = replace(said, text="; ".join([said.text, *gone[:1]]))
        judgement.signs, judgement.judged = left, judgement.judged - others


def _is_out(judgement: Judgement) -> bool:
    return any(sign.kind in OUTAGES for sign in judgement.signs)


def judge_run(
    connection: sqlite3.Connection,
    run: str,
    portals: Mapping[str, Overrides],
    *,
    every: float = 1,
    disk: str | None = None,
    network: str | None = None,
) -> tuple[Alarm, ...]:
    """Judge what no portal's own run shows; return those alarms, those that the run ended too.

    `portals` are all that are to be crawled, with what is expected of each, `every` the days between two crawls of one;
    `disk` says in words why the disk is a reason to worry, `None` when it is none, `network` what is wrong with this
    machine's.
    """
    moment = Moment(run, clock.now())
    lasting = {one.portal: one for one in episodes.that_last(connection) if one.kind is Kind.STALE}
    with transaction(connection):
        machine = {Kind.DISK_LOW: disk, Kind.NETWORK_DOWN: network}
        signs = [Sign(kind, text) for kind, text in machine.items() if text]
        known, judged = episodes.of_portal(connection, ""), Judgement(signs, set(machine))
        episodes.settle(connection, "", known, judged, Overrides(), moment)
        for portal, overrides in portals.items():
            signs = list(_stale(connection, portal, overrides, every, moment))
            if signs or portal in lasting:
                known = [lasting[portal]] if portal in lasting else []
                episodes.settle(connection, portal, known, Judgement(signs, {Kind.STALE}), overrides, moment)
    found = [one for one in episodes.of_run(connection, run) if one.kind in {Kind.STALE, *machine}]
    return _logged(_alarms(found, run))


def _logged(alarms: tuple[Alarm, ...]) -> tuple[Alarm, ...]:
    """Say in the log what is new or over, and return it all."""
    for alarm in alarms:
        if alarm.state in {State.NEW, State.OVER}:
            level = logging.WARNING if alarm.counts else logging.INFO
            told = (alarm.portal or "the run", alarm.state, alarm.kind, alarm.about, alarm.text)
            logger.log(level, "%s: alarm %s: %s %s: %s", *told)
    return alarms


def _stale(
    connection: sqlite3.Connection, portal: str, overrides: Overrides, every: float, moment: Moment
) -> Iterator[Sign]:
    finished, run = connection.execute(_FINISHED, (portal, moment.at, moment.run)).fetchone() or (None, None)
    since = finished or connection.execute(_BEGUN, (portal,)).fetchone()[0]
    if (
        since is None or run == moment.run
    ):  # in this run it was crawled to its end, whatever the clock did meanwhile
        return
    days = (datetime.fromisoformat(moment.at) - datetime.fromisoformat(since)).days
    if days > (overrides.stale or max(STALE, 3 * every)):
        was = "not crawled to its end since" if finished else "never crawled to its end; first tried"
        text = f"{was} {since[:10]}, {days} days ago"
        evidence = {"finished_at": finished, "days": days}
        yield Sign(Kind.STALE, text, evidence=evidence)


def of_run(connection: sqlite3.Connection, run: str) -> list[Alarm]:
    """Return the alarms of the run that was the last: new, lasting, told again, over; those of many portals as one.

    The portals for which one speaks are listed as lasting, if it is new, and not at all, if it is over.
    """
    alarms = _alarms(episodes.of_run(connection, run), run)
    portals = connection.execute("SELECT count(*) FROM portal_runs WHERE run = ?", (run,)).fetchone()[0]
    return list(_gathered(alarms, max(TOGETHER, 0.2 * portals)))


def open_alarms(connection: sqlite3.Connection) -> list[Alarm]:
    """Return all alarms that last."""
    return list(_alarms(episodes.that_last(connection), ""))


def _alarms(found: Iterable[Episode], run: str) -> tuple[Alarm, ...]:
    return tuple(alarm for one in found if one.last == run or not run if (alarm := one.in_run(run)))


def _gathered(alarms: Sequence[Alarm], many: float) -> Iterator[Alarm]:
    """Yield alarms, what befell many portals at once as one alarm of the run before them."""
    groups: dict[tuple[Kind, State], list[Alarm]] = {}
    for alarm in alarms:
        if alarm.portal and not alarm.muted and alarm.state in {State.NEW, State.OVER}:
            groups.setdefault((alarm.kind, alarm.state), []).append(alarm)
    together = {key: group for key, group in groups.items() if len({one.portal for one in group}) >= many}
    yield from (_of_many(*key, group) for key, group in together.items())
    for alarm in alarms:
        if alarm.muted or (alarm.kind, alarm.state) not in together or not alarm.portal:
            yield alarm
        elif alarm.state is State.NEW:
            yield replace(alarm, state=State.LASTING)


def _of_many(kind: Kind, state: State, alarms: Sequence[Alarm]) -> Alarm:
    portals = list(dict.fromkeys(alarm.portal for alarm in alarms))
    named = ", ".join(portals[:3])
    text = f"{len(portals)} portals at once ({named}, …), for instance {alarms[0].text}"
    if kind in OUTAGES and state is State.NEW:
        text += "; look at this machine's network first"
    evidence = {"portals": portals[:NAMED], "count": len(portals)}
    return Alarm("", kind, "", text, evidence, alarms[0].since, alarms[0].since_at, state)
