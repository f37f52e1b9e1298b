"""All checks, in the order in which they are told."""

from crawler.doctor.clock import clock
from crawler.doctor.disk import disk
from crawler.doctor.examining import Check
from crawler.doctor.limits import limits
from crawler.doctor.network import network
from crawler.doctor.packages import packages
from crawler.doctor.reading import recognition
from crawler.doctor.rendering import browser
from crawler.doctor.stored import database, leftovers

CHECKS: dict[str, Check] = {
    "packages": packages,
    "limits": limits,
    "disk": disk,
    "database": database,
    "leftovers": leftovers,
    "clock": clock,
    "network": network,
    "browser": browser,
    "OCR": recognition,
}
