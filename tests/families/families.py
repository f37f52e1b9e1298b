"""All families' portals, in the order of the table."""

from __future__ import annotations

from tests.families import forms, hanweb, numbered, odd, scripted, trs, ucap
from tests.families.family import Family

_BUILT = (
    trs.called,
    trs.variables,
    trs.constructed,
    ucap.whole,
    ucap.capped,
    hanweb.by_get,
    hanweb.by_post,
    hanweb.truecms,
    hanweb.jpaas,
    hanweb.annual_reports,
    numbered.vsb,
    numbered.epoint,
    numbered.siteserver,
    numbered.dedecms,
    numbered.index_from_one,
    numbered.select,
    numbered.list_stated_in_script,
    numbered.attributes,
    forms.aspnet,
    forms.asp,
    forms.channel,
    forms.drupal,
    forms.layui,
    forms.wordpress,
    odd.base64_pager,
    odd.events,
    odd.stubs,
    odd.script_array,
    odd.site_map,
    odd.frames,
    odd.split,
    scripted.gkmlpt,
    scripted.fetched,
    scripted.scrolled,
    scripted.clicked,
)


def families() -> list[Family]:
    """Build them."""
    return [build() for build in _BUILT]
