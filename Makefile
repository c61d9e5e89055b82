# Everything that people and CI do with this repository. `make` alone lists it.

PYTHON ?= $(shell command -v python3 || command -v python3.13 || command -v python3.12 || command -v python3.11)
VENV := .venv/bin
PYTEST := $(VENV)/python -m pytest
JOBS ?= 2
ALONE = $$(grep -rl --include='*.py' 'mark\.alone' tests) # to collect no others

unexport PYTHONDONTWRITEBYTECODE # every process of the tests would compile everything anew

.DEFAULT_GOAL := help
.PHONY: help demo test check soak bench format catalogs lock pictures runtime dev

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: runtime ## show Puente with a small made-up school; RESET=1 starts the school over
	@$(VENV)/puente demo $(if $(RESET),--reset)

test: check ## every check, and every test on SQLite, on PostgreSQL and in a browser
	@$(VENV)/python -m tests.support.browser
	@$(PYTEST) -n $(JOBS) --dist loadfile --no-loadscope-reorder -m "not alone" $(TESTS)
	@$(PYTEST) -m alone $(or $(TESTS),$(ALONE)) || test $$? -eq 5 # 5: none of the chosen tests measures time

check: dev ## format, lint, types, import contracts, catalogs and message templates
	$(VENV)/ruff format --check
	$(VENV)/ruff check
	$(VENV)/mypy
	$(VENV)/lint-imports --no-logo
	$(VENV)/python scripts/catalogs.py check
	$(VENV)/puente templates check

soak: dev ## the endurance checks at full size
	$(PYTEST) -m soak --full-size

bench: dev ## speed, as ratios against bare baselines
	$(VENV)/python -m scripts.bench

format: dev ## lay out the code and mend what can be mended
	$(VENV)/ruff check --fix
	$(VENV)/ruff format

catalogs: dev ## carry new interface sentences into locales/
	$(VENV)/python scripts/catalogs.py update

lock: ## choose newer packages and write both locks (needs uv)
	scripts/lock.sh

pictures: dev ## take the pictures of the README from the running demo
	@$(VENV)/python -m tests.support.browser
	$(VENV)/python scripts/pictures.py

runtime dev:
	@test -n "$(PYTHON)" || { echo "Puente: Python 3.11 or newer is needed and none is here: install python3.11." >&2; exit 1; }
	@$(PYTHON) scripts/bootstrap.py $@
