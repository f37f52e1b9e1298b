"""Links of a page: anchors, what scripts and events would open, options, frames, script-filled lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from spiders import routes, scripts

_SPACE = re.compile(r"\s+")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_SESSION = re.compile(r";jsessionid=[^?#/]*", re.IGNORECASE)
_MORE = re.compile(r"^[\s>+»＞\[【]*(?:查看|点击|阅读)?(?:更多|more)[\s>+»＞.\]】…]*$", re.IGNORECASE)
_DATA = ("data-href", "data-url", "data-link", "ng-href", "url")
_IN_EVENT = re.compile(r"""["']([./?\w](?=[^"'\s<>()/.?=]*+[/.?=])[^"'\s<>()]*+)["']""")
_TO_ROUTE = re.compile(r"location\.hash\s*+=\s*+$")
_HEADLINES = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "dt", "dd", "li", "td")
_MOST_HEADLINES = 10
_FRAMES = frozenset({"iframe", "frame", "embed", "object"})
_CONTAINERS = frozenset({"div", "ul", "ol", "dl", "table", "section", "nav"})
_CLICKABLE = ("li", "tr", "td", "div", "span", "p", "input", "button")
_LEADING = etree.XPath(
    "descendant-or-self::*["
    + " or ".join(f"self::{tag}" for tag in ("a", "area", "option", "script", *sorted(_FRAMES)))
    + f" or ({' or '.join(f'self::{tag}' for tag in _CLICKABLE)})"
    + f" and ({' or '.join(f'@{name}' for name in ('onclick', *_DATA))})]"
)
# What is played or run leads nowhere and holds no report.
_PLAYED = re.compile(
    r"\.(?:swf|flv|f4v|mp[34]|avi|wmv|wma|rmvb?|mov|m3u8|css|js|ico|exe|msi|apk)$", re.IGNORECASE
)
NEIGHBOUR = re.compile(r"[上下前后]一[篇条]|[上下]篇|相关(?:文章|信息|链接)")
"""What announces the article before or after, or others like it."""

_LONGEST_TEXT = 300
_LONGEST_TEXT_READ = 2000
_MOST_RECORDS = 5000

