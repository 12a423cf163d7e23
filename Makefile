# The developer's menu. `make run` and `make test` install all they need.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8000
PY := .venv/bin/python
STAMP := .venv/.installed
DEV_STAMP := .venv/.installed-dev
SYNC := .venv/bin/uv pip sync --quiet --python $(PY)
EDITABLE := .venv/bin/uv pip install --quiet --python $(PY) --no-deps -e .
ROOT_DO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
# What a second database could answer otherwise: services, and the pages that read and write time.
# Not sign-in pages nor those that only show and call services, not commands without a database.
DATA_TESTS := tests/foundation tests/features tests/cli tests/web/clock tests/web/entries \
  tests/web/jobs tests/web/oversight tests/web/access tests/web/books tests/web/test_crossing.py \
  tests/web/test_notices.py --ignore tests/cli/test_labour_command.py
PO := $(shell find src -name '*.po' 2>/dev/null)

.PHONY: help run install test test-fast test-postgres test-browser check format bench trust lock \
  words messages debian clean

help: ## Show this menu
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.venv/bin/uv:
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Pointage needs Python 3.11 or newer."; exit 1; }
	@python3 -m venv .venv 2>/dev/null \
	  || { $(ROOT_DO) apt-get update -qq; $(ROOT_DO) apt-get install -y -qq python3-venv; python3 -m venv .venv; }
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check uv

$(STAMP): .venv/bin/uv requirements/base.txt requirements/dev.txt pyproject.toml
	@if [ -f $(DEV_STAMP) ]; then $(SYNC) requirements/dev.txt; else $(SYNC) requirements/base.txt; fi
	@$(EDITABLE)
	@touch $@

$(DEV_STAMP): .venv/bin/uv requirements/dev.txt pyproject.toml
	@$(SYNC) requirements/dev.txt
	@$(EDITABLE)
	@touch $(STAMP) $@

.venv/.words: $(PO) $(STAMP)
	@$(PY) scripts/compile_words.py
	@touch $@

run: $(STAMP) .venv/.words ## Start the sample practice on SQLite (PORT=8000)
	@POINTAGE_BASE_URL=$${POINTAGE_BASE_URL:-http://localhost:$(PORT)} \
	  .venv/bin/pointage serve --port $(PORT) --with-sample

install: $(DEV_STAMP) .venv/.words ## Install for development

debian: ## Debian packages the tests need (Chromium, gettext)
	@command -v chromium >/dev/null && command -v xgettext >/dev/null || { \
	  $(ROOT_DO) apt-get update -qq && \
	  $(ROOT_DO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	    chromium gettext fonts-dejavu-core >/dev/null; }

check: install ## Lint, types and layers, in seconds
	@.venv/bin/ruff check --quiet
	@.venv/bin/ruff format --quiet --check
	@.venv/bin/lint-imports --no-cache > .venv/layers.txt || { cat .venv/layers.txt; exit 1; }
	@.venv/bin/mypy

test: debian install ## Every test: both databases, browser, resilience
	@$(MAKE) --no-print-directory check
	.venv/bin/pytest -n 2 --dist loadgroup -m "not browser and not resilience"
	TEST_DATABASE=postgresql .venv/bin/pytest -n 2 --dist loadgroup -m "not browser and not resilience" \
	  $(DATA_TESTS)
	.venv/bin/pytest -n 2 --dist loadgroup -m "browser or resilience"

test-fast: install ## Tests on SQLite, without browser and kills
	.venv/bin/pytest -n 2 --dist loadgroup -m "not browser and not resilience"

test-postgres: install ## The same on a real PostgreSQL
	TEST_DATABASE=postgresql .venv/bin/pytest -n 2 --dist loadgroup -m "not browser and not resilience" \
	  $(DATA_TESTS)

test-browser: debian install ## Tests that drive Chromium
	.venv/bin/pytest -n 2 --dist loadgroup -m browser

bench: install ## Measure speed (see benchmarks/README.md)
	$(PY) -m benchmarks

format: install ## Format the code
	@.venv/bin/ruff check --quiet --fix; .venv/bin/ruff format --quiet

messages: install ## Gather new words for translation into every locale folder
	@$(PY) scripts/gather_words.py

lock: .venv/bin/uv ## Resolve the dependencies again (names, versions, hashes)
	.venv/bin/uv pip compile --quiet --universal --no-header --no-emit-index-url --generate-hashes pyproject.toml -o requirements/base.txt --upgrade
	.venv/bin/uv pip compile --quiet --universal --no-header --no-emit-index-url --generate-hashes pyproject.toml --group dev -c requirements/base.txt -o requirements/dev.txt --upgrade

clean: ## Remove what was installed and made here (keeps var/)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
