"""Where an article stands: layout tables, encodings, dates that disagree, families of portals."""

from __future__ import annotations

from random import Random

from benchmarks.reports.distortions.registry import distortion
from benchmarks.reports.model import Draft, Heading


@distortion("html", group="wrapped")
def article_in_a_layout_table(draft: Draft, rng: Random) -> None:
    depth = rng.randint(1, 3)
    draft.looks.article.append(
        lambda body, _: '<table width="100%"><tr><td>' * depth + body + "</td></tr></table>" * depth
    )


@distortion("html", group="wrapped")
def sections_in_rows_of_a_layout_table(draft: Draft, _rng: Random) -> None:
    """Each block of the article is a row of one layout table."""
    draft.looks.article.append(
        lambda body, _: (
            "<table>" + "".join(f"<tr><td>{block}</td></tr>" for block in _split(body)) + "</table>"
        )
    )


def _split(body: str) -> list[str]:
    """The blocks of an article: paragraphs and whole tables."""
    blocks, depth = [""], 0
    for line in body.split("\n"):
        blocks[-1] += line + "\n"
        depth += line.count("<table") - line.count("</table>")
        if depth == 0:
            blocks.append("")
    return [block for block in blocks if block.strip()]


@distortion("html", group="encoding")
def gbk_called_gb2312(draft: Draft, _rng: Random) -> None:
    draft.looks.encoding, draft.looks.declared = "gbk", "gb2312"


@distortion("html", group="encoding")
def gb18030(draft: Draft, _rng: Random) -> None:
    draft.looks.encoding = draft.looks.declared = "gb18030"


@distortion("html", group="encoding")
def utf_8_called_gb2312(draft: Draft, _rng: Random) -> None:
    draft.looks.encoding, draft.looks.declared = "utf-8", "gb2312"


@distortion("html", group="encoding")
def utf_16_with_a_bom(draft: Draft, _rng: Random) -> None:
    draft.looks.encoding, draft.looks.declared = "utf-16", "gb2312"


@distortion("html", group="encoding")
def gbk_without_a_word(draft: Draft, _rng: Random) -> None:
    draft.looks.encoding = "gbk"
    draft.looks.page.append(lambda html, _: html.replace("; charset=gbk", "", 1))


@distortion("html")
def a_stray_date_first(draft: Draft, _rng: Random) -> None:
    draft.looks.page.append(
        lambda html, _: html.replace("<body", "<body", 1).replace(
            '<ul class="nav">', '<span>时间 2002年01月05</span><ul class="nav">', 1
        )
    )


@distortion("html")
def scripts_that_print(draft: Draft, _rng: Random) -> None:
    draft.looks.page.append(
        lambda html, _: html.replace(
            "</body>",
            "<script>document.write('<table><tr><td>规章</td><td>9</td></tr></table>')</script></body>",
        )
    )


@distortion("html")
def a_copy_within_a_comment(draft: Draft, _rng: Random) -> None:
    """An earlier version of the article is left in a comment."""
    draft.looks.article.append(lambda body, _: f"<!-- {body.replace('--', '').replace('1', '7')} -->\n{body}")


@distortion("html", group="captures")
def article_over_two_pages(draft: Draft, rng: Random) -> None:
    """The article goes on, with a section, on a second page."""
    sections = [at for at, block in enumerate(draft.whole()) if isinstance(block, Heading)]
    draft.looks.page_break = rng.choice(sections[1:])


@distortion("html", group="captures")
def report_as_an_attachment(draft: Draft, _rng: Random) -> None:
    """The page holds nothing but a link to the report's file."""
    draft.looks.attached = "docx"
