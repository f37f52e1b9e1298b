import pytest

from pipelines.errors import Unreadable
from tests.pipelines.reading.office.documents import read_file
from tests.pipelines.reading.pages import paragraphs, tables, texts

FONTS = r"{\fonttbl{\f0\froman\fcharset0 Times;}{\f1\fnil\fcharset134 SimSun;}}"


def rtf(body):
    return rf"{{\rtf1\ansi\ansicpg936\deff0{FONTS}{body}}}".encode("ascii")


def coded(text):
    return "".join(rf"\u{ord(character)}?" for character in text)


def lines(body):
    """Return what is printed below a heading, where no line is taken for a title."""
    return paragraphs(read_file(rtf(coded("一、总体情况") + r"\par " + body)))[1:]


def grids(body):
    return [texts(table) for table in tables(read_file(rtf(body)))]


@pytest.mark.parametrize(
    ("body", "printed"),
    [
        (r"\f1 \'c4\'ea\'b1\'a8\par", ["年报"]),
        (r"\f1 \'c4\'ea" + "\r\n" + r"\'b1\'a8\par", ["年报"]),
        (r"{\uc2 \u24180\'c4\'ea\u25253\'b1\'a8}\par", ["年报"]),
        (r"\u-10179?\u-8704?\par", ["\U0001f600"]),
        (r"a{\v b}{\deleted c}d\par", ["ad"]),
        (r"a\line b\par", ["a", "b"]),
        (r"{\header x\par}{\*\unknown y}{\footnote z}a\par", ["a"]),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt a}}b\par", ["ab"]),
        (r"{\field{\*\fldinst TOC \\o}{\fldrslt a}}b\par", ["b"]),
        (r"{\upr{x}{\*\ud{a}}}b\par", ["ab"]),
        (r"{\pict\wmetafile8\bin3 }{}x}a\par", ["a"]),
        (r"{\shp{\*\shpinst{\sp{\sn n}}{\shptxt\pard box\par}}{\shprslt c\par}}a\par b\par", ["a", "box", "b"]),
        (r"{\listtext\pard\plain 1.\tab}a\par{\pntext\f2\'b7\tab}b\par", ["1. a", "b"]),
        (r"a\{\}\\b\~c\_d\par", [r"a{}\b c-d"]),
    ],
)  # fmt: skip
def test_what_is_printed_is_read(body, printed):
    assert lines(body) == printed


ROW = r"\trowd\trleft-100\cellx900\cellx1900\cellx2900"


def test_a_table_has_the_columns_that_its_rows_share():
    rows = rf"{ROW}\intbl a\cell b\cell c\cell\row\trowd\trleft-80\cellx1920\cellx2900\intbl d\cell e\cell\row\pard"
    assert grids(rows) == [[["a", "b", "c"], ["d", "d", "e"]]]


def test_merged_cells_are_spans():
    first = r"\trowd\clvmgf\cellx1000\clmgf\cellx2000\clmrg\cellx3000\intbl a\cell b\cell\cell\row"
    second = r"\trowd\clvmrg\cellx1000\cellx2000\cellx3000\intbl\cell c\cell d\cell\row\pard"
    assert grids(first + second) == [[["a", "b", "b"], ["a", "c", "d"]]]


def test_a_nested_table_is_a_table_of_its_own():
    nested = (
        r"\trowd\cellx5000\pard\intbl\itap2 a\nestcell b\nestcell{\*\nesttableprops\trowd\cellx1000\cellx2000\nestrow}"
        r"{\nonesttables\par}\pard\intbl x\cell\row\pard after\par"
    )
    assert grids(nested) == [[["a", "b"]]]


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (rb"{\rtf1 a\par", "cut off"),
        (rb"{\rtf1 }", "empty"),
        (rb"{\rtf1 " + b"{" * 1000, "nested"),
        (rtf(r"\trowd" + r"\cellx1" * 600 + r"\intbl a\cell\row"), "cells"),
        (rtf(r"\intbl\itap30 a\nestcell\par"), "nested"),
    ],
    ids=["cut", "empty", "groups", "cells", "tables"],
)
def test_what_cannot_be_read_says_why(payload, reason):
    with pytest.raises(Unreadable, match=reason):
        read_file(payload)
