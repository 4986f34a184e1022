// agree.mjs - patch one record again and again, by the daemon and by a library,
// and compare
import { isDeepStrictEqual } from "node:util";

import { Chance, contract, kept, records_of, rev, send, written } from "./documents.mjs";

export class Disagreement extends Error {}

function show(value) {
	return JSON.stringify(value, null, 1);
}

// What becomes of a value on its way (there is no -0 in JSON).
function sent(value) {
	return JSON.parse(JSON.stringify(value));
}

// The daemon refuses what the library gives: so it must as a PUT, or else it
// is not the outcome that is wrong but the patching.
async function check_refusal(path, etag, expected, told) {
	const put = await send("PUT", path, { body: expected, headers: { "If-Match": etag } });

	if (put.status < 400)
		throw new Disagreement(`${told}\nThe daemon refuses the patch, but takes ` +
			"its outcome when it is PUT");
}

// One patch: "taken", "refused" by the daemon alone, or "failed" in both.
async function round(path, { records, chance, type, make, name }) {
	const now = await send("GET", path);
	const etag = now.headers.get("ETag");
	const before = written(now.data, records.schema);
	const { patch, expected } = make(records, structuredClone(before), chance);
	const answer = await send("PATCH", path,
		{ body: patch, type, headers: { "If-Match": etag } });
	const told = `PATCH ${path} (${name})\n` +
		`before ${show(before)}\npatch ${show(patch)}\n` +
		`library ${show(expected) ?? "refuses"}\n` +
		`daemon ${answer.status} ${show(answer.data)}`;

	if (answer.status === 200 && expected === undefined)
		throw new Disagreement(`${told}\nThe library refuses it`);
	if (answer.status === 200) {
		if (!isDeepStrictEqual(written(answer.data, records.schema), sent(kept(expected))))
			throw new Disagreement(`${told}\nThe outcomes differ`);
		return "taken";
	}
	if (![400, 409, 422].includes(answer.status))
		throw new Disagreement(`${told}\nNo such refusal is known`);
	if (expected !== undefined)
		await check_refusal(path, etag, expected, told);
	if (rev((await send("GET", path)).headers) !== rev(now.headers))
		throw new Disagreement(`${told}\nThe record has changed nevertheless`);
	return expected === undefined ? "failed" : "refused";
}

// make(records, before) gives { patch, expected }; expected is undefined where
// the library refuses the patch.
export async function agree({ kinds, rounds, type, seed, make }) {
	const doc = await contract();
	const chance = new Chance(seed);
	const sums = { taken: 0, refused: 0, failed: 0 };

	for (const kind of kinds) {
		const records = await records_of(doc, kind, chance);
		const made = await send("POST", `/v1/${kind}`, { body: records.record() });
		const path = `/v1/${kind}/${made.data.id}`;
		const before = sums.taken;

		if (made.status !== 201)
			throw new Error(`POST /v1/${kind}: ${show(made.data)}`);
		for (let i = 0; i < rounds; i++)
			sums[await round(path, { records, chance, type, make,
				name: `seed ${seed}, ${kind}, round ${i}` })]++;
		if (sums.taken - before < rounds / 4)
			throw new Error(`${kind}: only ${sums.taken - before} of ${rounds} patches were taken; ` +
				"the documents made here do not fit the contract");
		await send("DELETE", path, { headers: { "If-Match": "*" } });
	}
	return sums;
}

export async function main(run) {
	try {
		console.log(await run());
	} catch (error) {
		console.log(error instanceof Disagreement ? error.message : error.stack);
		process.exitCode = 1;
	}
}
