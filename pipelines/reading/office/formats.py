"""Number formats of spreadsheets: what a cell prints for the number it holds (ECMA-376 part 1, 18.8.30-31)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

GENERAL = "General"
BUILTIN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: "yyyy/m/d",
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"', 42: '¥#,##0;¥-#,##0;¥"-"',
    43: '#,##0.00;-#,##0.00;"-"', 44: '¥#,##0.00;¥-#,##0.00;¥"-"', 45: "mm:ss", 49: "@", 50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""Formats by number that files need not write out, as a Chinese system prints them; accounting without its blanks."""

MAX_FORMAT = 255
_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|\[([^\]]*)\]|(General|G/通用格式)|(.)', re.DOTALL | re.IGNORECASE
)
_CONDITION = re.compile(r"[<>=]")
_DATE_PART = re.compile(r"y+|m+|d+|h+|s+", re.IGNORECASE)
_PLACEHOLDERS = "0#?"


def printed(number: float, form: str, *, since_1904: bool = False) -> str:
    """Return what a number prints as; a format that is not understood prints it as `General` does.

    Conditions in brackets, fractions and exponents are not understood.
    """
    section, shown = _section(form[:MAX_FORMAT], number)
    tokens = list(_tokens(section))
    if any(kind == "condition" for kind, _ in tokens):
        return general(number)
    if any(kind == "code" and _DATE_PART.fullmatch(text) for kind, text in tokens):
        return _date(number, tokens, since_1904=since_1904)
    return _number(shown, tokens)


def general(number: float) -> str:
    """Return a number as a cell without format prints it: at most eleven digits, no exponent, 12 for 12.0."""
    if number == 0:
        return "0"
    try:
        digits = Decimal(f"{number:.11g}").normalize()
    except InvalidOperation:
        return ""
    return f"{digits:f}" if abs(digits.adjusted()) < 30 else f"{digits}"


def _section(form: str, number: float) -> tuple[str, float]:
    """Return the part of a format for a number's sign, and the number as that part prints it."""
    sections = _split(form)
    if number < 0 and len(sections) > 1:
        return sections[1], -number
    if number == 0 and len(sections) > 2:
        return sections[2], number
    return sections[0], number


def _split(form: str) -> list[str]:
    sections, quoted, escaped = [""], False, False
    for character in form:
        if character == ";" and not quoted and not escaped:
            sections.append("")
            continue
        quoted ^= character == '"' and not escaped
        escaped = character in "\\_*" and not escaped and not quoted
        sections[-1] += character
    return sections


def _tokens(section: str) -> list[tuple[str, str]]:
    """Return a section as `text` to print, `code` that stands for digits or parts of a date, and `condition`s."""
    tokens: list[tuple[str, str]] = []
    for quoted, escaped, bracket, whole_number, plain in _TOKEN.findall(section):
        if quoted or escaped:
            tokens.append(("text", quoted or escaped))
        elif bracket:
            if bracket.startswith("$"):
                tokens.append(("text", bracket[1:].partition("-")[0]))
            elif _CONDITION.search(bracket) or _DATE_PART.fullmatch(bracket):
                tokens.append(("condition", bracket))
        elif whole_number:
            tokens.append(("code", GENERAL))
        elif plain and tokens and tokens[-1][0] == "code" and _DATE_PART.fullmatch(tokens[-1][1] + plain):
            tokens[-1] = ("code", tokens[-1][1] + plain)
        elif plain and plain in "0#?.,%@/EeyYmMdDhHsS":
            tokens.append(("code", plain))
        elif plain:
            tokens.append(("text", plain))
    return tokens


def _number(number: float, tokens: list[tuple[str, str]]) -> str:
    """Print a number where the first placeholder stands, with the text around."""
    codes = "".join(text for kind, text in tokens if kind == "code")
    if not codes and tokens:
        return "".join(text for _, text in tokens)
    is_plain = not codes or GENERAL in codes or set(codes) & set("/Ee@")
    figures = general(number) if is_plain else _figures(number, codes)
    if not codes:
        return figures
    first = next(at for at, (kind, _) in enumerate(tokens) if kind == "code")
    tokens = [("text", figures) if at == first else token for at, token in enumerate(tokens)]
    return "".join(text for kind, text in tokens if kind == "text")


def _figures(number: float, codes: str) -> str:
    """Return the digits that placeholders ask for."""
    percents = codes.count("%")
    pattern = codes.replace("%", "")
    scaled = len(pattern) - len(pattern.rstrip(","))
    whole_part, _, fraction = pattern.rstrip(",").partition(".")
    value = Decimal(repr(number)).scaleb(2 * percents - 3 * scaled)
    places = sum(one in _PLACEHOLDERS for one in fraction)
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    grouping = "," if "," in whole_part else ""
    text = f"{rounded:{grouping}.{places}f}"
    if places:
        head, _, tail = text.partition(".")
        least = sum(one == "0" for one in fraction)
        tail = tail[:least] + tail[least:].rstrip("0")
        text = f"{head}.{tail}" if tail else head
    least_whole = whole_part.count("0")
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    head, point, tail = text.partition(".")
    if least_whole == 0 and head == "0":
        head = ""
    return sign + head.rjust(least_whole, "0") + point + tail + "%" * percents


def _date(number: float, tokens: list[tuple[str, str]], *, since_1904: bool) -> str:
    """Return a day number as a date; days are counted from 1900, with the 29 February of that year, or from 1904."""
    origin = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - days, no instants
    try:
        moment = origin + timedelta(seconds=round(number * 86400))
    except (OverflowError, ValueError):
        return general(number)
    written, after_hour = "", False
    for kind, text in tokens:
        code = text.lower()
        written += _part(moment, code, minutes=after_hour) if kind == "code" else text
        after_hour = code.startswith("h") if kind == "code" and _DATE_PART.fullmatch(text) else after_hour
    return written


def _part(moment: datetime, code: str, *, minutes: bool) -> str:
    letter, long = code[0], len(code) > 1
    if letter == "y":
        return f"{moment.year}" if len(code) > 2 else f"{moment.year % 100:02}"
    amounts = {
        "m": moment.minute if minutes else moment.month,
        "d": moment.day,
        "h": moment.hour,
        "s": moment.second,
    }
    if letter not in amounts:
        return code
    return f"{amounts[letter]:02}" if long else str(amounts[letter])
