"""CDX servers: the dialects in which they are asked and answer.

The Internet Archive's (its `wayback-cdx-server`, OpenWayback's too) answers with JSON arrays under a row of names or
with lines of words, by parts that a resume key joins; pywb's with an object a line, all at once. Which one speaks is
known by its answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode, urlsplit

from spiders import hosts
from spiders.attachments import is_file_address

PART = 5000
"""Lines asked for at once."""

_NAMES = {"original": "url", "mimetype": "mime", "statuscode": "status"}
_WORDS = ("urlkey", "timestamp", "url", "mime", "status", "digest")
"""How every form of lines begins, of seven words, nine or eleven."""
_UNWANTED = "(?:image|video|audio|font)/.*"
_WANTED = re.compile(
    r"text/(?:html|plain|xml)|application/(?:xhtml\+xml|xml|pdf|msword|rtf|ofd|zip|octet-stream|force-download"
    r"|(?:x-)?(?:download|zip-compressed|rar-compressed|rar|7z-compressed|msdownload)|(?:vnd\.|kswps|wps|x-ms).*)"
    r"|warc/revisit|unk|-|",
    re.IGNORECASE,
)
_TIMESTAMP = re.compile(r"\d{14}")
_ENDPOINT = re.compile(r"cdx$|[/-]index$", re.IGNORECASE)
_ALL = "/cdx/search/cdx"


class Dialect(StrEnum):
    """Whose words a CDX server uses."""

    WAYBACK = "wayback"
    PYWB = "pywb"


@dataclass(frozen=True, slots=True)
class Line:
    """One capture in a CDX: `timestamp` has 14 digits, `status` and `digest` are `None` where the line has none."""

    url: str
    timestamp: str
    mime: str
    status: int | None
    digest: str | None

    @property
    def is_wanted(self) -> bool:
        """Tell whether it may be a page, a document, a revisit of one, or a redirect to one."""
        had = self.status is None or self.status == 200 or self.is_redirect
        return had and (bool(_WANTED.fullmatch(self.mime)) or is_file_address(self.url) or self.is_redirect)

    @property
    def is_redirect(self) -> bool:
        """Tell whether it is a redirect."""
        return self.status in {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a CDX server answered: lines, the first of those that are none and their number, where to go on."""

    dialect: Dialect | None
    lines: tuple[Line, ...]
    broken: int
    first_broken: str | None
    resume: str | None


@dataclass(frozen=True, slots=True)
class Server:
    """Where captures are asked for (`index`) and had raw (`replay`, which ends in a slash)."""

    index: str
    replay: str

    def raw(self, line: Line) -> str:
        """Return where a capture's body is had as it was captured."""
        return f"{self.replay}{line.timestamp}id_/{line.url}"


def servers(address: str, replay: str | None = None) -> list[Server]:
    """Return what the address of a web archive, or of its CDX server, may stand for, likeliest first."""
    bare = address.rstrip("/")
    path = urlsplit(bare).path
    if _ENDPOINT.search(path):
        return [Server(bare, _slashed(replay or _replay_of(bare)))]
    root = bare.removesuffix("/web") if path in {"", "/web"} else None
    wayback = [Server(f"{root}{_ALL}", _slashed(replay or f"{root}/web"))] if root is not None else []
    own = [Server(f"{bare}{end}", _slashed(replay or bare)) for end in ("/cdx", "-cdx", "-index")]
    return wayback + (own if path else [])


def _replay_of(index: str) -> str:
    if index.endswith(_ALL):
        return index.removesuffix(_ALL) + "/web"
    return re.sub(r"(?:/|-)(?:cdx|index)$", "", index)


def _slashed(address: str) -> str:
    return address.rstrip("/") + "/"


def query(
    server: Server, dialect: Dialect | None, asked: Mapping[str, str], resume: str | None = None
) -> str:
    """Return the address of a query; without a dialect, of a first one by whose answer the dialect is known.

    `asked` holds `url`, `matchType` and, where years are bounded, `from` and `to`.
    """
    words: list[tuple[str, str]] = [*asked.items(), ("output", "json")]
    if dialect is None:
        words.append(("limit", "1"))
    elif dialect is Dialect.PYWB:
        words += [("filter", f"!~mime:{_UNWANTED}"), ("filter", "!~status:[45]..")]
    else:
        words += [("filter", f"!mimetype:{_UNWANTED}"), ("filter", "!statuscode:[45]..")]
        words += [("limit", str(PART)), ("showResumeKey", "true")]
        words += [("resumeKey", resume)] if resume else []
    return f"{server.index}?{urlencode(words)}"


