# Every target says what it does: make help
SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := $(CURDIR)/.venv/bin
# Bytecode is kept, whatever the shell says: eleven processes that compile it anew start 12 s later.
export PYTHONDONTWRITEBYTECODE :=
PYTEST := cd backend && $(BIN)/python -m pytest
F ?= market_data

.PHONY: help setup demo dev up stop test check format unit coverage integration parity bench peers openapi where clean

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Make the virtual environment and compile the engine once (skips what is done)
	@backend/tools/setup.sh
	@cd backend && $(BIN)/python -m app.engine.warm_up && $(BIN)/python -m compileall -q app

demo: setup ## The whole platform with a market, a login and an example, until Ctrl-C (DETACH=1)
	@$(BIN)/apextrade demo $(if $(DETACH),--detach)

dev: setup ## The same; API and gateway start again when their code changes
	@$(BIN)/apextrade demo --reload $(if $(DETACH),--detach)

up: setup ## The platform alone, without market, login and example (DETACH=1: in the background)
	@$(BIN)/apextrade up $(if $(DETACH),--detach)

stop: ## Stop the platform; nothing of it is left running
	@$(BIN)/apextrade stop

test: setup ## Everything: check, unit, coverage, integration, parity (real PostgreSQL)
	@backend/tools/parts.sh check unit coverage integration

check: setup ## Format, lint, types, contracts, shape
	@cd backend && $(BIN)/ruff format --check . && $(BIN)/ruff check .
	@cd backend && $(BIN)/mypy
	@cd backend && $(BIN)/lint-imports
	@$(BIN)/python backend/tools/shape.py

format: setup ## Rewrite the code in the house format
	@cd backend && $(BIN)/ruff check --fix-only . && $(BIN)/ruff format .

unit: setup ## Unit tests, under ten seconds
	@backend/tools/unit.sh

coverage: setup ## Branch coverage of domain and engine, compiled code run as Python
	@backend/tools/coverage.sh

integration: setup ## Tests on a real PostgreSQL, properties, parity, the repository's own rules
	@$(PYTEST) -n 2 --dist worksteal tests --ignore tests/unit -q

parity: setup ## 500 generated strategies through both engines
	@$(PYTEST) -n 2 tests/parity -q -m parity

bench: setup ## Figures: machine, versions, medians (beside the peers after make peers)
	@cd backend && $$([ -x ../.venv-peers/bin/apextrade ] && echo ../.venv-peers || echo ../.venv)/bin/python -m bench

peers: setup ## Other people's engines in an environment of their own, for make bench
	@backend/tools/setup.sh .venv-peers backend/bench/peers.lock

openapi: setup ## Write what the API says of itself, and the pages' types of it
	@cd backend && $(BIN)/python -m tools.openapi
	@cd frontend && npm run --silent types

where: ## Files of one feature: make where F=backtest
	@git ls-files 'backend/app/*$(F)*' 'backend/tests/*$(F)*' 'frontend/*$(F)*'

clean: ## Remove the environment, caches and the demo's data
	@rm -rf .venv .apex backend/.mypy_cache backend/.ruff_cache backend/.hypothesis backend/.coverage*
	@find backend -name __pycache__ -type d -prune -exec rm -rf {} +
