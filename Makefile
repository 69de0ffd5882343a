# The commands that everybody uses; what each does is in README.md and docs/.
.PHONY: demo demo-data test services services-stop check bench clean

PYTHON ?= $(firstword $(shell command -v python3.13 python3.12 python3.11 python3))
ENVIRONMENT = .venv/.installed
export PORT ?= 8000

demo: $(ENVIRONMENT)
	.venv/bin/python manage.py demo

demo-data: $(ENVIRONMENT)
	.venv/bin/python manage.py demo --data-only

test: $(ENVIRONMENT) services
	tests/all -q

services:
	tests/services/up

services-stop:
	tests/services/down

check: $(ENVIRONMENT)
	tests/check

bench: $(ENVIRONMENT) services
	. var/services.env && .venv/bin/python -m benchmarks

# The environment is made anew when the pinned dependencies change.
$(ENVIRONMENT): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; set PYTHON=…"; exit 1; }
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

clean:
	rm -rf var .venv
