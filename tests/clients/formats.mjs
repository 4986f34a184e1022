// formats.mjs - papaparse, citation-js and jsonld read the catalogue
//
// The answers come as a client of their own would get them; what is read must
// be what JSON says.
import { Cite } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import "@citation-js/plugin-csl";
import "@citation-js/plugin-ris";
import jsonld from "jsonld";
import Papa from "papaparse";

const home = process.env.INSTRUMENTD_URL;

function expect(holds, what) {
	if (!holds)
		throw new Error(what);
}

async function text(path) {
	const answer = await fetch(`${home}/v1/${path}`);

	expect(answer.status === 200, `${answer.status} of ${path}`);
	return answer.text();
}

async function all(path) {
	return (await text(`${path}?format=ndjson`)).trim().split("\n").map((line) => JSON.parse(line));
}

// ---- tables: apostrophes and doubled semicolons are taken back ----------------

const undefused = (cell) => cell.replace(/^'('*[=+\-@\t\r＝＋－＠])/u, "$1");

function listed(cell) {
	const parts = [""];

	for (let i = 0; i < cell.length; i++)
		if (cell[i] !== ";")
			parts[parts.length - 1] += cell[i];
		else if (cell[i + 1] === ";")
			parts[parts.length - 1] += cell[i++];
		else {
			parts.push("");
			i++; // the blank
		}
	return parts;
}

for (const [delimiter, format] of [[",", "csv"], ["\t", "tsv"]]) {
	const records = await all("instruments");
	const { data, errors, meta } = Papa.parse(await text(`instruments?format=${format}&bom=true`),
		{ header: true, skipEmptyLines: true });

	expect(errors.length === 0, `papaparse: ${JSON.stringify(errors[0])}`);
	expect(meta.delimiter === delimiter, `papaparse took ${meta.delimiter} for the delimiter`);
	expect(data.length === records.length, `${data.length} rows of ${records.length} records`);
	records.forEach((record, i) => {
		for (const member of ["title", "type", "status", "adopted_on", "summary", "note"])
			expect(undefused(data[i][member]) === (record[member] ?? ""), `${member} of ${record.key}`);
		const titles = (record.titles ?? []).map((title) => title.text);
		const cell = undefused(data[i]["titles.text"]);
		expect(JSON.stringify(cell === "" ? [] : listed(cell)) === JSON.stringify(titles),
			`titles of ${record.key}`);
	});
}

// ---- citations ----------------------------------------------------------------

const records = await all("instruments");
const csl = JSON.parse(await text("instruments?format=csl"));
const plain = (s) => (s ?? "").replace(/<[^>]*>/g, "").replace(/[‘’]/g, "'")
	.replace(/[“”]/g, '"').replace(/\s+/g, " ").trim();

for (const format of ["csl", "bibtex", "ris"]) {
	const read = new Cite(await text(`instruments?format=${format}`)).data;

	expect(read.length === records.length, `citation-js: ${read.length} of ${format}`);
	read.forEach((entry, i) => {
		expect(plain(entry.title) === plain(csl[i].title), `${format}: ${entry.title}`);
		const date = csl[i].issued?.["date-parts"][0][0];
		// where a RIS record has no year, citation-js takes that of Y2
		expect((entry.issued?.["date-parts"]?.[0]?.[0] ?? undefined) === date ||
			(format === "ris" && date === undefined),
			`${format}: the year of ${csl[i].id}`);
		if (format === "bibtex")
			expect((entry.author ?? []).length === (csl[i].author ?? []).length,
				`bibtex: the authors of ${csl[i].id}`);
	});
}

// ---- the graph ------------------------------------------------------------------

const graph = JSON.parse(await text("concepts?format=jsonld"));
const expanded = await jsonld.expand(graph);
const skos = "http://www.w3.org/2004/02/skos/core#";

expect(expanded.length === graph["@graph"].length, "jsonld: concepts were lost");
expect(expanded.every((node) => node[`${skos}prefLabel`] && node[`${skos}inScheme`]),
	"jsonld: a concept without label or scheme");
const law = (await jsonld.expand(JSON.parse(await text("instruments/eu-ai-act?format=jsonld"))))[0];
expect(law["@type"].includes("https://schema.org/Legislation"), "jsonld: no Legislation");

console.log(`${records.length} instruments as tables, citations and a graph`);
