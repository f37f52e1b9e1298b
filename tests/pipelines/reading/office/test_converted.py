"""The same reports in every format: all cells right, whatever the file."""

import pytest

from archive.capture import Document
from pipelines.parse import parse
from tests.answers import cells
from tests.pipelines.reading.office.documents import capture, converted, read_file, truth
from tests.pipelines.reading.office.features import FEATURES, GRIDS, LINES
from tests.pipelines.reading.pages import paragraphs, tables, texts

REPORTS = ["tables-2021", "tables-2019", "statistics-2014", "prose"]
FORMATS = ["docx", "doc", "rtf", "xlsx", "xls"]


def values(document):
    flat = cells(document)
    return {key: value for key, value in flat.items() if value is not None}


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("kind", FORMATS)
def test_a_report_has_the_same_values_in_every_format(report, kind):
    name = f"{report}.{kind}"
    document = parse(Document((capture(converted(name), name),))).to_json()
    expected = truth(report)
    assert values(document) == {key: value for key, value in expected["values"].items() if value is not None}
    assert (document["title"], document["report_year"], document["layout"]) == (
        expected["title"],
        expected["year"],
        expected["layout"],
    )
    assert {fact["key"] for fact in document["facts"]} == set(expected["facts"])


@pytest.mark.parametrize("kind", ["docx", "doc", "rtf"])
def test_what_is_printed_is_read_not_what_is_written(kind):
    reading = read_file(FEATURES if kind == "docx" else converted(f"features.{kind}"))
    assert [*reading.head.titles[0].text.split(), *paragraphs(reading)] == LINES
    assert [texts(table) for table in tables(reading)] == GRIDS


@pytest.mark.parametrize("kind", ["docx", "doc", "rtf"])
def test_merged_cells_are_spans(kind):
    reading = read_file(FEATURES if kind == "docx" else converted(f"features.{kind}"))
    grid = tables(reading)[1].grid
    spans = {(cell.text, cell.rowspan, cell.colspan) for row in grid for cell in row}
    assert {span for span in spans if span[1:] != (1, 1)} == {
        ("三、本年度办理结果", 3, 1),
        ("（一）予以公开", 1, 2),
        ("（三）不予公开", 2, 1),
        ("四、结转下年度继续办理", 1, 3),
    }
