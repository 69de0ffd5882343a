# The commands that everybody uses; what each does is in README.md and docs/.
.PHONY: demo demo-data test services services-stop check bench clean

# The first that really runs and is new enough: a name on the path may be a version manager's empty promise.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v "$$name" && break; done)
ENVIRONMENT = .venv/.installed
export PORT ?= 8000

demo: $(ENVIRONMENT)
	.venv/bin/python manage.py demo

demo-data: $(ENVIRONMENT)
	.venv/bin/python manage.py demo --data-only

test: $(ENVIRONMENT) services
	tests/all

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
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or later is needed; set PYTHON=…"; exit 1; }
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

clean:
	rm -rf var .venv
