# One command each: "make demo" shows the main job, "make test" runs every check. Both set up .venv first and need nothing
# but python3 (3.11 or newer) with venv and pip, and the package registry.

PYTHON ?= python3
JOBS ?= 2
PYTEST_ARGS ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

# Relative paths only, so that a checkout may lie in a folder with spaces in its name.
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
BUILD_INPUTS := pyproject.toml hatch_build.py src/transflow/__init__.py
RUN_READY := $(VENV)/.ready-to-run
TEST_READY := $(VENV)/.ready-to-test
BENCHMARKS_READY := $(VENV)/.ready-to-measure
CATALOGUES := $(wildcard locales/*/LC_MESSAGES/transflow.po)
COMPILED := $(CATALOGUES:.po=.mo)
CHECKED := src tests hatch_build.py docs $(wildcard benchmarks models)

# An environment that make made for another place (the checkout was moved or copied) points there: make it anew.
MADE_FOR := $(shell cat $(RUN_READY) 2>/dev/null)
ifneq ($(MADE_FOR),)
ifneq ($(MADE_FOR),$(CURDIR))
$(shell rm -rf $(VENV))
endif
endif

.PHONY: help demo test lint types contracts pytest reliability benchmarks docs catalogues lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

demo: $(RUN_READY) $(COMPILED)  ## set up and run the main job on the sample
	@$(BIN)/transflow demo

test: lint types contracts pytest  ## set up and run every check and test

lint: $(TEST_READY)  ## style and format
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/ruff format --check $(CHECKED)

types: $(TEST_READY)  ## mypy, strict
	$(BIN)/mypy --strict src

contracts: $(TEST_READY)  ## no import points upwards
	$(BIN)/lint-imports --no-cache

pytest: $(TEST_READY) $(COMPILED)  ## the tests alone; PYTEST_ARGS="…" goes to pytest
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup $(PYTEST_ARGS)

reliability: $(TEST_READY) $(COMPILED)  ## the long tests: 200 random kills and more
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup --timeout 3600 -m long tests/reliability $(PYTEST_ARGS)

benchmarks: $(BENCHMARKS_READY) $(COMPILED)  ## the measured promises, as ratios
	$(BIN)/python -m benchmarks $(BENCHMARKS_ARGS)

docs: $(TEST_READY)  ## write the generated pages of the reference
	$(BIN)/python docs/generate.py

# A folder whose Python is gone is made anew; one that works, also one made by hand, is kept.
$(BIN)/python:
	@echo "Setting up $(VENV) with $(PYTHON) …" >&2
	$(PYTHON) -m venv --clear $(VENV)

$(RUN_READY): requirements.lock $(BUILD_INPUTS) | $(BIN)/python
	@$(BIN)/python -c "import pip" 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing what transflow needs …" >&2
	@$(PIP) install -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@printf '%s\n' "$(CURDIR)" > $@

$(TEST_READY): requirements-test.lock $(RUN_READY)
	@echo "Installing what the tests need …" >&2
	@$(PIP) install -r requirements-test.lock
	@$(PIP) check
	@touch $@

$(BENCHMARKS_READY): requirements-benchmarks.lock $(RUN_READY)
	@echo "Installing the peers to measure against …" >&2
	@$(PIP) install -r requirements-benchmarks.lock
	@touch $@

# The interface catalogues: extracted, merged and compiled with Babel.
%.mo: %.po | $(RUN_READY)
	@$(BIN)/pybabel --quiet compile --domain transflow --input-file $< --output-file $@

catalogues: $(RUN_READY)  ## bring the interface catalogues up to date with the source, and compile them
	@mkdir -p build
	$(BIN)/pybabel --quiet extract --no-default-keywords -k _ -k N_ -k ngettext:1,2 -k pgettext:1c,2 \
	    --add-comments "Translators:" --add-location file --sort-by-file --width 120 \
	    --project transflow --copyright-holder "transflow contributors" --output-file build/transflow.pot src/transflow
	@for catalogue in $(CATALOGUES); do \
	    locale=$${catalogue#locales/}; locale=$${locale%%/*}; \
	    $(BIN)/pybabel --quiet update --domain transflow --input-file build/transflow.pot --output-file "$$catalogue" \
	        --locale "$$locale" --previous --width 120 --ignore-pot-creation-date || exit 1; \
	    $(BIN)/pybabel compile --statistics --domain transflow --locale "$$locale" --input-file "$$catalogue" \
	        --output-file "$${catalogue%.po}.mo" || exit 1; \
	done

# Made with the oldest Python that is supported (Debian 12: PYTHON=/usr/bin/python3), since newer releases of a package may
# leave it behind; "make test" on a newer one takes the same pins.
lock:  ## pin the newest versions that fit pyproject.toml: names and versions only
	@rm -rf build/lock && $(PYTHON) -m venv build/lock && build/lock/bin/python -m pip install --quiet --upgrade pip
	build/lock/bin/python -m pip install --quiet hatchling babel && build/lock/bin/python -m pip install --quiet .
	build/lock/bin/python -m pip freeze --exclude transflow > requirements.lock
	for group in test benchmarks; do \
	    build/lock/bin/python -c "import pathlib, tomllib; \
	        print(*tomllib.loads(pathlib.Path('pyproject.toml').read_text())['dependency-groups']['$$group'], sep='\n')" \
	        > build/lock/$$group.txt && \
	    build/lock/bin/python -m pip install --quiet --constraint requirements.lock -r build/lock/$$group.txt && \
	    build/lock/bin/python -m pip freeze --exclude transflow > requirements-$$group.lock || exit 1; \
	done

clean:  ## remove everything that make and the tools made
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis $(COMPILED)
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
