import pytest

from pipelines.reading.office.formats import BUILTIN, general, printed


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (12.0, "General", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (25.1, "General", "25.1"),
        (1234567890123.0, "General", "1234567890100"),
        (12.0, "0.00", "12.00"),
        (2.5, "0", "3"),
        (1234.5, "#,##0", "1,235"),
        (1234.5, "#,##0.0#", "1,234.5"),
        (0.125, "0.0%", "12.5%"),
        (0.98, "0%", "98%"),
        (15000, "0.0,", "15.0"),
        (12, '0"件"', "12件"),
        (3.5, "0.00_ ", "3.50"),
        (-3, "0;(0)", "(3)"),
        (-3, "0_);[Red]-0", "-3"),
        (0, '#,##0;-#,##0;"-"', "-"),
        (0.5, "#.0", ".5"),
        (7, "000", "007"),
        (12, "[$¥-804]#,##0.00", "¥12.00"),
        (44562, "yyyy/m/d", "2022/1/1"),
        (44562.5, "yyyy-mm-dd hh:mm", "2022-01-01 12:00"),
        (44562, 'yyyy"年"m"月"d"日"', "2022年1月1日"),
        (44562, "[$-804]yyyy\\年m\\月", "2022年1月"),
        (12, "@", "12"),
        (12, "", "12"),
        (12, "[>=10]0;0.0", "12"),
        (0.5, "# ?/?", "0.5 "),
        (1e300, "yyyy", None),
    ],
)
def test_a_number_prints_as_its_format_says(number, form, text):
    assert printed(number, form) == (text or general(number))


def test_days_are_counted_from_1904_where_the_workbook_says_so():
    assert printed(43100, BUILTIN[14], since_1904=True) == "2022/1/1"
