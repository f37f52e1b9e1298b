"""What rendering costs: seconds for a page, megabytes of the browser. Run: python -m benchmarks.browser [PAGES]"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

from crawler.browser.chrome import Chrome
from tests.crawler.browser.processes import descendants
from tests.crawler.browser.tabs import render

API = "http://portal.example/api/list"
ROWS = "".join(f"<li>第{n}条政府信息公开工作年度报告</li>" for n in range(20))
PAGE = """<div id="app"></div><script>
fetch('/api/list').then(r => r.text()).then(text => { document.getElementById('app').innerHTML = text })
</script>"""


def megabytes(pids: list[int]) -> float:
    """Proportional set size of processes: shared pages counted once."""
    return sum(_pss(pid) for pid in pids) / 1024


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


async def measure(pages: int) -> None:
    before = set(descendants(os.getpid()))
    chrome = Chrome("Gongkai")
    begun = time.perf_counter()
    await render(chrome, PAGE, {API: ROWS})
    print(f"start and first page  {time.perf_counter() - begun:6.2f} s")
    seconds = []
    for _ in range(pages):
        begun = time.perf_counter()
        seen = await render(chrome, PAGE, {API: ROWS})
        assert "第19条" in seen.states[0].dom.decode()
        seconds.append(time.perf_counter() - begun)
    print(f"a page, median of {pages:<4}{sorted(seconds)[len(seconds) // 2]:6.2f} s")
    browser = [pid for pid in descendants(os.getpid()) if pid not in before]
    print(f"browser and driver    {megabytes(browser):6.0f} MB in {len(browser)} processes")
    await chrome.close()


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
