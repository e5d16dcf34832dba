.DEFAULT_GOAL := help
GO ?= go

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: ## the trial: a chat page on http://127.0.0.1:8080
	$(GO) run .

test: ## all tests; those that need redis-server, LibreOffice or Chromium skip without
	$(GO) test ./...

check: ## what CI runs
	bash .ci/run

lint: ## linters as CI has them
	$(GO) tool -modfile=tools.mod golangci-lint run ./...

GOLD ?= prompts/testdata/understood.jsonl

eval: ## score what is understood on a gold file: make eval GOLD=messages.jsonl
	$(GO) run . structure < $(GOLD) | $(GO) run ./prompts/eval -errors 20 $(GOLD) -

bench: ## benchmarks
	$(GO) test -run '^$$' -bench . -benchmem ./figures ./prompts ./store

fuzz: ## a minute of fuzzing for each parser of outside bytes
	$(GO) test -run '^$$' -fuzz FuzzScan -fuzztime 60s ./figures
	$(GO) test -run '^$$' -fuzz FuzzByRules -fuzztime 60s ./prompts

build: ## one static binary in bin/
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w' -o bin/dutybook .

docker: ## the image
	docker build -t dutybook .

stats: ## sizes of files and packages
	@find . -name '*.go' -not -name '*_test.go' | xargs wc -l | sort -rn | head -20

.PHONY: help run test check lint eval bench fuzz build docker stats
