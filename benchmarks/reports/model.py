"""A report under construction: what it prints, and beside it what must be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

Value = int | Decimal | None
Values = dict[str, Value]
"""What each cell says, by its path in the contract without `tables.`; `None` for blanks and dashes."""


@dataclass(slots=True)
class Cell:
    """A cell as it is printed. `key` is the value's path, `role` one of band, head, group, label, value, spacer."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    key: str | None = None
    role: str = "value"


Row = list[Cell]


@dataclass(slots=True)
class Table:
    """A printed table: `form` is the contract's name of the form it belongs to, `None` for any other table."""

    rows: list[Row]
    form: str | None = None

    def cells(self, *roles: str) -> Iterator[Cell]:
        for row in self.rows:
            yield from (cell for cell in row if cell.role in roles)


@dataclass(slots=True)
class Heading:
    """A section's heading; `key` and `number` are what the section must be read as."""

    text: str
    key: str | None
    number: int


@dataclass(slots=True)
class Prose:
    """A paragraph; `furniture` is none of the report's text (captions and notes of tables)."""

    text: str
    furniture: bool = False


Block = Heading | Prose | Table


@dataclass(frozen=True, slots=True)
class Said:
    """A fact that a sentence states."""

    key: str
    value: int | Decimal
    unit: str | None
    approximate: bool = False
    percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """An anomaly that must be found; of `where` and `operands` only what is given is compared.

    One that is merely `allowed` may be found or not: the contract leaves it open.
    """

    code: str
    where: str | None = None
    operands: tuple[tuple[str, int | Decimal], ...] = ()
    allowed: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """Who reports. `names` are the ways to write its name that count as right, the first of them in the title."""

    names: tuple[str, ...]
    titled: str
    level: str
    org_type: str
    code: str | None
    path: tuple[str, ...]
    site: str
    whole: str
    """What the prose calls the area: 全市, 全县, 我局."""


@dataclass(slots=True)
class Contact:
    org: str
    address: str
    postcode: str
    phone: str
    email: str | None


@dataclass(slots=True)
class Looks:
    """How a report is published: what distortions of markup and page change."""

    format: str = "html"
    family: str = "trs"
    encoding: str = "utf-8"
    declared: str | None = None
    weight: int = 8_000
    """Bytes of menus, styles and scripts around the article, roughly."""
    cells: list[Callable[[str, Random], str]] = field(default_factory=list)
    """What is done to the markup of each cell, innermost first."""
    paragraphs: list[Callable[[str, Random], str]] = field(default_factory=list)
    article: list[Callable[[str, Random], str]] = field(default_factory=list)
    """What is done to the whole article's markup."""
    page: list[Callable[[str, Random], str]] = field(default_factory=list)
    table_attributes: str = 'border="1" cellspacing="0" cellpadding="0"'
    page_break: int | None = None
    """The place among all blocks at which the article's second page begins."""
    attached: str | None = None
    """The format of the file that holds the report, where the page only links to it."""
    shown_title: str | None = None
    """The title's markup where it is not simply the title."""


@dataclass(slots=True)
class Draft:
    """A report and its truth."""

    seed: int
    year: int
    layout: str | None
    body: Body
    title: str
    published: date
    values: Values = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)
    """What the prose may state, by key of the fact."""
    slips: dict[str, Decimal] = field(default_factory=dict)
    """Shares that the prose states wrongly, by key of the fact."""
    preamble: list[Prose] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    facts: list[Said] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    extra: list[int] = field(default_factory=list)
    announcement: str | None = None
    """What section two says of the tables that follow."""
    claims_all_closed: bool = False
    """Whether the prose says that all requests were closed in the year."""
    contact: Contact | None = None
    period_stated: bool = False
    url: str = ""
    looks: Looks = field(default_factory=Looks)
    distortions: list[str] = field(default_factory=list)

    @property
    def tabled(self) -> bool:
        """Whether it prints the three tables of the formats since 2019."""
        return (self.layout or "").startswith("tables-")

    def whole(self) -> list[Block]:
        """All blocks in the order of the report."""
        return [*self.preamble, *self.blocks]

    def tables(self, form: str | None = None) -> list[Table]:
        every = [block for block in self.blocks if isinstance(block, Table) and block.form]
        return [table for table in every if form is None or table.form == form]

    def prose(self) -> list[Prose]:
        return [block for block in self.blocks if isinstance(block, Prose)]
