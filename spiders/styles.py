"""What a style sheet needs: the addresses of its imports, pictures and fonts."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST_SHEET = 2_000_000
"""Characters of a style sheet that are looked at."""

# Tokens as CSS Syntax Level 3 (4.3) cuts them, as far as addresses need it. Each alternative takes what it looks at,
# so that the time is in proportion to the text: a string or comment that is never closed goes on to its line's, the
# text's end. What is escaped outside of strings is a token, so that no string begins at it.
_TOKEN = re.compile(
    r"""
      /\*.*?(?:\*/|\Z)
    | (?P<import>@import\b)
    | url\(\s*+(?:
          "(?P<double>[^"\\\n]*+(?>(?:\\.[^"\\\n]*+)*))"
        | '(?P<single>[^'\\\n]*+(?>(?:\\.[^'\\\n]*+)*))'
        | (?P<bare>[^\s"'()\\]*+(?>(?:\\(?:[0-9a-f]{1,6}\s?|.)[^\s"'()\\]*+)*))
      )\s*+\)
    | "(?P<string>[^"\\\n]*+(?>(?:\\.[^"\\\n]*+)*))"?
    | '(?P<quoted>[^'\\\n]*+(?>(?:\\.[^'\\\n]*+)*))'?
    | (?P<end>[;{}])
    | \\.
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})[ \t\r\n\f]?|\r?\n|(.))", re.IGNORECASE | re.DOTALL)


def addresses(css: str) -> Iterator[tuple[str, bool]]:
    """Yield each address as it is written, and whether a style sheet is imported from it, not a picture or font."""
    importing = False
    for token in _TOKEN.finditer(css, 0, LONGEST_SHEET):
        address = next(filter(None, token.group("double", "single", "bare")), None)
        if address is None and importing:
            address = token["string"] or token["quoted"]
        if address:
            yield _unescaped(address), importing
        importing = token["import"] is not None or (importing and not (address or token["end"]))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(escape: re.Match[str]) -> str:
    if escape[1] is None:
        return escape[2] or ""
    code = int(escape[1], 16)
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"
