"""Names of issuers that OCR may have misread: a character amiss makes another real county (临澧, 临潭)."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from pipelines.identity.disagreements import differ
from pipelines.identity.indications import Naming


def settled(named: Sequence[Naming], by_ocr: Set[int]) -> list[Naming]:
    """Return the namings with the one to be taken first; none is taken where only OCR speaks and contradicts itself.

    `by_ocr` are the captures that OCR has read. What it took a title to say must agree with what list, site and
    registry say, or at least with everything else on the scan.
    """
    read = bool(named) and named[0].indication.chosen and _is_read(named[0], by_ocr)
    if not read or not any(_apart(named[0], each) for each in named):
        return list(named)
    known = [each for each in named if not _is_read(each, by_ocr)]
    fitting = [each for each in named if known and not any(_apart(each, other) for other in known)]
    stated = [each for each in fitting if _is_read(each, by_ocr) or each.indication.where == "listing"]
    alone = stated[:1] if not any(_apart(one, other) for one in stated[:1] for other in stated) else []
    others = [each for each in named if each not in alone]
    return [*(_taken(each, chosen=True) for each in alone), *(_taken(each, chosen=False) for each in others)]


def _apart(one: Naming, other: Naming) -> bool:
    return differ(one.issuer, other.issuer)


def _is_read(naming: Naming, by_ocr: Set[int]) -> bool:
    return naming.indication.capture in by_ocr and naming.indication.where != "file_name"


def _taken(naming: Naming, *, chosen: bool) -> Naming:
    return replace(naming, indication=replace(naming.indication, chosen=chosen))
