"""Lists in JSON, whatever their fields are called: their records, and what is stated of the whole list."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

_LONGEST = 4_000_000
_MOST_NODES = 200_000
_DEEPEST = 12
_MOST_RECORDS = 2000
_WRAPPED = re.compile(r"^[\s;]*+(?:[\w.$]{1,80}\()?\s*+([\[{].*[\]}])\s*+\)?[\s;]*+$", re.DOTALL)
_MARKUP = re.compile(r"<[^<>]{0,500}>")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")
_ADDRESS = re.compile(r"(?:url|link|href|path|address|au)$", re.IGNORECASE)
_PICTURE = re.compile(r"img|image|pic|thumb|icon|logo|cover|qr|avatar|video|mobile|wap", re.IGNORECASE)
_PICTURE_FILE = re.compile(r"\.(?:png|jpe?g|gif|bmp|webp|svg|ico|mp4)(?:\?|$)", re.IGNORECASE)
_ID = re.compile(r"(?:^|[_a-z])(?:id|guid|uuid|key|code|no)$", re.IGNORECASE)
_DATE = re.compile(r"date|time|rq$|sj$|day$", re.IGNORECASE)
_PUBLISHED = re.compile(r"publish|display|release|fb|pub|show", re.IGNORECASE)
_A_DATE = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}")
_BEIJING = timedelta(hours=8)


def _names(words: str) -> tuple[str, ...]:
    return tuple(words.split())


# What is meant is told by the field's name, in lower case and without `_` and `-`; the likelier name comes first.
_TITLES = _names(
    "title articletitle doctitle infotitle newstitle contenttitle showtitle subject headline"
    " bt wzbt xxbt mc name docname at"
)
_RECORDS_STATED = _names(
    "total totalcount totalrecord totalrecords recordcount recordtotal recordscount recordstotal totalnum totalnumber"
    " totalsize totalelements totalrows totalrow rowcount rowstotal totalitems itemcount allcount count records sum"
)
_PAGES_STATED = _names(
    "pages pagecount totalpage totalpages totalpagecount pagetotal pagestotal allpage lastpage maxpage"
)
_PAGE = _names(
    "page pageno pagenum pageindex pagenumber current currentpage curpage currpage currentno nowpage topage"
    " artpage pn p"
)
_SIZE = _names("size pagesize limit perpage rows pagerows psize length prepage pagelimit numperpage")
_OFFSET = _names("start offset skip from begin startrow startindex firstresult")

PAGE_NAMES, SIZE_NAMES, OFFSET_NAMES = frozenset(_PAGE), frozenset(_SIZE), frozenset(_OFFSET)
"""What a request calls the page it wants, as `is_named` compares names."""


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of a list: title, address where it has one, what may identify it, and its date, if any."""

    title: str
    address: str | None
    ids: Mapping[str, str] = field(default_factory=dict)
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The list in a JSON answer; what it does not state is `None`. `page` and `size` are as it spells them."""

    records: tuple[Record, ...]
    records_stated: int | None = None
    pages_stated: int | None = None
    page: int | None = None
    size: int | None = None


def read(text: str) -> Answer | None:
    """Return the list that a JSON or JSONP answer holds, `None` when it holds none."""
    wrapped = _WRAPPED.match(text.lstrip("\ufeff")) if len(text) <= _LONGEST else None
    value = _loaded(wrapped[1]) if wrapped else None
    lists = [(records, around) for found, around in _lists(value) if (records := tuple(_records(found)))]
    if not lists:
        return None
    records, around = max(lists, key=lambda one: len(one[0]))
    stated = {kind: _stated(around, names) for kind, names in _STATED}
    total = stated["records"]
    return Answer(
        records,
        total if total is not None and total >= len(records) else None,
        stated["pages"],
        stated["page"],
        stated["size"],
    )


def is_named(name: str, names: frozenset[str]) -> bool:
    """Return whether a field, as `page_no`, `form.pageNo` or `query[page]`, goes by one of the names."""
    return _bare(name).rpartition(".")[2].rpartition("[")[2].strip("]") in names


def _loaded(text: str) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _lists(value: Any) -> Iterator[tuple[list[Any], list[dict[str, Any]]]]:  # noqa: ANN401 - any JSON
    """Yield the lists in a JSON value, each with the objects around it, nearest first."""
    stack: list[tuple[Any, tuple[dict[str, Any], ...]]] = [(value, ())]
    for _ in range(_MOST_NODES):
        if not stack:
            return
        node, around = stack.pop()
        if isinstance(node, str) and len(around) < 4 and node[:1] in {"{", "["}:
            node = _loaded(node)  # an answer wrapped in an answer
        if isinstance(node, list):
            yield node, list(reversed(around))
        inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        below = (*around, node) if isinstance(node, dict) else around
        if len(below) <= _DEEPEST:
            stack.extend((one, below) for one in inner if isinstance(one, dict | list | str))


def _records(found: list[Any]) -> Iterator[Record]:
    for one in found[:_MOST_RECORDS]:
        if isinstance(one, dict) and (record := _record(one)):
            yield record


def _record(one: dict[str, Any]) -> Record | None:
    words = {_bare(key): value for key, value in one.items() if isinstance(value, str)}
    title = next((plain for name in _TITLES if (plain := _plain(words.get(name, "")))), None)
    address, ids = _address(one), _ids(one)
    if title is None or not _CHINESE.search(title) or not (address or ids):
        return None
    return Record(title, address, ids, _date(one))


def _address(one: dict[str, Any]) -> str | None:
    for key, value in one.items():
        if not isinstance(value, str) or not _ADDRESS.search(key) or _PICTURE.search(key):
            continue
        if re.search(r"[/.?]", value) and not _PICTURE_FILE.search(value):
            return value.strip()
    return None


def _ids(one: dict[str, Any]) -> dict[str, str]:
    found = {
        key: str(value)
        for key, value in one.items()
        if _ID.search(key) and isinstance(value, str | int) and not isinstance(value, bool)
    }
    return {key: value for key, value in found.items() if re.fullmatch(r"[\w\-]{1,64}", value)}


def _date(one: dict[str, Any]) -> str | None:
    dated = [(key, value) for key, value in one.items() if _DATE.search(key)]
    dated.sort(key=lambda pair: not _PUBLISHED.search(pair[0]))
    return next((day for _, value in dated if (day := _day(value))), None)


def _day(value: object) -> str | None:
    if isinstance(value, str) and (found := _A_DATE.search(value)):
        return found[0]
    number = int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdigit()) else 0
    seconds = number // 1000 if number > 10**11 else number
    if not 10**8 < seconds < 4 * 10**9:
        return None
    return f"{datetime.fromtimestamp(seconds, UTC) + _BEIJING:%Y-%m-%d}"


_STATED = (("records", _RECORDS_STATED), ("pages", _PAGES_STATED), ("page", _PAGE), ("size", _SIZE))


def _stated(around: list[dict[str, Any]], names: Sequence[str]) -> int | None:
    """Return the number that the nearest object around a list, or one beside the list in it, states by any name."""
    for outer in around:
        beside = [outer, *(one for one in outer.values() if isinstance(one, dict))]
        for one in beside:
            known = {
                _bare(key): number for key, value in one.items() if (number := _number(value)) is not None
            }
            if found := next((known[name] for name in names if name in known), None):
                return found
    return None


def _number(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return int(value) if re.fullmatch(r"\d{1,9}", str(value).strip()) else None


def _bare(key: str) -> str:
    return key.replace("_", "").replace("-", "").lower()


def _plain(text: str) -> str:
    return " ".join(_MARKUP.sub("", text).split())[:300]
