// diffs.mjs - what lies between two revisions of a record, as /diff says it,
// leads fast-json-patch from the one to the other to the byte
import json_patch from "fast-json-patch";

import { main } from "./agree.mjs";
import { Chance, contract, records_of, send } from "./documents.mjs";

const kinds = ["organizations", "instruments", "sources", "assertions"];
const revisions = 8;

// RFC 8785, for what records hold: members in the order of UTF-16 units.
function canonical(value) {
	if (Array.isArray(value))
		return `[${value.map(canonical).join(",")}]`;
	if (value === null || typeof value !== "object")
		return JSON.stringify(value);
	return `{${Object.keys(value).sort().map((name) =>
		`${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

async function compare(path, from, to) {
	const before = (await send("GET", `${path}?rev=${from}`)).data;
	const after = (await send("GET", `${path}?rev=${to}`)).data;
	const diff = (await send("GET", `${path}/diff?from=${from}&to=${to}`)).data;
	const got = json_patch.applyPatch(before, diff, true).newDocument;

	if (canonical(got) !== canonical(after))
		throw new Error(`${path} ${from} to ${to}: ${JSON.stringify(diff)}\n` +
			`gives ${canonical(got)}\nnot ${canonical(after)}`);
}

// What is drawn by the schema may break a rule that no schema can tell.
async function create(kind, records) {
	for (let i = 0; i < 100; i++) {
		const made = await send("POST", `/v1/${kind}`, { body: records.record() });

		if (made.status === 201)
			return made.data.id;
	}
	throw new Error(`${kind}: none could be made`);
}

await main(async () => {
	const doc = await contract();
	const chance = new Chance(6902);
	let n = 0;

	for (const kind of kinds) {
		const records = await records_of(doc, kind, chance);
		const path = `/v1/${kind}/${await create(kind, records)}`;
		let last = 1;

		for (let i = 0; i < 10 * revisions && last < revisions; i++) {
			const put = await send("PUT", path,
				{ body: records.record(), headers: { "If-Match": "*" } });

			last = put.data.rev ?? last;
		}
		if (last < revisions / 2)
			throw new Error(`${kind}: only ${last} revisions could be made`);
		for (let from = 1; from <= last; from++)
			for (let to = 1; to <= last; to++, n++)
				await compare(path, from, to);
		await send("DELETE", path, { headers: { "If-Match": "*" } });
	}
	return `${n} differences lead from one revision to another`;
});
