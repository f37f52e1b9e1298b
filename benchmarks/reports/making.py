"""From a number to a finished report."""

from __future__ import annotations

from random import Random

from benchmarks.reports import composing
from benchmarks.reports.distortions import distort
from benchmarks.reports.model import Draft
from benchmarks.reports.shells import SHELLS


def make(
    seed: int,
    *,
    heavy: bool = False,
    names: tuple[str, ...] | None = None,
    format: str | None = None,  # noqa: A002 - the file's
) -> Draft:
    """Return the report of a number, distorted and with its truth; `heavy` pages are as large as real ones.

    With `names` just these distortions are applied; `format` is otherwise a web page or, seldom, plain text.
    """
    draft = composing.compose(seed)
    rng = Random(f"looks {seed}")
    looks = draft.looks
    looks.format = "text" if rng.random() < 0.12 else "html"
    looks.format = format or looks.format
    looks.family = rng.choice(tuple(SHELLS))
    looks.weight = rng.randint(60_000, 260_000) if heavy else rng.randint(3_000, 15_000)
    draft.url = f"http://www.p{seed % 97}.gov.cn/zwgk/nb/{draft.published:%Y%m}/t{seed}.html"
    # The date that a file shows is that of its signature.
    signed = () if looks.format in {"html", "text"} else ("signature",)
    distort(draft, rng, names, signed)
    composing.complete(draft)
    return draft
