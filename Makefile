# The socket lab. "make" alone lists what there is to run.
#
#	make run-ex2_1_3 ARGS="--count 5"
#
# Every program is built into bin/ and then run in place of the shell, so that
# ctrl-c reaches it alone and make has nothing to add.

.PHONY: help
help: ## show this list
	@echo 'usage: make TARGET [ARGS="--help"]'
	@echo
	@awk -F ':.*## ' '/^[a-z0-9_-]+:.*## / {printf "  %-18s %s\n", $$1, $$2}' Makefile

# What each step of the worksheet runs.

run = @$(call first,$(1)) go build -o bin/$(1) ./$(1) && exec bin/$(1) $(2) $(ARGS)

# Says that it takes a while if bin/ does not have all of these programs yet.
first = $(if $(filter-out $(wildcard bin/*),$(addprefix bin/,$(1))),echo 'building (the first time only) ...' >&2;)

.PHONY: run-ex1 run-ex2_1 run-ex2_1-sender run-ex2_1_2 run-ex2_1_3 run-ex2_1_4 \
	run-ex3 run-ex3-client run-ex3_2 run-ex3_2-client run-ex4 run-ex5
run-ex1: ## 1      is this machine ready for the lab?
	$(call run,ex1_setup)
run-ex2_1: ## 2.1    receive text over UDP
	$(call run,ex2_1_udp,receiver)
run-ex2_1-sender: ## 2.1    send text over UDP
	$(call run,ex2_1_udp,sender)
run-ex2_1_2: ## 2.1.2  print the sensors' broadcasts
	$(call run,ex2_1_2_sensors)
run-ex2_1_3: ## 2.1.3  decode the drone's broadcasts
	$(call run,ex2_1_3_drone)
run-ex2_1_4: ## 2.1.4  both streams at once; which is faster?
	$(call run,ex2_1_4_select)
run-ex3: ## 3.1    a TCP server that echoes
	$(call run,ex3_tcp,server)
run-ex3-client: ## 3.1    its client
	$(call run,ex3_tcp,client)
run-ex3_2: ## 3.2    the server's side of a chat
	$(call run,ex3_2_chat,server)
run-ex3_2-client: ## 3.2    the client's side, which speaks first
	$(call run,ex3_2_chat,client)
run-ex4: ## 4      a page for a web browser
	$(call run,ex4_microhttp)
run-ex5: ## 5      the annexes: ARGS=addresses, until-end, machine, user, time, closing
	$(call run,ex5_annexes)

# What the classroom provides.

.PHONY: station live demo check class
station: ## play the classroom's sensors and drone on this machine
	$(call run,classroom,station)
live: ## see what is in the air now, in a browser; starts a station if none is heard
	$(call run,classroom,live --station)
demo: build ## play the whole sheet on this machine, step by step
	@exec bin/classroom demo $(ARGS)

check: ## does a student's program do the step? STEP=2.1.3 CMD="python3 mine.py"; ARGS=--watch: at every save
	@$(call first,classroom) go build -o bin/classroom ./classroom && exec bin/classroom check $(STEP) $(ARGS) -- $(CMD)

# The class has students who cannot be checked: then the status is 1.
class_files = --html report --csv grades.csv --worksheet worksheet.csv --feedback feedback.zip
class: ## check a made-up class of 8; its table, pages and grades are in made-up-class/
	@$(call first,classroom example) go build -o bin/ ./classroom ./classroom/example
	@bin/example made-up-class
	@echo 'made-up-class$$ classroom class handed-in.zip $(class_files) $(ARGS)'
	@cd made-up-class && ../bin/classroom class handed-in.zip $(class_files) $(ARGS) || test $$? = 1
	@command -v python3 >/dev/null || echo 'python3 is missing: of this class only the programs in Go could be checked. Install it, and try again.' >&2

# For those who work on the lab. The modules are those of go.work; module
# in43.example/x is in the folder x.

MODULES = $$(go list -m)
tool = @$(call first,$(1)) go build -o bin/$(1) ./classroom/$(1) && exec bin/$(1) $(ARGS)
run_dist = @$(call first,dist) CGO_ENABLED=0 go build -trimpath -gcflags=all=-dwarf=false -ldflags=-w -o bin/dist ./classroom/dist && exec bin/dist
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.7.0
ACTIONLINT = github.com/rhysd/actionlint/cmd/actionlint@v1.7.7

.PHONY: build test fuzz soak compare gallery gallery-diff wire bench dist student lint tidy-check clean
build: ## build every program into bin/
	@$(call first,classroom $(wildcard ex*)) go build -o bin/ $$(go list -m | grep -v /pkg)
test: ## run all tests; TESTFLAGS=-race needs a C compiler
	@status=0; for m in $(MODULES); do \
		(cd "$${m#*/}" && GOWORK=off go test -count=1 -timeout 30m $(TESTFLAGS) ./...) || status=1; \
	done; exit $$status
FUZZTIME ?= 1m
fuzz: ## run each fuzz test for FUZZTIME, a minute
	@FUZZTIME=$(FUZZTIME) .ci/fuzz $(ARGS)
SOAK ?= 10m
soak: ## run all listeners and servers for SOAK, ten minutes, while interfaces go down and up (needs Linux)
	@cd classroom && GOWORK=off SOAK=$(SOAK) go test -count=1 -timeout 0 -v -run '^TestSoak$$' ./lan
compare: build ## compare every step with its Python twin (needs python3)
	$(call tool,compare)
gallery: build ## save what the checker says about every program of its gallery
	$(call tool,gallery)
gallery-diff: build ## which of these reports does a change of the checker change?
	@$(call first,gallery) go build -o bin/gallery ./classroom/gallery && exec bin/gallery --diff $(ARGS)
wire: build ## make the packet dumps of the READMEs again (needs Linux)
	$(call tool,wire)
bench: build ## measure the speed beside Python's (needs python3)
	$(call tool,bench)
dist: ## make the archives for people who have no Go, in dist/
	$(run_dist)
student: ## make the archives for students, without the answers, in dist/
	$(run_dist) --student
lint: ## gofmt, go vet and staticcheck, for three operating systems
	@files=$$(gofmt -l .); test -z "$$files" || { echo "not gofmt-ed: $$files"; exit 1; }
	@GOBIN="$$PWD/bin" go install $(STATICCHECK)
	@GOBIN="$$PWD/bin" go install $(ACTIONLINT)
	@bin/actionlint -shellcheck= -pyflakes= .github/workflows/*.yml classroom/cluster/github.yml
	@bin="$$PWD/bin"; for m in $(MODULES); do for os in linux darwin windows; do \
		(cd "$${m#*/}" && export GOWORK=off GOOS=$$os CGO_ENABLED=0 && go vet ./... && "$$bin/staticcheck" ./...) \
			|| { echo "in $$m for $$os"; exit 1; }; \
	done; done
tidy-check: ## is every go.mod tidy?
	@for m in $(MODULES); do (cd "$${m#*/}" && GOWORK=off go mod tidy -diff) || exit 1; done
clean: ## remove what make built
	@rm -rf bin dist made-up-class
