from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tables.numbers import as_json, in_wanyuan, printed_unit, read_quantity, several


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("756", "756", None),
        (" ７５６ ", "756", None),
        ("1,234,567", "1234567", None),
        ("１２，３４５．６", "12345.6", None),
        ("1\u2009234\u202f567", "1234567", None),
        ("120070. 8212", "120070.8212", None),
        ("+58", "58", None),
        ("－3", "-3", None),
        ("− 3", "-3", None),
        ("–5", "-5", None),
        ("增5", "5", None),
        ("减少3", "-3", None),
        ("251000元", "251000", "元"),
        ("25.1 万元", "25.1", "万元"),
        ("2亿元", "2", "亿元"),
        ("22件", "22", "件"),
        ("22（其中修订 16 件）", "22", None),
        ("25.1（万元）", "25.1", "万元"),
        ("1.2万件", "12000", "件"),
        ("12[1]", "12", None),
        ("12①", "12", None),
        ("12件*", "12", "件"),
        ("12²", "12", None),
        ("15。", "15", None),
        ("007", "7", None),
    ],
)
def test_numbers_are_exact(text, value, unit):
    quantity = read_quantity(text)
    assert (quantity.value, quantity.status, quantity.unit) == (Decimal(value), "number", unit)


@pytest.mark.parametrize("text", ["0", "０", "0.00", "-0", "零", "0件"])
def test_zero_is_a_number_of_its_own(text):
    quantity = read_quantity(text)
    assert (as_json(quantity.value), quantity.status) == (0, "zero")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        *((text, "blank") for text in ("", " ", "\xa0", "　", "\u200b")),
        *((text, "dash") for text in ("-", "—", "——", "－", "/", "／", "\\", "- -", "无")),
        *(
            (text, "text")
            for text in ("无数", "1 2", "3.5.2", "1,23", "12%", "约22", "一", "O", "①", "1.", "1、", "1[2")
        ),
        *(
            (text, "text")
            for text in (
                "(3)",
                "12。34",
                "0 345",
                "1 234",
                "120 121 122",
                "1 2345",
                "5件6件",
                "9" * 300,
                "12.5.1万元",
                "3-5",
            )
        ),
    ],
)
def test_what_is_no_sure_number_is_null(text, status):
    quantity = read_quantity(text)
    assert (quantity.value, quantity.status) == (None, status)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1 234", 1234), ("1 234 567件", 1234567), ("12 345.60", 12345.6), ("１　２３４", 1234)],
)
def test_a_blank_within_one_line_parts_thousands(text, value):
    assert as_json(read_quantity(text, one_line=True).value) == value


@pytest.mark.parametrize("text", ["1 2", "1234 567", "1 234 5", "1 234 567 890", "1 23"])
def test_other_numbers_in_one_line_stay_apart(text):
    assert read_quantity(text, one_line=True).status == "text"


def test_a_picture_is_not_a_blank():
    assert read_quantity("", image=True).status == "image"


@given(st.integers(-(10**15), 10**15), st.integers(0, 4))
def test_grouped_and_full_width_digits_are_read_as_written(number, places):
    value = Decimal(number).scaleb(-places)
    wide = {ord(half): chr(ord(half) + 0xFEE0) for half in "0123456789,.-"}
    assert read_quantity(f"{value:,f}").value == value
    assert read_quantity(f"{value:,f}".translate(wide)).value == value


@given(st.text(alphabet="0123456789 ,.-+/—万元件(（）)增减%无", max_size=12))
def test_any_text_is_read_or_left(text):
    quantity = read_quantity(text)
    assert quantity.is_number == (quantity.status in {"number", "zero"})


def test_money_is_converted_exactly():
    assert in_wanyuan(Decimal(251000), "元") == Decimal("25.1")
    assert in_wanyuan(Decimal("1.5"), "亿元") == 15000
    assert in_wanyuan(Decimal(3), "件") is None


def test_units_stated_by_labels():
    assert printed_unit("本年收费金额（单位：万元，保留4位小数）") == "万元"
    assert printed_unit("采购总金额（元）") == "元"
    assert printed_unit("采购总金额") is None


def test_numbers_run_together():
    assert [each.value for each in several("48 0 0 1")] == [48, 0, 0, 1]
    assert several("48 无 0") == ()
    assert several("48") == ()
