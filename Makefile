# Two commands: make demo, make test. Everything else serves them.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint look clean

demo: .venv/installed
	rm -rf build/demo
	$(BIN)/incident-analytics new build/demo
	$(BIN)/incident-analytics publish build/demo
	@echo "The site is at build/demo/build/site/index.html: open it in any browser."

test: .venv/tested
	$(BIN)/python -m pytest -n 2

lint: .venv/tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

look: .venv/tested
	$(BIN)/python -m tests.site.look look

clean:
	rm -rf build look .venv

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/tested: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[notebooks,test]'
	touch $@
