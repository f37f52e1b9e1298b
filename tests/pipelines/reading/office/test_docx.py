import pytest

from pipelines.errors import Unreadable
from tests.pipelines.reading.office.documents import read_file
from tests.pipelines.reading.office.packages import (
    R,
    W,
    cell,
    docx,
    field,
    paragraph,
    relations,
    run,
    table,
    zipped,
)
from tests.pipelines.reading.pages import paragraphs, tables, texts


def lines(*blocks):
    """Return what blocks print below a heading, where no line is taken for a title."""
    return paragraphs(read_file(docx(paragraph("一、总体情况"), *blocks)))[1:]


def grids(*blocks):
    return [texts(grid) for grid in tables(read_file(docx(*blocks)))]


def document(body):
    """Return a package of nothing but a main part."""
    return zipped({
        "_rels/.rels": relations(officeDocument="word/document.xml"),
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>',
    })  # fmt: skip


def test_a_line_break_begins_a_line_and_in_a_cell_a_blank():
    broken = paragraph(run("第一行"), "<w:r><w:br/></w:r>", run("第二行"))
    assert lines(broken) == ["第一行", "第二行"]
    assert grids(table([cell(broken), cell("1")], columns=2)) == [[["第一行 第二行", "1"]]]


def test_a_table_of_contents_is_no_part_of_the_text():
    contents = field(r'TOC \o "1-3"', "一、总体情况 1")
    assert lines(paragraph(contents), paragraph("二、主动公开")) == ["二、主动公开"]


def test_a_paragraph_whose_end_is_deleted_runs_on():
    mark = '<w:del w:id="1" w:author="a"/>'
    assert lines(paragraph("前半", mark=mark), paragraph("后半")) == ["前半后半"]


def test_a_deleted_row_is_not_printed():
    deleted = cell("删", "1").replace("<w:tc>", '<w:trPr><w:del w:id="1"/></w:trPr><w:tc>', 1)
    assert grids(table([cell("留"), cell("2")], [deleted, cell("3")], columns=2)) == [[["留", "2"]]]


def test_a_row_that_begins_further_right_stays_there():
    indented = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell("2")
    (grid,) = tables(read_file(docx(table([cell("a"), cell("b")], [indented], columns=2))))
    assert [[one and one.text for one in row] for row in grid.grid] == [["a", "b"], [None, "2"]]


def test_a_text_box_follows_the_paragraph_it_is_anchored_in_once():
    inside = f"<w:txbxContent>{paragraph('框中')}</w:txbxContent>"
    box = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:drawing>{inside}</w:drawing></mc:Choice><mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    assert lines(paragraph("上文", box), paragraph("下文")) == ["上文", "框中", "下文"]


def test_a_text_of_one_paragraph_is_told_from_one_of_two():
    (grid,) = tables(
        read_file(docx(table([cell("a"), cell("1 234")], [cell("b"), cell("1", "2")], columns=2)))
    )
    assert [row[1].one_line for row in grid.grid] == [True, False]


def test_content_controls_are_transparent():
    control = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>".format
    assert lines(control(paragraph("甲")), paragraph(control(run("乙")))) == ["甲", "乙"]


def test_a_picture_in_a_cell_is_told_from_a_blank():
    picture = '<w:r><w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml"/></w:pict></w:r>'
    (grid,) = tables(
        read_file(docx(table([cell(paragraph(picture)), cell("")], [cell("1"), cell("2")], columns=2)))
    )
    assert [one.image for one in grid.grid[0]] == [True, False]


def test_numbers_go_on_where_lists_are_interrupted():
    blocks = [paragraph(text, level=0) for text in ("甲", "乙")]
    assert lines(blocks[0], paragraph("文字"), blocks[1]) == ["一、甲", "文字", "二、乙"]


def test_a_number_stands_before_its_text_not_on_the_page_before():
    page_break = '<w:r><w:br w:type="page"/></w:r>'
    assert lines(paragraph(page_break, "甲", level=0)) == ["一、甲"]


def test_a_package_without_styles_and_lists_is_read():
    assert paragraphs(read_file(document(paragraph("一、总体情况")))) == ["一、总体情况"]


BOMB = f"<!DOCTYPE w [<!ENTITY a '{'x' * 1000}'>]><w:document xmlns:w='{W}'><w:body/></w:document>"


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (document(""), "empty"),
        (document("<w:p>"), "no well-formed XML"),
        (zipped({"word/document.xml": BOMB}), "declares a document type"),
        (zipped({"word/document.xml": "<x/>"}), "no body"),
        (docx(paragraph("正文"))[:-300], "broken"),
        (zipped({"word/document.xml": "<x/>", **{f"{at}": "" for at in range(5000)}}), "entries"),
        (document("<w:tbl><w:tr><w:tc>" * 40 + paragraph("x") + "</w:tc></w:tr></w:tbl>" * 40), "nested"),
        (docx(table(*[[cell("1")]] * 5001, columns=1)), "too large"),
        (
            document("<w:tbl>" + ("<w:tr>" + "<w:tc/>" * 100 + "</w:tr>") * 2001 + "</w:tbl>"),
            "more than 200000 c",
        ),
        (document(f"<w:tbl><w:tr>{cell('1', across=100) * 3}</w:tr></w:tbl>"), "too large"),
    ],
    ids=[
        "empty",
        "ill-formed",
        "entities",
        "no body",
        "cut",
        "entries",
        "nested",
        "rows",
        "cells",
        "columns",
    ],
)
@pytest.mark.usefixtures("watchdog")
def test_what_cannot_be_read_says_why(payload, reason):
    with pytest.raises(Unreadable, match=reason):
        read_file(payload)
