# The front door: `make` lists the targets. Two are enough for most work: `make serve` and `make test`.

VENV     := .venv
PY       := $(VENV)/bin/python
PYTHONS  := python3.14 python3.13 python3.12 python3.11 python3 python
PYTHON   ?=
ARGS     ?=
LATEST   := .venv-latest
LOWEST   := .venv-lowest
EXAMPLES ?= 1000
SEED     ?= 1

LOG      := $(VENV)/install.log
RUN      := $(VENV)/.installed-run
DEV      := $(VENV)/.installed-dev
BROWSER  := $(VENV)/.looked-for-browser
NODE     := $(VENV)/.looked-for-node
HANDLERS := $(wildcard fixtures/*/handlers.py)
SCRIPTS  := $(wildcard benchmarks/*.py) examples action

PYTEST   = $(PY) -m pytest
# on all processors, with a line about the progress every ten seconds
PARALLEL := --numprocesses auto --dist loadgroup -p tests.support.progress -o console_output_style=classic

# Bytecode is kept even where a container's environment forbids it: without it each server that a test starts compiles
# the whole package first, which is two thirds of its start.
unexport PYTHONDONTWRITEBYTECODE

# the two stamps mean nothing once the Python behind .venv is gone
$(shell test -x $(PY) || rm -f $(RUN) $(DEV))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup serve test test-latest test-in-latest test-lowest test-in-lowest check fuzz abuse mutants bench docs
.PHONY: sdks sdks-lock services lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
	@echo
	@echo 'Options: PYTHON=python3.12  ARGS="--port 0"  EXAMPLES=1000  SEED=7'

setup: $(DEV) ## install everything a developer needs into .venv

serve: $(RUN) ## serve the bundled APIs; options with ARGS="--port 0"
	@$(VENV)/bin/mockserver serve $(ARGS)

test: $(DEV) $(BROWSER) $(NODE) ## run the tests on all processors; a selection with ARGS="-k routing"
	@$(PYTEST) $(PARALLEL) $(ARGS)

test-latest: ## run the tests with what `pip install '.[dynamic,test]'` brings today, in .venv-latest
	@$(MAKE) --no-print-directory VENV=$(LATEST) test-in-latest

test-lowest: $(DEV) ## run the tests with the oldest versions that pyproject.toml allows, in .venv-lowest
	@mkdir -p $(LOWEST)
	@$(PY) -m uv pip compile pyproject.toml --extra dynamic --extra test --resolution lowest-direct --quiet \
		--output-file $(LOWEST)/lowest.txt
	@$(MAKE) --no-print-directory VENV=$(LOWEST) test-in-lowest

test-in-latest: $(PY) $(BROWSER) $(NODE)
	@$(call install-versions,'.[dynamic$(,)test]',--upgrade --upgrade-strategy eager --editable '.[dynamic$(,)test]')
	@$(test-versions)

test-in-lowest: $(PY) $(BROWSER) $(NODE)
	@$(call install-versions,the oldest versions,-r $(VENV)/lowest.txt --editable '.[dynamic$(,)test]')
	@$(test-versions)

check: $(DEV) ## formatting, lint, types, floors
	@$(PY) -m ruff format --check
	@$(PY) -m ruff check
	@$(PY) -m mypy --strict src tests $(SCRIPTS) $(HANDLERS)
	@$(VENV)/bin/lint-imports --no-logo

fuzz: $(DEV) ## the contract and corpus tests at length: EXAMPLES per operation, from SEED
	@EXAMPLES=$(EXAMPLES) SEED=$(SEED) $(PYTEST) tests/fuzzing tests/corpus $(PARALLEL) $(ARGS)

abuse: $(DEV) $(BROWSER) ## attack servers at length, as `make test` does in short
	@ABUSE=long $(PYTEST) tests/safety $(PARALLEL) $(ARGS)

mutants: $(DEV) ## break the code on purpose and see that a test notices
	@$(PY) -m tests.mutants $(ARGS)

sdks: $(DEV) ## call a mock with real SDKs of PyPI and npm; some with ARGS="openai npm:stripe"
	@$(PY) -m tests.sdks.run $(ARGS)

sdks-lock: $(DEV) ## lock the newest versions of those SDKs
	@cd tests/sdks/python && $(CURDIR)/$(PY) -m uv pip compile requirements.in --upgrade --quiet --universal \
		--python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url \
		--custom-compile-command "make sdks-lock" --output-file requirements.txt
	@cd tests/sdks/node && npm install --package-lock-only --ignore-scripts --no-audit --no-fund

services: $(DEV) ## test real services twice and compare with docs/real-services.md
	@$(PY) -m tests.services.run

bench: $(DEV) ## measure speed, start-up time and memory
	@$(PY) -m benchmarks.run $(ARGS)
	@$(PY) -m benchmarks.in_process

docs: $(DEV) ## check that the documentation names everything there is
	@$(PYTEST) tests/test_docs.py $(ARGS)

lock: $(DEV) ## write requirements/*.txt again; newest versions with ARGS=--upgrade
	@$(call compile,run,--extra dynamic --group build)
	@$(call compile,dev,--extra dynamic --extra test --group dev --constraints requirements/run.txt)
	@$(call compile,test,--extra test --group build --constraints requirements/dev.txt)

clean: ## remove caches and build results; .venv stays
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .schemathesis .import_linter_cache
	@find . -name '.venv*' -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# requirements/$(1).txt: for every platform and Python from 3.11 on, with hashes, naming no index
define compile
$(PY) -m uv pip compile pyproject.toml $(2) $(ARGS) --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-emit-index-url --custom-compile-command "make lock" --output-file requirements/$(1).txt
endef

# The project itself comes last and without its dependencies: the lock has brought them, the build backend included.
# What pip says goes into a log, where failures show without the addresses pip asked.
define install
echo "Installing requirements/$(1).txt into $(VENV); this happens once." >&2
{ $(PY) -m pip install --require-hashes -r requirements/$(1).txt && \
  $(PY) -m pip install --no-deps --no-build-isolation --editable .; } >$(LOG) 2>&1 || { $(call show-errors,requirements/$(1).txt); }
touch $@
endef

# Libraries come first; the development tools are installed after them and replace only those that they cannot work with
# (pytest). $(1) says what is installed, $(2) are the words for pip.
define install-versions
echo "Installing $(1) into $(VENV)." >&2
{ $(PY) -m pip install --upgrade pip && $(PY) -m pip install $(2) && $(PY) -m pip install --group dev; } >$(LOG) 2>&1 || \
  { $(call show-errors,$(1)); }
endef

# Left out is what no library's version decides: whether tests notice broken code (mutants) and which module imports
# which (architecture); and what only the locked versions decide: which distributions there are. Schemathesis comes in
# by one door of two.
define test-versions
FUZZ_OVER=http $(PYTEST) $(PARALLEL) --ignore tests/mutants --ignore tests/test_architecture.py \
	--deselect tests/test_package.py::test_it_brings_the_distributions_that_the_decisions_explain $(ARGS)
endef

define install-from-debian
{ apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $(1); } \
	>$(VENV)/$(2).log 2>&1 </dev/null || echo "That failed; $(VENV)/$(2).log has the whole story." >&2
endef

, := ,
show-errors = sed -n 's\#[a-z+]*://[^ ]*\#<address>\#g; /^ *ERROR/p' $(LOG) >&2; \
	echo "Installing $(1) failed; $(LOG) has the whole story." >&2; exit 1

$(RUN): requirements/run.txt pyproject.toml $(PY)
	@$(call install,run)

$(DEV): requirements/dev.txt pyproject.toml $(PY)
	@$(call install,dev)
	@touch $(RUN)

# Some tests drive a browser. Where root may install Debian's, it is installed, once; elsewhere those tests are skipped
# without one and say what to install. In CI they fail.
$(BROWSER): $(PY)
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
		command -v $$name >/dev/null && found=$$name; \
	done; \
	if [ -z "$$found" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Debian's chromium; this happens once." >&2; \
		$(call install-from-debian,chromium,browser); \
	fi
	@touch $@

# One test runs the example for Playwright. What it needs of npm it installs by a lock, beside the example.
$(NODE): $(PY)
	@if ! command -v npm >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Debian's nodejs and npm; this happens once." >&2; \
		$(call install-from-debian,nodejs npm,node); \
	fi
	@touch $@

# A link to a Python that is gone counts as absent, but `venv` would leave it as it is.
$(PY):
	@rm -f $(VENV)/bin/python*
	@for python in $(or $(PYTHON),$(PYTHONS)); do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		found=$$python; \
		"$$python" -c 'import venv, ensurepip' 2>/dev/null || continue; \
		"$$python" -m venv $(VENV) && exit; \
		echo "$$python could not create a virtual environment in $(VENV)." >&2; exit 1; \
	done; \
	if [ -n "$$found" ]; then \
		echo "$$found has no venv module; install it (on Debian and Ubuntu: apt install $${found##*/}-venv) or name another Python: make PYTHON=..." >&2; \
	else \
		echo "Python 3.11 or newer is needed; looked for: $(or $(PYTHON),$(PYTHONS)). Install one or name it: make PYTHON=/path/to/python3.12" >&2; \
	fi; exit 1
