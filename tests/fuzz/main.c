/*
 * main.c - one target, for libFuzzer: compiled with -DFUZZ=fuzz_NAME
 */
#include "tests/fuzz/fuzz.h"

#include "server/registry/model/json.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a target stands on is made for the first input, which may take longer
 * than one may. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	json_start();
	FUZZ(STR(""));
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FUZZ((struct str){ (const char *)data, size });
	return 0;
}
