// json_patch.mjs - PATCH with application/json-patch+json gives what
// fast-json-patch gives, on random records and patches
//
// What that library lets pass against RFC 6902 is not tried: indexes with
// leading zeros, a move into what is moved, a move within a list to the index
// that was its length before.
import json_patch from "fast-json-patch";

import { agree, main } from "./agree.mjs";
import { json, send } from "./documents.mjs";

const type = "application/json-patch+json";
const kinds = ["organizations", "instruments", "sources", "assertions"];

function escape(name) {
	return String(name).replaceAll("~", "~0").replaceAll("/", "~1");
}

// All places in a value: [{pointer, value, parent}]
function places(value, pointer = "", out = []) {
	if (value === null || typeof value !== "object")
		return out;
	for (const [name, member] of Object.entries(value)) {
		const at = `${pointer}/${escape(name)}`;

		out.push({ pointer: at, value: member, parent: value });
		places(member, at, out);
	}
	return out;
}

// Where something can be added beside the place, once `fewer` items are gone.
function beside(chance, place, fewer = 0) {
	const parent = place.pointer.slice(0, place.pointer.lastIndexOf("/"));

	if (Array.isArray(place.parent))
		return `${parent}/${chance.of(["-", 0, place.parent.length - fewer,
			chance.below(place.parent.length + 1 - fewer)])}`;
	return `${parent}/${escape(chance.of(["new", "a/b", "m~n", "~1", "", "空", "-"]))}`;
}

function wrong(chance, place) {
	return chance.of([
		{ op: "remove", path: "/no/such/place" },
		{ op: "remove", path: `${place.pointer}/nothing` },
		{ op: "replace", path: `${place.pointer}/nothing`, value: 1 },
		{ op: "test", path: place.pointer, value: { never: ["this"] } },
		{ op: "copy", from: "/no_such", path: place.pointer },
		{ op: "move", from: `${place.pointer}/99`, path: place.pointer },
		...(Array.isArray(place.parent) ? [{ op: "add", value: 1,
			path: `${place.pointer.slice(0, place.pointer.lastIndexOf("/"))}/999` }] : []),
	]);
}

// One operation that the document allows, most of the time.
function operation(chance, list) {
	const place = chance.of(list), other = chance.of(list);
	const path = place.pointer;

	if (chance.once_in(25))
		return wrong(chance, place);
	switch (chance.below(7)) {
	case 0:
		return { op: "remove", path };
	case 1:
		return { op: "replace", path, value: json(chance, 2) };
	case 2:
		return { op: "add", path: beside(chance, place), value: json(chance, 2) };
	case 3:
		return { op: "add", path, value: json(chance, 2) };
	case 4:
		return { op: "copy", from: other.pointer, path: beside(chance, place) };
	case 5:
		// not into itself
		if (path === other.pointer || path.startsWith(other.pointer + "/"))
			return { op: "test", path, value: place.value };
		return { op: "move", from: other.pointer, path: beside(chance, place,
			place.parent === other.parent ? 1 : 0) };
	default:
		return { op: "test", path, value: place.value };
	}
}

function apply(document, patch) {
	try {
		return json_patch.applyPatch(document, structuredClone(patch), true, false)
			.newDocument;
	} catch (error) {
		if (error instanceof json_patch.JsonPatchError)
			return undefined;
		throw error;
	}
}

// Operations one after the other on what the last one left; those of a record
// with rules stay among the items of one list, or tell what is there.
function random(records, before, chance) {
	const free = records.kind === "assertions";
	const patch = [];
	let now = before;

	for (let n = 1 + chance.below(6); n > 0 && now !== undefined; n--) {
		const list = places(now).filter((p) => free
			? p.pointer.startsWith("/value/")
			: Array.isArray(p.parent) && p.pointer.split("/").length === 3);
		let step;

		if (list.length === 0)
			break;
		step = operation(chance, list);
		if (!free && "from" in step && step.from.split("/")[1] !== step.path.split("/")[1])
			continue;
		if (!free && "value" in step && step.op !== "test")
			step.value = chance.of(list).value;
		patch.push(structuredClone(step));
		now = apply(now, [step]);
	}
	return patch;
}

function make(records, before, chance) {
	let patch = [];

	if (!chance.once_in(3))
		patch = random(records, before, chance);
	if (patch.length === 0) // the library's own way to another record, tests included
		patch = json_patch.compare(before, records.record(), true);
	return { patch, expected: apply(structuredClone(before), patch) };
}

await main(async () => {
	const { headers } = await send("OPTIONS", "/v1/organizations/unesco");
	let sums;

	if (!(headers.get("Accept-Patch") ?? "").includes(type))
		return `skipped: the daemon does not take ${type} yet`;
	sums = await agree({ kinds, rounds: 150, seed: 6902, make, type });
	return `${sums.taken} patches give the same record, ${sums.failed} fail alike, ` +
		`${sums.refused} break its rules patched as put`;
});
