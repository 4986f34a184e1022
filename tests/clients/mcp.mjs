// mcp.mjs - an assistant's path by the official TypeScript SDKs, old and new:
// search, read the provision, quote it, check the quotes (one is spoilt), cite.
// The SDKs check every structured answer against the tool's output schema.
import assert from "node:assert/strict";

import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const url = new URL(`${process.env.INSTRUMENTD_URL}/mcp`);
const me = { name: "check-clients", version: "1" };
const quote = "AI Act: proposed on 2021-04-21.";

async function use(client, name, args) {
	const answer = await client.callTool({ name, arguments: args });

	assert.ok(!answer.isError, JSON.stringify(answer.content));
	assert.ok(answer.structuredContent.as_of.seq > 0);
	assert.ok(answer.content[0].text.length > 0);
	return answer.structuredContent;
}

async function path(client) {
	const { tools } = await client.listTools();
	const found = await use(client, "search_instruments", { query: "artificial intelligence act" });
	const key = found.result.items[0].key;
	const read = await use(client, "get_provision", { instrument: "eu-ai-act", provision: "Article 5" });
	const said = await use(client, "why", { record: key, field: "/applies_on" });
	const checked = await use(client, "verify_quotes", {
		quotes: [{ exact: quote }, { exact: quote.replace("2021-04", "2022-04") }],
	});
	const cited = await use(client, "cite", { record: read.result.provision.key, kind: "provisions" });

	assert.equal(key, "eu-ai-act");
	assert.ok(said.records.some((r) => r.kind === "passages"));
	assert.deepEqual(checked.result.items.map((i) => i.result === "exact"), [true, false]);
	assert.match(cited.result.citation, /Article 5\. .*Artificial Intelligence Act\. /);
	assert.equal(tools.length, 9);
	return 6;
}

async function rest(client) {
	const wrong = await client.callTool({ name: "why", arguments: { record: "eu-ai-act" } });
	const { resources } = await client.listResources();
	const { resourceTemplates } = await client.listResourceTemplates();
	const { contents } = await client.readResource({ uri: "instrument://eu-ai-act" });
	const { prompts } = await client.listPrompts();
	const brief = await client.getPrompt({ name: "cited_brief", arguments: { question: "What binds?" } });

	assert.ok(wrong.isError);
	assert.ok(resources.length >= 100);
	assert.equal(resourceTemplates.length, 2);
	assert.equal(JSON.parse(contents[0].text).key, "eu-ai-act");
	assert.equal(prompts.length, 2);
	assert.match(brief.messages[0].content.text, /What binds\?/);
	return 6;
}

let calls = 0;

for (const [client, transport] of [
	[new Client(me), new StreamableHTTPClientTransport(url)],
	[new NewClient(me), new NewTransport(url)],
	[new NewClient(me, { versionNegotiation: { mode: { pin: "2026-07-28" } } }), new NewTransport(url)],
	[new Client(me), new StdioClientTransport({
		command: process.env.INSTRUMENTD_PROGRAM,
		args: ["mcp", "--db", process.env.INSTRUMENTD_DB],
	})],
]) {
	await client.connect(transport);
	calls += await path(client) + await rest(client);
	await client.close();
}
console.log(`${calls} calls by two SDKs, over HTTP and standard input`);
