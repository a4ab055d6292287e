# Everything there is to type. Nothing need be installed before; `setup/` says what it brings and why.
.DEFAULT_GOAL := help
PYTHON = .venv/bin/python
READY = python3 -m setup
# Packages come uncompiled, and what starts keeps what it compiled, also where containers say not to:
# else every start compiles everything anew, and takes twice as long.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help run setup test test-long bench check lock clean

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: ## start Mitsumori, with a demo company the first time (HOST, PORT, BASE_URL)
	@$(READY) run
	@exec $(PYTHON) -m web.serve

setup: ## install what running needs, and no more
	@$(READY) run

test: check ## install what the tests need and run them on SQLite, then on PostgreSQL, Redis and S3
	@exec $(PYTHON) tests/everything.py

test-long: check ## the long fault runs, and every page on PostgreSQL
	@exec $(PYTHON) tests/everything.py long

bench: ## measure, and print tables with ratios
	@$(READY) test
	@exec $(PYTHON) -m benchmarks

check: ## ruff, mypy and import-linter
	@$(READY) test
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports

lock: ## resolve the newest versions and write requirements/ and package-lock.json anew
	@python3 -m setup.lock

clean: ## remove what was installed and built here; var/ with its data stays
	rm -rf .venv node_modules web/static/vendor .mypy_cache .ruff_cache .pytest_cache .hypothesis
