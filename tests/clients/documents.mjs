// documents.mjs - random records within the contract that the daemon serves,
// and how they are sent to it; the same seed gives the same records

const base = process.env.INSTRUMENTD_URL;

// ---- chance ------------------------------------------------------------------

export class Chance {
	constructor(seed) {
		this.state = seed >>> 0;
	}

	// mulberry32: from 0 to below 1
	next() {
		let t = (this.state = (this.state + 0x6d2b79f5) >>> 0);

		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	}

	below(n) {
		return Math.floor(this.next() * n);
	}

	once_in(n) {
		return this.below(n) === 0;
	}

	of(list) {
		return list[this.below(list.length)];
	}
}

// ---- requests ----------------------------------------------------------------

export async function send(method, path, { body, type, headers = {} } = {}) {
	const response = await fetch(base + path, {
		method,
		headers: {
			Authorization: `Bearer ${process.env.INSTRUMENTD_KEY}`,
			...(body !== undefined
				? { "Content-Type": type ?? "application/json" } : {}),
			...headers,
		},
		...(body !== undefined ? { body: JSON.stringify(body) } : {}),
	});
	const text = await response.text();
	let data;

	try {
		data = text === "" ? undefined : JSON.parse(text);
	} catch {
		throw new Error(`${method} ${path}: ${response.status}, and no JSON: ${text}`);
	}
	if (response.status >= 500)
		throw new Error(`${method} ${path}: ${response.status} ${text}`);
	return { status: response.status, headers: response.headers, data };
}

export async function contract() {
	return (await send("GET", "/openapi.json")).data;
}

// ---- values ------------------------------------------------------------------

const words = ["law", "Règlement", "人工智能法", "𝔘nicode", "a/b", "m~n", "~1",
	"\"quoted\"", "back\\slash", "tab\there", "line\nbreak", "&<>", " ", "-", "0",
	"e\u0301", "\u2028", "ﬁ", "null", "Ω"];
const names = ["a", "b", "c", "", "a/b", "m~n", "~1", "~01", "0", "1", "-", "é",
	"空", "x y", "\"", "length"];

export function text(chance, min, max) {
	let out = chance.of(words);

	while (out.length < min || chance.once_in(3))
		out += " " + chance.of(words);
	out = Array.from(out).slice(0, max).join("");
	return /[\p{L}\p{N}\p{P}\p{S}]/u.test(out) ? out : "x".padEnd(min, "x"); // something to see
}

function date(chance) {
	const two = (n) => String(n).padStart(2, "0");
	let out = String(1950 + chance.below(90));

	if (chance.below(3) > 0)
		out += "-" + two(1 + chance.below(12));
	if (out.length > 4 && chance.below(2) > 0)
		out += "-" + two(1 + chance.below(28));
	return out;
}

// Any JSON a record may hold: no nulls, no fractions.
export function json(chance, depth = 4) {
	const pick = chance.below(depth > 0 ? 7 : 4);

	if (pick === 0)
		return chance.once_in(2);
	if (pick === 1)
		return (chance.below(2 ** 32) - 2 ** 31) * chance.of([1, 4194303]);
	if (pick <= 3)
		return chance.once_in(8) ? "" : text(chance, 1, 60);
	if (pick === 4)
		return Array.from({ length: chance.below(5) }, () => json(chance, depth - 1));
	return object(chance, depth);
}

export function object(chance, depth = 4) {
	const out = {};

	for (let n = chance.below(6); n > 0; n--)
		out[chance.of(names)] = json(chance, depth - 1);
	return out;
}

// What the contract cannot say: which records a reference may lead to, and
// how a place is written.
const targets = { parent: "organizations", organization: "organizations",
	publisher: "organizations", instrument: "instruments" };
const places = ["EU", "CN", "INT", "US-CA", "GB", "ASEAN"];

// The dates of an instrument cannot stand in any order.
const steps = ["proposed_on", "adopted_on", "signed_on", "published_on", "in_force_on", "applies_on",
	"superseded_on", "repealed_on", "withdrawn_on", "lapsed_on", "vetoed_on"];

function in_order(record) {
	const there = steps.filter((name) => name in record);
	const dates = there.map((name) => record[name]).sort();

	there.forEach((name, i) => { record[name] = dates[i]; });
	return record;
}

export class Records {
	constructor(doc, kind, chance, ids) {
		const singular = doc.paths[`/v1/${kind}`].post.requestBody.content[
			"application/json"].schema.$ref.split("/").pop();

		this.doc = doc;
		this.kind = kind;
		this.chance = chance;
		this.ids = ids;
		this.schema = this.whole(doc.components.schemas[singular]);
	}

