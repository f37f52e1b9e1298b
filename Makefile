# Two commands do everything, set-up included: `make crawl` and `make test`.

PYTHON ?= python3
DATA ?= data
BIN := .venv/bin
READY := .venv/.ready
TOOLS := .venv/.tools
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: crawl test check setup lock clean
.DEFAULT_GOAL := crawl

# Without PORTAL the bundled sample portals are served on loopback and crawled; PORTAL=name-or-address crawls a real one.
crawl: $(READY)
ifdef PORTAL
	@$(BIN)/gongkai crawl --data $(DATA) $(PORTAL)
else
	@$(BIN)/python -m tests.portals -- $(BIN)/gongkai crawl --data $(DATA) --allow-private --delay 0
endif

test: $(READY) $(TOOLS)
	@$(BIN)/pytest -n auto --dist loadfile

check: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Gongkai needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.11' >&2; exit 2; }
	@echo 'Setting up .venv (once, a minute or two) …' >&2
	@$(PYTHON) -m venv .venv || { echo 'python3 -m venv failed; on Debian or Ubuntu: apt-get install python3-venv' >&2; exit 2; }
	@$(PIP) install -qq --no-deps --require-hashes --requirement requirements.lock
	@$(PIP) install -qq --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m crawler.chromium
	@$(BIN)/python -m crawler.fonts
	@touch $@

# What only tests need: pywb, wacz and ReplayWeb.page, each as a program of its own.
$(TOOLS): $(READY) tests/tools/requirements.txt tests/tools/__main__.py
	@echo 'Installing the tools that tests compare with (once, under a minute) …' >&2
	@$(BIN)/python -m tests.tools
	@touch $@

# The locks name versions and hashes, never the host of a registry; the image's is a part of the whole one.
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet
RUNTIME := pyproject.toml --extra ocr --extra build

lock: $(READY)
	@$(PIP) install -qq uv
	@$(COMPILE) $(RUNTIME) --extra dev --output-file requirements.lock
	@$(COMPILE) $(RUNTIME) --constraints requirements.lock --no-annotate --output-file deploy/requirements.lock
	@$(COMPILE) tests/tools/requirements.in --output-file tests/tools/requirements.txt

clean:
	rm -rf .venv build *.egg-info
