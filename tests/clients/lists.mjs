// lists.mjs - refine's simple-rest and what it makes of our lists
//
// Out of the box it cannot read them, and neither can ra-data-simple-rest, for
// three reasons in the contract:
// - they want a bare array and the total in a header (x-total-count, or
//   Content-Range); a list here is {"items", "total", "next"}, so that a page
//   can say how to go on and can bear what is included;
// - they ask for the records from _start to _end (range=[0,9]); pages here go
//   from one to the next by a cursor, because a number of records to skip
//   shifts while others write, and costs more the further it goes;
// - they send _start, _end, _sort, _order (range, sort=["title","ASC"], filter)
//   unasked, and a parameter that is not known is an error here, so that a
//   misspelt filter never means "all".
// Both take another HTTP client, though. The one below is all there is to it,
// and with it refine reads lists page by page.
import data_provider from "@refinedev/simple-rest";

import { send } from "./documents.mjs";

const api = `${process.env.INSTRUMENTD_URL}/v1`;

const http_client = {
	async get(url) {
		const asked = new URL(url), wanted = new URLSearchParams();
		const start = Number(asked.searchParams.get("_start") ?? 0);
		const end = Number(asked.searchParams.get("_end") ?? start + 50);
		let items = [], total = 0, next = "";

		for (const [name, value] of asked.searchParams)
			if (!name.startsWith("_"))
				wanted.append(name.replace(/_(gte|lte)$/, ".$1"), value);
		if (asked.searchParams.has("_sort"))
			wanted.set("sort", (asked.searchParams.get("_order") === "desc" ? "-" : "") +
				asked.searchParams.get("_sort"));
		if (!asked.searchParams.has("_end")) {
			const { data } = await send("GET", asked.pathname);

			return { data, headers: {} };
		}
		while (next !== null && items.length < end) {
			wanted.set("limit", String(Math.min(200, end - items.length)));
			if (next !== "")
				wanted.set("cursor", next);
			const { status, data } = await send("GET", `${asked.pathname}?${wanted}`);

			if (status !== 200)
				throw new Error(`${status} ${JSON.stringify(data)}`);
			items = items.concat(data.items);
			({ total, next } = data);
		}
		return { data: items.slice(start, end), headers: { "x-total-count": total } };
	},
};

function expect(holds, what) {
	if (!holds)
		throw new Error(what);
}

const asked = { resource: "instruments", pagination: { currentPage: 2, pageSize: 5 },
	sorters: [{ field: "title", order: "desc" }],
	filters: [{ field: "adopted_on", operator: "gte", value: "2021" }] };

// as it comes: refused, and the answer says what is known
const refusal = await data_provider(api).getList(asked).catch((error) => error);
expect(refusal.statusCode === 400, `expected a 400, got ${refusal.statusCode ?? "a list"}`);
const problem = refusal.response.data;
expect(problem.errors.some((e) => e.parameter === "_start"), "the 400 does not name _start");
expect(problem.known.includes("cursor"), "the 400 does not list cursor as known");

// with another HTTP client: read
const provider = data_provider(api, http_client);
const first = await provider.getList({ ...asked,
	pagination: { currentPage: 1, pageSize: 5 } });
const second = await provider.getList(asked);
const titles = [...first.data, ...second.data].map((item) => item.title);
expect(titles.length === 10, `${titles.length} of ${first.total}`);
expect(new Set([...first.data, ...second.data].map((i) => i.id)).size === titles.length,
	"a record stands on two pages");
const one = await provider.getOne({ resource: "instruments", id: first.data[0].id });
expect(one.data.title === titles[0], "getOne gives another record");

console.log("as it comes it is refused (400): it wants bare arrays with x-total-count, " +
	"pages by number, and sends parameters unasked; with a small HTTP client of its " +
	`own it reads ${titles.length} of ${first.total} instruments`);
