"""What is printed inside cells: numbers and labels that say the same in other characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from benchmarks.reports.distortions.registry import distortion
from benchmarks.reports.model import Cell, Draft

_FULL = str.maketrans("0123456789.,-+", "０１２３４５６７８９．，－＋")


def _numbers(draft: Draft) -> Iterator[Cell]:
    for table in draft.tables():
        yield from (cell for cell in table.cells("value") if re.search(r"\d", cell.text))


def _labels(draft: Draft, *forms: str) -> Iterator[Cell]:
    for table in draft.tables():
        if not forms or table.form in forms:
            yield from table.cells("label", "group")


@distortion("tables")
def full_width_digits(draft: Draft, rng: Random) -> None:
    share = rng.choice((0.2, 1))
    for cell in _numbers(draft):
        if rng.random() < share:
            cell.text = cell.text.translate(_FULL)


@distortion("tables")
def thousands_separators(draft: Draft, rng: Random) -> None:
    comma = rng.choice((",", "，", ", "))
    for cell in _numbers(draft):
        cell.text = re.sub(r"^(-?\d+)", lambda match: f"{int(match[1]):,}".replace(",", comma), cell.text)


@distortion("tables", group="units")
def units_in_cells(draft: Draft, rng: Random) -> None:
    """A count carries its 件, a sum of money is in 元 where its form asks for 万元."""
    for cell in _numbers(draft):
        if cell.key == "proactive_disclosure.fees.amount_wanyuan":
            amount = draft.values[cell.key]
            cell.text = f"{int(amount * 10_000)}元" if amount is not None else cell.text
        elif rng.random() < 0.3 and "statistics" not in (cell.key or "") and "amount" not in (cell.key or ""):
            cell.text += "项" if "items" in (cell.key or "") else "件"


@distortion("tables", group="units")
def notes_in_cells(draft: Draft, rng: Random) -> None:
    for cell in _numbers(draft):
        if rng.random() < 0.04 and cell.key and "change" not in cell.key:
            note = rng.choice(("（其中修订16件）", "（含上年结转）", "(见说明)", "（其中网络申请3件）"))
            cell.text += note


@distortion("tabled")
def signs_as_words(draft: Draft, rng: Random) -> None:
    style = rng.choice((("增加", "减少"), ("增", "减"), ("+", "-"), ("+", "－"), ("↑", "↓")))
    for cell in _numbers(draft):
        if cell.key and cell.key.endswith("items_change") and draft.values[cell.key]:
            cell.text = style[0 if cell.text[0] not in "-－" else 1] + cell.text.lstrip("-－")


@distortion("tables")
def invisible_characters(draft: Draft, rng: Random) -> None:
    for cell in _numbers(draft):
        if rng.random() < 0.2:
            cell.text = rng.choice(("\u200b{}", "{}\ufeff", "\xa0{}\xa0", "　{}", "{}\u2002")).format(
                cell.text
            )


@distortion("tables")
def labels_spaced(draft: Draft, rng: Random) -> None:
    """Labels with spaces inside, as editors justify them or Word breaks them."""
    for cell in _labels(draft):
        if rng.random() < 0.3 and len(cell.text) > 3:
            at = rng.randrange(2, len(cell.text))
            cell.text = cell.text[:at] + rng.choice((" ", "  ", "　", "\xa0", "\n")) + cell.text[at:]


@distortion("tables")
def heads_broken(draft: Draft, _rng: Random) -> None:
    """Column heads over two lines."""
    for table in draft.tables():
        for cell in table.cells("head"):
            if 4 <= len(cell.text) <= 8:
                cell.text = f"{cell.text[:2]}\n{cell.text[2:]}"


@distortion("tabled", group="ordinals")
def ordinals_otherwise(draft: Draft, rng: Random) -> None:
    """1、 or （1） or full-width １． for 1."""
    style = rng.choice(("{}、", "（{}）", "({})", "{}．", "{}. ", "{} "))
    for cell in _labels(draft, "requests"):
        cell.text = re.sub(r"^(\d)\.", lambda match: style.format(match[1]), cell.text)


@distortion("tabled", group="ordinals")
def ordinals_full_width(draft: Draft, _rng: Random) -> None:
    for cell in _labels(draft, "requests"):
        cell.text = re.sub(r"^\d\.", lambda match: match[0].translate(_FULL), cell.text)


@distortion("tables", group="ordinals")
def brackets_half_width(draft: Draft, _rng: Random) -> None:
    for cell in _labels(draft):
        cell.text = cell.text.replace("（", "(").replace("）", ")")


_WORDINGS = (
    ("其他法律行政法规禁止公开", "其他法律法规禁止公开"),
    ("其他法律行政法规禁止公开", "其他法律、行政法规禁止公开"),
    ("（区分处理的，只计这一情形，不计其他情形）", ""),
    ("、行政机关不再处理其政府信息公开申请", ""),
    ("本年度办理结果", "本年办理结果"),
    ("重新出具已获取信息", "重新出具已获取的信息"),
    ("“三安全一稳定”", "三安全一稳定"),
)


@distortion("tabled")
def labels_worded_otherwise(draft: Draft, rng: Random) -> None:
    chosen = rng.sample(_WORDINGS, 3)
    for cell in _labels(draft, "requests"):
        for official, other in chosen:
            cell.text = cell.text.replace(official, other)


@distortion("tabled")
def labels_misspelt(draft: Draft, rng: Random) -> None:
    """One character of a long label lost or wrong, as OCR and typists leave them."""
    long = [cell for cell in _labels(draft, "requests") if len(cell.text) >= 9 and cell.role == "label"]
    for cell in rng.sample(long, 3):
        at = rng.randrange(4, len(cell.text) - 1)
        cell.text = cell.text[:at] + rng.choice(("", "己", "入")) + cell.text[at + 1 :]


@distortion("tables")
def numbers_end_in_a_stop(draft: Draft, rng: Random) -> None:
    for cell in _numbers(draft):
        if rng.random() < 0.05:
            cell.text += rng.choice((" ", "\n", "。"))
