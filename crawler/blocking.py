"""What a gate's answer looks like that refuses or tests its visitor in place of the page asked for; pure.

A page is told by what it is, not by whose product made it: next to no links, little text, and either a sentence to
the visitor about his own request or a script that sets a cookie and loads the page again. What mentions firewalls or
codes in passing, a login form for instance, is none.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.http import Response

LONGEST_BODY = 64 * 1024
"""Bytes; what is longer is a page of its own."""

MOST_LINKS = 8
MOST_TEXT = 1000
"""Characters of text that a gate's page has at most."""

LITTLE_TEXT = 200
"""Characters of text on a page that only tests its visitor."""

BARE_TAGS = 16

LONGEST_REST = 86400.0
"""Seconds; a Retry-After above this is taken as this."""

REFUSALS = frozenset({412, 429, 503, 521, 567})
"""Statuses that are a gate's whatever the page: we send no precondition, and the others mean too much or not now."""

_TOLD = re.compile(
    r"""
    ^(?:网站防火墙|访问拦截|(?:安全|人机|滑动|访问)验证|just\ a\ moment|attention\ required|access\ denied)
     (?:页面)?(?=$|[\s.!|_-])
    | (?:您|你|当前|本次|该|此)的?(?:IP|访问|请求|操作|提交)[^。！页栏文链]{0,40}
      (?:拦截|阻断|封禁|黑名单|攻击|被限制|被拒绝|过于频繁|太频繁|频率过[高快])
    | (?:访问|请求|操作)(?:过于频繁|太频繁|频率过[高快]|次数过多)
    | (?:请求|访问|参数|IP)[^。]{0,30}被(?:网站|本站)?(?:管理员|防火墙|创宇盾|云盾|云锁|安全狗|WAF)
      [^。]{0,8}(?:拦截|阻断|拒绝)
    | 拦截提示
    | 系统检测到[^。]{0,20}(?:异常|攻击|机器人|非法)
    | (?:您|你)的?[^。页栏文链]{0,6}(?:访问|请求|网络|流量)(?:请求|环境|行为)?(?:存在|出现|有)?异常
    | (?:人机|安全|滑块|滑动|访问)验证[^。]{0,30}(?:继续|机器人|拖动|频繁)
    | 请(?:完成|进行|通过|输入)[^。]{0,16}验证码?[^。]{0,20}(?:继续|后[^。]{0,4}访问|频繁)
    | the\ requested\ url\ was\ rejected\.\ please\ consult\ with\ your\ administrator
    | (?:your|this)\ (?:request|access|ip(?:\ address)?)\b[^.]{0,40}\b(?:was|been|is)\ (?:\w+\ )?
      (?:blocked|denied|banned)
    | you\ have\ been\ blocked | request\ blocked | request\ unsuccessful.{1,3}incapsula
    | (?:too\ many|unusual)\ (?:requests|traffic)\ from
    | checking\ (?:your|the)\ (?:browser|site\ connection) | enable\ javascript\ and\ cookies\ to\ continue
    | verify(?:ing)?\ (?:that\ )?you\ are\ (?:a\ )?(?:human|not\ a\ robot)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CHALLENGE = re.compile(r"\$_ts\b|FSSBBIl1UgzbN7N|__jsl_clearance|acw_sc__v2|_cf_chl_opt|wzwschallenge")
_SETS_COOKIE = re.compile(r"document\s*(?:\.\s*cookie|\[\s*['\"]cookie['\"]\s*\])\s*=")
_LOADS_AGAIN = re.compile(
    r"location\s*\.\s*reload|location(?:\s*\.\s*(?:href|replace|assign))?\s*[=(]\s*(?:window\s*\.\s*|document\s*\.\s*)?location\b"
)
_LOWER = {ord(letter): letter.lower() for letter in string.ascii_uppercase}
_SPACE = re.compile(r"\s+")
_OPENING = re.compile(r"<(script|style|noscript|!--)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_LINK = re.compile(r"<a\s", re.IGNORECASE)
_SOURCE = re.compile(r"<script[^<>]*\ssrc\s*=", re.IGNORECASE)
_PASSWORD = re.compile(r"type\s*=\s*[\"']?password", re.IGNORECASE)
_FIELD = re.compile(
    r"<(?:textarea|select|input(?![^<>]*type\s*=\s*[\"']?(?:hidden|submit|button|image)))", re.IGNORECASE
)


def block(status: int, headers: Mapping[str, str], body: bytes) -> str | None:
    """Return why an answer is a gate's and not the site's, `None` for all others; header names are in lower case."""
    if "cf-mitigated" in headers:
        return "challenge"
    if status in REFUSALS:
        return f"http {status}"
    if not body or len(body) > LONGEST_BODY or _is_file(headers):
        return None
    why = _page(_decoded(body))
    return f"http {status}, {why}" if why and status >= 400 else why


def headers_of(response: Response) -> dict[str, str]:
    """Return the headers of a response, the last of each name, which is in lower case."""
    return {
        name.decode("latin-1").lower(): values[-1].decode("latin-1")
        for name, values in response.headers.items()
    }


def bare_text(headers: Mapping[str, str], body: bytes) -> str | None:
    """Return the text of a page that has little to show, `None` for a page in its own right and for what is no page."""
    if b"<" not in body or len(body) > LONGEST_BODY or _is_file(headers):
        return None
    shown = _shown(_decoded(body))
    return shown[0] if shown else None


def _page(source: str) -> str | None:
    """Return what a page that has little to show says or does to its visitor."""
    shown = _shown(source)
    if shown is None:
        return None
    text, markup, scripts = shown
    if _PASSWORD.search(markup) or len(_FIELD.findall(markup)) > 1:
        return None
    if _TOLD.search(text):
        return "block page"
    if len(text) > LITTLE_TEXT:
        return None
    return "challenge" if _CHALLENGE.search(scripts) or _tests(source, markup, scripts) else None


def _shown(source: str) -> tuple[str, str, str] | None:
    """Return a page's text, its markup and its scripts, `None` where it has more than a few links or much text."""
    if len(_LINK.findall(source)) > MOST_LINKS:
        return None
    markup, scripts = _taken_apart(source)
    text = _SPACE.sub(" ", unescape(_TAG.sub(" ", markup))).strip()
    return (text, markup, scripts) if len(text) <= MOST_TEXT else None


def _tests(source: str, markup: str, scripts: str) -> bool:
    """Return whether a page is nothing but a script that sets a cookie and loads the page again."""
    bare = len(_TAG.findall(markup)) <= BARE_TAGS and not _SOURCE.search(source)
    return bare and bool(_SETS_COOKIE.search(scripts) and _LOADS_AGAIN.search(scripts))


def _taken_apart(source: str) -> tuple[str, str]:
    """Return a page's source without scripts, styles and comments, and its scripts."""
    markup, scripts, position = [], [], 0
    lowered = source.translate(_LOWER)  # as long as the source, which lower() need not be
    while opening := _OPENING.search(source, position):
        kind = opening[1].lower()
        closing = "-->" if kind == "!--" else f"</{kind}"
        end = lowered.find(closing, opening.end())
        end = len(source) if end < 0 else end
        markup.append(source[position : opening.start()])
        if kind == "script":
            scripts.append(source[opening.end() : end])
        position = min(end + len(closing), len(source))
    return "".join([*markup, source[position:]]), "\n".join(scripts)


def _is_file(headers: Mapping[str, str]) -> bool:
    kind = headers.get("content-type", "").lower()
    return bool(kind) and not any(mark in kind for mark in ("html", "text/plain", "json", "xml"))


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace")


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds a host asks us to wait (RFC 9110, 10.2.3), `None` where it says nothing to be understood.

    A date is held against the host's own clock where it states that.
    """
    asked = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return min(float(asked[:9]), LONGEST_REST)
    until = _instant(asked)
    if until is None:
        return None
    wait = (until - (_instant(headers.get("date", "")) or now)).total_seconds()
    return min(max(wait, 0.0), LONGEST_REST)


def _instant(text: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
