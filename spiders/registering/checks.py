"""Rows of a file of portals as portals, with everything that is wrong in them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from pipelines.identity import divisions
from spiders import hosts
from spiders.registering.tables import KEYS, REQUIRED, Row, Table
from spiders.registry import Expectation, Pause, Portal, Problem, Registry, TlsDemand

LONGEST_PATTERN = 500
MOST_PATTERNS = 200

_DAY = re.compile(r"(\d{4}-\d\d-\d\d)[\s:,;]*(.*)", re.DOTALL)
_CONTACT = re.compile(
    r"(?:mailto:)?[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}|https?://[\w.%+~/?=&#:@-]{3,200}", re.ASCII
)
_BOUNDS = {"delay": (0.0, 3600.0), "every": (0.0, 24 * 366.0), "full_every": (1.0, 3660.0)}

Value = TypeVar("Value")


class _Wrong(Exception):  # noqa: N818 - says what is wrong with a value
    """Raised for a value that cannot be used; says why and what to do."""


def registry(table: Table, expectation: Expectation) -> tuple[Registry, list[Problem]]:
    """Return the portals of the rows, and what is wrong with them and between them."""
    found: list[Portal] = []
    problems: list[Problem] = []
    names: dict[str, Row] = {}
    taken: dict[tuple[str, ...], Row] = {}
    for row in table.rows:
        wrong: list[Problem] = []
        portal = _portal(row, expectation, wrong)
        wrong += _doubles(row, portal, names, taken)
        found.append(portal)
        problems += wrong
    expect: Mapping[str, object] = {}
    if table.expect is not None:
        try:
            expect = _expect(table.expect.values["expect"], expectation)
        except _Wrong as error:
            problems.append(table.expect.problem(str(error)))
    return Registry(tuple(found), expect), problems


def is_contact(text: str) -> bool:
    """Return whether a text is a mail or web address that stays whole in a user agent."""
    return _CONTACT.fullmatch(text) is not None


def _portal(row: Row, expectation: Expectation, wrong: list[Problem]) -> Portal:
    """Return the portal of a row, without what is wrong, which is noted."""
    known = ", ".join(sorted(KEYS))
    foreign = (key for key in row.values if key not in KEYS)
    wrong += [row.problem(f"unknown key {key!r}; known are {known}", key) for key in foreign]
    wrong += [row.problem(f"{key} is missing") for key in REQUIRED if not row.values.get(key)]

    def take(key: str, check: Callable[[str, Any], Value], absent: Value) -> Value:
        if not row.values.get(key) and (key in REQUIRED or key not in row.values):
            return absent
        try:
            return check(key, row.values[key])
        except _Wrong as error:
            wrong.append(row.problem(str(error), key))
            return absent

    no_text: str | None = None
    no_number: float | None = None
    nothing: tuple[str, ...] = ()
    return Portal(
        name=take("name", _name, ""),
        addresses=take("addresses", _urls, nothing),
        issuer=take("issuer", _text, no_text),
        division=take("division", _division, no_text),
        entries=take("entries", _urls, nothing),
        tls=take("tls", _tls, None),
        paused=take("paused", _pause, None),
        exclude=take("exclude", _patterns, nothing),
        delay=take("delay", _number, no_number),
        every=take("every", _number, no_number),
        full_every=take("full_every", _number, no_number),
        contact=take("contact", _contact, no_text),
        expect=take("expect", lambda _, value: _expect(value, expectation), {}),
    )


def _doubles(
    row: Row, portal: Portal, names: dict[str, Row], taken: dict[tuple[str, ...], Row]
) -> Iterator[Problem]:
    """Yield what a portal shares with an earlier one that no two may share; a host they may."""
    if portal.name and (before := names.setdefault(portal.name, row)) is not row:
        said = f"the name stands there twice, first {_at(before)}; give each portal its own"
        yield row.problem(said, "name")
    for key in ("addresses", "entries"):
        for url in getattr(portal, key):
            if (before := taken.setdefault(hosts.identity(url), row)) is not row:
                other = before.values.get("name")
                said = f"{url} is an address of {other} {_at(before)} already; give it to one of them"
                yield row.problem(said, key)


def _at(row: Row) -> str:
    return f"in line {row.line}" if row.line else "above"


def _text(key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(f"{key} must be a text in quotes, not {value!r}")
    if not value.isprintable() or len(value) > 500:
        raise _Wrong(f"{key} must be one line of at most 500 characters")
    return value


def _name(key: str, value: object) -> str:
    name = _text(key, value)
    if not hosts.is_plain(name) or hosts.safe(name) != name:
        raise _Wrong(f"name {name!r}: use letters, digits, '.', '-' and '_' only, as in its host")
    return name


def _urls(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _Wrong(f"{key} must be a list of addresses, not {value!r}")
    for url in value:
        if not isinstance(url, str) or not hosts.is_address(url):
            raise _Wrong(
                f"{key} holds {url!r}, which is no http or https address; write it whole, with http://"
            )
    return tuple(dict.fromkeys(value))


def _division(key: str, value: object) -> str:
    code = _text(key, value)
    if not divisions.is_code(code):
        said = "is no GB/T 2260 code of a province, prefecture or county (6 digits) or a township (9)"
        raise _Wrong(f"division {code!r} {said}; leave it out where there is none")
    return code


def _tls(key: str, value: object) -> TlsDemand:
    demand = _text(key, value)
    if demand not in list(TlsDemand):
        raise _Wrong(f"tls must be one of {', '.join(TlsDemand)}, not {value!r}")
    return TlsDemand(demand)


def _pause(key: str, value: object) -> Pause | None:
    """Return a pause: true, a reason, a day on which it ends, or a day and a reason."""
    if isinstance(value, bool):
        return Pause("") if value else None
    if isinstance(value, date):
        return Pause("", value.date() if isinstance(value, datetime) else value)
    if not isinstance(value, str):
        raise _Wrong(f"{key} must be true, a reason or a day such as 2027-01-31, not {value!r}")
    dated = _DAY.fullmatch(_text(key, value))
    if dated is None:
        return Pause(value)
    try:
        return Pause(dated[2].strip(), date.fromisoformat(dated[1]))
    except ValueError as error:
        raise _Wrong(f"paused begins with {dated[1]}, which is no day: {error}") from error


def _patterns(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MOST_PATTERNS:
        raise _Wrong(f"{key} must be a list of at most {MOST_PATTERNS} path patterns, not {value!r}"[:300])
    for pattern in value:
        if not isinstance(pattern, str) or not is_pattern(pattern):
            raise _Wrong(
                f"{key} holds {pattern!r}; a pattern begins with / (or //host/), as in robots.txt:"
                " * is anything, $ the end"
            )
    return tuple(value)


def is_pattern(text: str) -> bool:
    """Return whether a text is a path pattern: `/path`, `//host/path`, `*` for anything, `$` for the end."""
    path = text[text.find("/", 2) :] if text.startswith("//") and text.count("/") > 2 else text
    return (
        path.startswith(("/", "*"))
        and not path.startswith("//")
        and len(text) <= LONGEST_PATTERN
        and text.isprintable()
        and not any(character.isspace() for character in text)
    )


def _number(key: str, value: object) -> float:
    least, most = _BOUNDS[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _Wrong(f"{key} must be a number, not {value!r}")
    if not least <= value <= most:
        raise _Wrong(f"{key} must be between {least:g} and {most:g}, not {value:g}")
    return float(value)


def _contact(key: str, value: object) -> str:
    contact = _text(key, value)
    if not is_contact(contact):
        raise _Wrong(f"contact {contact!r} is neither a mail address nor a web address (http://…)")
    return contact


def _expect(value: object, expectation: Expectation) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise _Wrong(f"expect must be a table such as {{ reports = [30, 60] }}, not {value!r}")
    try:
        expectation(value)
    except ValueError as error:
        raise _Wrong(f"expect: {error}") from error
    return value
