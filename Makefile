# `make` prints this list of commands. Bare machine: Python 3.11+, make and python3-venv.
PYTHON ?= python3
BIN := .venv/bin
# Modules are compiled once, whatever the machine says: the tests start many processes, each of which would compile all it imports.
export PYTHONDONTWRITEBYTECODE :=
UV := $(shell command -v uv 2>/dev/null)
ifdef UV
MAKE_VENV = uv venv --quiet --allow-existing --python $(PYTHON) .venv
INSTALL = uv pip install --quiet --compile-bytecode --python $(BIN)/python
else
MAKE_VENV = $(PYTHON) -m venv .venv
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

# What the tests of a file share is made once, by the worker that has the file.
PYTEST = $(BIN)/python -m pytest --numprocesses auto --dist loadfile

.DEFAULT_GOAL := help
.PHONY: check-python help demo test coverage test-long lint docs bench clean

help: ## print this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

check-python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "nmosd needs Python 3.11 or newer, and $(PYTHON) is not: make PYTHON=python3.12 (or where yours is)" >&2; exit 2; }

.venv/runtime: pyproject.toml constraints.txt | check-python
	@echo "setting up .venv (once)"
	@$(MAKE_VENV)
	@$(INSTALL) --editable . --constraint constraints.txt
	@touch $@

.venv/dev: pyproject.toml constraints.txt | check-python
	@echo "setting up .venv with the development tools (once)"
	@$(MAKE_VENV)
	@$(INSTALL) --editable '.[dev]' --constraint constraints.txt
	@touch $@ .venv/runtime

demo: .venv/runtime ## run the main job on two example cohorts and print where the reports are
	@$(BIN)/python examples/run_demo.py

test: .venv/dev lint ## everything that CI runs: lint, types, layers, tests
	$(PYTEST)

coverage: .venv/dev ## the tests again, with the lines and branches that none of them reaches
	$(PYTEST) --cov --cov-report=term-missing

test-long: .venv/dev ## the longer sweeps as well
	$(PYTEST) -m "long or not long" --hypothesis-profile=long

lint: .venv/dev ## style, types and the order of the layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: .venv/dev ## write the generated reference pages anew
	$(BIN)/python -m docs.generate

bench: .venv/dev ## time what a person waits for
	$(BIN)/python -m benchmarks

clean: ## remove the environment and every cache
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis examples/*/out
