# Every target says what it does: make help
SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := $(CURDIR)/.venv/bin
# Bytecode is kept, whatever the shell says: eleven processes that compile it anew start 12 s later.
export PYTHONDONTWRITEBYTECODE :=
PYTEST := cd backend && $(BIN)/python -m pytest
F ?= market_data

.PHONY: help setup environment engine packages pages demo dev up stop test check format unit web e2e screenshots coverage integration parity bench peers openapi where clean

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Virtual environment, compiled engine, node packages, built pages (skips what is done)
	@$(MAKE) --no-print-directory --jobs 2 engine pages

environment:
	@backend/tools/setup.sh

engine: environment
	@cd backend && $(BIN)/python -m app.engine.warm_up && $(BIN)/python -m compileall -q app

packages: environment
	@frontend/scripts/setup.sh packages

pages: packages
	@frontend/scripts/setup.sh build

demo: setup ## The whole platform with a market, a login and an example, until Ctrl-C (DETACH=1)
	@$(BIN)/apextrade demo $(if $(DETACH),--detach)

dev: engine packages ## The same; API, gateway and pages follow the code
	@$(BIN)/apextrade demo --reload $(if $(DETACH),--detach)

up: setup ## The platform alone, without market, login and example (DETACH=1: in the background)
	@$(BIN)/apextrade up $(if $(DETACH),--detach)

stop: ## Stop the platform; nothing of it is left running
	@$(BIN)/apextrade stop

test: engine packages ## Everything: check, unit, web, coverage, integration, parity (real PostgreSQL)
	@backend/tools/parts.sh check unit web coverage integration

check: pages ## Format, lint, types, contracts, shape, the pages' types of the API
	@cd backend && $(BIN)/ruff format --check . && $(BIN)/ruff check .
	@cd backend && $(BIN)/mypy
	@cd backend && $(BIN)/lint-imports
	@$(BIN)/python backend/tools/shape.py
	@cd backend && $(BIN)/python -m tools.openapi --check
	@frontend/scripts/check.sh

format: environment packages ## Rewrite the code in the house format
	@cd backend && $(BIN)/ruff check --fix-only . && $(BIN)/ruff format .
	@cd frontend && npm run --silent format

unit: engine ## Unit tests, under ten seconds
	@backend/tools/unit.sh

web: packages ## Unit tests of the pages, with coverage of what is calculated
	@cd frontend && npm run --silent test

e2e: setup ## The pages in a real browser against a platform of their own (E2E=smoke: five of them)
	@frontend/scripts/e2e.sh

screenshots: packages ## Pictures of the running demo for docs/images
	@cd frontend && PATH=$(BIN):$$PATH node scripts/screenshots.mjs

coverage: engine ## Branch coverage of domain and engine, compiled code run as Python
	@backend/tools/coverage.sh

integration: engine ## Tests on a real PostgreSQL, properties, parity, the repository's own rules
	@$(PYTEST) -n 2 --dist worksteal tests --ignore tests/unit -q

parity: engine ## 500 generated strategies through both engines
	@$(PYTEST) -n 2 tests/parity -q -m parity

bench: engine ## Figures: machine, versions, medians (beside the peers after make peers)
	@cd backend && $$([ -x ../.venv-peers/bin/apextrade ] && echo ../.venv-peers || echo ../.venv)/bin/python -m bench

peers: environment ## Other people's engines in an environment of their own, for make bench
	@backend/tools/setup.sh .venv-peers backend/bench/peers.lock

openapi: environment packages ## Write what the API says of itself, and the pages' types of it
	@cd backend && $(BIN)/python -m tools.openapi
	@cd frontend && npm run --silent types

where: ## Files of one feature: make where F=backtest
	@git ls-files 'backend/app/*$(F)*' 'backend/tests/*$(F)*' 'frontend/*$(F)*'

clean: ## Remove the environment, caches and the demo's data
	@rm -rf frontend/node_modules frontend/.next frontend/coverage
	@rm -rf .venv .apex backend/.mypy_cache backend/.ruff_cache backend/.hypothesis backend/.coverage*
	@find backend -name __pycache__ -type d -prune -exec rm -rf {} +
