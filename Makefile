# Needs make and python3 (3.11 or later); all else goes into .venv, at the versions of constraints.txt.

# The Python that .venv has, else the first on the path.
PYTHON ?= $(firstword $(wildcard .venv/bin/python) python3)
# Each process has its half of the files in order, so that what a file shares is made once; the
# database of NEO4J_URI is there once, so that its tests run in one process.
PYTEST_ARGS ?= $(if $(NEO4J_URI),,-n 2 --dist worksteal)
BENCH_ARGS ?= -q -s
TRIAL_ARGS ?=
NEO4J_ARGS ?=

BIN := .venv/bin
STAMP := .venv/rapallo.installed
# There while an installation runs: found at the next start, it was interrupted and .venv is made anew.
UNFINISHED := .venv/rapallo.unfinished
PIP = PIP_USER=0 $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-input
unexport PYTHONPATH PYTHONHOME

.PHONY: help demo neo4j test check bench trial notebooks setup pins page-vendor clean
.DEFAULT_GOAL := help

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

demo: setup ## load the bundled dossier and answer a question from it, into demo/
	@$(BIN)/rapallo demo --dir demo

neo4j: setup ## start a Neo4j server with Browser on this machine, its data in neo4j-data/
	@exec $(BIN)/python -m rapallo.neo4j.server --home neo4j-data $(NEO4J_ARGS)

test: check ## run the checks, then every test (options in PYTEST_ARGS)
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

check: setup ## read the code: ruff, its formatting, the types
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

bench: setup ## measure: tests/benchmarks (options in BENCH_ARGS)
	@$(PIP) -c constraints.txt --no-build-isolation -e '.[dev,bench]'
	@$(BIN)/python -m pytest tests/benchmarks $(BENCH_ARGS)

trial: setup ## run the slow trials that make test leaves out (options in TRIAL_ARGS)
	@$(BIN)/python -m pytest -m trial $(TRIAL_ARGS)

notebooks: setup ## execute the notebooks and write what they put out into them
	@$(BIN)/python -m tests.notebooks.executing

# The editable install links the package's files one by one, so their list counts, as do the folder
# that .venv was made in and its Python; what the files say does not.
setup: ## make .venv; nothing is installed again unless what it depends on has changed
	@command -v $(PYTHON) >/dev/null || { \
	  echo "Rapallo needs Python 3.11 or later, and there is no $(PYTHON) here:" \
	    "install it, or name another with make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Rapallo needs Python 3.11 or later, and $(PYTHON) is not" \
	    "($$($(PYTHON) -V 2>&1 | head -n 1)): name a later one with make PYTHON=..." >&2; exit 1; }
	@set -e; \
	print='import sys; print("%d.%d" % sys.version_info[:2])'; \
	version=$$($(PYTHON) -c "$$print"); \
	base=$$($(PYTHON) -c 'import sys; print(sys._base_executable)'); \
	place="$$(pwd -P) $$version"; \
	wanted="$$place $$({ cat pyproject.toml constraints.txt; \
	  find graph loaders cypher -type f ! -name '*.pyc' ! -name '.*' ! -name '*~' | LC_ALL=C sort; \
	} | cksum)"; \
	had=$$(cat $(STAMP) 2>/dev/null || true); \
	here=$$($(BIN)/python -c "import pip; $$print" 2>/dev/null || true); \
	if [ "$$had" = "$$wanted" ] && [ "$$here" = "$$version" ]; then exit 0; fi; \
	case "$$had" in "$$place "*|'') ;; *) here=moved ;; esac; \
	if [ -e $(UNFINISHED) ]; then here=unfinished; fi; \
	mkdir -p .venv; : >$(UNFINISHED); rm -f $(STAMP); \
	if [ "$$here" != "$$version" ]; then \
	  echo "Setting up .venv with Python $$version (once: a minute or two, about 1 GB) ..."; \
	  find .venv -mindepth 1 ! -path $(UNFINISHED) -delete; \
	  "$$base" -m venv .venv; \
	else echo "Bringing .venv up to date ..."; fi; \
	$(PIP) -c constraints.txt setuptools; \
	$(PIP) -c constraints.txt --no-build-isolation -e '.[dev]'; \
	echo "$$wanted" >$(STAMP); rm -f $(UNFINISHED)

pins: ## write constraints.txt anew: the newest versions that pyproject.toml allows
	@set -e; new=$$(mktemp -d); trap 'rm -rf "$$new"' EXIT; \
	$(PYTHON) -m venv "$$new"; \
	"$$new/bin/python" -c 'import tomllib; project = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
	print(*project["dependencies"], *project["optional-dependencies"]["dev"], \
	*project["optional-dependencies"]["bench"], sep="\n")' >"$$new/wanted"; \
	PIP_USER=0 "$$new/bin/python" -m pip --disable-pip-version-check install --quiet --no-input \
	  --upgrade -r "$$new/wanted" setuptools; \
	"$$new/bin/python" -m pip --disable-pip-version-check freeze --all --exclude pip >"$$new/pins"; \
	sed '/^[^#]/,$$d' constraints.txt | cat - "$$new/pins" >"$$new/constraints.txt"; \
	cp "$$new/constraints.txt" constraints.txt

VENDOR := graph/export/page/vendor
page-vendor: ## bundle anew what pages of export html draw with (needs Node and npm)
	@set -e; new=$$(mktemp -d); trap 'rm -rf "$$new"' EXIT; \
	cp $(VENDOR)/entry.js $(VENDOR)/package.json $(VENDOR)/package-lock.json "$$new"; \
	(cd "$$new" && npm ci --no-audit --no-fund >/dev/null && node_modules/.bin/esbuild entry.js \
	  --bundle --minify --format=iife --target=es2020 --legal-comments=none --charset=ascii \
	  --log-level=warning --outfile=vendor.min.js); \
	cp "$$new/vendor.min.js" $(VENDOR)/; cd $(VENDOR) && sha256sum -c SHA256SUMS

clean: ## remove all that make and its tools have made, .venv and demo/ too
	@rm -rf .venv .cache build demo *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -prune -exec rm -rf {} +
