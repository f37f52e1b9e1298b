"""Reports whose every figure is known: what an article says and which values must be read from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from random import Random

from benchmarks.reports.figures import KINDS, OTHERS, OUTCOMES, Values, disputes, proactive_2021, requests
from tests.portals.content import FORMS_2021, Reported, Story, report_html
from tests.portals.form import is_number
from tests.portals.samples import LUOSHAN_2021, Cells, Part, sample_parts

COLUMNS = (*KINDS, "total")
ROWS = ("received_new", "carried_in", *OUTCOMES, *OTHERS, "result_total", "carried_out")
WRONG = 12
"""Values of a broken table that do not add up with their neighbours."""


@dataclass(frozen=True, slots=True)
class Article:
    """An annual report as it stands on a portal; `serial` is the number in its address.

    `values` are the truth of its three tables by the keys of observations, without their `tables.`.
    """

    serial: int
    issuer: str
    year: int
    date: str
    title: str
    values: Mapping[str, int | Decimal]

    def story(self) -> Story:
        """The article before a portal's template is put around it."""
        body = "\n".join(report_html(list(self._parts()), FORMS_2021))
        return Story(self.title, self.date, (body,), Reported(self.issuer, self.year), serial=self.serial)

    def _parts(self) -> Iterator[Part]:
        year, issuer, values = self.year, self.issuer, iter(self.values.values())
        proactive, asked, contested = (_filled(labels, values) for labels in _labels())
        yield (
            f"本报告由{issuer}按照示例格式编制，内容均为虚构，所列数据的统计期限自{year}年1月1日起"
            f"至{year}年12月31日止。"
        )
        yield "一、总体情况"
        yield f"{year}年，{issuer}虚构公开各类示例信息，未发生任何真实事项。"
        yield "二、主动公开政府信息情况"
        yield proactive
        yield "三、收到和处理政府信息公开申请情况"
        yield asked
        yield "四、政府信息公开行政复议、行政诉讼情况"
        yield contested
        yield "五、存在的主要问题及改进情况"
        yield "示例数据不够丰富。下一年将继续编造更多示例数据。"
        yield "六、其他需要报告的事项"
        yield "本年度未收取信息处理费。无其他需要报告的事项。"


def article(rng: Random, serial: int, whose: tuple[str, int], date: str, before: Values | None) -> Article:
    """A report of an issuer on a year, consistent in itself and with that of the year `before`."""
    issuer, year = whose
    asked = requests(rng, 20, single_other=False)
    if before is not None:
        _carry_over(asked, before)
    drawn = {**proactive_2021(rng, 20), **asked, **disputes(rng, 20)}
    values = {key: drawn[key] for key in _keys(drawn)}
    return Article(serial, issuer, year, date, f"{issuer}{year}年政府信息公开工作年度报告", values)


def with_value(article: Article, rng: Random) -> Article:
    """The article with one figure corrected, in a row that nothing adds up."""
    key = rng.choice([key for key in article.values if key.endswith((".decisions", ".in_force"))])
    return replace(article, values={**article.values, key: article.values[key] + rng.randint(1, 50)})


def with_title(article: Article) -> Article:
    """The article under a title that was corrected."""
    return replace(article, title=article.title.replace("政府信息公开工作年度报告", "政府信息公开年度报告"))


def broken(article: Article, rng: Random) -> Article:
    """The article with figures that do not add up any more."""
    keys = rng.sample([key for key in article.values if ".result_" in key], WRONG)
    return replace(article, values={**article.values, **{key: rng.randint(500, 999) for key in keys}})


def _keys(drawn: Values) -> Iterator[str]:
    """The keys in the order in which the printed tables hold their figures."""
    yield from (key for key in drawn if key.startswith("proactive_disclosure."))
    yield from (f"requests.{row}.{column}" for row in ROWS for column in COLUMNS)
    yield from (key for key in drawn if key.startswith("disputes."))


def _carry_over(asked: Values, before: Values) -> None:
    """Let what was carried in be what the year before carried out, and the sums hold all the same."""
    for kind in KINDS:
        row = {name: f"requests.{name}.{kind}" for name in ROWS}
        asked[row["carried_in"]] = carried = before[row["carried_out"]]
        short = carried - asked[row["result_total"]] - asked[row["carried_out"]]
        if short > 0:
            asked[row["result_granted"]] += short
            asked[row["result_total"]] += short
        asked[row["received_new"]] = asked[row["result_total"]] + asked[row["carried_out"]] - carried
    for name in ROWS:
        asked[f"requests.{name}.total"] = sum(asked[f"requests.{name}.{kind}"] for kind in KINDS)


@cache
def _labels() -> tuple[Sequence[str], ...]:
    """The cells of the three official tables, from a sample whose values are not used."""
    return tuple(part.texts for part in sample_parts(LUOSHAN_2021)[1] if isinstance(part, Cells))


def _filled(texts: Sequence[str], values: Iterator[int | Decimal]) -> Cells:
    return Cells(tuple(str(next(values)) if is_number(text) else text for text in texts))
