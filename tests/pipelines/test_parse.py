import json
import re

import pytest

from archive.files import from_files
from pipelines.errors import Unreadable
from pipelines.parse import parse
from pipelines.report import dumps
from pipelines.schema import validate
from tests.answers import SAMPLES, differences, expected, squeeze


@pytest.fixture(scope="module", params=SAMPLES, ids=lambda path: path.stem)
def sample(request):
    return request.param, parse(from_files(request.param)).to_json()


def test_a_sample_gives_the_answers_found_by_hand(sample):
    path, document = sample
    assert differences(document, expected(path)) == {}


def test_a_report_keeps_the_contract(sample):
    validate(sample[1])


def test_every_quote_stands_in_its_section_and_holds_the_number(sample):
    _, document = sample
    texts = {section["key"]: squeeze(section["text"]) for section in document["sections"]}
    for fact in document["facts"]:
        quote = squeeze(fact["quote"])
        assert quote in texts[fact["section"]]
        assert fact["value"] == 0 or re.search(r"\d", quote)


def test_every_cell_has_its_observation(sample):
    _, document = sample
    observed = {o["key"]: o["value"] for o in document["observations"] if o["key"].startswith("tables.")}
    cells = {
        f"tables.{table}.{row}.{column}": value
        for table, rows in document["tables"].items()
        for row, columns in rows.items()
        for column, value in columns.items()
    }
    assert observed == cells


def test_the_same_input_gives_the_same_bytes(sample):
    path, document = sample
    assert dumps(parse(from_files(path)).to_json()) == dumps(document)
    assert json.loads(dumps(document)) == document


def test_a_file_that_cannot_be_read_says_why_not_that_it_has_no_title(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4\n")
    with pytest.raises(Unreadable, match="the PDF cannot be read"):
        parse(from_files(tmp_path / "a.pdf"))
