from __future__ import annotations

import pytest

from pipelines.identity.disagreements import of_issuers
from pipelines.identity.indications import INFERRED, STATED, WEAK, Naming
from pipelines.identity.issuers import Hints, resolve
from pipelines.identity.misread import settled
from pipelines.report import Indication

READ, MISREAD = "湖南省常德市临澧县人民政府", "甘肃省甘南藏族自治州临潭县人民政府"


def naming(name, where, capture, certainty=STATED):
    indication = Indication("issuer.name", name, name, where, certainty, capture, chosen=where == "title")
    return Naming(indication, resolve(name, 2023, Hints()))


def taken(named):
    return [each.indication.value for each in named if each.indication.chosen]


TITLE, SIGNATURE = naming(MISREAD, "title", 0), naming(READ, "signature", 0, INFERRED)
LISTING = naming(READ, "listing", None)


@pytest.mark.parametrize(
    ("named", "issuer"),
    [
        ([TITLE, SIGNATURE], []),
        ([TITLE, SIGNATURE, naming("湖南省常德市临澧县人民政府", "portal", None, WEAK)], [READ]),
        ([TITLE, LISTING], [READ]),
        ([TITLE, naming(READ, "portal", None, WEAK)], []),
        ([TITLE, SIGNATURE, naming("甘肃省人民政府", "portal", None, WEAK)], [MISREAD]),
        ([TITLE, naming("甘肃省人民政府", "portal", None, WEAK)], [MISREAD]),
        ([TITLE], [MISREAD]),
    ],
)
def test_what_ocr_took_a_title_to_say_must_agree_with_what_is_known(named, issuer):
    assert taken(settled(named, {0})) == issuer
    assert bool(list(of_issuers(named, {0}))) == any(each.indication.value == READ for each in named[1:])


def test_a_title_that_was_not_read_by_ocr_is_taken_as_ever():
    named = [TITLE, SIGNATURE, LISTING]
    assert settled(named, {1}) == named
