import os
import subprocess
import sys

import pytest

from pipelines.reading import ocr

pytestmark = pytest.mark.skipif(bool(ocr.missing()) and "CI" not in os.environ, reason=str(ocr.missing()))


def test_nothing_is_kept_of_the_machine(tmp_path):
    loading = "from pipelines.reading.ocr import model; model._session('rec')"
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "XDG_"))}
    subprocess.run([sys.executable, "-c", loading], env=clean | {"HOME": str(tmp_path)}, check=True)
    assert list(tmp_path.rglob("*")) == []
