# `make` or `make help` lists what there is. Everything works in .venv, which `make setup` builds
# once and again when pyproject.toml or constraints.txt change.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

BIN := .venv/bin
STAMP := .venv/.installed
# What `make evaluate` replays.
DRAFTS ?= tests/quality/conflicts-dev/drafts.jsonl
PAIRS ?= tests/quality/conflicts-dev/pairs.jsonl
# Further arguments of the command behind a target, e.g. make test ARGS="-k outbox".
ARGS ?=

.PHONY: help
help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  \033[1m%-18s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(STAMP): pyproject.toml constraints.txt
	scripts/setup
	touch $@

.PHONY: setup
setup: $(STAMP) ## Create .venv and install everything into it

.PHONY: init
init: ## Prepare a deployment: secrets in .env, certificates in deploy/tls/ (ARGS="--host NAME")
	scripts/init $(ARGS)

.PHONY: demo
demo: $(STAMP) ## Watch drafts of several agencies go in and the right people be alerted
	$(BIN)/selaras demo $(ARGS)

.PHONY: check
check: lint test ## What must be green before a commit

.PHONY: test
test: $(STAMP) ## Unit, contract, integration and end-to-end tests, the fast set
	scripts/test $(ARGS)

.PHONY: test-unit
test-unit: $(STAMP) ## Unit tests only: no network, seconds
	scripts/test tests/unit $(ARGS)

.PHONY: test-slow
test-slow: $(STAMP) ## Whole stacks end to end: up, watch, demo
	scripts/test --slow $(ARGS)

.PHONY: test-long
test-long: $(STAMP) ## Further turns of the slow tests, for the last look before a release
	scripts/test --long $(ARGS)

.PHONY: test-chaos
test-chaos: $(STAMP) ## Kill processes at random moments and count what is left
	scripts/test --chaos $(ARGS)

.PHONY: test-compose
test-compose: $(STAMP) ## Run docker-compose.yml in containers; needs a docker engine
	scripts/test --compose $(ARGS)

.PHONY: test-all
test-all: $(STAMP) ## All tests, the slow ones too
	scripts/test --all $(ARGS)

.PHONY: lint
lint: $(STAMP) ## Style, types, import rules, protos, and what is generated
	scripts/lint

.PHONY: format
format: $(STAMP) ## Put the code into the agreed style
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

.PHONY: protos
protos: $(STAMP) ## Generate the stubs; refuses a change that breaks clients
	scripts/protos generate

.PHONY: protos-baseline
protos-baseline: $(STAMP) ## Accept a breaking change of the protos, on purpose
	scripts/protos baseline

.PHONY: docs
docs: $(STAMP) ## Write docs/configuration.md anew from the settings
	$(BIN)/python scripts/render_configuration.py

.PHONY: constraints
constraints: $(STAMP) ## Pin in constraints.txt what is installed now
	$(BIN)/python scripts/pin_constraints.py

.PHONY: bench
bench: $(STAMP) ## Measure embedding, judge, submit to alert, memory and start
	$(BIN)/selaras bench $(ARGS)

.PHONY: evaluate
evaluate: $(STAMP) ## Replay a labelled set (DRAFTS=..., PAIRS=...) and print the measures
	$(BIN)/selaras evaluate --drafts $(DRAFTS) --pairs $(PAIRS) $(ARGS)

.PHONY: load
load: $(STAMP) ## Drive a stack of its own with real posts and report latencies
	$(BIN)/python scripts/load --local $(ARGS)

.PHONY: chaos
chaos: $(STAMP) ## Kill, pause, cut and fill under load, then prove that nothing was lost or doubled
	$(BIN)/python scripts/chaos $(ARGS)

.PHONY: screenshots
screenshots: $(STAMP) ## Pictures of every page of the console in out/screenshots, and what is wrong with them
	scripts/screenshots $(ARGS)

.PHONY: audit
audit: $(STAMP) ## Known vulnerabilities of what is pinned, and an SBOM
	scripts/audit $(ARGS)

.PHONY: models
models: $(STAMP) ## Build the embedding model in models/ anew from its sources and what training left
	$(BIN)/python scripts/build_embedding_model.py build

.PHONY: clean
clean: ## Remove caches and build output, keep .venv
	rm -rf build dist out .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -path ./.venv -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +
