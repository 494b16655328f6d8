# Easel. `make run` and `make test` do their own set-up on a Debian 12 that has make and Swift 6.3; `make` lists the rest.

SWIFT   ?= swift
PREFIX  ?= /usr/local
DESTDIR ?=
ARGS    ?=
KILLS   ?= 5000
SEED    ?= 1

# The oldest toolchain that builds this package.
SWIFT_MINIMUM := 6.3

# Debian packages, by what needs them.
LIBRARY_PACKAGES := libncursesw5-dev libspng-dev libsqlite3-dev libturbojpeg0-dev libwebp-dev
TEST_PACKAGES    := libvterm-dev unicode-data
SDK_PACKAGES     := python3-venv
SWIFT_PACKAGES   := binutils ca-certificates git libc6-dev libcurl4 libgcc-12-dev libncurses6 libstdc++-12-dev libxml2 \
	zlib1g-dev

# Suites that run the whole program, or the whole way of a task, hundreds of times.
HEAVY_TESTS := FaultMatrixTests|RecoveryKillTests|HostileAnswerTests
# Suites that watch real processes and terminals.
PROCESS_TESTS := ^ProgramTests\.|^TerminalCursesTests\.

RELEASE_BUILD  := --configuration release --static-swift-stdlib --scratch-path .build-release
RELEASE_BINARY := .build-release/release/easel
SOURCES        := Package.swift $(shell find Sources -type f)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run build test soak sdk lint bench install clean packages test-packages sdk-packages swift-present toolchain

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: build ## Build and open the studio; ARGS='…' is passed on
	@exec $(RELEASE_BINARY) $(ARGS)

build: toolchain ## Build the program for release, in .build-release
	$(SWIFT) build $(RELEASE_BUILD) --product easel

test: test-packages toolchain ## Build everything and run all tests
	$(SWIFT) test --skip '$(HEAVY_TESTS)' --skip '$(PROCESS_TESTS)'
	@# Beside suites that keep every core busy a process that is watched would wait for the processor.
	$(SWIFT) test --skip-build --filter '$(PROCESS_TESTS)' --skip '$(HEAVY_TESTS)'
	$(SWIFT) test --skip-build --filter '$(HEAVY_TESTS)'

soak: test-packages toolchain ## Kill the engine and the service KILLS times (5000) and look for what was lost
	EASEL_KILLS=$(KILLS) EASEL_KILL_SEED=$(SEED) $(SWIFT) test --filter RecoveryKillTests

sdk: sdk-packages toolchain ## Try both official Python SDKs, unmodified, on the local service; needs Python 3.11
	$(SWIFT) build --product easel
	@Tests/SDK/run "$$($(SWIFT) build --show-bin-path)/easel"

lint: toolchain ## Check the formatting of every Swift file
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests

bench: test-packages sdk-packages toolchain ## Measure a release build; the figures go to .bench/ as JSON
	@for product in easel easel-bench; do $(SWIFT) build $(RELEASE_BUILD) --product $$product || exit; done
	@# By the compiler alone: SwiftPM would link Swift's runtime into this C program too.
	clang -O2 -Wall -o .build-release/release/curses-floor Tests/Benchmarks/Floor/floor.c -lncursesw -ltinfo
	@mkdir -p .bench
	@figures=.bench/$$(date -u +%Y-%m-%dT%H%M%SZ).json; \
	python=$$(Tests/SDK/environment current) && set -- "$$python" Tests/SDK/bench.py || set --; \
	.build-release/release/easel-bench "$$@" > "$$figures.part" && mv "$$figures.part" "$$figures" && echo "$$figures"

install: $(RELEASE_BINARY) ## Install program and themes under PREFIX (/usr/local); DESTDIR stages them
	install -D -m 755 -s $(RELEASE_BINARY) '$(DESTDIR)$(PREFIX)/bin/easel'
	install -D -m 644 -t '$(DESTDIR)$(PREFIX)/share/easel/themes' themes/*.toml

# A file, so that `sudo make install` after a build needs neither Swift nor a second build.
$(RELEASE_BINARY): $(SOURCES)
	@$(MAKE) --no-print-directory toolchain
	$(SWIFT) build $(RELEASE_BUILD) --product easel
	@touch $@

clean: ## Remove everything that was built
	rm -rf .build .build-release .build-sdk

packages: ## Install the Debian packages that are missing; with none missing, nothing runs
	@$(call install_missing,$(SWIFT_PACKAGES) $(LIBRARY_PACKAGES))

test-packages: packages
	@$(call install_missing,$(TEST_PACKAGES))

sdk-packages: packages
	@$(call install_missing,$(SDK_PACKAGES))

# Before any package is installed: without Swift they would be of no use.
swift-present:
	@command -v $(SWIFT) > /dev/null || { \
		echo 'Swift is not on the PATH: install $(SWIFT_MINIMUM) or newer, see https://www.swift.org/install/linux' >&2; \
		exit 1; }

# After the packages: on a bare system Swift cannot even print its version without them.
toolchain: swift-present packages
	@version=$$($(SWIFT) --version 2> /dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p'); \
	[ "$$(printf '%s\n' $(SWIFT_MINIMUM) "$$version" | sort -V | head -n 1)" = $(SWIFT_MINIMUM) ] || { \
		echo "Swift $(SWIFT_MINIMUM) or newer is needed, but $$(command -v $(SWIFT)) is $${version:-not working}" >&2; \
		exit 1; }

# $(call install_missing,NAMES): a recipe that installs those of the named packages that are not there.
define install_missing
	missing=; \
	for name in $(1); do \
		dpkg-query -W -f '$${db:Status-Status}\n' $$name 2> /dev/null | grep -qx installed || missing="$$missing $$name"; \
	done; \
	[ -n "$$missing" ] || exit 0; \
	if ! command -v apt-get > /dev/null; then \
		echo "There is no apt-get here: install the counterparts of$$missing, then use swift build and swift test" >&2; \
		exit 1; \
	fi; \
	as_root=; \
	if [ "$$(id -u)" -ne 0 ]; then \
		command -v sudo > /dev/null || { \
			echo "Neither root nor sudo: as root, run apt-get install$$missing" >&2; exit 1; }; \
		as_root=sudo; \
	fi; \
	echo "Installing$$missing"; \
	$$as_root apt-get update --quiet && \
	$$as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install --quiet --yes --no-install-recommends $$missing
endef
