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
	bash .ci/fuzz

examples: ## every kind of report of the sample year, into examples/
	$(GO) build -o bin/dutybook-examples .
	bin/dutybook-examples sample | bin/dutybook-examples replay > bin/examples.jsonl
	@set -e; export COMMITTEE_NAME=$$(cat trial/committee.txt); \
	draft() { bin/dutybook-examples draft -records bin/examples.jsonl -year 2026 "$$@" 2>/dev/null; }; \
	for kind in annual term abridged review page speech; do draft -outline $$kind -notes examples/notes.json -out examples/$$kind.md; done; \
	draft -outline personal -author 王芳 -out examples/personal.md; \
	draft -outline standing -author 何建业 -out examples/standing.md; \
	draft -outline annual -notes examples/notes.json -out examples/annual.docx; \
	draft -outline examples/2025.txt -notes examples/notes.json -out examples/after-2025.docx; \
	draft -outline personal -author 王芳 -out examples/personal.docx
	@ls -l examples

pictures: ## the pictures of README and guides, from the running product
	mkdir -p bin/pictures
	DUTYBOOK_PICTURES=$(CURDIR)/bin/pictures $(GO) test -count=1 -run 'TestStrangersFiveMinutes|TestJourneys|TestSeveralChats' .
	DUTYBOOK_PICTURES=$(CURDIR)/bin/pictures $(GO) test -count=1 ./report/chart
	cd bin/pictures && cp report-01.png report.png && cp page.png report.png phone-member.png phone-behind.png desktop-two.png preview.png chart.png ../../docs/pictures/

build: ## one static binary in bin/
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w' -o bin/dutybook .

docker: ## the image
	docker build -t dutybook .

release: ## binaries, checksums, parts and licences of VERSION, into dist/
	deploy/release $(VERSION)

stats: ## sizes of files and packages
	@find . -name '*.go' -not -name '*_test.go' | xargs wc -l | sort -rn | head -20

.PHONY: help release run test check lint eval bench fuzz examples pictures build docker stats
