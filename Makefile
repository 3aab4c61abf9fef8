# make app     set up what the app needs (no torch) and open it
# make test    set up everything and run all tests
# make check   ruff, mypy --strict, and all tests
# make weights DATA=PLATES OUT=runs/weights    train all four checkpoints from random weights; SIZE=small tries it out,
#                 SIZE=short gives a first idea of the figures
# make texts   take the page's sentences into the catalogues of translations
# make font    cut the CJK font again (needs Debian's fonts-noto-cjk)

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: app test check lint types weights texts font clean

app: $(VENV)/.app
	$(BIN)/python app.py $(ARGS)

test: $(VENV)/.all
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m 'not alone' $(ARGS)
	$(BIN)/python -m pytest -m alone $(ARGS) || [ $$? -eq 5 ] # 5: ARGS names no such test

check: lint types test

lint: $(VENV)/.all
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.all
	$(BIN)/mypy

# jemalloc gives the memory of large tensors back after each step, unless it is told to keep it: 1.8 steps a second with
# its defaults, 2.3 with these (recogniser, two cores).
weights: $(VENV)/.all
	MALLOC_CONF=thp:always,oversize_threshold:0,dirty_decay_ms:60000,muzzy_decay_ms:60000 \
	LD_PRELOAD=$(wildcard /usr/lib/*/libjemalloc.so.2) $(BIN)/plateocr weights recipes --data-root $(DATA) --out $(OUT) --size $(or $(SIZE),full)

texts: $(VENV)/.all
	$(BIN)/python -m plateocr.app.catalogue

font: $(VENV)/.all
	$(INSTALL) fonttools brotli
	$(BIN)/python research/build_font.py

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("plateocr needs Python 3.11 or newer; set PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.app: constraints.txt pyproject.toml | $(VENV)/bin/python
	$(INSTALL) --editable .
	touch $@

$(VENV)/.all: constraints.txt pyproject.toml | $(VENV)/bin/python
	$(INSTALL) --editable '.[train,dev]'
	touch $@ $(VENV)/.app

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
