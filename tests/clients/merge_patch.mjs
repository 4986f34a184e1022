// merge_patch.mjs - PATCH with application/merge-patch+json gives what
// json-merge-patch gives, on random records and patches
import merge_patch from "json-merge-patch";

import { agree, main } from "./agree.mjs";
import { json } from "./documents.mjs";

const kinds = ["organizations", "instruments", "sources", "assertions"];

// A patch for a value of any shape: some members away, some changed, some new.
function deep(chance, value, depth = 4) {
	const patch = {};

	if (value === null || typeof value !== "object" || Array.isArray(value) ||
	    chance.once_in(8))
		return json(chance, depth);
	for (const name of Object.keys(value)) {
		const pick = chance.below(6);

		if (pick === 0)
			patch[name] = null;
		else if (pick <= 2)
			patch[name] = deep(chance, value[name], depth - 1);
	}
	if (chance.once_in(3))
		patch[chance.of(["new", "", "a/b", "~"])] = chance.once_in(4)
			? { kept: 1, away: null, deep: { away: null } } : json(chance, 2);
	return patch;
}

function shallow(records, before, chance) {
	const patch = {};

	for (let n = 1 + chance.below(4); n > 0; n--) {
		const [name, value] = records.member();

		patch[name] = value;
	}
	for (const name of Object.keys(before))
		if (chance.once_in(8) && !records.schema.required.includes(name))
			patch[name] = null;
	if (chance.once_in(60))
		patch[chance.of(records.schema.required)] = null;
	return patch;
}

function make(records, before, chance) {
	let patch;

	if (chance.once_in(4)) {
		// the library's own idea of the way to another record
		patch = merge_patch.generate(before, records.record());
		patch = patch ?? {};
	} else if (records.kind === "assertions") {
		patch = { value: deep(chance, before.value) };
	} else {
		patch = shallow(records, before, chance);
	}
	return { patch, expected: merge_patch.apply(structuredClone(before),
		structuredClone(patch)) };
}

await main(async () => {
	const sums = await agree({ kinds, rounds: 150, seed: 7396, make,
		type: "application/merge-patch+json" });

	return `${sums.taken} patches give the same record, ` +
		`${sums.refused} break its rules patched as put`;
});
