# make demo   set up and run the main job: check, build, publish, send to a mail server on this machine
# make test   set up and pass all tests
# make lint   format, style, types, layers
# make soak   the heavy proofs, whole
# make wheel  build the wheel, install it alone, run the example through it
# make bench  how fast it starts and sends
# make bench-mail  how fast it sends, beside smtp-source, nodemailer, aiosmtplib and Django (fetches them)
# make bench-contacts  how fast a million contacts are imported, and an audience found (minutes)
# make bench-site  how fast it builds, beside Hugo, Eleventy and Pelican, and its goals (ten minutes; fetches them)
# make web-tools  fetch what tests look at pages and letters with: Lighthouse, the Nu HTML checker, mailauth (needs npm)
# make clean  remove what these made

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# The newest Python there is, 3.11 at least; another one: make test PYTHON=/path/to/python
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)

.PHONY: demo test lint format soak wheel bench bench-contacts bench-mail bench-site web-tools clean
.DELETE_ON_ERROR:

demo: $(READY)
	$(BIN)/pressflow demo

test: $(READY)
	$(BIN)/python -m pytest $(ARGS)

soak: $(READY)
	$(BIN)/python -m pytest -m soak -n 2 $(ARGS)

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/blast.py

bench-mail: $(READY)
	$(BIN)/python benchmarks/mail/run.py --install
	$(BIN)/python benchmarks/mail/run.py $(ARGS)

bench-contacts: $(READY)
	$(BIN)/python benchmarks/contacts.py $(ARGS)

bench-site: $(READY)
	$(BIN)/python benchmarks/site/run.py --install
	$(BIN)/python benchmarks/site/run.py $(ARGS)

# The newest Lighthouse and mailauth that Debian 12's Node runs, and the newest checker with its program inside.
web-tools: .web-tools/node_modules/vnu-jar/build/dist/vnu.jar .web-tools/node_modules/mailauth/package.json

.web-tools/node_modules/%:
	npm install --silent --no-audit --no-fund --prefix .web-tools lighthouse@12 vnu-jar@24.10.17 mailauth@4.8.2

wheel: $(READY)
	rm -rf build
	$(BIN)/python -m build --wheel --no-isolation --outdir build
	$(PYTHON) -m venv build/alone
	build/alone/bin/pip install --quiet build/*.whl
	cd build && alone/bin/pressflow --version && alone/bin/pressflow demo --folder office
	cd build && alone/bin/pressflow init my-office && alone/bin/pressflow check -C my-office

$(READY): pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: apt install python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv is needed: apt install python3-venv (as root)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) .web-tools build demo-newsroom .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
