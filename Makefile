# The same commands for people and for CI. Everything is installed into .venv, from lock files with hashes.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
# What builds the site: mkdocs or zensical. Zensical comes with the tests.
BUILDER ?= mkdocs
SETUP := $(if $(filter zensical,$(BUILDER)),test,site)
# What carries a time carries the commit's, so that two builds of a commit are the same.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || date +%s)
# Material prints a notice about MkDocs 2 on every build; README says what it means for this site.
export NO_MKDOCS_2_WARNING := 1

.PHONY: help serve site check test edits audit bench card lint schema upgrade clean

help:  ## What can be made
	@grep -E '^[a-z]+: .*##|^[a-z]+:  ##' Makefile | sed -E 's/:.*## */\t/' | expand -t 10

serve: .venv/site.done  ## Set up, and show the site at http://127.0.0.1:8000/, or with PORT=8001 there; it follows every change
	$(BIN)/mkdocs serve --dev-addr 127.0.0.1:$(PORT)

# Built aside, and exchanged in one step when complete: whatever fails or is killed, site/ is whole.
site: .venv/$(SETUP).done  ## Set up, and build the site into site/; with BUILDER=zensical by Zensical
	$(BIN)/python -m macros site --builder $(BUILDER)

check: .venv/site.done  ## Set up, and check the data
	$(BIN)/python -m macros check

test: .venv/test.done lint  ## Set up, and run all tests, those in a real browser too
	@tests/get-chromium
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist worksteal

# All together they are part of `make test`; here each is tried alone too, which takes some minutes.
edits: .venv/test.done  ## Set up, and try correct edits of the real data: none may turn a test red
	@tests/get-chromium
	$(BIN)/python -m tests.edits $(EDITS)

audit: .venv/test.done tests/lighthouse/node_modules  ## Set up, and have Lighthouse judge the site as a phone shows it
	@tests/get-chromium
	$(BIN)/python tests/audit.py

# Lighthouse asks for the latest of two of its parts: without `overrides`, a lock file that names no registry cannot hold
# them. A newer Lighthouse: change package.json, then `npm install --package-lock-only` beside it.
tests/lighthouse/node_modules: tests/lighthouse/package-lock.json
	@command -v npm >/dev/null || { echo "The audit needs npm: install Node.js 20 or newer, which brings it." >&2; exit 1; }
	npm ci --prefix tests/lighthouse --no-audit --no-fund
	@touch $@

bench: .venv/site.done  ## Set up, and compare what a build costs with the same pages written by hand; and see how soon a preview shows an edit
	$(BIN)/python -m bench $(SIZES)

card: .venv/test.done  ## Set up, and draw the picture of a shared link anew from pictures/card.svg
	@tests/get-chromium
	$(BIN)/python tests/card.py

lint: .venv/test.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

schema: .venv/site.done  ## Write the schema that editors complete keys by
	$(BIN)/python -m macros schema > .venv/schema.json && mv .venv/schema.json data/facts.schema.json

# For the oldest Python that is promised, whichever runs this: what it can install, the newer ones can.
upgrade:  ## Renew the lock files
	$(PYTHON) -m venv build/upgrade
	build/upgrade/bin/pip install --quiet uv
	for extra in site test; do \
		$(PYTHON) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' \
			| build/upgrade/bin/uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes --no-annotate \
				--custom-compile-command "make upgrade" \
				--strip-extras --no-emit-index-url --no-emit-find-links $$(test $$extra = test && echo --extra test) \
				--output-file requirements-$$extra.txt - pyproject.toml || exit 1; \
	done

clean:  ## Remove everything that was made
	rm -rf .venv site .site.* build .cache tests/lighthouse/node_modules

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14) and "This project runs on Python 3.11 to 3.13, and this is %d.%d: name another, such as make PYTHON=python3.11 …" % sys.version_info[:2])'
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

# pip refuses -e beside hashes, so the project itself is installed in a second step, without looking anything up.
.venv/%.done: requirements-%.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-$*.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
