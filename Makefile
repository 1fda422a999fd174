# `make run` and `make test` do all set-up on a fresh machine; everything else is for developers.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
PYTHON ?= python3
MINUTES ?= 1
VENV := .venv
BIN := $(VENV)/bin
PAGES := dashboards
PAGE_SOURCES := $(shell find $(PAGES) \( -name node_modules -o -name dist \) -prune -o -type f -print)
CONTRACT := tests/contract
# Prism judges our requests by the carrier's own description, where that is at hand.
JUDGE := $(if $(wildcard ../shared/data/twilio),.make/prism)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test check faults nights bench bench-wall detection screens format lock pages setup system clean help

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: setup ## the demo: a simulated city, the wall at http://localhost:8080
	$(BIN)/escort demo

test: setup system $(JUDGE) check ## everything that must pass: style, types, contracts, tests
	$(BIN)/pytest -q -n auto --maxprocesses 4 --dist loadfile -m "not faults"

check: setup ## format, lint, types, import contracts, the wall's own checks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd $(PAGES) && npm run --silent format:check && npm run --silent lint && npm run --silent check && npm test --silent

faults: setup system ## kill -9, a log that goes away, two services, a full disk: minutes
	$(BIN)/pytest -q -m faults

nights: setup ## 20,000 simulated shifts of the desk, and how soon 150,000 presses are claimed: an hour or so
	$(BIN)/python -m tests.nights.staffing
	$(BIN)/python -m tests.nights 20000

bench: setup ## what this machine does
	$(BIN)/escort bench

bench-wall: setup system ## how the wall's page keeps up with 500 cases; MINUTES=10 for longer
	$(BIN)/python -m escort.bench.wall_page --minutes $(MINUTES)

detection: setup ## how well it finds, measured anew into docs/detection.md: minutes
	$(BIN)/python -m escort.bench.detection docs/detection.md

screens: setup system ## screenshots of every page, in English and Chinese, into docs/screens
	$(BIN)/python -m tests.browser.screens

format: setup ## format everything
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	cd $(PAGES) && npm run --silent format

pages: .make/pages ## build the agents' page and the phone's

setup: .make/python pages

# Debian's packages that tests need; nothing happens where they are there already.
system:
	@for need in redis-server:redis-server chromium:chromium promtool:prometheus; do \
	  program=$${need%:*}; package=$${need#*:}; \
	  command -v $$program >/dev/null && continue; \
	  if ! command -v apt-get >/dev/null || [ "$$(id -u)" != 0 ]; then \
	    echo "The tests need $$program. Install it (Debian, as root: apt-get install $$package) and try again."; exit 1; \
	  fi; \
	  apt-get update -qq; \
	  DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $$package >/dev/null; \
	done

.make/python: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; set PYTHON=python3.11 or the like."; exit 1; }
	@[ -x $(BIN)/pip ] || $(PYTHON) -m venv $(VENV) || { \
	  echo "Python's venv is missing here. Debian, as root: apt-get install python3-venv"; exit 1; }
	$(BIN)/pip install -q -r requirements.lock
	$(BIN)/pip install -q --no-build-isolation --no-deps -e .
	@mkdir -p .make && touch $@

.make/node: $(PAGES)/package-lock.json
	@command -v npm >/dev/null || { echo "Node 20 or newer with npm is needed to build the pages."; exit 1; }
	cd $(PAGES) && npm ci --silent
	@mkdir -p .make && touch $@

.make/prism: $(CONTRACT)/package-lock.json
	@command -v npm >/dev/null || { echo "Node 20 or newer with npm is needed to judge our requests."; exit 1; }
	cd $(CONTRACT) && npm ci --silent
	@mkdir -p .make && touch $@

.make/pages: .make/node $(PAGE_SOURCES)
	cd $(PAGES) && npm run --silent build
	@touch $@

lock: ## new versions of everything, within the lower bounds of pyproject.toml
	rm -rf .make/lock && $(PYTHON) -m venv .make/lock
	.make/lock/bin/pip install -q --upgrade pip hatchling editables
	.make/lock/bin/pip install -q --group dev -e '.[redis,roads]'
	.make/lock/bin/pip freeze --exclude-editable > requirements.lock
	rm -rf .make/lock

clean: ## what was made here; data folders stay
	rm -rf .make $(VENV) $(PAGES)/node_modules $(CONTRACT)/node_modules $(PAGES)/*/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
