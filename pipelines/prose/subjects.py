"""Whose and of when a number in prose is: the issuer's own of the reporting year, or another's."""

from __future__ import annotations

from pipelines.prose import patterns as p


def speaks_of(words: str, year: int | None) -> bool:
    """Return whether words speak of a year: they do unless they name another, or a time up to now (施行以来)."""
    if any(match[1] is None or int(match[1]) != year for match in p.HISTORIC.finditer(words)):
        return False
    own = p.FOREIGN_YEAR.sub("", words)
    longer = list(p.LONGER.finditer(own))
    years = p.YEAR.findall(own, longer[-1].end() if longer else 0)
    if not years:
        return not longer
    return year is None or int(years[-1]) == year


def is_of_whole(total: p.Total, subject: str, issuer: str | None) -> bool:
    """Return whether a total's subject may have it.

    其中 names a part of what was received, but the whole of what was then closed, answered or carried over.
    """
    subject = p.THIS_YEARS.sub("", subject)
    if total.opens in {"closed", "replied"} or total.key in {"requests.carried_out", *p.DISPUTES}:
        subject = p.SELECTION.sub("", subject)
    return not total.whole or is_whole(subject, issuer)


def is_single_body(words: str, issuer: str | None) -> bool:
    """Return whether words that a colon ends name a body whose figures follow."""
    return p.SUBJECT.search(words) is not None and not is_whole(words, issuer)


def is_whole(subject: str, issuer: str | None) -> bool:
    """Return whether a number's subject is the issuer or all that it reports for."""
    if p.PARTIAL.search(subject):
        return False
    rest = p.ASIDE_WORDS.sub("", subject)
    if p.WHOLE.search(rest):
        return True
    named = p.ADVERBS.sub("", rest)
    if not p.SUBJECT.search(named):
        return True
    if issuer is None or len(named) < 2:
        return False
    return named in issuer or (named == "学校" and p.SCHOOL.search(issuer) is not None)
