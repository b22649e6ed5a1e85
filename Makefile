# The front door: `make` lists what there is. Two words are enough for most: `make serve` and `make test`.

VENV     := .venv
PY       := $(VENV)/bin/python
PYTHONS  := python3.14 python3.13 python3.12 python3.11 python3 python
PYTHON   ?=
ARGS     ?=
EXAMPLES ?= 1000
SEED     ?= 1

LOG      := $(VENV)/install.log
RUN      := $(VENV)/.installed-run
DEV      := $(VENV)/.installed-dev
HANDLERS := $(wildcard fixtures/*/handlers.py)
SCRIPTS  := $(wildcard benchmarks/*.py) examples

# the two stamps mean nothing once the Python behind .venv is gone
$(shell test -x $(PY) || rm -f $(RUN) $(DEV))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup serve test check fuzz mutants bench docs lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
	@echo
	@echo 'Options: PYTHON=python3.12  ARGS="--port 0"  EXAMPLES=1000  SEED=7'

setup: $(DEV) ## install everything a developer needs into .venv

serve: $(RUN) ## serve the bundled APIs; options with ARGS="--port 0"
	@$(VENV)/bin/mockserver serve $(ARGS)

test: $(DEV) ## run the tests on all processors; a selection with ARGS="-k routing"
	@$(PY) -m pytest --numprocesses auto --dist loadgroup $(ARGS)

check: $(DEV) ## formatting, lint, types, floors
	@$(PY) -m ruff format --check
	@$(PY) -m ruff check
	@$(PY) -m mypy --strict src tests $(SCRIPTS) $(HANDLERS)
	@$(VENV)/bin/lint-imports --no-logo

fuzz: $(DEV) ## the contract and corpus tests at length: EXAMPLES per operation, from SEED
	@EXAMPLES=$(EXAMPLES) SEED=$(SEED) $(PY) -m pytest tests/fuzzing tests/corpus --numprocesses auto --dist loadgroup $(ARGS)

mutants: $(DEV) ## break the code on purpose and see that a test notices
	@$(PY) -m tests.mutants $(ARGS)

bench: $(DEV) ## measure speed, start-up time and memory
	@$(PY) -m benchmarks.run $(ARGS)
	@$(PY) -m benchmarks.in_process

docs: $(DEV) ## check that the documentation names everything there is
	@$(PY) -m pytest tests/test_docs.py $(ARGS)

lock: $(DEV) ## write requirements/*.txt again; newest versions with ARGS=--upgrade
	@$(call compile,run,--group build)
	@$(call compile,dev,--group dev --constraints requirements/run.txt)

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
  $(PY) -m pip install --no-deps --no-build-isolation --editable .; } >$(LOG) 2>&1 || { \
	sed -n 's#[a-z+]*://[^ ]*#<address>#g; /^ *ERROR/p' $(LOG) >&2; \
	echo "Installing requirements/$(1).txt failed; $(LOG) has the whole story." >&2; exit 1; }
touch $@
endef

$(RUN): requirements/run.txt pyproject.toml $(PY)
	@$(call install,run)

$(DEV): requirements/dev.txt pyproject.toml $(PY)
	@$(call install,dev)
	@touch $(RUN)

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
