"""What stands in a page's scripts: live code without its comments, and the addresses and markup it carries."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from itertools import islice

LONGEST = 1_000_000
"""Characters of a page's code that are looked at."""

_TOKEN = re.compile(
    r"""(?P<kept>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\\.)"""
    r"""|//[^\n]*|/\*.*?(?:\*/|\Z)|<!--[^\n]*""",
    re.DOTALL,
)
_MARKUP = re.compile(
    r"<a\b[^<>+]{1,500}>(?:(?!</?a\b).){0,300}</a>|<(?:i?frame|embed|object)\b[^<>+]{1,500}>",
    re.DOTALL | re.IGNORECASE,
)
_GOING = re.compile(
    r"""\blocation(?:\.href)?\s*=\s*["']([^"'\s]{1,500})["']|\blocation\.(?:replace|assign)\(\s*["']([^"'\s]{1,500})["']\s*\)"""
)
_ON_PHONES = re.compile(
    r"\bif\s*\([^;{}]{0,300}?(?:android|i?phone|ipad|ipod|mobile|symbian|blackberry|midp|ucweb)",
    re.IGNORECASE,
)
_LONGEST_STUB = 20_000
_OBJECT = re.compile(r"\{[^{}]{10,2000}\}|\.add\w*\([^()]{10,2000}\)")
_QUOTED = re.compile(r""""((?:\\.|[^"\\\n]){1,400})"|'((?:\\.|[^'\\\n]){1,400})'""")
_ADDRESS = re.compile(r"(?>[\w.%/?&=:~\-]*(?:/|\.s?html?|\.jsp|\.aspx?|\.php|\.pdf|\.docx?))[\w.%/?&=\-]*")
_ENCODED = re.compile(r"""(?<=["'>\s])([A-Za-z0-9+/]{60,60000}+={0,2})(?=["'<\s])""")
_MOST_ENCODED = 50
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")


def live(code: str) -> str:
    """Return JavaScript without its comments; strings stay as they are, `//` of addresses included."""
    return _TOKEN.sub(lambda match: match["kept"] or " ", code)


def written_markup(code: str) -> Iterator[str]:
    """Yield links and frames that stand whole in a script's strings, as in `document.write('<a href=…>…</a>')`."""
    for match in _MARKUP.finditer(unescaped(code)):
        yield match[0]


def encoded_markup(text: str) -> Iterator[str]:
    """Yield the markup with links that stands in a text as base64, as some pagers are hidden."""
    for match in islice(_ENCODED.finditer(text), _MOST_ENCODED):
        try:
            decoded = base64.b64decode(match[1] + "=" * (-len(match[1]) % 4))
        except ValueError:
            continue
        markup = decoded.decode("utf-8", "replace")
        if "<a" in markup or "<option" in markup:
            yield markup


def destination(code: str) -> str | None:
    """Return the address a script sends the browser to, `None` when it sends it nowhere fixed."""
    match = _GOING.search(_without_phones(code[:_LONGEST_STUB]))
    return (match[1] or match[2]) if match else None


def _without_phones(code: str) -> str:
    """Return code without what it does only on phones: we are none, and their pages are others."""
    kept, position = [], 0
    for condition in _ON_PHONES.finditer(code):
        if condition.start() >= position:
            kept.append(code[position : condition.start()])
            position = _statement_end(code, condition.end())
    return "".join([*kept, code[position:]])


def _statement_end(code: str, start: int) -> int:
    """Return where the statement or block ends that stands behind a condition's last word."""
    depth = 0
    for match in re.compile(r"[{};]").finditer(code, start):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth <= 0:
            return match.end() if depth == 0 else match.start()
    return len(code)


def named_addresses(code: str) -> Iterator[tuple[str, str]]:
    """Yield address and name of the flat objects and `tree.add(…)` calls that hold both, as menus and lists do."""
    for match in _OBJECT.finditer(code):
        strings = [unescaped(one or other) for one, other in _QUOTED.findall(match[0])]
        addresses = [text for text in strings if _ADDRESS.fullmatch(text)]
        names = [text for text in strings if _CHINESE.search(text)]
        if addresses and names:
            yield addresses[0], names[0]


def unescaped(text: str) -> str:
    r"""Return a script's string with `\"`, `\'`, `\/` and `\uXXXX` resolved."""
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    return re.sub(r"\\([\"'/])", r"\1", text)
