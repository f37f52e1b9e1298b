"""Sentences made of phrases and figures, and what they state."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from benchmarks.reports import phrases
from benchmarks.reports.model import Contact, Draft, Said

_MARK = re.compile(r"\[\[([a-z0-9_.]+)\|([^|\]]*)(?:\|([^\]]*))?\]\]")
WHOLES = {
    "requests.channel": "requests.received",
    "requests.replied": "requests.replied",
    "requests.refused": "requests.refused.total",
}
"""The total that a share is one of."""


def is_part(key: str, group: str) -> bool:
    return key.startswith(f"{group}.") and not key.endswith(".total")


class Writer:
    """Writes sentences for a draft and keeps the facts that they state."""

    def __init__(self, draft: Draft, rng: Random) -> None:
        self._draft = draft
        self._rng = rng

    def pick(self, bank: Sequence[str]) -> str:
        """A phrase of the bank that the figures allow, nothing where none does."""
        fitting = [phrase for phrase in bank if self._is_sayable(phrase)]
        return self.write(self._rng.choice(fitting)) if fitting else ""

    def plain(self, count: int) -> str:
        """Sentences that state no fact of the vocabulary."""
        rng = self._rng
        chosen = [
            rng.choice(phrases.COUNTED)
            .replace("{n}", str(rng.randint(3, 9000)))
            .replace("{m}", str(rng.randint(2, 300)))
            .replace("{k}", str(rng.randint(1, 40)))
            if rng.random() < 0.3
            else rng.choice(phrases.PLAIN)
            for _ in range(count)
        ]
        return self.write("".join(dict.fromkeys(chosen)))

    def write(self, phrase: str) -> str:
        draft = self._draft
        text = (
            phrase.replace("{year}", str(draft.year))
            .replace("{next}", str(draft.year + 1))
            .replace("{name}", draft.body.names[0])
            .replace("{whole}", draft.body.whole)
        )
        return _MARK.sub(self._state, text)

    def _is_sayable(self, phrase: str) -> bool:
        figures = self._draft.figures
        marks = {key: unit for key, unit, _ in _MARK.findall(phrase)}
        known = all(key in figures and not (unit == "=0" and figures[key]) for key, unit in marks.items())
        return known and all(self._names_all(group, marks.keys()) for group in WHOLES)

    def _names_all(self, group: str, keys: Collection[str]) -> bool:
        """Whether a phrase that names one part of a group names all that are not zero."""
        parts = {key for key in self._draft.figures if is_part(key, group)}
        return not parts & set(keys) or all(key in keys for key in parts if self._draft.figures[key])

    def _state(self, match: re.Match[str]) -> str:
        key, unit, style = match.groups()
        value = self._draft.figures[key]
        if unit == "=0":
            self._add(Said(key, 0, None))
            return ""
        if style == "万" and value >= 10_000:
            tenths = value // 1000
            self._add(Said(key, tenths * 1000, unit))
            return f"{Decimal(tenths) / 10}万{unit}"
        share = self._draft.slips.get(key, self._share(key, value)) if style == "%" else None
        self._add(Said(key, value, unit, percent=share))
        return f"{value}{unit}" + (f"，占{share}%" if share is not None else "")

    def _share(self, key: str, value: int) -> Decimal | None:
        whole = self._draft.figures[WHOLES[key.rpartition(".")[0]]]
        if not whole:
            return None
        return (Decimal(value) * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def _add(self, said: Said) -> None:
        if not any(each.key == said.key and each.value == said.value for each in self._draft.facts):
            self._draft.facts.append(said)


def contact(draft: Draft, rng: Random) -> Contact:
    name = draft.body.names[0]
    org = name if name.endswith("办公室") else f"{name}办公室"
    code = rng.choice(("0371", "0379", "0531", "010", "0571", "028"))
    return Contact(
        org,
        f"{''.join(draft.body.path[-2:])}人民路{rng.randint(1, 400)}号",
        f"{rng.randint(100000, 899999)}",
        f"{code}-{rng.randint(2_000_000, 89_999_999)}",
        rng.choice((f"xxgk{rng.randint(1, 99)}@163.com", f"zwgk@{draft.year}.gov.cn")),
    )


def contact_sentence(contact: Contact, phrase: str) -> str:
    if "{email}" not in phrase:
        contact.email = None
    return phrase.format(
        org=contact.org,
        address=contact.address,
        postcode=contact.postcode,
        phone=contact.phone,
        email=contact.email,
    )


def joined(sentences: Iterable[str]) -> str:
    return "".join(sentence for sentence in sentences if sentence)
