// typed.ts - a round of create, list, patch and delete by openapi-fetch, typed
// by what openapi-typescript makes of the contract that the daemon serves
import createClient from "openapi-fetch";

import type { components, paths } from "./contract.js";

declare const process: { env: Record<string, string | undefined> };

type Organization = components["schemas"]["Organization"];

// Asserted while compiling: the contract tells choices, not just strings.
type Equal<A, B> = [A, B] extends [B, A] ? true : false;
const choices: Equal<components["schemas"]["InstrumentInput"]["force"],
	"hard" | "soft" | "none" | "unclear"> = true;

const client = createClient<paths, "application/json" | "application/problem+json">({
	baseUrl: process.env["INSTRUMENTD_URL"] ?? "",
	headers: { Authorization: `Bearer ${process.env["INSTRUMENTD_KEY"]}` },
});

function expect(holds: boolean, what: string): asserts holds {
	if (!holds)
		throw new Error(what);
}

function tag(response: Response): string {
	const etag = response.headers.get("ETag");

	expect(etag !== null, `${response.url} has no ETag`);
	return etag;
}

const key = "typed-client";

// create
const made = await client.POST("/v1/organizations", {
	body: { key, name: "Typed Client", type: "academic", jurisdiction: "INT" },
});
expect(made.response.status === 201 && made.data !== undefined,
	`POST answers ${made.response.status} ${JSON.stringify(made.error)}`);
const organization: Organization = made.data;
expect(organization.key === key, "the record has not the key it was given");

// read it, and that of another kind with what it refers to
const read = await client.GET("/v1/organizations/{id}", {
	params: { path: { id: organization.id } },
});
expect(read.data !== undefined && read.data.name === "Typed Client", "GET");
const act = await client.GET("/v1/instruments/{id}", {
	params: { path: { id: "eu-ai-act" },
		query: { fields: ["title", "parties"], include: ["organizations"] } },
});
expect(act.data?.title !== undefined, "no title");
expect(act.data.included !== undefined, "nothing included");
for (const party of act.data.parties ?? [])
	expect(party.role.length > 0, "a party without a role");

// list, page by page
const seen: string[] = [];
let cursor: string | undefined;
do {
	const page = await client.GET("/v1/organizations", {
		params: { query: { type: ["academic", "company"], sort: "-name",
			limit: 5, ...(cursor !== undefined ? { cursor } : {}) } },
	});
	expect(page.data !== undefined, `list: ${page.response.status}`);
	seen.push(...page.data.items.map((item) => item.key));
	cursor = page.data.next ?? undefined;
	expect((page.data.total ?? 0) >= seen.length, "more items than total");
} while (cursor !== undefined);
expect(seen.includes(key), "the list lacks what was made");
expect(new Set(seen).size === seen.length, "the list shows a record twice");

// patch, under the tag that was given
const patched = await client.PATCH("/v1/organizations/{id}", {
	params: { path: { id: key }, header: { "If-Match": tag(made.response) } },
	headers: { "Content-Type": "application/merge-patch+json" },
	body: { url: "https://example.org/", jurisdiction: null },
});
expect(patched.data !== undefined,
	`PATCH answers ${patched.response.status} ${JSON.stringify(patched.error)}`);
expect(patched.data.url === "https://example.org/" && patched.data.rev === 2,
	"the patch was not applied");
expect(patched.data.jurisdiction === undefined, "null did not remove");

// a stale tag, and the typed problem
const stale = await client.PATCH("/v1/organizations/{id}", {
	params: { path: { id: key }, header: { "If-Match": tag(made.response) } },
	headers: { "Content-Type": "application/merge-patch+json" },
	body: { name: "Never" },
});
expect(stale.error !== undefined && stale.error.status === 412,
	`a stale tag gives ${stale.response.status}`);

// what breaks rules names each mistake
const wrong = await client.POST("/v1/organizations", {
	// @ts-expect-error: no such type of organization
	body: { name: "Wrong", type: "club" },
});
expect(wrong.error?.errors?.[0]?.pointer === "/type", "no pointer to /type");

// delete
const gone = await client.DELETE("/v1/organizations/{id}", {
	params: { path: { id: key }, header: { "If-Match": tag(patched.response) } },
});
expect(gone.response.status === 204, `DELETE answers ${gone.response.status}`);
const after = await client.GET("/v1/organizations/{id}", {
	params: { path: { id: organization.id } },
});
expect(after.response.status === 410 && after.error?.history !== undefined,
	"a deleted record does not lead to its history");

console.log(`compiles by tsc --strict; create, ${seen.length} listed, patch, delete` +
	(choices ? "" : "?"));
