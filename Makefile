# Run `make` for the list of targets.

MVN = ./scripts/mvn

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this help
	@echo "Sluice: gRPC streaming for Java, written as plain loops"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## Compile and package everything, without running tests
	$(MVN) -DskipTests -Dinvoker.skip -Dmaven.javadoc.skip package

.PHONY: test
test: ## Check the format, compile with all checks, run all tests but interop
	$(MVN) verify

.PHONY: interop
interop: ## Run the Go, Node and Python peers against ours, both ways, and gRPC's interop cases
	./interop/peers/build.sh
	$(MVN) -Dinterop.skip=false -pl interop,interop/cases -am -DskipTests -Dinvoker.skip -Dmaven.javadoc.skip verify

.PHONY: grpc-versions
grpc-versions: ## Run the transport's tests with each release of grpc-java that it is for
	./scripts/grpc-versions

.PHONY: fuzz
fuzz: SECONDS ?= 20
fuzz: ## Fuzz what the transport parses, each of three targets for 20 s, or SECONDS=...
	$(MVN) -Pfuzz -Dfuzz.seconds=$(SECONDS) -pl transport -am -DskipTests test

.PHONY: soak
soak: SECONDS ?= 600
soak: ## Load the transport for ten minutes, or SECONDS=..., and fail if it leaks or loses
	nice -n 10 $(MVN) -q -Psoak -Dsoak.seconds=$(SECONDS) -pl transport -am -DskipTests test

.PHONY: bench
bench: ## Measure every subject on every workload in an hour and a half; results go to bench/results
	./bench/run

.PHONY: bench-quick
bench-quick: ## Measure what matters most, in four minutes after the builds
	./bench/run --quick

.PHONY: bench-jmh
bench-jmh: ## Run the microbenchmarks of the hot paths, with what they allocate
	./bench/jmh/run.sh

.PHONY: demo
demo: ## Run the three kinds of stream and show what both ends print
	./sluice demo

.PHONY: format
format: ## Format all sources
	$(MVN) -q spotless:apply

.PHONY: golden
golden: ## Rewrite the generator's expected output and the written-down public API
	$(MVN) -q -pl stream,codegen -am test -Dtest='GoldenTest,PublicApiTest' -Dgolden.update=true -Dapi.update=true -Dsurefire.failIfNoSpecifiedTests=false

.PHONY: coverage
coverage: test ## Run the tests and say where the coverage reports are
	@find . -path '*/target/site/jacoco/index.html' -print

.PHONY: install
install: ## Install the libraries into the local Maven repository
	$(MVN) -DskipTests -Dinvoker.skip install

.PHONY: clean
clean: ## Delete everything that was built
	$(MVN) -q clean
