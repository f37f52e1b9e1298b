# ruff: noqa: E501 - a pattern stands in one piece
"""Whom to ask about a report, as its prose says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict

from pipelines.prose.outline import Outline
from pipelines.report import Contact

_COLON = r"\s{0,3}(?:[:：]|为|是)?\s{0,3}"
_NUMBER = r"((?:[（(]?0\d{2,3}[)）]?\s?[-—–－]{0,2}\s?)?\d{7,8}(?:\s?[-—－转]\s?\d{1,5})?(?!\d)|1\d{10}(?!\d)|400[-\d]{7,9})"
_LABELS = r"邮\s?编|邮政编码|联\s?系\s?电\s?话|咨询电话|电\s?话|传\s?真|电\s?子\s?邮\s?[箱件]|邮\s?箱|[Ee]-?[Mm]ail|网\s?址|联系人|地\s?址"
_LABEL = re.compile(_LABELS)
_BRACKETS = rf"[（(][^，,。；;:：()（）“”\n]{{1,12}}[)）](?![\s，,。；;:：()（）、]|{_LABELS}|\Z)"
"""What may stand in the midst of a name (洮北区（工业园区）城南街道); nothing after it, it is a note."""

_ORG_END = r"(?:办公[室厅]|委员会|政府|中心|公室|[局委办厅科股处部院站所会队])"
_FIELDS: dict[str, re.Pattern[str]] = {
    "address": re.compile(
        rf"地\s?址\s{{0,3}}(?:[:：]|为|是)\s{{0,3}}((?:[^，,。；;:：)）(（\n]|{_BRACKETS}){{3,60}}?)"
        rf"\s{{0,3}}(?!{_BRACKETS})(?=[，,。；;)）(（\n、]|{_LABELS}|\Z)"
    ),
    "postcode": re.compile(rf"(?:邮\s?编|邮政编码){_COLON}(\d{{6}})(?!\d)"),
    "phone": re.compile(rf"电\s?话(?:号码)?(?:[及和/]传真)?{_COLON}{_NUMBER}"),
    "fax": re.compile(rf"传\s?真(?:号码)?{_COLON}{_NUMBER}"),
    "email": re.compile(r"([A-Za-z0-9._+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4})"),
    "website": re.compile(
        r"((?:https?://|www\.)[A-Za-z0-9.\-]{1,100}(?::\d{1,5})?(?:/[A-Za-z0-9._~/?%&=#\-]{0,200})?)"
    ),
}
_ORGS = (
    re.compile(rf"(?:与|同|向|和)\s?((?:[^，,。；;:：()（）“”与\n]|{_BRACKETS}){{2,40}}?{_ORG_END})\s{{0,3}}(?:进行)?(?:直接)?(?:联系|咨询|反映)"),
    re.compile(rf"(?:请|可|致电|直接)\s?(?:联系|咨询)[:：]?\s?((?:[^，,。；;:：()（）\n]|{_BRACKETS}){{2,40}}?{_ORG_END})(?=\s{{0,3}}(?:[，,。；;(（)）\n]|{_LABELS}|\Z))"),
    re.compile(r"(?:联系|受理|咨询)(?:单位|部门|机构|科室)\s?[:：]\s?([^，,。；;:：()（）\n\s]{2,40})"),
)  # fmt: skip
_CUE = re.compile(r"联系|疑问|咨询|查阅|下载|意见|建议")
CLOSE = 4
"""Lines that one after another may hold the labels of one contact."""


def find_contact(outline: Outline) -> Contact | None:
    """Return the first contact that the report gives, `None` where there is none.

    One field alone is a contact only where the words around it invite to ask.
    """
    for _, passage in outline.passages():
        lines = [line for line in passage.text.split("\n") if line.strip()]
        for block in _blocks(lines):
            contact = _read(block)
            if contact is not None:
                return contact
    return None


def _blocks(lines: list[str]) -> Iterator[str]:
    """Yield lines that hold a field, with the line before and the short labelled lines that follow."""
    for index, line in enumerate(lines):
        if _has_field(line):
            following = lines[index + 1 : index + 1 + CLOSE]
            labelled = [
                other
                for other in following
                if len(other) < 80 and (_LABEL.search(other) or _has_field(other))
            ]
            yield "\n".join([*lines[max(index - 1, 0) : index], line, *labelled])


def _has_field(line: str) -> bool:
    return any(form.search(line) for name, form in _FIELDS.items() if name != "website")


def _read(block: str) -> Contact | None:
    fields = {name: _first(form, block) for name, form in _FIELDS.items()}
    org = next((match.group(1).strip() for form in _ORGS if (match := form.search(block))), None)
    contact = Contact(org=org, **fields)
    given = sum(value is not None for value in asdict(contact).values())
    if given >= 2 and (fields["phone"] or fields["email"] or fields["postcode"]) and _CUE.search(block):
        return contact
    return contact if given >= 3 or (given == 1 and _CUE.search(block) and "疑问" in block) else None


def _first(form: re.Pattern[str], block: str) -> str | None:
    match = form.search(block)
    return match.group(1).strip() if match else None
