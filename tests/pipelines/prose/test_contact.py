# ruff: noqa: E501 - a sentence stands in one piece
from dataclasses import asdict

import pytest

from pipelines.prose.contact import find_contact
from pipelines.report import Contact
from tests.pipelines.prose.written import SAMPLES, outline_of, sample


@pytest.mark.parametrize("stem", SAMPLES)
def test_contacts_of_the_samples(stem):
    outline, _, expected = sample(stem)
    contact = find_contact(outline)
    given = {key: value for key, value in asdict(contact).items() if value} if contact else None
    assert given == expected["contact"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "如对本报告有疑问，请与某县人民政府办公室联系（地址：某县人民路1号；邮编：123456；电话：0371-12345678；传真：0371-87654321）。",
            Contact(
                "某县人民政府办公室", "某县人民路1号", "123456", "0371-12345678", "0371-87654321"
            ),
        ),
        (
            "请直接联系某市财政局办公室\n地 址：某市中山路 2 号\n邮政编码：654321\n联系电话：（010）87654321\n电子邮箱：a.b@example.gov.cn\n网址：www.example.gov.cn",
            Contact(
                "某市财政局办公室", "某市中山路 2 号", "654321", "（010）87654321", None,
                "a.b@example.gov.cn", "www.example.gov.cn",
            ),
        ),
        ("密切与人民群众联系，提高电话接听质量，办理12345热线。", None),
        ("网上信箱a@example.com收到来信。", None),
    ],
)  # fmt: skip
def test_contacts(text, wanted):
    assert find_contact(outline_of(text)) == wanted


@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize("filler", ["地址：", "与", "0371-", "a.", "www."])
def test_time_is_linear_in_hostile_text(filler):
    find_contact(outline_of("统计，联系" + filler * (200_000 // len(filler.encode()))))


def test_brackets_in_the_midst_of_a_name_are_part_of_it():
    text = "如有疑问，请与某区（工业园区）城南街道办公室联系（地址：某某区（工业园区）人民路2号（三楼）；电话：0371-12345678）。"
    contact = find_contact(outline_of(text))
    assert contact
    assert contact.org == "某区（工业园区）城南街道办公室"
    assert (contact.address, contact.phone) == ("某某区（工业园区）人民路2号", "0371-12345678")
