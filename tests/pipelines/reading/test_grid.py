import pytest

from pipelines.errors import Unreadable
from pipelines.reading.grid import Printed, expand
from tests.pipelines.reading.pages import PROSE, article, paragraphs, read_body, read_html, tables, texts


def read_table(rows):
    (table,) = tables(read_body(article(f"<table>{rows}</table>")))
    return table


def test_header_and_values_under_different_spans_keep_their_columns():
    rows = (
        "<tr><td rowspan=2 colspan=3></td><td colspan=2>申请人情况</td></tr>"
        "<tr><td>自然人</td><td>总计</td></tr>"
        "<tr><td colspan=3>一、本年新收政府信息公开申请数量</td><td>652</td><td>756</td></tr>"
        "<tr><td rowspan=2>三、本年度办理结果</td><td colspan=2>（一）予以公开</td><td>1</td><td>2</td></tr>"
        "<tr><td>（三）不予公开</td><td>1.属于国家秘密</td><td>3</td><td>4</td></tr>"
    )
    grid = read_table(rows).grid
    assert [[row[3].text, row[4].text] for row in grid[2:]] == [["652", "756"], ["1", "2"], ["3", "4"]]
    assert grid[4][0].row == 3
    assert (grid[4][2].row, grid[4][2].column) == (4, 2)


def test_cell_texts_survive_their_markup():
    rows = (
        "<tr><td><p>结果<br>维持</p></td><td><p>结果</p><p>纠正</p></td></tr>"
        "<tr><td><p><span>22</span><span>10</span>047</p></td><td>&nbsp;</td></tr>"
        "<tr><td>１２</td><td><p>22（其中修订 16 件）</p></td></tr>"
    )
    assert texts(read_table(rows)) == [
        ["结果 维持", "结果 纠正"],
        ["2210047", ""],
        ["１２", "22（其中修订 16 件）"],
    ]


def test_image_in_a_cell_is_told_from_a_blank():
    rows = "<tr><td>行政许可</td><td><img src=5.png></td></tr><tr><td>行政处罚</td><td></td></tr>"
    assert [row[1].image for row in read_table(rows).grid] == [True, False]


def test_rows_without_ends_and_sections_are_read():
    rows = "<thead><tr><th>信息内容<th>本年制发件数<tbody><form><tr><td>规章<td>0<tr><td>行政规范性文件<td>5</form>"
    assert texts(read_table(rows)) == [["信息内容", "本年制发件数"], ["规章", "0"], ["行政规范性文件", "5"]]


def test_table_cut_in_two_is_two_tables_in_order():
    cut = (
        "<table><tr><td>行政许可</td><td>1</td></tr></table><p></p>"
        "<table><tr><td>行政处罚</td><td>2</td></tr></table>"
    )
    assert [texts(table) for table in tables(read_body(article(cut)))] == [
        [["行政许可", "1"]],
        [["行政处罚", "2"]],
    ]


def test_table_inside_a_cell_of_values_counts_as_text():
    rows = (
        "<tr><td>行政许可</td><td><table><tr><td>1</td></tr></table></td></tr>"
        "<tr><td>行政处罚</td><td>2</td></tr><tr><td>行政强制</td><td>3</td></tr>"
    )
    assert texts(read_table(rows)) == [["行政许可", "1"], ["行政处罚", "2"], ["行政强制", "3"]]


def test_layout_table_with_prose_is_unwrapped():
    report = article("<table><tr><td>行政许可</td><td>1</td></tr></table>")
    layout = f"<table><tr><td>说明</td><td>{report}</td></tr></table>"
    reading = read_body(layout)
    assert [texts(table) for table in tables(reading)] == [[["行政许可", "1"]]]
    assert "一、总体情况" in paragraphs(reading)


def test_spans_are_cut_to_the_table_and_zero_reaches_its_end():
    grid = expand([[Printed("a", 0), Printed("b", 1, 2)], [Printed("c", 99)]])
    assert [[cell.text if cell else None for cell in row] for row in grid] == [
        ["a", "b", "b"],
        ["a", "c", None],
    ]
    assert grid[1][1].rowspan == 1


def test_overlapping_spans_keep_the_first_cell():
    grid = expand([[Printed("a"), Printed("b", 2)], [Printed("c", 1, 2)]])
    assert [cell.text for cell in grid[1]] == ["c", "b"]


def test_too_wide_a_table_is_refused():
    with pytest.raises(Unreadable, match="columns"):
        expand([[Printed("", 1, 100)] * 3])


def test_statistics_form_is_a_table_though_its_rows_are_numbered_like_sections():
    rows = (
        "<tr><td>统计指标</td><td>单位</td><td>统计数</td></tr><tr><td>一、主动公开情况</td><td>——</td><td></td></tr>"
        "<tr><td>（一）主动公开政府信息数</td><td>条</td><td>120</td></tr>"
        "<tr><td>四、因政府信息公开被申请行政复议数量</td><td>件</td><td>3</td></tr>"
    )
    assert texts(read_table(rows))[-1] == ["四、因政府信息公开被申请行政复议数量", "件", "3"]


@pytest.mark.parametrize(
    ("cell", "text", "one_line"),
    [
        ("<span>1</span><span>2</span>", "12", True),
        ("<p><span>1</span><b>2</b></p>", "12", True),
        ("<p>1</p><p>2</p>", "1 2", False),
        ("1<br>2", "1 2", False),
        ("1&nbsp;234", "1 234", True),
        ("12<sup>1</sup>", "12¹", True),
        ("12<sup>[2]</sup>件", "12[²]件", True),
    ],
)
def test_what_blocks_part_is_no_number_what_spans_part_is_one(cell, text, one_line):
    table = f"<table><tr><td>行政处罚</td><td>{cell}</td></tr></table>"
    (grid,) = tables(read_body(article(table)))
    found = grid.grid[0][1]
    assert (found.text, found.one_line) == (text, one_line)


def test_a_form_in_layout_tables_is_the_innermost_that_holds_its_labels():
    form = "<table><tr><td>行政许可</td><td>5</td></tr><tr><td>行政处罚</td><td>7</td></tr></table>"
    body = f"<p>一、总体情况</p><p>{PROSE}</p>{form}"
    menu = "<a href=/a>行政许可</a><br><a href=/b>行政处罚</a>"
    for other in ("", "", f"<td>{menu}</td>"):
        body = f"<table><tr>{other}<td>{body}</td></tr></table>"
    reading = read_html(body)
    assert [texts(table) for table in tables(reading)] == [[["行政许可", "5"], ["行政处罚", "7"]]]
    assert paragraphs(reading)[:2] == ["一、总体情况", PROSE]
