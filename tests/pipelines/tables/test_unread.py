import pytest

from pipelines.tables.form import REQUEST_ROWS, indicators
from pipelines.tables.unread import ENOUGH, prints_rows

LABELS = [term.label for term in REQUEST_ROWS]


@pytest.mark.parametrize("values", ["", " 0 0 0 0 0 0 0", " — 12 3"])
def test_labels_with_nothing_but_values_behind_them_are_rows(values):
    assert prints_rows(f"{label}{values}" for label in LABELS)
    assert not prints_rows(f"{label}{values}" for label in LABELS[: ENOUGH - 1])


def test_rows_of_the_statistics_form_come_with_units():
    assert prints_rows(f"{each.label} {each.unit} 12" for each in indicators() if each.unit)


@pytest.mark.parametrize("said", ["的有3件。", "：本年没有", "3件，上年2件"])
def test_labels_in_sentences_are_no_rows(said):
    assert not prints_rows(f"{label}{said}" for label in LABELS)


def test_one_row_again_and_again_is_one():
    assert not prints_rows(LABELS[:1] * 50)
