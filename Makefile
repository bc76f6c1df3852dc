# `make run` starts the bot, `make test` runs every test, `make check` is what must pass before a change lands.

.PHONY: run test check lint fix words screenshots audit sbom clean

# uv manages the environment. Where it is missing, it is put into a small environment of its own.
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)

# Where the system keeps certificates, trust those: a hospital's proxy signs with one that only they know.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt),)
export UV_SYSTEM_CERTS ?= true
endif

run: .venv/ready
	$(UV) run --no-sync stitch run

test: .venv/ready
	$(UV) run --no-sync pytest

check: lint test

lint: .venv/ready
	$(UV) run --no-sync ruff check .
	$(UV) run --no-sync ruff format --check .
	$(UV) run --no-sync mypy
	$(UV) run --no-sync lint-imports

fix: .venv/ready
	$(UV) run --no-sync ruff check --fix .
	$(UV) run --no-sync ruff format .

# New sentences go into the catalogues of bot/locale, those that are said no more leave them.
words: .venv/ready
	$(UV) run --no-sync python -m babel.messages.frontend --quiet extract \
		--mapping-file pyproject.toml --add-location file --no-wrap --output-file .stitch.pot .
	$(UV) run --no-sync python -m babel.messages.frontend --quiet update --domain stitch --input-file .stitch.pot \
		--output-dir bot/locale --ignore-obsolete --ignore-pot-creation-date --no-wrap
	rm .stitch.pot

screenshots: .venv/ready
	$(UV) run --no-sync python -m docs.screenshots

# Compares what is locked with the published advisories. Where those cannot be reached it says so, and is not passed.
audit:
	@$(UV) audit --locked --no-dev --preview-features audit-command || { code=$$?; [ $$code -eq 1 ] \
		|| echo "Not audited: the advisories at api.osv.dev could not be read. Run it again with a network."; exit $$code; }

# What the bot is made of, with the hash of every package (CycloneDX).
sbom:
	$(UV) export --locked --no-dev --no-emit-project --quiet --preview-features sbom-export \
		--format cyclonedx1.5 --output-file stitch.cdx.json

clean:
	rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.venv/ready: pyproject.toml uv.lock | $(UV)
	$(UV) sync --locked --quiet
	@touch $@

.uv/bin/uv:
	python3 -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check uv
