"""A report put together from a number: whose it is, its figures, tables and prose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from benchmarks.reports import bodies, faults, figures, forms, oracle, phrases, writing
from benchmarks.reports.model import Block, Doubt, Draft, Heading, Prose, Values

LAYOUTS = ("tables-2021", "tables-2019", "mixed", "statistics-2014", "prose")
_WEIGHTS = (40, 22, 8, 12, 18)
_YEARS = {
    "tables-2021": range(2021, 2026),
    "tables-2019": (2019, 2020, 2022),
    "mixed": (2020, 2021, 2022),
    "statistics-2014": range(2014, 2019),
    "prose": range(2008, 2019),
}
_HAN = "一二三四五六七八九十"
_FORM_SECTIONS = ("overview", "active_disclosure", "requests", "review_litigation", "problems", "other")


def compose(seed: int) -> Draft:
    """The report of a number, undistorted; inconsistencies are in about a quarter."""
    rng = Random(seed)
    kind = rng.choices(LAYOUTS, _WEIGHTS)[0]
    draft = _begun(seed, kind, rng)
    _figures(draft, kind, rng)
    chosen = faults.choose(draft, rng) if rng.random() < 0.25 else ()
    for fault in chosen:
        fault.on_figures(draft, rng)
    _write(draft, kind, rng)
    for fault in chosen:
        fault.on_print(draft, rng)
    draft.doubts += _structure(draft, kind)
    return draft


def complete(draft: Draft) -> None:
    """Add what follows from all that was printed and said, once nothing changes any more."""
    draft.doubts += oracle.doubts(draft)


def _begun(seed: int, kind: str, rng: Random) -> Draft:
    year = rng.choice(_YEARS[kind])
    body = bodies.draw(rng, year)
    title = rng.choice(phrases.TITLES).format(titled=body.titled, year=year)
    published = date(year + 1, 1, 4) + timedelta(days=rng.randint(0, 84))
    layout = {"mixed": "tables-2021" if seed % 2 else "tables-2019"}.get(kind, kind)
    return Draft(seed, year, layout, body, title, published)


def _figures(draft: Draft, kind: str, rng: Random) -> None:
    scale = int(figures.SCALES[draft.body.level] * rng.choice((0.2, 1, 1, 2)))
    if draft.layout in {"tables-2021", "tables-2019"}:
        proactive = figures.proactive_2021 if draft.layout == "tables-2021" else figures.proactive_2019
        single = (draft.layout == "tables-2019") != (kind == "mixed")
        draft.values = proactive(rng, scale)
        draft.values |= figures.requests(rng, scale, single_other=single) | figures.disputes(rng, scale)
        draft.figures = _sayable(draft.values)
    else:
        _old_figures(draft, kind, rng, scale)
    if draft.body.level in {"province", "prefecture", "county"} and draft.body.org_type == "government":
        draft.figures |= {
            "hotline.12345.calls": rng.randint(200, 300_000),
            "hotline.12345.work_orders": rng.randint(100, 90_000),
            "hotline.12345.handled": rng.randint(100, 400_000),
            "gazette.issues": rng.randint(4, 24),
            "gazette.copies_given": rng.randint(200, 60_000),
        }
    draft.figures["fees.charged"] = 0


def _sayable(values: Values) -> dict[str, int]:
    """What the prose of a report with tables may state of them."""
    counts = {key: int(value) for key, value in values.items() if value is not None}
    said = {
        "requests.received": counts["requests.received_new.total"],
        "requests.closed": counts["requests.result_total.total"],
        "requests.carried_out": counts["requests.carried_out.total"],
        "review.total": counts["disputes.review.total"],
        "litigation.total": counts["disputes.litigation_direct.total"]
        + counts["disputes.litigation_after_review.total"],
    }
    documents = "proactive_disclosure.normative_documents"
    for name, column in (("made", "made"), ("repealed", "repealed"), ("in_force", "in_force"),
                         ("disclosed", "disclosed_new")):  # fmt: skip
        if f"{documents}.{column}" in counts:
            said[f"normative_docs.{name}"] = counts[f"{documents}.{column}"]
    return said


def _old_figures(draft: Draft, kind: str, rng: Random, scale: int) -> None:
    """Figures of the years before 2019, in a statistics form or in prose only."""
    units = {key: unit for key, _, unit in forms.statistics_lines()}
    values = figures.statistics(rng, max(scale, 12), units)
    if kind == "statistics-2014":
        columns = ("value",) if rng.random() < 0.7 else ("全市合计", "市本级", "县区")
        drawn = [values, *(figures.statistics(rng, max(scale, 12), units) for _ in columns[2:])]
        if len(columns) > 1:
            drawn.insert(0, {key: sum(each[key] for each in drawn) for key in values})
        values = drawn[0]
        draft.values = {
            f"statistics.{key}.{column}": column_values[key]
            for column, column_values in zip(columns, drawn, strict=True)
            for key in values
        }
    draft.figures = figures.prose(values)


def _write(draft: Draft, kind: str, rng: Random) -> None:
    writer = writing.Writer(draft, rng)
    draft.preamble = _preamble(draft, writer, rng)
    contents = _contents(draft, writer, rng)
    order = [key for key in contents if contents[key] is not None]
    official = kind not in {"prose", "statistics-2014"}
    for number, key in enumerate(order, start=1):
        bank = phrases.HEADINGS[key]
        words = bank[0] if official and rng.random() < 0.85 else rng.choice(bank)
        draft.blocks += [Heading(f"{_HAN[number - 1]}、{words}", key, number), *contents[key]]
    if draft.layout == "statistics-2014":
        columns = tuple(dict.fromkeys(key.rpartition(".")[2] for key in draft.values))
        labels = ("统计数",) if columns == ("value",) else columns
        draft.blocks += [
            Prose("政府信息公开情况统计表", furniture=True),
            forms.statistics(draft.values, labels),
        ]


def _preamble(draft: Draft, writer: writing.Writer, rng: Random) -> list[Prose]:
    if rng.random() < 0.3:
        return []
    texts = [writer.pick(phrases.PREAMBLES)]
    if rng.random() < 0.7:
        texts.append(writer.pick(phrases.PERIODS))
        draft.period_stated = True
    if rng.random() < 0.6:
        draft.contact = writing.contact(draft, rng)
        texts.append(writing.contact_sentence(draft.contact, rng.choice(phrases.CONTACTS)))
    return [Prose("".join(texts))]


def _contents(draft: Draft, writer: writing.Writer, rng: Random) -> dict[str, list[Block]]:
    return _form_contents(draft, writer, rng) if draft.tabled else _old_contents(writer, rng)


def _form_contents(draft: Draft, writer: writing.Writer, rng: Random) -> dict[str, list[Block]]:
    normative = phrases.NORMATIVE_2021 if draft.layout == "tables-2021" else phrases.NORMATIVE_2019
    topics = [
        [writer.plain(2), _sometimes(writer, rng, normative), _sometimes(writer, rng, phrases.HOTLINE)],
        [
            writer.plain(1),
            writer.pick((*phrases.REQUESTS_TABLED, *phrases.REQUESTS_ZERO)),
            _closed(draft, rng),
        ],
        [writer.plain(2), _sometimes(writer, rng, phrases.GAZETTE)],
        [writer.plain(rng.randint(1, 3))],
        [writer.plain(rng.randint(1, 3))],
    ]
    disputed = (*phrases.DISPUTES_ZERO, *phrases.DISPUTES_TABLED)
    proactive = forms.proactive_2021 if draft.layout == "tables-2021" else forms.proactive_2019
    return {
        "overview": [Prose(writer.pick(phrases.OPENINGS)), *_topics(topics)],
        "active_disclosure": [*_announced(draft), proactive(draft.values)],
        "requests": [forms.requests(draft.values)],
        "review_litigation": [*_optional(_sometimes(writer, rng, disputed)), forms.disputes(draft.values)],
        "problems": [Prose(writer.pick(phrases.PROBLEMS)), Prose(writer.pick(phrases.IMPROVEMENTS))],
        "other": [Prose(_sometimes(writer, rng, phrases.FEES_ZERO) or rng.choice(phrases.OTHER))],
    }


def _old_contents(writer: writing.Writer, rng: Random) -> dict[str, list[Block]]:
    active = [
        writer.plain(3),
        _sometimes(writer, rng, phrases.HOTLINE),
        _sometimes(writer, rng, phrases.GAZETTE),
    ]
    asked = [_optional(writer.pick(bank)) for bank in (phrases.RECEIVED, phrases.CHANNELS, phrases.REPLIED)]
    refused = _optional(_sometimes(writer, rng, phrases.REFUSED))
    contents: dict[str, list[Block] | None] = {
        "overview": [Prose(writer.pick(phrases.OPENINGS)), Prose(writer.plain(3))],
        "active_disclosure": [Prose(writing.joined(active))],
        "response": [Prose(writer.pick(phrases.RESPONSE))] if rng.random() < 0.3 else None,
        "key_areas": [Prose(writer.pick(phrases.KEY_AREAS))] if rng.random() < 0.3 else None,
        "requests": [block for blocks in (*asked, refused) for block in blocks],
        "review_litigation": [Prose(writer.pick(phrases.REVIEWED) + writer.pick(phrases.SUED))],
        "fees": [Prose(writer.pick(phrases.FEES_ZERO))] if rng.random() < 0.6 else None,
        "organization": [Prose(writer.pick(phrases.ORGANIZATION) + _sometimes(writer, rng, phrases.STAFF))]
        if rng.random() < 0.6
        else None,
        "problems": [Prose(writer.pick(phrases.PROBLEMS)), Prose(writer.pick(phrases.IMPROVEMENTS))],
        "other": [Prose(rng.choice(phrases.OTHER))],
    }
    return {key: blocks for key, blocks in contents.items() if blocks is not None}


def _topics(topics: Sequence[Sequence[str]]) -> list[Block]:
    return [
        Prose(f"（{_HAN[at]}）{name}。{writing.joined(sentences)}")
        for at, (name, sentences) in enumerate(zip(phrases.SUBHEADINGS, topics, strict=True))
    ]


def _announced(draft: Draft) -> list[Block]:
    return [Prose(draft.announcement)] if draft.announcement else []


def _closed(draft: Draft, rng: Random) -> str:
    draft.claims_all_closed |= not draft.figures["requests.carried_out"] and rng.random() < 0.3
    return rng.choice(phrases.ALL_CLOSED) if draft.claims_all_closed else ""


def _sometimes(writer: writing.Writer, rng: Random, bank: Sequence[str]) -> str:
    return writer.pick(bank) if rng.random() < 0.5 else ""


def _optional(text: str) -> list[Prose]:
    return [Prose(text)] if text else []


def _structure(draft: Draft, kind: str) -> list[Doubt]:
    found = []
    if kind == "mixed":
        found = [Doubt("format_mixed"), Doubt("missing_rows", allowed=True)]
    if draft.published > date(draft.year + 1, 3, 31):
        found.append(Doubt("published_late_or_republished"))
    return found
