"""The health of portals: what each run was to bring, by its history and its operator, and alarms where it did not."""

from crawler.health.alarms import Alarm, State
from crawler.health.errors import BadOverride, BadSink, Refused
from crawler.health.judging import judge, judge_run, of_run, open_alarms
from crawler.health.kinds import Kind
from crawler.health.overrides import Overrides, overrides
from crawler.health.sending import send

__all__ = [
    "Alarm",
    "BadOverride",
    "BadSink",
    "Kind",
    "Overrides",
    "Refused",
    "State",
    "judge",
    "judge_run",
    "of_run",
    "open_alarms",
    "overrides",
    "send",
]
