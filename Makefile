# The developer's menu. `make run` and `make test` install what they need.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PY := .venv/bin/python
STAMP := .venv/.installed
DEV_STAMP := .venv/.installed-dev
UV := .venv/bin/uv pip sync --quiet --python $(PY)

.venv/bin/uv:
	python3 -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check uv

$(STAMP): .venv/bin/uv requirements/base.txt pyproject.toml
	@[ -f $(DEV_STAMP) ] || $(UV) requirements/base.txt
	@.venv/bin/uv pip install --quiet --python $(PY) --no-deps -e .
	@touch $@

$(DEV_STAMP): .venv/bin/uv requirements/dev.txt pyproject.toml
	@$(UV) requirements/dev.txt
	@.venv/bin/uv pip install --quiet --python $(PY) --no-deps -e .
	@touch $@ $(STAMP)

.PHONY: help install lock
install: $(DEV_STAMP) ## Install for development

lock: .venv/bin/uv ## Resolve the dependencies again (names, versions, hashes)
	.venv/bin/uv pip compile --quiet --universal --no-header --no-emit-index-url --generate-hashes pyproject.toml -o requirements/base.txt --upgrade
	.venv/bin/uv pip compile --quiet --universal --no-header --no-emit-index-url --generate-hashes pyproject.toml --group dev -c requirements/base.txt -o requirements/dev.txt --upgrade

help: ## Show this menu
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14
