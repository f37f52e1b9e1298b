import pytest

from pipelines.reading.layout import read_pages
from tests.pipelines.reading.layout.pages_set import across, down, line, page
from tests.pipelines.reading.pages import paragraphs, tables, texts

SIZE = 10


def read(placed, rulings):
    heading = line("一、总体情况", 50, 60)
    return read_pages([page([*heading, *placed], rulings)], 0)


@pytest.mark.parametrize(
    ("height", "text"), [(5, "收到 5678件"), (5.9, "收到 5678件"), (9.6, "收到12345678件")]
)
def test_what_a_stroke_goes_through_is_not_said_but_what_is_underlined_is(height, text):
    placed = line("收到12345678件", 50, 100)
    assert paragraphs(read(placed, [across(100 + height, 70, 90)])) == ["一、总体情况", text]


def test_a_number_struck_in_a_cell_leaves_the_one_that_replaced_it():
    rulings = [
        *(across(top, 40, 240) for top in (90, 120, 150)),
        *(down(left, 90, 150) for left in (40, 140, 240)),
    ]
    placed = [
        *line("规章", 50, 100),
        *line("107", 150, 100),
        *line("行政许可", 50, 130),
        *line("8", 150, 130),
    ]
    (table,) = tables(read(placed, [*rulings, across(105, 150, 160)]))
    assert texts(table) == [["规章", "7"], ["行政许可", "8"]]


def test_a_line_longer_than_the_text_it_touches_strikes_nothing():
    assert paragraphs(read(line("收到5678件", 50, 100), [across(105, 20, 300)])) == [
        "一、总体情况",
        "收到5678件",
    ]
