"""An HTML response, parsed once and without its comments."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, wraps
from itertools import islice
from typing import Any, TypeVar

from lxml import etree, html
from scrapy.http import Response, TextResponse

from pipelines.reading.charset import declared_in, decode
from spiders import answers, gone, links, records, scripts
from spiders.answers import Heard, Noticed
from spiders.links import Link

Found = TypeVar("Found")

_FILE_MAGIC = (
    b"%PDF",
    b"\xd0\xcf\x11\xe0",
    b"PK\x03\x04",
    b"{\\rtf",
    b"Rar!",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
)
_CLOSED = re.compile(r"</(?:html|body)\s*+>", re.IGNORECASE)
_DATASTORE = re.compile(r"[\s\ufeff]*+(?:<\?xml[^>]{0,200}>)?\s*+<datastore", re.IGNORECASE)
_JSON = re.compile(r"[\s;]*+(?:\w{1,40}\()?\s*+(\{.*\})\s*+\)?[\s;]*+$", re.DOTALL)
_SCRIPT_OR_COMMENT = re.compile(
    r"(?P<script><script\b.*?(?:</script|\Z))|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL
)
_LONGEST_ANSWER = 4_000_000
_HIDDEN = frozenset({"script", "style", "noscript", "template", "option"})
_LONGEST_PAGE = 4 * 1024 * 1024
_LONGEST_COMMENT = 10_000
_EMBEDDED = re.compile(rb";base64,[A-Za-z0-9+/=]{200,}+")
_DEEPEST = 250
_MOST_LINKS = 5000
_MOST_TAGS = 40_000
_ELEMENTS = etree.ElementDefaultClassLookup(element=html.HtmlElement)
"""Makes no classes of their own for forms and their fields, by looking each element's name up, but is much faster."""

_SENTENCE = 12
"""Characters from which a text outside links is part of a sentence or a table's label."""


class Page:
    """An HTML (or datastore) answer with what the finders ask of it, computed once.

    `url` is the final address, `noticed` the list in JSON behind the page or in its place. `tree` holds no
    comments, so commented-out pagers and links do not exist here. What stands behind a very great number of tags is
    not read.
    """

    def __init__(self, url: str, text: str, noticed: Noticed | None = None) -> None:
        self.url = url
        self.noticed = noticed
        self.text = "<".join(text.replace("\x00", "").split("<", _MOST_TAGS)[:_MOST_TAGS])
        self.tree = _parse(self.text)
        self.found: dict[Callable[[Page], Any], Any] = {}

    @cached_property
    def base(self) -> str:
        """Return what relative addresses are resolved against."""
        found = self.tree.find(".//base[@href]")
        return (links.resolve(self.url, found.get("href")) if found is not None else None) or self.url

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Return the page's links in document order, each address with each wording once."""
        found = (
            links.records(self.text, self.url, "/html/script")
            if _DATASTORE.match(self.text)
            else links.extract(self.tree, self.base)
        )
        return tuple(dict.fromkeys(islice(found, _MOST_LINKS)))

    @property
    def is_records(self) -> bool:
        """Return whether this is the answer of a list proxy rather than a page."""
        return bool(_DATASTORE.match(self.text)) or self.text.startswith(answers.OPENING)

    @cached_property
    def code(self) -> str:
        """Return the live code of the inline scripts and events, without comments."""
        inline = [one.text or "" for one in self.tree.iter("script") if "xml" not in (one.get("type") or "")]
        events = [
            str(value)
            for value in self.tree.xpath("//@onload | //@onclick | //@onchange | //a/@href[contains(., '(')]")
        ]
        pieces = (scripts.live(text[: scripts.LONGEST]) for text in inline + events)
        return "\n".join(pieces)[: scripts.LONGEST]

    @cached_property
    def markup(self) -> str:
        """Return the text without its comments, those of markup and of scripts: what `text` holds may be dead."""
        return _SCRIPT_OR_COMMENT.sub(lambda found: _live(found["script"] or ""), self.text)

    @cached_property
    def own_titles(self) -> tuple[str, ...]:
        """Return what the page calls itself for certain: article metadata, main headings, the window's title."""
        meta = self.tree.xpath(
            "//meta[translate(@name, 'ARTICLETITLE', 'articletitle')='articletitle']/@content"
            " | //meta[@property='og:title']/@content"
        )
        words = [*map(str, meta), *map(_visible, self.tree.iter("h1")), self.heading or ""]
        return tuple(dict.fromkeys(word for word in map(_squeezed, words) if 1 < len(word) < 200))

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """Return what may be the page's title, best first; headings that are links announce other pages."""
        headings = self.tree.xpath(
            "//*[self::h2 or self::h3 or contains(@class, 'title') or contains(@id, 'title')]"
            "[not(.//a) and not(ancestor::a)]"
        )
        words = [_squeezed(_visible(one)) for one in headings[:40]]
        return tuple(dict.fromkeys([*self.own_titles, *(word for word in words if 3 < len(word) < 200)]))

    @cached_property
    def heading(self) -> str | None:
        """Return the window's title, `None` when it has none."""
        window = self.tree.find(".//title")
        return (_squeezed(window.text_content()) or None) if window is not None else None

    @cached_property
    def prose(self) -> str:
        """Return the running text outside links: text pieces long enough to be sentences or table labels."""
        return "\n".join(text for text, linked in self.pieces if not linked and len(text) >= _SENTENCE)

    @cached_property
    def visible(self) -> str:
        """Return all visible text, white space collapsed."""
        return " ".join(text for text, _ in self.pieces)

    @cached_property
    def pieces(self) -> list[tuple[str, bool]]:
        """Return the visible texts in document order, white space collapsed, each with whether it is a link's."""
        return _pieces(self.tree)

    @cached_property
    def is_gone(self) -> bool:
        """Return whether this is an error page that was sent with status 200."""
        if self.is_records:
            return False
        said = [text for text, linked in self.pieces if not linked]
        return gone.says_gone(self.own_titles, said, prose=len(self.prose))

    @cached_property
    def onward(self) -> str | None:
        """Return where a stub sends its reader (meta refresh, `location.href`), `None` when the page is to be read."""
        if len(self.visible) > 200 or len(self.links) > 3:
            return None
        for content in self.tree.xpath("//meta[translate(@http-equiv,'REFSH','refsh')='refresh']/@content"):
            if found := re.search(r"url\s*=\s*['\"]?([^'\"\s;]+)", str(content), re.IGNORECASE):
                return links.resolve(self.base, found[1])
        return links.resolve(self.base, scripts.destination(self.code))


