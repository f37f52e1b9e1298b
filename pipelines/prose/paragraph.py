"""A paragraph of prose with what is known of its report, and the facts that its words prove."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.prose import patterns as p
from pipelines.prose.mentions import Clause, Mention
from pipelines.prose.wording import Wording
from pipelines.report import Fact, Observation, locator


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's words, the key of its section, and the year and issuer that the report is of."""

    wording: Wording
    section: str | None
    year: int | None
    issuer: str | None

    def on_disclosure(self, clause: Clause) -> bool:
        """Return whether disputes named in a clause are about disclosure."""
        if p.NOT_DISCLOSURE.search(clause.sentence):
            return False
        return self.section in {"review_litigation", "requests"} or bool(
            re.search(r"信息公开|依申请|政务公开", clause.sentence)
        )

    def on_disclosure_fees(self, clause: Clause) -> bool:
        """Return whether fees named in a clause are those for disclosure."""
        if p.FEES_OTHER.search(clause.text):
            return False
        return self.section == "fees" or p.FEES_ABOUT.search(clause.sentence) is not None

    def states(self, key: str, span: tuple[int, int], mention: Mention | None = None) -> Iterator[Fact]:
        """Yield the fact that the words of a span state: the number mentioned, zero where they hold none."""
        needed = (mention.number_start, mention.end) if mention else span
        placed = self.wording.place(*span, needed=needed)
        if placed is None:
            return
        quote, at = placed
        value, unit = (mention.value, mention.unit) if mention else (0, None)
        approximate, percent = (mention.approximate, mention.percent) if mention else (False, None)
        status = "number" if value else "zero"
        source = at.paragraph
        seen = Observation(
            f"facts.{key}",
            value,
            quote,
            status,
            unit,
            source.capture,
            locator({"block": source.block, "start": at.start, "end": at.end}, source.box),
            source.confidence,
        )
        yield Fact(key, value, unit, quote, self.section, approximate, percent, seen)
