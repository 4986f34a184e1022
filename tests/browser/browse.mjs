// browse.mjs - each page's task done as a user would, at three widths and in
// both languages, with no violation that axe-core finds
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

import { Daemon, prepare } from "./daemon.mjs";
import { special } from "./special.mjs";
import { stranger } from "./stranger.mjs";
import { tasks } from "./tasks.mjs";
import { table } from "./words_table.mjs";

const WIDTHS = (process.env.WIDTHS ?? "320 1024 3840").split(" ").map(Number);
const LANGUAGES = { en: "en-GB", zh: "zh-CN" };
const only = new RegExp(process.env.ONLY ?? "");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const daemon = new Daemon();
let faults = 0, done = 0;

export function wordsOf(lang) {
	return (name, values = {}) => table[name][lang === "zh" ? 1 : 0]
		.replace(/\{(\w+)\}/g, (all, one) => values[one] ?? all);
}

async function open(browser, { width = 1024, lang = "en", scheme = "light", script = true } = {}) {
	const context = await browser.newContext({ baseURL: daemon.url, locale: LANGUAGES[lang], colorScheme: scheme,
		viewport: { width, height: 900 }, javaScriptEnabled: script, bypassCSP: false });
	const page = await context.newPage();

	page.setDefaultTimeout(30000);
	page.troubles = [];
	page.on("pageerror", (e) => page.troubles.push(e.message));
	page.on("console", (m) => m.type() === "error" && page.troubles.push(m.text()));
	return page;
}

async function violations(page) {
	const cdp = await page.context().newCDPSession(page);

	await cdp.send("Page.setBypassCSP", { enabled: true });
	await page.evaluate(`(() => { const module = undefined; ${axe} })()`);
	const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));

	return found.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
}

async function check(page) {
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

	return [...await violations(page), ...page.troubles,
		...wide > 0 ? [`wider than the window by ${wide} pixels`] : []];
}

async function attempt(name, run) {
	let found;

	if (!only.test(name))
		return;
	try {
		found = await run();
	} catch (e) {
		found = [e.message.split("\n").slice(0, 6).join(" ")];
	}
	for (const fault of found)
		console.log(`${name}: ${fault}`);
	faults += found.length;
	done++;
}

async function visit(browser, name, task, width, lang) {
	const page = await open(browser, { width, lang, scheme: width === 1024 ? "dark" : "light" });

	try {
		await task(page, wordsOf(lang));
		if (process.env.KEEP)
			await page.screenshot({ path: join(process.env.KEEP, `${name}-${lang}-${width}.png`) });
		return await check(page);
	} finally {
		await page.context().close();
	}
}

function allVisits(browser) {
	const visits = [];

	for (const lang of Object.keys(LANGUAGES))
		for (const width of WIDTHS)
			for (const [name, task] of Object.entries(tasks))
				visits.push(() => attempt(`${name}, ${lang}, ${width}`, () => visit(browser, name, task, width, lang)));
	return visits;
}

// Visits only read: as many at once as there are processors.
async function each(browser) {
	const visits = allVisits(browser);

	await Promise.all(Array.from({ length: availableParallelism() }, async () => {
		while (visits.length)
			await visits.shift()();
	}));
}

if (process.env.KEEP)
	mkdirSync(process.env.KEEP, { recursive: true });
await daemon.start();
process.on("exit", () => daemon.process.kill("SIGKILL"));
await prepare(daemon);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

await each(browser);
for (const [name, task] of Object.entries({ ...special, ...stranger }))
	await attempt(name, () => task({ browser, open, check, daemon, t: wordsOf("en") }));
await browser.close();
await daemon.stop();
console.log(faults ? `${faults} faults in ${done} visits` : `browser: ok: ${done} visits`);
process.exit(faults ? 1 : 0);
