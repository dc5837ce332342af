# The two commands: make run (the example), make serve (your own centre). README.md has the plain forms without make.
PYTHON ?= python3
BIN = .venv/bin
PYTEST = $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: run serve test test-long check fmt bench messages mutants shots

run: .venv/installed
	@exec $(BIN)/python -m config.run --example

serve: .venv/installed
	@exec $(BIN)/python -m config.run

test: .venv/installed-dev
	$(PYTEST) $(ARGS)

test-long: .venv/installed-dev
	$(PYTEST) -m long $(ARGS)

check: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djangofmt --check .
	@! LC_ALL=C.UTF-8 grep -rnE --include='*.html' '.{121}' templates tests || { echo "Longer than 120 columns."; exit 1; }
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run --settings config.without_database
	$(BIN)/python -m config.translations check

fmt: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djangofmt .

bench: .venv/installed-dev
	$(BIN)/python -m bench $(if $(FAMILIES),--families $(FAMILIES)) $(ARGS)

messages: .venv/installed-dev
	$(BIN)/python -m config.translations update

mutants: .venv/installed-dev
	$(BIN)/python -m tests.mutants $(MODULE) $(ARGS)

shots: .venv/installed-dev
	SHOTS=all $(BIN)/python -m pytest tests/browser $(ARGS)

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Peduli needs Python 3.11 or later: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' || { echo "This Python lacks venv: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: requirements.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
