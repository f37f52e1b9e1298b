# ruff: noqa: E501 - markup stands in one piece
"""What editors and converters put around the text of cells and paragraphs."""

from __future__ import annotations

import re
from random import Random

from benchmarks.reports.distortions.registry import distortion
from benchmarks.reports.model import Draft


@distortion("html", group="cell markup")
def cells_pasted_from_word(draft: Draft, _rng: Random) -> None:
    draft.looks.cells.append(
        lambda text, _: (
            f'<p class="MsoNormal" align="center" style="text-align:center;mso-pagination:widow-orphan"><span lang="EN-US" style="font-family:仿宋_GB2312;font-size:12.0pt;mso-hansi-font-family:宋体">{text or "&nbsp;"}<o:p></o:p></span></p>'
        )
    )
    draft.looks.paragraphs.append(
        lambda text, _: (
            f'<span style="font-family:仿宋_GB2312;font-size:16pt"><span lang="EN-US">{text}</span><o:p></o:p></span>'
        )
    )


@distortion("html", group="cell markup")
def a_paragraph_in_each_cell(draft: Draft, _rng: Random) -> None:
    draft.looks.cells.append(lambda text, _: f'<p style="text-align:center">{text or "&nbsp;"}</p>')


@distortion("html", group="cell markup")
def fonts_and_divisions(draft: Draft, _rng: Random) -> None:
    draft.looks.cells.append(
        lambda text, _: f'<div align=center><font size="2"><b>{text or "　"}</b></font></div>'
    )


@distortion("html")
def digits_split_over_spans(draft: Draft, _rng: Random) -> None:
    def split(text: str, rng: Random) -> str:
        if not re.fullmatch(r"[\d.,]{2,}", text):
            return text
        at = rng.randrange(1, len(text))
        return f'<span>{text[:at]}</span><span lang="EN-US">{text[at:]}</span>'

    draft.looks.cells.insert(0, split)


@distortion("html")
def numbers_in_spans(draft: Draft, _rng: Random) -> None:
    """In prose each run of digits is a span of its own, the next line in the source begun before it."""
    draft.looks.paragraphs.insert(0, lambda text, _: re.sub(r"(\d+)", r'<span lang="EN-US">\1</span>', text))


@distortion("html")
def comments_and_conditions(draft: Draft, _rng: Random) -> None:
    draft.looks.cells.append(lambda text, _: f"<!--[if !supportEmptyParas]-->{text}<!--[endif]--><o:p></o:p>")


@distortion("html")
def source_lines_in_cells(draft: Draft, _rng: Random) -> None:
    """The markup is indented: line breaks and blanks around every text."""
    draft.looks.cells.append(lambda text, _: f"\n          {text}\n        ")


@distortion("html")
def paragraphs_by_line_breaks(draft: Draft, _rng: Random) -> None:
    """One paragraph for all the prose, its lines parted by <br>."""
    draft.looks.article.append(
        lambda body, _: re.sub(r'</p>\n<p style="text-indent: 2em;">', "<br/>\n　　", body)
    )


@distortion("html")
def text_in_divisions(draft: Draft, _rng: Random) -> None:
    draft.looks.article.append(
        lambda body, _: body.replace(
            '<p style="text-indent: 2em;">', "<div>&nbsp;&nbsp;&nbsp;&nbsp;"
        ).replace("</p>\n", "</div>\n")
    )


@distortion("html")
def attributes_everywhere(draft: Draft, rng: Random) -> None:
    width = rng.randint(400, 900)
    draft.looks.table_attributes = f'class="MsoNormalTable" border="0" cellspacing="0" cellpadding="0" width="{width}" style="width:{width}px;border-collapse:collapse;mso-yfti-tbllook:1184;mso-padding-alt:0cm 5.4pt 0cm 5.4pt"'
    draft.looks.article.append(
        lambda body, _: body.replace(
            "<td",
            '<td width="64" valign="top" style="border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt;height:25.5pt"',
        )
    )


@distortion("html")
def end_tags_left_out(draft: Draft, _rng: Random) -> None:
    draft.looks.article.append(lambda body, _: re.sub(r"</td>|</tr>|</?tbody>", "", body))


@distortion("html")
def heads_as_th(draft: Draft, _rng: Random) -> None:
    def first_row(match: re.Match[str]) -> str:
        return (
            match[0].replace("<td", "<th").replace("</td>", "</th>").replace("<tr>", "<thead><tr>", 1)
            + "</thead>"
        )

    draft.looks.article.append(
        lambda body, _: (
            re.sub(r"(?<=<tbody>\n)<tr>.*?</tr>", first_row, body, flags=re.DOTALL)
            .replace("<tbody>\n<thead>", "<thead>")
            .replace("</thead>", "</thead><tbody>")
        )
    )
