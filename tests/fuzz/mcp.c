/*
 * mcp.c - a message of the Model Context Protocol, or a batch of them
 */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/ground.h"

void fuzz_mcp(struct str input)
{
	ground_ask(STR("POST"), STR("/mcp"), (struct str){ 0 }, input);
}
