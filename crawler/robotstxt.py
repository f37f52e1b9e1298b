"""What a robots.txt says, by RFC 9309; pure.

Octets are compared as the RFC has it (2.2.2): text in another encoding than UTF-8 matches addresses in that encoding.
Every rule takes time in proportion to the address, whatever its stars repeat.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

READ_BYTES = 500 * 1024
"""What is read of a file (2.5)."""

LONGEST_DELAY = 60.0
"""Seconds; a Crawl-delay above this is taken as this, or one line could stop the crawl for good."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_TOKEN = re.compile(r"[A-Za-z_-]+")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_DELAY = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_RESERVED = ":/?#[]@!$&'()*+,;="
_MISSPELT = dict.fromkeys(("dissallow", "dissalow", "disalow", "diasllow", "disallaw"), "disallow")
_KEYS = {**_MISSPELT, "useragent": "user-agent", "user agent": "user-agent"}


@dataclass(frozen=True, slots=True)
class Rule:
    """A path pattern: octets, `*` for any run of them, `$` at the end for the address's end."""

    allows: bool
    pattern: str

    def matches(self, path: str) -> bool:
        """Return whether a path, query included and normalized, begins as the pattern says."""
        if "*" not in self.pattern and not self.pattern.endswith("$"):
            return path.startswith(self.pattern)
        pieces = self.pattern.removesuffix("$").split("*")
        if not path.startswith(pieces[0]):
            return False
        return _follow(path, len(pieces[0]), pieces[1:], anchored=self.pattern.endswith("$"))


def _follow(path: str, position: int, pieces: list[str], *, anchored: bool) -> bool:
    """Return whether pieces stand in a path one after another from a position, the last at its end if anchored."""
    if not pieces:
        return not anchored or position == len(path)
    for piece in pieces[:-1]:
        found = path.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    last = pieces[-1]
    return path.endswith(last) and len(path) - len(last) >= position if anchored else last in path[position:]


@dataclass(frozen=True, slots=True)
class Rules:
    """What an origin lets one crawler fetch, the longest pattern first, and of two equal ones the one that allows.

    `refusal` is the reason where nothing may be fetched at all; `delay` in seconds between requests.
    """

    rules: tuple[Rule, ...] = ()
    delay: float = 0.0
    refusal: str | None = None

    def refusal_of(self, url: str) -> str | None:
        """Return why an address must not be fetched, `None` when it may."""
        if self.refusal:
            return self.refusal
        parts = urlsplit(url)
        path = normalized((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        decisive = next((rule for rule in self.rules if rule.matches(path)), None)
        return None if path == "/robots.txt" or decisive is None or decisive.allows else "robots"


def parse(body: bytes, product: str) -> Rules:
    """Read the rules for a product token; what is no robots.txt, a web page for instance, has none."""
    text = _text(body)
    if text.lstrip().startswith("<"):
        return Rules()
    lines = list(_records(text))
    own = list(_group(lines, product.lower()))
    chosen = own or list(_group(lines, "*"))
    rules = [
        Rule(key == "allow", normalized(value)) for key, value in chosen if key != "crawl-delay" and value
    ]
    rules.sort(key=lambda rule: (-len(rule.pattern), not rule.allows))
    return Rules(tuple(rules), _delay(chosen))


def _text(body: bytes) -> str:
    """Return the file's octets as Latin-1 characters, without its byte order mark; UTF-16 is what its mark says."""
    read = body[:READ_BYTES]
    if read[:2] in (b"\xff\xfe", b"\xfe\xff"):
        read = read.decode("utf-16", "replace").encode()
    return read.removeprefix(b"\xef\xbb\xbf").decode("latin-1").replace("\0", "")


def _records(text: str) -> Iterator[tuple[str, str]]:
    """Yield the lines that are a key and a value, the key as the RFC spells it."""
    for line in _LINE_END.split(text):
        said = line.partition("#")[0]
        words = said.split(":", 1) if ":" in said else said.split()  # the colon is often forgotten
        if len(words) == 2:
            key = words[0].strip().lower()
            yield _KEYS.get(key, key), words[1].strip()


def _group(lines: Iterable[tuple[str, str]], product: str) -> Iterator[tuple[str, str]]:
    """Yield the rules of all groups of a product token, then an empty one if there is a group at all.

    Only rules end the line of agents before them; other records do not interfere (2.2.4).
    """
    named, in_rules = False, True
    for key, value in lines:
        if key == "user-agent":
            named = _is_of(value, product) or (named and not in_rules)
            in_rules = False
            if named:
                yield "allow", ""
        elif key in ("allow", "disallow"):
            in_rules = True
            if named:
                yield key, value
        elif key == "crawl-delay" and named:
            yield key, value


def _is_of(agent: str, product: str) -> bool:
    if product == "*":
        return agent[:1] == "*" and not agent[1:2].strip()
    token = _TOKEN.match(agent)
    return token is not None and token[0].lower() == product


def _delay(rules: Iterable[tuple[str, str]]) -> float:
    asked = (match for key, value in rules if key == "crawl-delay" and (match := _DELAY.match(value)))
    return min(max((float(match[0]) for match in asked), default=0.0), LONGEST_DELAY)


def normalized(path: str) -> str:
    """Return a path with every octet written in one way (2.2.2), so that two spellings of one path are equal."""
    query = path.find("?") if "?" in path else len(path)

    def one(escape: re.Match[str]) -> str:
        character = chr(int(escape[1], 16))
        within = ":/" if escape.start() > query else ""  # in a query these mean the same escaped
        return character if character in _UNRESERVED or character in within else f"%{escape[1].upper()}"

    return quote(_ESCAPE.sub(one, path), safe=_RESERVED + "%", encoding="latin-1", errors="replace")
