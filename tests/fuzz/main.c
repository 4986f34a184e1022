/*
 * main.c - one target, for libFuzzer: compiled with -DFUZZ=fuzz_NAME
 */
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FUZZ((struct str){ (const char *)data, size });
	return 0;
}
