"""The alarms of a portal from the run that raised each to the one in which it was over."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from crawler.health.alarms import Alarm, Judgement, Sign, State
from crawler.health.kinds import ACCEPTED, EVENTS, OF_THE_DEAD, Kind
from crawler.health.overrides import Overrides

WEEKLY = timedelta(days=28)
"""How long an operator is reminded each week of what lasts; then each month."""

LONG_KNOWN = timedelta(days=180)
"""After so long nobody is reminded any more."""

ACCEPTED_AFTER = timedelta(days=60)
"""How long a figure must be off to be taken as the new measure."""

RESTLESS = 4
"""How often an alarm must have been over within a while to be taken for one that comes and goes."""

RESTLESS_WITHIN = timedelta(days=28)
"""That while."""

CALM_AFTER = timedelta(days=14)
"""How long what comes and goes must stay away to be over."""

BRIEF = 3
"""Runs that what passes by itself lasts at most."""

BRIEF_WITHIN = timedelta(days=90)
"""How long ago two or more such alarms may have been for the next to be told only when it lasts longer than those."""

REMEMBERED = 200
"""Alarms of a portal that are looked at, the newest."""


@dataclass(frozen=True, slots=True)
class Episode:
    """A row of the table `alarms`; see `crawler.database`."""

    id: int
    portal: str
    kind: Kind
    about: str
    since: str
    since_at: str
    last: str
    runs: int
    told: str | None
    told_at: str | None
    again: str | None
    over: str | None
    over_at: str | None
    accepted: int
    muted: int
    text: str
    evidence: dict[str, Any]
    restless_at: str | None

    @property
    def is_open(self) -> bool:
        """Return whether it lasts."""
        return self.over is None

    def in_run(self, run: str) -> Alarm | None:
        """Return the alarm as it stands in a run, `None` for what the operator was not told and what only happened."""
        if self.told is None or (self.kind in EVENTS and self.told != run):
            return None
        states = {self.over: State.OVER, self.told: State.NEW, self.again: State.AGAIN}
        state = State.OVER if self.over == run else states.get(run, State.LASTING)
        known = (self.portal, self.kind, self.about, self.text, self.evidence, self.since, self.since_at)
        return Alarm(*known, state, bool(self.muted))


_COLUMNS = tuple(one.name for one in fields(Episode))
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM alarms"  # noqa: S608 - fixed names

_RAISE = """
INSERT INTO alarms (portal, kind, about, since, since_at, last, runs, text, evidence)
VALUES (?, ?, ?, ?, ?, ?, 0, '', '')
"""


def of_portal(connection: sqlite3.Connection, portal: str) -> list[Episode]:
    """Return the alarms of a portal, the newest first, and all that last."""
    query = f"{_SELECT} WHERE portal = ? ORDER BY over IS NOT NULL, id DESC LIMIT ?"
    return _episodes(connection.execute(query, (portal, REMEMBERED)))


def of_run(connection: sqlite3.Connection, run: str) -> list[Episode]:
    """Return the alarms of the run that was the last to show them."""
    return _episodes(connection.execute(f"{_SELECT} WHERE last = ? ORDER BY portal, kind, about", (run,)))


def that_last(connection: sqlite3.Connection) -> list[Episode]:
    """Return all alarms that last."""
    return _episodes(connection.execute(f"{_SELECT} WHERE over IS NULL ORDER BY portal, kind, about"))


def _episodes(rows: Iterable[Sequence[Any]]) -> list[Episode]:
    return [_episode(dict(zip(_COLUMNS, row, strict=True))) for row in rows]


def _episode(row: dict[str, Any]) -> Episode:
    return Episode(**row | {"kind": Kind(row["kind"]), "evidence": json.loads(row["evidence"])})


@dataclass(frozen=True, slots=True)
class Moment:
    """The run that is judged and when it ended."""

    run: str
    at: str


def settle(
    connection: sqlite3.Connection,
    portal: str,
    episodes: Sequence[Episode],
    judgement: Judgement,
    overrides: Overrides,
    moment: Moment,
) -> None:
    """Bring a portal's alarms in line with a judgement; within the caller's transaction."""
    lasting = {(one.kind, one.about): one for one in episodes if one.is_open}
    shown = {(sign.kind, sign.about): sign for sign in judgement.signs}
    for key, sign in shown.items():
        episode = lasting.get(key) or _returning(connection, episodes, sign, moment)
        patience = max(overrides.patience, sign.patience, _patience(episodes, sign.kind, moment))
        _show(connection, portal, episode, sign, overrides, moment, patience)
    for (kind, about), episode in lasting.items():
        if (kind, about) not in shown:
            is_over = judgement.tells(kind, about) and _is_calm(episode, moment)
            # that a portal called dead is back is news
            end = _over(moment) | {"muted": kind in overrides.mute} if is_over else {}
            _set(connection, episode.id, last=moment.run, **end)


def _returning(
    connection: sqlite3.Connection, episodes: Sequence[Episode], sign: Sign, moment: Moment
) -> Episode | None:
    """Take up the last alarm of what comes and goes, `None` where this is a new one."""
    same = [one for one in episodes if (one.kind, one.about) == (sign.kind, sign.about)]
    ended = [one for one in same if not one.accepted]
    lately = [one for one in ended if _since(one.over_at, moment.at) <= RESTLESS_WITHIN]
    told = next((one for one in lately if one.told), None)
    if sign.kind in EVENTS or len(lately) < RESTLESS or told is None:
        return None
    _set(connection, told.id, over=None, over_at=None, **_again(moment))
    return replace(told, over=None, over_at=None, told_at=moment.at, restless_at=moment.at)


def _patience(episodes: Sequence[Episode], kind: Kind, moment: Moment) -> int:
    """Return in how many runs something must be seen that twice or more was lately over by itself soon."""
    ended = [one for one in episodes if one.kind is kind and one.over and not one.accepted]
    lately = [one.runs for one in ended if _since(one.over_at, moment.at) <= BRIEF_WITHIN]
    brief = [runs for runs in lately if runs <= BRIEF]
    return max(brief) + 1 if len(brief) > 1 else 1


def _is_calm(episode: Episode, moment: Moment) -> bool:
    """Return whether an alarm that is not shown is over; one that comes and goes stays away for a while first."""
    return not episode.restless_at or _since(episode.restless_at, moment.at) >= CALM_AFTER


def _show(
    connection: sqlite3.Connection,
    portal: str,
    episode: Episode | None,
    sign: Sign,
    overrides: Overrides,
    moment: Moment,
    patience: int,
) -> None:
    muted = sign.kind in overrides.mute or (overrides.dead and sign.kind in OF_THE_DEAD)
    known = {"last": moment.run, "text": sign.text, "evidence": json.dumps(sign.evidence, ensure_ascii=False)}
    if episode is None:
        first = (portal, sign.kind, sign.about, moment.run, moment.at, moment.run)
        row = connection.execute(_RAISE, first).lastrowid or 0
        told = _told(moment) if patience <= 1 or sign.kind in EVENTS else {}
        _set(connection, row, runs=1, muted=muted, **known, **told)
        return
    # a clock that was put back makes it begin now
    episode = replace(episode, since_at=min(episode.since_at, moment.at))
    if episode.restless_at:
        known |= {"restless_at": moment.at, "text": f"comes and goes: {sign.text}"}
    further = {"since_at": episode.since_at} | dict(_further(episode, patience, moment))
    _set(connection, episode.id, runs=episode.runs + 1, muted=muted, **known, **further)


def _further(episode: Episode, patience: int, moment: Moment) -> Iterator[tuple[str, object]]:
    """Yield what changes of an alarm that is shown again."""
    if episode.told is None:
        if episode.runs + 1 >= patience:
            yield from _told(moment).items()
        return
    since = _since(episode.since_at, moment.at)
    if episode.kind in ACCEPTED and since >= ACCEPTED_AFTER:
        yield from (_over(moment) | {"accepted": 1}).items()
    elif episode.kind not in EVENTS and _is_due(since, _since(episode.told_at, moment.at)):
        yield from _again(moment).items()


def _is_due(since: timedelta, told: timedelta) -> bool:
    """Return whether it is time to remind of what has lasted so long and was told so long ago."""
    if since >= LONG_KNOWN:
        return False
    return told >= (timedelta(days=7) if since <= WEEKLY else timedelta(days=30))


def _since(then: str | None, now: str) -> timedelta:
    """Return how long ago something was, or by how much a clock was put back since."""
    return abs(datetime.fromisoformat(now) - datetime.fromisoformat(then or now))


def _told(moment: Moment) -> dict[str, object]:
    return {"told": moment.run, "told_at": moment.at}


def _again(moment: Moment) -> dict[str, object]:
    return {"again": moment.run, "told_at": moment.at}


def _over(moment: Moment) -> dict[str, object]:
    return {"over": moment.run, "over_at": moment.at}


def _set(connection: sqlite3.Connection, row: int, **values: object) -> None:
    names = ", ".join(f"{name} = :{name}" for name in values)
    connection.execute(f"UPDATE alarms SET {names} WHERE id = :row", {**values, "row": row})  # noqa: S608 - fixed names
