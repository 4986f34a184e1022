# make            build/instrumentd
# make run        install what is missing, build, load the catalogue, serve;
#                 SOURCES=DIR also loads the source texts found there
# make check      install what is missing, run all tests under ASan and UBSan
# make lint       layers, headers, format, warnings, cppcheck
# make bench      requests per second beside a bare libmicrohttpd program
# make openapi.yaml   draw the contract anew from the tables
# make deps       install what is missing (Debian; needs root or sudo)
# make clean

PKGS    := libmicrohttpd sqlite3 jansson uuid libsodium libutf8proc
CC      ?= cc
OPT     ?= -O2
SAN     ?=
B       ?= build

WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
           -Wmissing-prototypes -Wwrite-strings -Wvla -Wswitch-enum \
           -Wformat=2 -Wno-overlength-strings $(WERROR)
CPPFLAGS += -I. -D_POSIX_C_SOURCE=200809L -MMD -MP $(DEFS)
CFLAGS  += -std=c17 -g $(OPT) $(WARN) -fstack-protector-strong $(SAN) \
           $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
LDFLAGS += $(SAN)
LDLIBS  += $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lpthread

SOURCES_C := $(wildcard lib/*.c server/*.c server/*/*.c)
HEADERS := $(wildcard lib/*.h server/*.h server/*/*.h)
OBJECTS := $(patsubst %.c,$B/%.o,$(filter-out server/main.c,$(SOURCES_C))) \
           $B/schema/sqlite.o
HELPERS := $(patsubst %.c,$B/%.o,$(filter-out tests/test_%,$(wildcard tests/*.c)))
TESTS   := $(patsubst tests/%.c,$B/%,$(wildcard tests/test_*.c))

MAKEFLAGS += --no-builtin-rules

all: $B/instrumentd

$B/instrumentd: $B/server/main.o $(OBJECTS)
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$B/test_%: $B/tests/test_%.o $(HELPERS) $(OBJECTS)
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

$B/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$B/schema/%.o: $B/schema/%.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$B/schema/%.c: schema/embed.awk $(wildcard schema/*/*.sql)
	@mkdir -p $(@D)
	awk -v table=schema_$* -f $< $(sort $(wildcard schema/$*/*.sql)) >$@

tests: $(TESTS)

clean:
	rm -rf build build-san build-lint build-debug

.PHONY: all tests clean
.SECONDARY:
-include $(shell find $B -name '*.d' 2>/dev/null)
