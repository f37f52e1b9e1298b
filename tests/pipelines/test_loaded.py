"""What a process has loaded before readers are forked from it."""

import subprocess
import sys

LOOKED_UP = """
import sys
import pipelines.loaded
from pipelines import parse, schema
from pipelines.identity import divisions

divisions._lines = parse.version = schema.Draft202012Validator = None
found = divisions.townships("太平镇"), divisions.by_short_name("新乡", 2020), divisions.is_code("410700")
assert all(found) and divisions.is_name("新乡市") and parse.parser(by_ocr=False)
schema._validator()
assert not [name for name in sys.modules if name.startswith(("scrapy", "twisted"))]
"""


def test_what_readers_look_into_is_there_before_they_ask():
    done = subprocess.run([sys.executable, "-c", LOOKED_UP], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
