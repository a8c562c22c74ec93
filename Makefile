# make run: set up and start the app.  make test: set up and run every test.
# make gallery: draw the pictures of all screens in docs/ anew.
# make audit: ask the advisory services about every pinned package (needs the network).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
DEVICE ?= auto

.PHONY: run setup test lint browser gallery audit clean

run: setup
	$(BIN)/latente serve --host $(HOST) --port $(PORT) --weights weights --device $(DEVICE)

# Each part of the set-up leaves a mark and is done again only when what it depends on changes.
setup: $(VENV)/.python-ready frontend/node_modules/.ready

$(VENV)/.python-ready: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --constraint constraints.txt --editable '.[test,faces]'
	touch $@

frontend/node_modules/.ready: frontend/package.json frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund --loglevel=error
	touch $@

# The browser tests need Chromium: the system's own, installed here if that is possible.
browser:
	sh tools/ensure-chromium.sh

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd frontend && npm run --silent check

# A process of tests for each core, but no more than four, as each takes 2 GB. A module stays in
# one of them, and the longest begin first.
SHARED_OUT := --numprocesses logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

test: lint browser
	cd frontend && npm test --silent
	$(BIN)/pytest $(SHARED_OUT)

gallery: setup browser
	$(BIN)/python -m tools.gallery

audit:
	PYTHON=$(PYTHON) sh tools/audit.sh

clean:
	rm -rf $(VENV) frontend/node_modules build *.egg-info
