# On a fresh machine with Python 3.11 or newer: `make run`, `make check` (minutes) and `make test` (all).
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes

# A module stays in one process: what its tests share is made once there. On two processors three
# processes take least time where many tests wait for a browser. In the order of tests/conftest.py,
# longest first; else those with most tests come first, and a long one of few tests is left for last.
SIDE_BY_SIDE := -n 3 --dist loadfile --no-loadscope-reorder
# `make check` takes some minutes: what is long and broad is left to `make test`.
QUICK := not browser and not database and not campaign and not long
QUICKLY := -n 2 --dist loadfile --no-loadscope-reorder -m "$(QUICK)" -q

.PHONY: run check lint types unit coverage test whole soak loaded benchmark screenshots messages lock clean

run: $(VENV)/.run
	@$(PY) app.py

# What is quick and needs no browser and no database; the types are checked meanwhile. Tracing which
# lines run would double the time: `make coverage`.
check: $(VENV)/.test
	@$(MAKE) --no-print-directory -j 2 lint lint-web types unit

lint: $(VENV)/.test
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(VENV)/.test
	$(VENV)/bin/mypy

unit: $(VENV)/.test
	$(PY) -m pytest $(QUICKLY)

# What share of the lines `make check` runs.
coverage: $(VENV)/.test
	$(PY) -m pytest $(QUICKLY) --cov --cov-report=
	@echo "Lines that ran: $$($(PY) -m coverage report --format=total) %"

# Compiled modules are kept, also where the environment says otherwise: tests start many processes.
unexport PYTHONDONTWRITEBYTECODE

# Everything; the types are checked meanwhile.
test: $(VENV)/.test
	@$(PY) -m tests.system
	@$(MAKE) --no-print-directory -j 2 lint lint-web types whole

whole: $(VENV)/.test
	$(PY) -m pytest $(SIDE_BY_SIDE)

soak: $(VENV)/.test
	@$(PY) -m tests.system
	$(PY) -m pytest $(SIDE_BY_SIDE) --soak

# Painting, focus and Back in a browser twenty times, while four loops keep the processors busy.
loaded: $(VENV)/.test
	@$(PY) -m tests.system
	$(PY) -m tests.loaded --rounds 20 --loops 4

benchmark: $(VENV)/.test build/peers
	@$(PY) -m tests.system
	$(PY) -m benchmarks.coverage
	$(PY) -m benchmarks.search
	$(PY) -m benchmarks.importing
	$(PY) -m benchmarks.linkage
	$(PY) -m benchmarks.large_lists
	$(PY) -m benchmarks.sectors
	$(PY) -m benchmarks.reach_by_sector
	$(PY) -m benchmarks.changes
	$(PY) -m benchmarks.scenario
	$(PY) -m benchmarks.analysis
	$(PY) -m benchmarks.browser
	$(PY) -m benchmarks.load
	$(PY) -m benchmarks.load --minutes 10
	$(PY) -m benchmarks.hostile
	$(PY) -m benchmarks.vind
	$(PY) -m benchmarks.weight
	$(PY) -m benchmarks.undecided
	$(PY) -m benchmarks.network_import
	$(PY) -m benchmarks.network
	$(PY) -m benchmarks.network_map

# What benchmarks are compared with and Nabij does not need.
build/peers:
	$(PYTHON) -m venv build/peers
	build/peers/bin/python -m pip install --quiet recordlinkage==0.16 spopt==0.7.0 access==1.1.10.post3 pyrosm==0.25.0 igraph==1.0.0 pandana==0.8

screenshots: $(VENV)/.test
	@$(PY) -m tests.system
	$(PY) -m benchmarks.screenshots

messages: $(VENV)/.test
	$(PY) -m tests.messages

lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements.txt
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -c requirements.txt -o requirements-dev.txt

$(VENV)/.run: requirements.txt
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "Installing (once, a few minutes)…"
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.test: requirements-dev.txt
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(INSTALL) -r requirements-dev.txt
	@touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) build data

# The scripts and style sheets: Prettier, ESLint, stylelint and the TypeScript compiler. They need
# Node.js; where it is not, or npm cannot install them, the reason is printed and nothing is checked.
.PHONY: lint-web
lint-web:
	@if ! node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null; then \
		echo "lint-web: skipped (there is no Node.js 20 or newer)"; \
	elif ! command -v npm >/dev/null; then \
		echo "lint-web: skipped (there is no npm)"; \
	elif ! $(MAKE) -s node_modules/.installed; then \
		echo "lint-web: skipped (npm could not install what is in package-lock.json)"; \
	else \
		npm run --silent lint && echo "lint-web: the scripts and style sheets are well"; \
	fi

node_modules/.installed: package-lock.json
	@npm ci --silent --ignore-scripts
	@touch $@
