# Two commands for a fresh machine: make demo, make test. The others: run check bench mutate install.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CONFIG ?= config/callcenter.toml
SECONDS ?= 0
WIRE ?= 2
export UV_PROJECT_ENVIRONMENT := $(VENV)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Kept bytecode halves what a start costs, and the tests start a thousand processes; some machines forbid it to all.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help install dev demo run test check bench mutate clean
help:            ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/\t/'

$(BIN)/uv:
	@$(PYTHON) scripts/bootstrap.py $(VENV)

$(VENV)/.runtime: pyproject.toml uv.lock | $(BIN)/uv
	@echo "· installing the locked packages (about a minute the first time)"
	@$(BIN)/uv sync --quiet --locked --no-dev --inexact
	@touch $@

$(VENV)/.dev: pyproject.toml uv.lock | $(BIN)/uv
	@echo "· installing the locked packages, with those for development"
	@$(BIN)/uv sync --quiet --locked --inexact
	@touch $@ $(VENV)/.runtime

install: $(VENV)/.runtime   ## environment and screens; starts nothing
	@$(BIN)/python -m dashboards.build --if-needed

dev: $(VENV)/.dev
	@$(BIN)/python -m dashboards.build --if-needed

demo: install               ## everything on embedded defaults, with a drill; SECONDS=90 stops by itself, SHOW=1 a live show
	@scripts/get-mosquitto
	@exec $(BIN)/callcenter demo --seconds $(SECONDS) $(if $(SHOW),--show)

run: install                ## the service alone, with config/callcenter.toml
	@exec $(BIN)/callcenter serve --config $(CONFIG)

check: dev                  ## format, lint, types, import contracts; types and tests of the screens
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m dashboards.build --check

test: dev                   ## all tests; sets up what they need; WIRE=0 runs wire tests one by one, and all others after them
	@scripts/get-test-parts
	@# What needs phones, broker and browser goes first, on WIRE workers (two to four: it mostly waits, each has addresses of
	@# its own); rules and services take what it leaves of the processor, and are shown when it is over; last and alone what
	@# promises milliseconds.
	@failed=0; said=$$(mktemp); \
	  rules() { nice -n 19 $(BIN)/pytest -m "not wire" -n 2 --dist loadfile -o cache_dir=.pytest_cache/rules; }; \
	  if [ $(WIRE) != 0 ]; then rules >$$said 2>&1 & fi; \
	  $(BIN)/pytest -m "wire and not quiet" -n $(WIRE) --dist loadfile --no-loadscope-reorder || failed=1; \
	  if [ $(WIRE) != 0 ]; then wait $$! || failed=1; cat $$said; else rules || failed=1; fi; rm -f $$said; \
	  $(BIN)/pytest -m "wire and quiet" || failed=1; exit $$failed

bench: dev                  ## figures for docs/benchmarks.md
	@scripts/get-test-parts
	$(BIN)/python -m tests.bench

mutate: dev                 ## plant known faults in a copy; every one must be seen by a test
	$(BIN)/python -m tests.mutation

clean:                      ## remove what was built; keeps var/
	rm -rf $(VENV) dashboards/static dashboards/web/node_modules .node