def read(body: bytes) -> Answer:
    """Return what a CDX server's answer says, in whichever form; what is no line is counted."""
    text = body.decode("utf-8", "replace").strip("\ufeff \t")
    if text.startswith("["):
        return _answer(Dialect.WAYBACK, *_arrays(text))
    rows = text.splitlines()
    begins = next((row for row in rows if row.strip()), "")
    if begins.startswith("{") or re.match(r"\S+ \d{4,17} \{", begins):
        return _answer(Dialect.PYWB, map(_object, filter(str.strip, rows)), None)
    if begins.startswith("<") or (begins and not re.match(r"(?: ?CDX |\S+ \d{4,17} \S)", begins)):
        return Answer(None, (), len(rows), begins[:200], None)
    return _answer(Dialect.WAYBACK if begins else None, *_words(rows))


Row = Mapping[str, object] | str
"""A line by the names of its fields, or what came in a line's place."""


def _answer(dialect: Dialect | None, rows: Iterator[Row], resume: str | None) -> Answer:
    lines, broken, first = [], 0, None
    for row in rows:
        line = None if isinstance(row, str) else _line(row)
        if line is not None:
            lines.append(line)
        else:
            broken, first = broken + 1, first or str(row)[:200]
    return Answer(dialect, tuple(lines), broken, first, resume)


def _arrays(text: str) -> tuple[Iterator[Row], str | None]:
    """Take JSON arrays apart; the key to go on stands alone behind an empty one. What was cut off is read so far."""
    rows = _cut_array(text)
    names = [_NAMES.get(str(name), str(name)) for name in rows[0]] if rows else []
    resume = None
    if len(rows) > 2 and rows[-2] == [] and len(rows[-1]) == 1:
        resume, rows = str(rows[-1][0]), rows[:-2]
    whole = (
        dict(zip(names, row, strict=False)) if len(row) == len(names) else json.dumps(row) for row in rows[1:]
    )
    return whole, resume


def _cut_array(text: str) -> list[list[object]]:
    """Return the arrays in an array; of one that is not whole those that are, which stand on a line each."""
    rows = _json(text)
    if isinstance(rows, str):
        bare = (line.strip().rstrip(",") for line in text.splitlines())
        rows = [_json(line.replace("[[", "[", 1).replace("]]", "]")) for line in bare if line]
    return [row if isinstance(row, list) else [row] for row in rows] if isinstance(rows, list) else []


def _words(rows: Sequence[str]) -> tuple[Iterator[Row], str | None]:
    """Take lines of words apart; the key to go on stands behind a blank line."""
    resume = None
    if len(rows) > 1 and not rows[-2].strip() and " " not in rows[-1]:
        resume, rows = rows[-1], rows[:-2]
    lines = (row for row in rows if row.strip() and not row.lstrip().startswith("CDX "))
    return (dict(zip(_WORDS, row.split(), strict=False)) for row in lines), resume


def _object(row: str) -> Row:
    """Return a line that is an object, or has its key and time before it."""
    key, brace, rest = row.partition("{")
    found = _json(brace + rest)
    if not isinstance(found, dict):
        return row
    words = key.split()
    timed = {"timestamp": words[1]} if len(words) > 1 else {}
    return {**timed, **{_NAMES.get(str(name), str(name)): value for name, value in found.items()}}


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _line(row: Mapping[str, object]) -> Line | None:
    url, timestamp = str(row.get("url", "")), str(row.get("timestamp", ""))
    if not _TIMESTAMP.fullmatch(timestamp) or not hosts.is_address(url):
        return None
    status, digest = str(row.get("status", "-")), str(row.get("digest", "-"))
    return Line(
        url,
        timestamp,
        str(row.get("mime", "unk")),
        int(status) if re.fullmatch(r"[1-5]\d\d", status) else None,
        digest if len(digest) > 8 else None,
    )
