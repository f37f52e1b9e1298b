"""Titles and headings, and the ordinals of what is no section."""

from __future__ import annotations

from html import escape
from random import Random

from benchmarks.reports.distortions.registry import distortion
from benchmarks.reports.model import Doubt, Draft, Heading, Prose


@distortion("html", group="title")
def year_split_over_spans(draft: Draft, rng: Random) -> None:
    """「201 8 年」: the year's digits stand in several spans."""
    year = str(draft.year)
    cut = rng.randint(1, 3)
    split = f'<span lang="EN-US">{year[:cut]}</span><span lang="EN-US">{year[cut:]}</span>'
    draft.looks.shown_title = escape(draft.title).replace(year, split)


@distortion("html", group="title")
def title_over_two_lines(draft: Draft, _rng: Random) -> None:
    at = draft.title.index("政府信息公开")
    if at:
        draft.looks.shown_title = f"{draft.title[:at]}<br/>\n{draft.title[at:]}"


@distortion("html", group="title")
def title_decorated(draft: Draft, rng: Random) -> None:
    before, after = rng.choice(
        (("", "（图片版）"), ("【文稿解读】", ""), ("", ".docx"), ("", "（公开版）"), ("·", ""))
    )
    draft.looks.shown_title = f"{before}{draft.title}{after}"


@distortion("html", group="title")
def title_spaced(draft: Draft, _rng: Random) -> None:
    year = str(draft.year)
    draft.looks.shown_title = escape(draft.title).replace(year, f" {year} ")


@distortion(group="headings")
def headings_without_ordinals(draft: Draft, _rng: Random) -> None:
    for block in draft.blocks:
        if isinstance(block, Heading):
            block.text = block.text[2:]


@distortion(group="headings")
def headings_numbered_otherwise(draft: Draft, rng: Random) -> None:
    style = rng.choice(("第{}部分 ", "{}.", "{}． ", "{}　"))
    for block in draft.blocks:
        if isinstance(block, Heading):
            block.text = style.format(block.text[0]) + block.text[2:]


@distortion("tabled", group="headings")
def ordinals_of_sections_within_the_first(draft: Draft, _rng: Random) -> None:
    """Within 一、总体情况 the paragraphs are numbered 一、 to 五、 again."""
    for block in draft.blocks:
        if isinstance(block, Prose) and block.text[:1] == "（" and block.text[2:3] == "）":
            block.text = f"{block.text[1]}、{block.text[3:]}"
    draft.doubts.append(Doubt("nested_ordinal_collision"))


@distortion()
def signature(draft: Draft, _rng: Random) -> None:
    on = draft.published
    draft.blocks.append(Prose(draft.body.names[0], furniture=True))
    draft.blocks.append(Prose(f"{on.year}年{on.month}月{on.day}日", furniture=True))
