# What a person types. Needs make and Python 3.11, 3.12 or 3.13; everything else is installed into .venv from the locks.
#
#   make run              an invented dealer's CRM, three lifecycles and the audit on a Prefect server, then a summary
#   make up               keep server, worker and schedules up; prints the address of the UI
#   make test             the fast tests
#   make test-all         all tests: with PostgreSQL, a real Prefect server and the slow ones
#   make lint             style, types, imports, generated pages
#   make docs             write the generated pages
#   make audit-benchmark  the audit beside the plain ways of doing it
#
#   ARGS is handed on: make run ARGS="--opportunities 20000"

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run up test test-all lint docs audit-benchmark
SHELL := /bin/sh
unexport PYTHONDONTWRITEBYTECODE  # each of many processes would compile everything anew
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -q

# .venv is made anew when a lock or the folder has changed. The marks are written last: what was cut off is begun again.
HERE := $(VENV)/made-for-$(firstword $(shell pwd | cksum))
RUNTIME := $(HERE)/requirements.lock
DEV := $(HERE)/requirements-dev.lock

# The first Python that will do. Another one: make run PYTHON=/path/to/python3
ifndef PYTHON
PYTHON := $(shell for name in python3.13 python3.12 python3.11 python3 python; do \
	if $$name -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; \
	then echo $$name; break; fi; done)
endif
NO_PYTHON = Python 3.11, 3.12 or 3.13 with venv is needed and was not found. Install it (Debian, Ubuntu: apt install \
	python3 python3-venv; macOS: brew install python@3.12) or name one: make run PYTHON=/path/to/python3

help:
	@sed -n 's/^#   //p' Makefile

run: $(RUNTIME)
	@$(BIN)/seiton run $(ARGS)

up: $(RUNTIME)
	@$(BIN)/seiton up $(ARGS)

test: $(DEV)
	@$(BIN)/python -m pytest -n auto --dist loadgroup --no-loadscope-reorder -m "not slow and not postgres and not prefect" $(ARGS)

test-all: $(DEV)
	@$(BIN)/python -m pytest -n auto --dist loadgroup --no-loadscope-reorder $(ARGS)

lint: $(DEV)
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m docs.pages --check

docs: $(DEV)
	@$(BIN)/python -m docs.pages --write

audit-benchmark: $(DEV)
	@$(BIN)/python -m benchmarks.audit $(ARGS)

$(RUNTIME): requirements.lock requirements-build.lock pyproject.toml
	@if [ -z "$(PYTHON)" ]; then echo '$(NO_PYTHON)' >&2; exit 1; fi
	@echo 'Installing what is needed into $(VENV) (once; a minute or two) …'
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes --no-deps -r requirements-build.lock -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@mkdir -p $(HERE) && cp requirements.lock $@

$(DEV): $(RUNTIME) requirements-dev.lock
	@if [ -f $@ ]; then rm -rf $(VENV) && $(MAKE) --no-print-directory $(RUNTIME); fi
	@echo 'Installing what the tests need into $(VENV) (once) …'
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	@mkdir -p $(HERE) && cp requirements-dev.lock $@
