# Legdrive: `make demo` runs the main job on simulated plates, `make test` passes the tests. Both set everything up.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV ?= .venv
PYTHON ?= python3
export PYTHONSAFEPATH := 1
BIN := $(VENV)/bin
# What a wheel is made of: a change in any of these installs again.
SOURCES := $(shell find acquisition processing reports service sim_data ext -type f \
	\( -name '*.py' -o -name '*.pyi' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.h' -o -name '*.json' -o -name '*.ttf' -o -name '*.toml' -o -name '*.po' \) 2>/dev/null) \
	pyproject.toml meson.build meson.options

.PHONY: help demo test coverage dev words golden lint checked bench gate soak campaign accuracy docs clean tools

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(firstword $(MAKEFILE_LIST))

tools:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "make: missing: Python 3.11 or newer (set PYTHON=/path/to/python3)"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "make: missing: the venv module (Debian: python3-venv)"; exit 1; }
	@$(PYTHON) -c 'import os, sysconfig, sys; sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))' || \
		{ echo "make: missing: the Python headers (Debian: python3-dev)"; exit 1; }
	@command -v cc >/dev/null || command -v gcc >/dev/null || { echo "make: missing: a C compiler (Debian: gcc)"; exit 1; }

$(BIN)/python:
	@$(MAKE) --no-print-directory tools
	@echo "Setting up $(VENV) (once, about a minute) …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check "pip>=25.1"

# Installs the requirements that an expression picks from the project's table, named p.
needs = $(BIN)/python -c 'import tomllib; p = tomllib.load(open("pyproject.toml", "rb"))["project"]; print(*$(1), sep="\n")' \
	>$(VENV)/needs.txt && $(BIN)/python -m pip install -q --disable-pip-version-check -r $(VENV)/needs.txt

# The wheel, built and installed; `make dev` leaves the same mark for an editable install.
$(VENV)/.installed: $(BIN)/python $(SOURCES)
	@if test -f $(VENV)/.editable; then :; else \
		$(call needs,p["dependencies"]) && \
		$(BIN)/python -m pip install -q --disable-pip-version-check --force-reinstall --no-deps $(BUILD_OPTIONS) . ; fi
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	@$(call needs,p["optional-dependencies"]["test"])
	@touch $@

$(VENV)/.linted: $(VENV)/.installed
	@$(call needs,p["optional-dependencies"]["lint"])
	@touch $@

demo: $(VENV)/.installed ## a simulated training session: recording, analyses and PDFs in demo/
	@$(BIN)/legdrive demo

test: $(VENV)/.tested ## the tests, against the installed wheel
	@$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST_OPTIONS)

coverage: $(VENV)/.tested ## the tests with branch coverage of the installed package; 85 % at least
	@$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report=term --cov-fail-under=85

dev: $(BIN)/python ## editable install with the tools; kernels rebuild at import
	@$(call needs,[each for needed in p["optional-dependencies"].values() for each in needed])
	@CYTHON="$(CURDIR)/$(BIN)/cython" PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --editable .
	@touch $(VENV)/.editable $(VENV)/.installed $(VENV)/.tested $(VENV)/.linted

words: $(VENV)/.installed ## bring the catalogues of translations up to date with the sentences
	@$(BIN)/python -P -m reports.words.refresh

golden: $(VENV)/.tested ## keep the report pages of today as those that the tests expect; look at them first
	@LEGDRIVE_GOLDEN=1 $(BIN)/pytest -q tests/reports/golden

lint: $(VENV)/.linted ## style, types and import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python tests/house/import_rules.py

checked: ## the tests on kernels compiled with bounds checks
	@$(MAKE) --no-print-directory VENV=.venv-checked BUILD_OPTIONS=-Csetup-args=-Dchecked=true .venv-checked/.tested
	@.venv-checked/bin/pytest -q tests/kernels

bench: $(VENV)/.tested ## measure the speed ratios
	@$(BIN)/python -P benchmarks/run.py

gate: $(VENV)/.tested ## the short paired run that CI holds us to
	@$(BIN)/python -P benchmarks/run.py --gate

soak: $(VENV)/.installed ## 20 minutes in real time, then 5 at twenty times the speed: no sample lost
	@$(BIN)/python -P benchmarks/soak.py
	@$(BIN)/python -P benchmarks/soak.py --minutes 5 --speed 20

campaign: $(VENV)/.tested ## the long truth campaign; prints the error of every event and metric
	@$(BIN)/pytest -q -m campaign -s tests

accuracy: $(VENV)/.tested ## 5,000 lifts, all other campaigns, recordings of others; writes the tables of docs/accuracy.md
	@LEGDRIVE_ACCURACY=1 LEGDRIVE_CAMPAIGN=5000 LEGDRIVE_CAMPAIGN_PROCESSES=2 $(BIN)/pytest -q -m campaign -s tests/processing
	@$(BIN)/pytest -q -rs tests/real

clean: ## remove environments, builds and the demo
	rm -rf .venv .venv-checked build dist demo