	// What is required stands beside what may be there.
	whole(schema) {
		return schema.allOf === undefined ? schema
			: { ...this.plain(schema.allOf[0]), required: schema.required };
	}

	// The schema behind $ref and behind "or null".
	plain(schema) {
		if (schema.$ref !== undefined)
			return this.plain(this.doc.components.schemas[schema.$ref.split("/").pop()]);
		if (schema.anyOf !== undefined)
			return this.plain(schema.anyOf[0]);
		return Array.isArray(schema.type)
			? { ...schema, type: schema.type[0] } : schema;
	}

	value(given, name) {
		const schema = this.plain(given), chance = this.chance;

		if (name in targets)
			return chance.of(this.ids[targets[name]]);
		if (name === "jurisdictions" || name === "jurisdiction")
			return schema.type === "array"
				? places.filter(() => chance.once_in(2)) : chance.of(places);
		if (schema.enum !== undefined)
			return chance.of(schema.enum);
		switch (schema.type) {
		case "object":
			return this.record(schema);
		case "array":
			return Array.from({ length: chance.below(4) },
				() => this.value(schema.items, ""));
		case "boolean":
			return chance.once_in(2);
		case "integer":
			return schema.minimum + chance.below(
				Math.min(1000, schema.maximum - schema.minimum));
		case "string":
			return this.string(schema, name);
		default:
			return json(chance);
		}
	}

	string(schema, name) {
		const chance = this.chance, pattern = schema.pattern ?? "";

		if (name.endsWith("_on") || name === "from" || name === "to")
			return date(chance);
		if (name === "lang" || name === "languages" || pattern.includes("A-Za-z]{2,8}"))
			return chance.of(["en", "zh-Hans", "fr", "de-CH-1996"]);
		if (pattern.includes("{64}"))
			return Array.from({ length: 64 },
				() => chance.below(16).toString(16)).join("");
		if (name === "url" || schema.format === "uri")
			return `https://example.org/${chance.below(1e6)}`;
		return text(chance, schema.minLength ?? 1, Math.min(schema.maxLength ?? 200, 200));
	}

	record(schema = this.schema) {
		const out = {};

		for (const [name, member] of Object.entries(schema.properties)) {
			if (name === "id" || name === "key")
				continue;
			if (schema.required?.includes(name) || this.chance.once_in(2))
				out[name] = this.value(member, name);
		}
		if ("start" in out && "end" in out && out.end < out.start)
			[out.start, out.end] = [out.end, out.start];
		return in_order(out);
	}

	// A member that a patch may set, and its value, right most of the time.
	member() {
		const chance = this.chance;
		const list = Object.keys(this.schema.properties)
			.filter((name) => name !== "id" && name !== "key");
		const name = chance.once_in(40) ? "no_such_member" : chance.of(list);

		if (chance.once_in(25) || !(name in this.schema.properties))
			return [name, json(chance)];
		return [name, this.value(this.schema.properties[name], name)];
	}
}

// An assertion's value is JSON of any shape: patches may go as deep as they like.
export class Assertions extends Records {
	record() {
		return { ...this.fixed, value: object(this.chance) };
	}

	member() {
		return ["value", object(this.chance)];
	}
}

export async function records_of(doc, kind, chance) {
	const ids = {};

	for (const target of new Set(Object.values(targets)))
		ids[target] = (await send("GET", `/v1/${target}?limit=20&fields=key`)).data
			.items.map((item) => item.id);
	if (kind !== "assertions")
		return new Records(doc, kind, chance, ids);

	const made = new Assertions(doc, kind, chance, ids);
	const { passage, subject } =
		(await send("GET", "/v1/assertions?limit=1&subject.kind=instruments")).data.items[0];

	made.fixed = { subject, passage, field: "/title" };
	return made;
}

// ---- what is stored ----------------------------------------------------------

// As the daemon keeps it: what is null or an empty list is absent, but not
// within an assertion's value.
//
// ("value" is also the name of an identifier's text, which is as it is, too.)
export function kept(document, name = "") {
	if (document === null || typeof document !== "object" || name === "value")
		return document;
	if (Array.isArray(document))
		return document.map((item) => kept(item));
	return Object.fromEntries(Object.entries(document)
		.filter(([n, v]) => v !== null &&
			!(n !== "value" && Array.isArray(v) && v.length === 0))
		.map(([n, v]) => [n, kept(v, n)]));
}

// The members of an answer that an editor wrote.
export function written(record, schema) {
	return Object.fromEntries(Object.entries(record)
		.filter(([n]) => n in schema.properties && n !== "id" && n !== "key"));
}

export function rev(headers) {
	return Number(headers.get("ETag").match(/^"(\d+)/)[1]);
}
