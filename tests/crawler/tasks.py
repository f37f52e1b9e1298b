"""What workers are given to do in tests of the worker processes."""

import os
import resource
import signal
import time

from crawler.worker import MEMORY, Refusal, attempt, start, within


def square(number, _seconds):
    return number * number


def last_first(number, _seconds):
    time.sleep(max(0.0, 0.3 - number / 10))
    return number, os.getpid()


def die(number, _seconds):
    if number % 2:
        os._exit(9)
    return number


def hang(number, seconds):
    with within(seconds):
        while number == 1:
            time.sleep(0.01)
        return number


def greedy(size, _seconds):
    return attempt(lambda: len(bytearray(size)))


def refuse(_job, _seconds):
    return Refusal("Unreadable", "no memory left")


def die_once(mark, _seconds):
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return mark.name


def starve_once(mark, _seconds):
    if not mark.exists():
        mark.touch()
        resource.setrlimit(resource.RLIMIT_AS, (1, MEMORY))
    return attempt(lambda: mark.name * len(bytearray(1 << 20)))[:1]


def begin_within(most, _seconds):
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    start()
    return resource.getrlimit(resource.RLIMIT_AS), attempt(lambda: len(bytearray(most)))
