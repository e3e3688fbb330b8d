# The one door: every job of the project is a target here.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: setup demo test check bench eval soak fix pin clean

setup: $(READY)

# A stamp, so that a second `make test` costs nothing; --no-deps because the list is complete and old pips choke on it.
$(READY): requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "archiver needs Python 3.11 or later; call make with PYTHON=python3.13 or similar")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup
	@$(BIN)/archiver demo

test: setup
	$(BIN)/python -m pytest -n auto --dist loadgroup

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/archiver schema --check schemas
	$(BIN)/python -m tests.generated --check

bench: setup
	$(BIN)/python -m tests.bench

# The extractors that ours is measured against live in an environment of their own; only `make eval` needs them.
EVAL := .venv-eval
$(EVAL)/.ready: requirements/eval.txt
	$(PYTHON) -m venv $(EVAL)
	$(EVAL)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/eval.txt
	@touch $@

eval: setup $(EVAL)/.ready
	$(BIN)/python -m tests.evaluation

soak: setup
	$(BIN)/python -m tests.soak

fix: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/archiver schema --write schemas
	$(BIN)/python -m tests.generated --write

# Pins every requirement by hash, for all platforms and Pythons; needs uv. Name no package index in the files.
pin:
	for extra in base azure browser gcs nlp ots parquet pkcs11 s3 sftp spark dev; do \
	    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	        $$(test $$extra = base || echo --extra $$extra) pyproject.toml --output-file requirements/$$extra.txt || exit 1; \
	done
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --group eval --output-file requirements/eval.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --group emulators --output-file requirements/emulators.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --group replay --output-file requirements/replay.txt

clean:
	rm -rf $(VENV) $(EVAL) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
