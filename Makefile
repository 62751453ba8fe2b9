# `make` sets up what is missing and builds; `make help` lists the rest.

PYTHON ?=
ARGS ?=
SETUP := PYTHON="$(PYTHON)" sh tools/setup.sh
RUN := .venv/bin/python
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header

.PHONY: all build test bench setup lock clean help

all: build

build: .venv/run.stamp ## build every guide in content/ (what `make` alone does)
	$(RUN) build.py $(ARGS)

test: .venv/dev.stamp ## check style and types, run the tests (CI=1: slow ones, too)
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) -m pytest -q $(if $(CI),,-m "not slow") $(ARGS)

bench: .venv/bench.stamp ## measure; ARGS="…" goes to the benchmark
	$(RUN) -m bench $(ARGS)

setup: ## set up anew what is missing: .venv, packages, Pango
	@$(SETUP) requirements.lock

lock: ## write the locks anew from pyproject.toml (needs uv)
	$(LOCK) --upgrade pyproject.toml -o requirements.lock
	$(LOCK) --upgrade --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	$(LOCK) --upgrade --group dev --group bench -c requirements-dev.lock pyproject.toml \
		-o requirements-bench.lock

clean: ## remove what was built, .venv and all caches
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find output -mindepth 1 ! -name .gitkeep -delete

help: ## show this
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile

.venv/run.stamp: requirements.lock tools/setup.sh
	@$(SETUP) requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	@$(SETUP) requirements-dev.lock
	@touch $@

.venv/bench.stamp: requirements-bench.lock .venv/dev.stamp
	@$(SETUP) requirements-bench.lock
	@touch $@