def once(find: Callable[[Page], Found]) -> Callable[[Page], Found]:
    """Have a finder look at a page once, whoever asks; what it found is left as it is."""

    @wraps(find)
    def found(page: Page) -> Found:
        if find not in page.found:
            page.found[find] = find(page)
        kept: Found = page.found[find]
        return kept

    return found


def read_page(response: Response) -> Page | None:
    """Return the page of a response, `None` when it was not answered, is a file, or is empty.

    A list in JSON is read as a page of links. A rendered page whose list came from a service holds all of what that
    answered, whatever of it is shown or linked.
    """
    if response.status == 0 or is_file(response) or not response.body.strip():
        return None
    meta = response.request.meta if response.request else {}
    text = _decoded(response)
    if answer := records.read(text):
        found = Noticed.of(_asked(response, text), answer, meta.get("entries"))
        return Page(response.url, found.markup(), found)
    return rendered(response.url, text, [Heard(**one) for one in meta.get("heard", ())], meta.get("led", {}))


def rendered(url: str, text: str, heard: Sequence[Heard], led: Mapping[str, str]) -> Page:
    """Return a page with all of the list that was heard behind it, and with where clicks on its titles led."""
    page = Page(url, text + answers.links_of(led))
    if heard and (behind := answers.noticed(page.links, page.visible, page.base, heard)):
        held = {record.title for record in behind.answer.records}
        beside = {words: address for words, address in led.items() if words not in held}
        return Page(url, text + answers.links_of(beside) + behind.markup(), behind)
    return page


def _asked(response: Response, text: str) -> Heard:
    request = response.request
    body = request.body.decode("utf-8", "replace") if request else ""
    kind = (request.headers.get("Content-Type") or b"").decode("latin-1") if request else ""
    return Heard(response.url, text, body, kind)


def is_file(response: Response) -> bool:
    """Return whether a response's bytes are a document rather than a page, whatever the server calls them."""
    start = response.body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(_FILE_MAGIC) or (
        not isinstance(response, TextResponse) and not start.startswith(b"<")
    )


def _decoded(response: Response) -> str:
    declared = response.headers.get("Content-Type") or b""
    return _unwrapped(decode(_bounded(response.body), declared_in(declared.decode("latin-1"))))


def _bounded(body: bytes) -> bytes:
    """Return as much of a page as is read: pictures and long comments in it do not count, the rest is left."""
    if len(body) <= _LONGEST_PAGE:
        return body
    first, *others = _EMBEDDED.sub(b"", body).split(b"<!--")
    return b"".join([first, *map(_shortened, others)])[:_LONGEST_PAGE]


def _shortened(commented: bytes) -> bytes:
    """Return what follows the beginning of a comment, without the comment if it is long; scripts hide in short ones."""
    comment, end, after = commented.partition(b"-->")
    return after if end and len(comment) > _LONGEST_COMMENT else b"<!--" + commented


def _unwrapped(text: str) -> str:
    """Return the markup inside a JSON or JSONP answer: its longest text that is markup; other texts as they are."""
    found = _JSON.match(text[:_LONGEST_ANSWER])
    if found is None:
        return text
    try:
        answer = json.loads(found[1])
    except (ValueError, RecursionError):
        return text
    inside = answer.get("data", answer) if isinstance(answer, dict) else None
    markup = (
        [one for one in inside.values() if isinstance(one, str) and "<" in one]
        if isinstance(inside, dict)
        else []
    )
    return max(markup, key=len, default=text)


def _parse(text: str) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_ELEMENTS)
    text = _CLOSED.sub("", text)  # libxml2 drops what follows, browsers do not (HTML, "after after body")
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        tree = html.document_fromstring("<html><body></body></html>")
    return tree


def _live(script: str) -> str:
    """Return a script element without its code's comments; one that holds records has markup for code."""
    return script if "<record" in script else scripts.live(script)


def _visible(element: html.HtmlElement) -> str:
    return _squeezed(" ".join(text for text, _ in _pieces(element)))


def _pieces(root: html.HtmlElement) -> list[tuple[str, bool]]:
    """Return the visible text pieces under an element, each with whether it is a link's."""
    found: list[tuple[str, bool]] = []
    stack: list[tuple[html.HtmlElement | str, bool, int]] = [(root, False, 0)]
    while stack:
        node, linked, depth = stack.pop()
        if isinstance(node, str):
            found.append((_squeezed(node), linked))
            continue
        tag, text = node.tag, node.text
        if tag in _HIDDEN or not isinstance(tag, str) or depth > _DEEPEST:
            continue
        inside = linked or tag == "a"
        for child in reversed(node):
            if (tail := child.tail) and not tail.isspace():
                stack.append((tail, inside, depth))
            stack.append((child, inside, depth + 1))
        if text and not text.isspace():
            stack.append((text, inside, depth))
    return found


def _squeezed(text: str) -> str:
    return " ".join(text.split())
