# Everything that is done with this project by hand or by CI. Each target is a script that can also be run alone.
.DEFAULT_GOAL := help
.PHONY: help run demo build test check check-api bench dev setup

help: ## what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: ## set up what is missing, build, and serve at http://127.0.0.1:3000 with SQLite in ./data
	@scripts/setup run
	@scripts/build
	@scripts/serve

demo: ## the same with a demo workspace of its own, in ./data/demo
	@scripts/setup run
	@scripts/build
	@scripts/serve demo

build: ## the release executable target/release/timether: one file, assets inside
	@scripts/setup run
	@scripts/build

test: ## set up, then everything CI runs
	@scripts/test

check: ## formatting, lints, dependency policy and house rules
	@scripts/setup test
	@scripts/check

check-api: ## the API held against its own description by schemathesis, on both databases
	@scripts/setup api
	@scripts/build
	@scripts/check-api

bench: ## what the release executable costs, beside the floors
	@scripts/setup bench
	@scripts/build
	@scripts/bench

dev: ## serve, and rebuild and restart whenever a file changes
	@scripts/setup dev
	@scripts/dev

setup: ## everything that the other targets need on this machine
	@scripts/setup test
