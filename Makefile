# The commands that everybody uses; what each does is in README.md and docs/.
.PHONY: help demo demo-data try test services services-stop check bench prove clean

# The first that really runs and is new enough: a name on the path may be a version manager's empty promise.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v "$$name" && break; done)
ENVIRONMENT = .venv/.installed
export PORT ?= 8000

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: $(ENVIRONMENT)  ## a running site with an invented consortium, at port 8000 or PORT=; again: the same data
	.venv/bin/python manage.py demo

demo-data: $(ENVIRONMENT)  ## the same set-up, and nothing is started
	.venv/bin/python manage.py demo --data-only

try: $(ENVIRONMENT)  ## your own sheet, FILE=sheet.xlsx, in a fresh college of that site: what it gives, what was refused
	@.venv/bin/python manage.py demo --file "$(FILE)"

test: $(ENVIRONMENT) services  ## all tests on real services, then again on the embedded default
	tests/all

services:  ## PostgreSQL, Redis, Elasticsearch and Chromium for tests: those set, else Docker, else Debian as root
	tests/services/up

services-stop:  ## end what `make services` started here
	tests/services/down

check: $(ENVIRONMENT)  ## all that can be said of the code without running it
	tests/check

bench: $(ENVIRONMENT) services  ## benchmarks: a table of ratios, and var/bench/*.json
	. var/services.env && .venv/bin/python -m benchmarks

# The environment is made anew when the pinned dependencies change.
$(ENVIRONMENT): requirements.txt
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or later is needed; set PYTHON=…"; exit 1; }
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

prove: $(ENVIRONMENT) services  ## three minutes of visible trouble, with checksums before and after
	[ ! -e var/services.env ] || . var/services.env; .venv/bin/python -W ignore -m tests.prove

clean:  ## remove .venv and var, with all data of the demo
	rm -rf var .venv
