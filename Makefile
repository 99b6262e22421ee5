# Two commands: `make demo` shows Kavosh at work, `make test` runs every check that CI runs.
PYTHON ?= python3
VENV   ?= .venv
PORT   ?= 8080
SERVE  ?= 1
BIN    := $(VENV)/bin

.PHONY: demo test bench clean

demo: $(VENV)/.installed
	$(BIN)/kavosh demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve)

# The strict editable mode links the files that exist, so it is renewed on every run.
test: $(VENV)/.test-installed
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e . --config-settings editable_mode=strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/pytest

# Kavosh beside other engines, on few documents; larger runs are in docs/performance.md.
bench: $(VENV)/.test-installed
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[bench]' --config-settings editable_mode=strict
	$(BIN)/python benchmarks/engines.py --docs 2000

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python setup.cfg pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check -e . --config-settings editable_mode=strict
	touch $@

$(VENV)/.test-installed: $(VENV)/bin/python setup.cfg pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check 'setuptools>=77' wheel
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[test]' --config-settings editable_mode=strict
	touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
