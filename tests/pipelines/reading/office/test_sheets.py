import pytest

from pipelines.errors import Unreadable
from pipelines.reading.office import sheet
from tests.pipelines.reading.office.documents import read_file
from tests.pipelines.reading.office.packages import relations, sheet_entry, xlsx, zipped
from tests.pipelines.reading.pages import paragraphs, tables, texts


def rows(*lines):
    """Return the markup of rows; a cell is a text, a number, a number and its format, or `None`."""
    return "".join(
        f'<row r="{at}">{"".join(map(_cell, range(len(line)), [at] * len(line), line))}</row>'
        for at, line in enumerate(lines, 1)
    )


def _cell(column, row, content):
    if content is None:
        return ""
    place = f"{chr(65 + column)}{row}"
    if isinstance(content, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{content}</t></is></c>'
    value, style = content if isinstance(content, tuple) else (content, 0)
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def grids(payload):
    return [texts(table) for table in tables(read_file(payload))]


TITLE = "某县2021年政府信息公开工作年度报告"
REST = '<col min="4" max="16384" hidden="1"/>'
FORM = (("信息内容", "本年制发件数", "现行有效件数"), ("规章", 0, 3), ("规范性文件", 1.0, 12))


def test_numbers_print_as_they_are_formatted():
    payload = xlsx(rows(("a", "b"), (1.0, (0.125, 1)), (25.10, (44562, 2))), formats=["0.0%", "yyyy-m-d"])
    assert grids(payload) == [[["a", "b"], ["1", "12.5%"], ["25.1", "2022-1-1"]]]


def test_lines_around_a_table_are_paragraphs():
    above = (TITLE,), ("一、总体情况",), ("全年公开信息120条。",), ("二、主动公开政府信息情况",)
    reading = read_file(xlsx(rows(*above, *FORM, ("某县人民政府",))))
    assert reading.head.titles[0].text == TITLE
    assert paragraphs(reading)[:3] == ["一、总体情况", "全年公开信息120条。", "二、主动公开政府信息情况"]
    assert [texts(table) for table in tables(reading)] == [
        [["信息内容", "本年制发件数", "现行有效件数"], ["规章", "0", "3"], ["规范性文件", "1", "12"]]
    ]


def test_a_label_whose_values_are_blank_stays_in_its_table():
    labels = (
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "四、结转下年度继续办理",
    )
    lines = [("本列数据的勾稽关系", "自然人", "总计"), (labels[0],), (labels[1], 1, 1), (labels[2],)]
    (grid,) = grids(xlsx(rows(*lines)))
    assert [row[0] for row in grid[1:]] == list(labels)
    assert grid[1][1:] == ["", ""]


def test_a_blank_row_ends_a_table_and_its_columns_are_its_own():
    first, second = grids(xlsx(rows(("a", 1), ("b", 2), (), ("c", 3, 4, 5), ("d", 6, 7, 8))))
    assert (first, second) == ([["a", "1"], ["b", "2"]], [["c", "3", "4", "5"], ["d", "6", "7", "8"]])


def test_merged_areas_are_spans():
    payload = xlsx(rows(("a", "b", None), (None, "c", "d")), merged=["A1:A2", "B1:C1"])
    assert grids(payload) == [[["a", "b", "b"], ["a", "c", "d"]]]


def test_an_area_merged_to_the_end_of_the_sheet_ends_with_what_is_printed():
    payload = xlsx(rows(("b", 1, 2), ("行政许可", None, None)), merged=["A2:XFD2"])
    assert grids(payload) == [[["b", "1", "2"], ["行政许可"] * 3]]


def test_what_is_hidden_is_not_printed():
    lines = rows(("a", "x", 1), ("b", "x", 2), ("c", "x", 3)).replace('<row r="2">', '<row r="2" hidden="1">')
    payload = xlsx(lines, columns='<col min="2" max="2" hidden="1"/>')
    assert grids(payload) == [[["a", "1"], ["c", "3"]]]


@pytest.mark.usefixtures("watchdog")
def test_what_is_struck_through_is_blank():
    lines = rows(("规章", (5, 1), (7, 2)), ("规范性文件", "6", (8, 2)))
    rich = "<r><t>4</t></r><r><rPr><strike/></rPr><t>3</t></r>"
    payload = xlsx(lines.replace("<t>6</t>", rich), formats=("0", "0"), struck={1})
    assert grids(payload) == [[["规章", "", "7"], ["规范性文件", "4", "8"]]]


def test_columns_hidden_again_and_again_are_hidden_once():
    payload = xlsx(rows(("a", "x", 1)), columns='<col min="2" max="2" hidden="1"/>' + REST * 100_000)
    assert grids(payload) == [[["a", "1"]]]


@pytest.mark.usefixtures("watchdog")
def test_many_small_tables_cost_no_more_than_one_large():
    lines = [(f"受理申请{at}件。",) if at % 2 else () for at in range(90_000)]
    assert len(paragraphs(read_file(xlsx(rows(*lines))))) == 45_000


def test_hidden_sheets_are_not_printed():
    with pytest.raises(Unreadable, match="empty"):
        read_file(xlsx(rows(("a", 1)), sheets=sheet_entry("veryHidden")))


def test_shared_strings_are_read_without_readings():
    payload = xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1</v></c></row>')
    assert grids(payload) == [[["规范性文件", "1"]]]


def test_a_text_of_one_line_is_told_from_one_of_two():
    (table,) = tables(read_file(xlsx(rows(("行政处罚", "1 234"), ("行政强制", "1\n2")))))
    assert [row[1].one_line for row in table.grid] == [True, False]


def test_kinds_of_cells():
    cells = '<c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c><c t="str"><v>文</v></c>'
    assert grids(xlsx(f'<row>{cells}<c><f>A1</f></c><c t="s"><v>9</v></c></row>')) == [
        [["TRUE", "#REF!", "文"]]
    ]


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (xlsx(""), "empty"),
        (xlsx(rows(*[("a", 1)] * 5001)), "too large"),
        (
            zipped({"xl/workbook.bin": "", "_rels/.rels": relations(officeDocument="xl/workbook.bin")}),
            "binary form",
        ),
        (xlsx(rows(("a", 1)))[:-500], "broken"),
    ],
    ids=["empty", "rows", "binary", "cut"],
)
@pytest.mark.usefixtures("watchdog")
def test_what_cannot_be_read_says_why(payload, reason):
    with pytest.raises(Unreadable, match=reason):
        read_file(payload)


@pytest.mark.parametrize(("bound", "most"), [("MAX_TEXTS", 3), ("MAX_CHARACTERS", 300)])
def test_what_a_workbook_prints_is_bounded_however_little_it_holds(monkeypatch, bound, most):
    cells = '<c t="s"><v>0</v></c>' * 100
    assert grids(xlsx(f"<row>{cells}</row>")) == [[["规范性文件"] * 100]]
    monkeypatch.setattr(sheet, bound, most)
    with pytest.raises(Unreadable, match="cells or"):
        read_file(xlsx(f"<row>{cells}</row>"))
