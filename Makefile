# Every verb that people and CI call. `make` alone lists them.
# A fresh machine needs Python ≥ 3.11 and make; everything else is installed here, into .venv.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy

PY ?= python3
BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null || echo .venv-uv/bin/uv)
READY := .venv/.ready
MEMBERS := shared/pyproject.toml deploy/pyproject.toml $(wildcard services/*/pyproject.toml)
SOURCES := shared deploy/src services tests bench tools training

.PHONY: help setup demo up test test-unit test-integration test-e2e test-outages hostile-web test-compose coverage check format lock upgrade bench bench-pages bench-parser bench-search quality train docs chromium screenshots clean

help: ## List the verbs.
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

.venv-uv/bin/uv:
	$(PY) -m venv .venv-uv
	.venv-uv/bin/pip install --quiet uv

$(READY): requirements.lock $(MEMBERS) | $(filter .venv-uv/bin/uv,$(UV))
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PY) .venv
	$(UV) pip sync --quiet --python $(BIN)/python requirements.lock
	@touch $@

setup: $(READY) ## Install everything the other verbs need into .venv.

demo: $(READY) ## Engines, services and the bundled newsroom: see who said what, live. Ctrl-C ends it all.
	$(BIN)/quotewire demo $(ARGS)

up: $(READY) ## The same stack with your sources (deploy/sources.toml, or ARGS="--sources FILE").
	$(BIN)/quotewire up $(ARGS)

test: $(READY) chromium ## All tests: unit, contract, integration and end to end, on engines they start themselves.
	$(BIN)/pytest $(ARGS)

test-unit: $(READY) ## Seconds, no servers.
	$(BIN)/pytest tests/unit tests/contract $(ARGS)

test-integration: $(READY) ## Real Kafka and real OpenSearch.
	$(BIN)/pytest tests/integration $(ARGS)

test-e2e: $(READY) chromium ## Whole programs, as a person starts them.
	$(BIN)/pytest tests/e2e $(ARGS)

test-outages: $(READY) ## OpenSearch and Kafka away for two minutes each, under load.
	QUOTEWIRE_TEST_OUTAGE_S=120 $(BIN)/pytest tests/e2e/test_outages.py $(ARGS)

hostile-web: $(READY) ## The fetcher against a web that misbehaves in every way we know, with one, two and three processes.
	$(BIN)/pytest tests/unit/hostile_web tests/e2e/test_hostile_web.py $(ARGS)

test-compose: $(READY) ## The unchanged docker-compose.yml on stand-in images (needs root and Debian's packages).
	$(BIN)/python -m tests.e2e.compose $(ARGS)

coverage: $(READY) ## Which lines and branches the unit and contract tests reach.
	$(BIN)/pytest tests/unit tests/contract --cov --cov-report=term-missing:skip-covered $(ARGS)

check: $(READY) ## Lint, format, types, import rules, lock.
	$(BIN)/ruff check $(wildcard $(SOURCES))
	$(BIN)/ruff format --check $(wildcard $(SOURCES))
	$(BIN)/mypy $(wildcard $(SOURCES))
	$(BIN)/lint-imports
	$(BIN)/python tools/check_lock.py $(UV)

format: $(READY) ## Mend what ruff can mend.
	$(BIN)/ruff check --fix $(wildcard $(SOURCES))
	$(BIN)/ruff format $(wildcard $(SOURCES))

lock: | $(filter .venv-uv/bin/uv,$(UV)) ## Write requirements.lock anew, versions kept where they fit.
	$(PY) tools/check_lock.py $(UV) --write

upgrade: | $(filter .venv-uv/bin/uv,$(UV)) ## Write requirements.lock anew with the newest versions.
	$(PY) tools/check_lock.py $(UV) --write --upgrade

docs: $(READY) ## Write the generated documents anew (settings, messages, indices, AsyncAPI, schemas).
	$(BIN)/python -m tools.generate_docs

chromium: ## See that there is a browser for the tests of the pages; as root on Debian it is installed.
	@$(PY) tools/get_chromium.py >/dev/null || test -z "$${CI:-}"

screenshots: $(READY) chromium ## Take docs/screenshots anew: each page, wide, on a phone and dark.
	$(BIN)/python -m tools.screenshots

bench: $(READY) ## Measure the stages and the whole way, on this machine (ARGS="parse --pages FOLDER").
	$(BIN)/python -m bench $(ARGS)

quality: $(READY) ## Score actors and quotes on our own annotated stories, and text, dates, authors on golden pages.
	$(BIN)/python -m tests.quality $(ARGS)
	$(BIN)/python -m tests.quality.pages

.venv-train/.ready: training/requirements.lock | $(filter .venv-uv/bin/uv,$(UV))
	@test -x .venv-train/bin/python || $(UV) venv --quiet --python $(PY) .venv-train
	$(UV) pip sync --quiet --python .venv-train/bin/python training/requirements.lock
	@touch $@

bench-pages: $(READY) ## Pages a second to text and facts, stage by stage, beside trafilatura (FOLDER=pages; default: the golden pages).
	$(BIN)/python -m bench pages $(if $(FOLDER),--pages "$(FOLDER)") $(ARGS)

bench-parser: $(READY) ## Articles a second, part by part, and growth with length (ARGS="--pages FOLDER").
	$(BIN)/python -m bench parser $(ARGS)

bench-search: $(READY) ## Search over a million quotes while news arrives (ARGS="--quotes 50000 --keep FOLDER"; an hour).
	$(BIN)/python -m bench search $(ARGS)

train: .venv-train/.ready ## Train a model from ../shared/data and tests/corpus: ARGS="open" or "research" (hours, one core).
	PYTHONPATH=.:services/parser/src:shared/src:deploy/src .venv-train/bin/python -m training $(ARGS)

clean: ## Remove the environments and caches of this checkout.
	rm -rf .venv .venv-uv .venv-train .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