_ROWS = frozenset({"li", "tr", "dd", "dl"})
_DATE = re.compile(r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(?!\d)")

LONGEST = 2000
"""Characters of an address; longer ones lead nowhere."""


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go: absolute address, its words, and where it stood.

    `label` is the fullest wording (list texts are cut, the `title` attribute is not). `origin` is `anchor`,
    `event`, `option`, `frame`, `script` or `record`. `spot` is the chain of elements around it, the same for
    all entries of one list, `date` the day that stands beside it, as it is written.
    """

    url: str
    text: str
    title: str
    origin: str
    spot: str = ""
    date: str = field(default="", compare=False)

    @property
    def label(self) -> str:
        """Return title attribute or text, whichever says more."""
        return self.title if len(self.title) > len(self.text) else self.text


def joined(base: str, href: str | None) -> str | None:
    """Return the http(s) address that a browser would ask for, as it stands; `None` where it would ask for none."""
    href = _SPACE.sub("", href or "") if "\n" in (href or "") else (href or "").strip()
    if not href or len(href) > LONGEST:
        return None
    try:
        url = routes.without_anchor(urljoin(base, href.replace("\\", "/")))
        if href.startswith("#") and not routes.of(url):
            return None
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises ValueError for a port that is none
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def resolve(base: str, href: str | None) -> str | None:
    """Return an absolute http(s) address without anchor and session, `None` for anything else."""
    url = joined(base, href)
    return None if url is None else _SESSION.sub("", _upgraded(url, base))


def _upgraded(url: str, base: str) -> str:
    # a page had by https links its neighbours by http out of habit: one address each, not two
    secure = (
        base.startswith("https:")
        and url.startswith("http:")
        and urlsplit(url).netloc == urlsplit(base).netloc
    )
    return f"https{url[4:]}" if secure else url


def extract(tree: html.HtmlElement, base: str) -> Iterator[Link]:
    """Yield the links of a parsed page in document order, script-filled lists where their script stands."""
    for element in _LEADING(tree):
        if element.tag == "script":
            yield from from_script(element.text or "", base, spot(element))
        else:
            yield from _from_element(element, base)


def from_script(code: str, base: str, where: str = "") -> Iterator[Link]:
    """Yield the links that a script's code carries: records of a datastore, written markup, menu trees."""
    if "<record" in code:
        yield from records(code, base, where)
        return
    code = scripts.live(code[: scripts.LONGEST])
    for markup in scripts.written_markup(code):
        yield from _from_markup(markup, base, "script", where)
    for address, name in scripts.named_addresses(code):
        if url := resolve(base, address):
            yield Link(url, _plain(name), "", "script", where + "/object")


def records(text: str, base: str, where: str = "") -> Iterator[Link]:
    """Yield the links inside the `<record>`s of a Hanweb datastore, inline or as the proxy answers it."""
    for piece in re.split("<record>", text, maxsplit=_MOST_RECORDS, flags=re.IGNORECASE)[1:]:
        markup = re.split("</record>", piece, maxsplit=1, flags=re.IGNORECASE)[0]
        yield from _from_markup(_CDATA.sub("", markup), base, "record", where + "/record")


def spot(element: html.HtmlElement) -> str:
    """Return the elements around one, containers with what they are called: alike for the entries of a list."""
    return "/".join(_called(one) for one in reversed([*islice(element.iterancestors(), 12)]))


def _called(element: html.HtmlElement) -> str:
    # an entry's own classes vary (odd, even, first), those of what holds the entries do not
    names = (element.get("id") or element.get("class") or "").split() if element.tag in _CONTAINERS else []
    return ".".join([str(element.tag), *names[:1]])


def _from_element(element: html.HtmlElement, base: str) -> Iterator[Link]:
    tag = str(element.tag)
    if tag in _FRAMES:
        address, origin = element.get("src") or element.get("data"), "frame"
    elif tag == "option":
        address, origin = _option(element), "option"
    else:
        address, origin = (element.get("href"), "anchor") if tag in {"a", "area"} else (None, "event")
    named = (value for name in _DATA if (value := element.get(name)))
    url = resolve(base, address) or next(filter(None, (resolve(base, value) for value in named)), None)
    if url is None and (found := _IN_EVENT.search(_event(element, address))):
        at_route = _TO_ROUTE.search(found.string, 0, found.start())
        url, origin = resolve(base, f"#{found[1]}" if at_route else found[1]), "event"
    if url is not None and not _PLAYED.search(urlsplit(url).path):
        text = "" if tag in _FRAMES else _words(element)  # what is inside is for browsers without frames
        title = (
            _heading_over(element)
            if _MORE.match(text)
            else _plain(element.get("title") or "")[:_LONGEST_TEXT]
        )
        yield Link(url, text, title, origin, spot(element), _date_beside(element))


def _heading_over(element: html.HtmlElement) -> str:
    """Return the words beside a link that only says 更多: the heading of the block it belongs to."""
    for around in islice(element.iterancestors(), 3):
        words = re.sub(r"更多|more|[>+»＞\s]", "", _text(around), flags=re.IGNORECASE)
        if words:
            return words if len(words) <= 30 else ""
    return ""


def _date_beside(element: html.HtmlElement) -> str:
    """Return the day that stands in a list's row beside a link, as it is written."""
    for around in islice(element.iterancestors(), 3):
        if around.tag in _ROWS:
            found = _DATE.search(_text(around))
            return found[0] if found else ""
    return ""


def _option(element: html.HtmlElement) -> str | None:
    # a select box of pages or of sites; values that are plain words are no addresses
    value = element.get("value") or ""
    return value if "/" in value or re.search(r"\.\w{2,5}(?:\?|$)", value) else None


def _event(element: html.HtmlElement, address: str | None) -> str:
    script = address if (address or "").lower().startswith("javascript:") else ""
    return scripts.unescaped(f"{element.get('onclick') or ''};{script or ''}")


def _from_markup(markup: str, base: str, origin: str, where: str) -> Iterator[Link]:
    try:
        fragment = html.fragment_fromstring(markup, create_parent="div")
    except (etree.ParserError, ValueError):
        return
    for element in fragment.iter("a", *_FRAMES):
        for link in _from_element(element, base):
            kept = link.origin if link.origin == "frame" else origin
            yield Link(link.url, link.text, link.title, kept, where, link.date)


def _words(element: html.HtmlElement) -> str:
    text = _plain(_text(element))
    if len(text) > 60:
        # a whole card inside one link: its first block is the headline
        inside = islice(element.iter(*_HEADLINES), _MOST_HEADLINES)
        blocks = (_plain(_text(one)) for one in inside if one is not element)
        text = next((words for words in blocks if 4 <= len(words) < len(text)), text)
    if not text:
        text = _plain(" ".join(str(alt) for alt in element.xpath("self::area/@alt | .//img/@alt")))
    return text[:_LONGEST_TEXT]


def _text(element: html.HtmlElement) -> str:
    """Return an element's text, as far as links are told by it: what is nested holds all that is below it."""
    pieces, room = [], _LONGEST_TEXT_READ
    for piece in element.itertext():
        pieces.append(str(piece)[:room])
        room -= len(pieces[-1])
        if room <= 0:
            break
    return "".join(pieces)


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
