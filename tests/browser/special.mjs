// special.mjs - bad days: hostile records, no script, a server that stops
import { strict as assert } from "node:assert";

import { HOSTILE } from "./daemon.mjs";
import { forgive } from "./tasks.mjs";
import { choices } from "./choices_chinese.mjs";
import { help } from "./help_chinese.mjs";
import { table } from "./words_table.mjs";

const FIRST_LOAD = 100000; // bytes over the wire
const REQUESTS = 6; // of the API, all in all

// One of each kind, with every tab.
const PAGES = ["/", "/search?q=ai", "/compare?a=eu-ai-act&b=kr-ai-framework-act", "/conflicts", "/check", "/coverage", "/edit", "/api",
	"/jurisdictions/US", "/instruments/eu-ai-act", ...["timeline", "text", "relations", "evidence", "history", "cite"]
		.map((tab) => `/instruments/eu-ai-act?tab=${tab}`),
	"/provisions/eu-ai-act.art_5", "/passages/explorer-duty", "/sources/explorer-act-en", "/organizations/ec", "/concepts/topics.data"];

// What no page shows.
const INNER = /^(id|href|link|anchor|fingerprint|refers_to|has_conflict|held|pending|before|after|items|total|length|text_\w+|(byte|utf16)_\w+)$/;

// A field and those within it.
const all = (field) => [field, ...(field.fields ?? []).flatMap(all)];

// With a key, from the page that asks for it.
async function enter(page) {
	await page.goto("/edit");
	await page.locator("main input[type=password]").fill(process.env.INSTRUMENTD_KEY);
	await page.locator("main form button").click();
	await page.locator("main ul.plain a").first().waitFor();
}

const box = (page, pointer, kind) => page.locator(`[data-pointer='${pointer}'] ${kind}`);

export const special = {
	async "every member and every choice has a Chinese word"({ daemon }) {
		const { kinds } = await (await fetch(`${daemon.url}/v1/coverage`)).json();
		const faults = new Set();

		for (const { kind } of kinds) {
			const schema = await (await fetch(`${daemon.url}/v1/schema/${kind}`)).json();

			for (const field of schema.fields.flatMap(all)) {
				if (!INNER.test(field.name) && (table[field.name]?.[1] ?? "{").includes("{"))
					faults.add(`${field.name} of ${kind}`);
				for (const choice of field.choices ?? [])
					if (!choices[choice])
						faults.add(`${choice}, a choice of ${field.name}`);
			}
		}
		assert.ok(kinds.length > 5);
		return [...faults];
	},

	async "every box of a form has Chinese help"({ browser, open, daemon }) {
		const page = await open(browser, { lang: "zh" });
		const { collections } = await (await fetch(`${daemon.url}/v1`)).json();
		const faults = [];

		await enter(page);
		for (const kind of Object.keys(collections)) {
			await page.locator(`main a[href="/edit?kind=${kind}"]`).click();
			await page.locator(".member").first().waitFor();
			faults.push(...await page.locator(".doc:lang(en)").allTextContents());
			assert.equal(await page.locator("[placeholder*=undefined]").count(), 0);
			await page.goBack();
		}
		assert.ok(Object.keys(help).length > 100);
		return faults;
	},

	async "mistakes in an address are told in Chinese"({ browser, open }) {
		const page = await open(browser, { lang: "zh" });
		const faults = [];

		for (const path of ["/search?sort=up", "/search?cursor=zz", "/search?kind=things", "/search?type=nothing", "/search?on=2024",
			"/search?in_force=perhaps", `/search?q=${"a+".repeat(200)}`, "/search?adopted_on.gte=soon", "/search?evidence.grade=good",
			"/conflicts?state=open", "/conflicts?field=/nothing", "/conflicts?kind=things", "/instruments/eu-ai-act?on=yesterday",
			"/provisions/eu-ai-act.art_5?law_as_of=x", "/sources/explorer-act-en?edition=abc", "/sources/explorer-act-en?start=x&end=y"]) {
			await page.goto(path);
			await page.getByRole("alert").first().waitFor();
			faults.push(...(await page.locator("[role=alert] [lang=en]").allTextContents()).map((words) => `${path.slice(0, 60)}: ${words}`));
		}
		await page.context().close();
		return faults;
	},

	async "all of the reference is in Chinese"({ browser, open, check }) {
		const page = await open(browser, { lang: "zh" });

		await page.goto("/api");
		await page.locator(".operation").first().waitFor();
		await page.evaluate(() => document.querySelectorAll(".operation").forEach((o) => { o.open = true; }));
		await page.locator(".operation dd").first().waitFor({ state: "attached" });
		assert.ok(await page.locator(".operation dd").count() > 100);
		assert.equal(await page.locator("summary span[lang=zh]").first().count(), 1);
		return [...await page.locator("main span[lang=en]").allTextContents(), ...await check(page)];
	},

	async "hostile records are words"({ browser, open, check }) {
		const page = await open(browser, { width: 320 });

		for (const path of ["/instruments/hostile-act", "/instruments/hostile-act?tab=history", "/instruments/hostile-act?tab=cite",
			"/search?q=three+hundred+characters", "/jurisdictions/IS", "/compare?a=hostile-act&b=explorer-act",
			`/search?q=${encodeURIComponent(HOSTILE.slice(0, 90))}`, "/jurisdictions/%3Cscript%3E"]) {
			await page.goto(path);
			await page.locator("main:not([aria-busy])").waitFor();
			assert.equal(await page.evaluate(() => window.broken), undefined);
		}
		forgive(page, 400);
		forgive(page, 404);
		return check(page);
	},

	async "an editor changes a record, and hears who else did"({ browser, open, check, daemon, t }) {
		const page = await open(browser);
		const patch = (body) => daemon.send("PATCH", "/v1/instruments/explorer-act", body, "application/merge-patch+json");

		await patch({ titles: [{ text: "Explorer's Act", lang: "en", type: "short" }] });
		await page.goto("/edit?kind=instruments&id=explorer-act");
		await page.getByLabel(t("key_"), { exact: true }).fill(process.env.INSTRUMENTD_KEY);
		await page.getByRole("button", { name: t("apply") }).click();
		await page.locator("[data-pointer='/note'] textarea").fill("First note.");
		await patch({ adopted_on: "2024-05-22", titles: [{ text: "Explorers Act", lang: "en", type: "short" }] });
		await page.getByRole("button", { name: t("save"), exact: true }).click();
		const both = page.getByRole("table", { name: t("bothVersions") });

		await both.getByText("22 May 2024").waitFor();
		assert.ok(await both.evaluate((e) => e.closest("[role=alert]") === document.activeElement));
		await page.getByRole("button", { name: t("saveMine") }).click();
		await page.waitForURL(/\/instruments\/explorer-act$/);
		await page.getByText("First note.").waitFor();
		await page.getByText("22 May 2024").first().waitFor();
		await page.getByText("Explorers Act").first().waitFor();
		await page.getByRole("link", { name: t("editThis") }).click();
		await page.locator("[data-pointer='/adopted_on'] input").fill("yesterday");
		await page.getByRole("button", { name: t("save"), exact: true }).click();
		await page.locator("[data-pointer='/adopted_on'] .mistake").waitFor();
		page.troubles = [];
		return check(page);
	},

	async "a history says in words what changed, and of lists only that"({ browser, open, check, daemon }) {
		const page = await open(browser, { lang: "zh" });
		const titles = ["One", "Two", "Three"].map((text) => ({ text, lang: "en", type: "short" }));
		const patch = (body) => daemon.send("PATCH", "/v1/instruments/history-act", body, "application/merge-patch+json");

		await daemon.send("POST", "/v1/instruments", { key: "history-act", title: "History Act", type: "act", force: "hard",
			existence: "exists", titles });
		await patch({ force: "soft", titles: titles.slice(1), languages: ["fr"], parties: [{ organization: "oecd", role: "issuer" }] });
		await page.goto("/instruments/history-act?tab=history");
		const last = page.locator("ol.history > li").first();

		await last.locator("ins").getByText("法语").waitFor();
		await last.locator("ins").getByText("经济合作与发展组织").waitFor();
		assert.deepEqual(await last.locator("del").allTextContents(), ["有约束力", "One 简称、英语"]);
		assert.equal(await last.getByText("{").count(), 0);
		return check(page);
	},

	async "a wrong key is called so"({ browser, open, check, t }) {
		const page = await open(browser, { lang: "zh" });

		await page.goto("/edit");
		await page.locator("main input[type=password]").fill("not-a-key");
		await page.locator("main form button").click();
		await page.getByRole("alert").getByText("此密钥无效").waitFor();
		assert.equal(await page.getByText(t("needsKey")).count(), 0);
		page.troubles = [];
		return check(page);
	},

	async "an editor makes a passage of words that are selected"({ browser, open, check, t }) {
		const page = await open(browser);

		await enter(page);
		await page.locator("header input").fill("Explorer Act, official text");
		await page.getByRole("option").first().click();
		await page.locator(".words").getByText("Nobody shall be deceived").waitFor();
		await page.evaluate(() => { // what stands in other places, too
			const node = document.querySelector(".words").firstChild, at = node.data.lastIndexOf("explorer");

			getSelection().setBaseAndExtent(node, at, node, at + "explorer".length);
		});
		await page.locator(".words").dispatchEvent("pointerup");
		await page.getByRole("button", { name: t("makePassage") }).click();
		await page.getByRole("button", { name: t("save"), exact: true }).click();
		await page.waitForURL(/\/passages\//);
		await page.locator("blockquote").getByText("Nobody shall be deceived by an explorer.").waitFor();
		await page.getByRole("link", { name: t("assertWith") }).click();
		await page.getByRole("button", { name: t("save"), exact: true }).click();
		await page.locator("[data-pointer='/subject'] .mistake").first().waitFor();
		assert.equal(await page.evaluate(() => document.activeElement.closest(".member")?.dataset.pointer.split("/")[1]), "subject");
		page.troubles = [];
		return check(page);
	},

	async "an editor makes a passage with the keyboard alone"({ browser, open, check, t }) {
		const page = await open(browser);
		const tabTo = async (node) => {
			for (let i = 0; i < 80 && !await node.evaluate((n) => n === document.activeElement); i++)
				await page.keyboard.press("Tab");
			assert.ok(await node.evaluate((n) => n === document.activeElement));
		};
		const chosen = () => page.evaluate(() => getSelection().toString());

		await enter(page);
		await page.locator("header input").fill("Explorer Act, official text");
		await page.getByRole("option").first().waitFor();
		await page.keyboard.press("ArrowDown");
		await page.keyboard.press("Enter");
		await tabTo(page.locator("summary", { hasText: t("byTyping") }));
		await page.keyboard.press("Enter");
		await page.keyboard.press("Tab");
		await page.keyboard.type("an EXPLORER");
		await page.keyboard.press("Enter");
		assert.equal(await chosen(), "an explorer");
		await tabTo(page.getByLabel(t("lastWords")));
		await page.keyboard.type("(keyboard)");
		await page.keyboard.press("Enter");
		await page.getByText(t("wordsNotHere")).waitFor();
		await page.keyboard.press("ControlOrMeta+a");
		await page.keyboard.type("duties 1. explorers");
		await page.keyboard.press("Enter");
		assert.match(await chosen(), /^an explorer.*Duties\s+1\. Explorers$/s);
		await tabTo(page.getByRole("button", { name: t("makePassage") }));
		await page.keyboard.press("Enter");
		await page.locator("[data-pointer='/exact'] textarea").waitFor();
		await tabTo(page.getByRole("button", { name: t("save"), exact: true }));
		await page.keyboard.press("Enter");
		await page.waitForURL(/\/passages\//);
		await page.locator("blockquote mark").getByText("an explorer").waitFor();
		assert.match(await page.locator("blockquote mark").textContent(), /^an explorer\.\s+Article 2\s+Duties\s+1\. Explorers$/);
		return check(page);
	},

	async "an editor says what a passage says, and settles what disagrees"({ browser, open, check, t }) {
		const page = await open(browser);
		const save = page.getByRole("button", { name: t("save"), exact: true });

		await enter(page);
		await page.locator('main a[href="/edit?kind=assertions"]').click();
		await box(page, "/subject/kind", "select").selectOption("instruments");
		await box(page, "/subject/id", "input").fill("explorer-act");
		await box(page, "/field", "input").fill("/applies_on");
		await box(page, "/value", "textarea").fill("2025-09");
		await box(page, "/passage", "input").fill("explorer-duty");
		await save.click();
		await page.getByRole("heading", { level: 1, name: `Explorer Act: ${t("applies_on")}` }).waitFor();
		await page.locator("dl.facts").getByRole("link", { name: "Explorer Act" }).click();
		await page.locator(".badge", { hasText: t("disputedShort") }).click();
		await page.locator("section.why").getByText("September 2025").waitFor();
		await page.getByRole("link", { name: t("settleIt") }).click();
		await box(page, "/outcome", "select").selectOption("settled");
		await box(page, "/reason", "textarea").fill("The passage is of another time.");
		await page.getByLabel(t("by"), { exact: false }).and(box(page, "/by", "input")).fill("The editors");
		await save.click();
		await page.getByRole("heading", { level: 1, name: `Explorer Act: ${t("applies_on")}` }).waitFor();
		assert.equal(await page.getByText("{").count(), 0);
		page.troubles = [];
		return check(page);
	},

	async "records can be read without a script"({ browser, open }) {
		const page = await open(browser, { script: false });

		await page.goto("/instruments/eu-ai-act");
		assert.equal(await page.locator("h1").textContent(), "Artificial Intelligence Act");
		assert.ok(await page.locator("dl.facts dt").count() > 8);
		assert.ok(await page.locator("main a[href^=http]").count() > 0);
		await page.context().close();
		return [];
	},

	async "paper shows no boxes to type in"({ browser, open }) {
		const page = await open(browser);

		for (const path of ["/", "/search?q=ai", "/instruments/eu-ai-act"]) {
			await page.goto(path);
			await page.locator("main:not([aria-busy])").waitFor();
			await page.emulateMedia({ media: "print" });
			assert.equal(await page.locator("input:visible, button:not(.badge):visible").count(), 0);
		}
		await page.context().close();
		return [];
	},

	async "paper shows what is folded away"({ browser, open }) {
		const page = await open(browser);

		await page.goto("/instruments/eu-ai-act?tab=relations");
		const folded = page.locator("details:not([open]) li");

		await folded.first().waitFor({ state: "attached" });
		assert.equal(await folded.filter({ visible: true }).count(), 0);
		await page.emulateMedia({ media: "print" });
		assert.equal(await folded.filter({ visible: true }).count(), await folded.count());
		await page.context().close();
		return [];
	},

	async "the first load of every page is small"({ browser, open }) {
		const faults = [];

		for (const [path, lang] of PAGES.flatMap((path) => [[path, "en"], [path, "zh"]])) {
			const page = await open(browser, { lang });
			const cdp = await page.context().newCDPSession(page);
			let bytes = 0, before = 0, asked = 0;

			await cdp.send("Network.enable");
			cdp.on("Network.loadingFinished", (e) => { bytes += e.encodedDataLength; });
			await page.route(/\/v1\/|openapi/, async (route) => {
				asked++;
				before += await page.locator("main h1").count() === 0;
				await route.continue();
			});
			await page.goto(path);
			await page.locator("main h1").first().waitFor();
			await page.locator("main:not([aria-busy])").waitFor();
			await page.waitForLoadState("networkidle");
			if (bytes > FIRST_LOAD)
				faults.push(`${path}, ${lang}, loads ${bytes} bytes`);
			if (asked > REQUESTS)
				faults.push(`${path}, ${lang}, asks ${asked} times`);
			if (before > 2)
				faults.push(`${path}, ${lang}, asks ${before} times before it shows anything`);
			await page.context().close();
		}
		return faults;
	},

	async "relations come as far as they fit, the others when they are wanted"({ browser, open, t }) {
		const page = await open(browser);
		const items = page.locator("ul.related li");

		await page.goto("/instruments/eu-ai-act?tab=relations");
		await page.getByText(/^200 of \d+ relations are shown/).waitFor();
		assert.equal(await items.count(), 200);
		await page.route(/relations/, (route) => route.abort());
		await page.getByRole("button", { name: t("allRelations") }).click();
		await page.getByRole("alert").getByText(t("offline")).waitFor();
		await page.unroute(/relations/);
		await page.getByRole("button", { name: t("allRelations") }).click();
		await items.nth(200).waitFor({ state: "attached" });
		assert.equal(await page.getByRole("button", { name: t("allRelations") }).count(), 0);
		await page.context().close();
		return [];
	},

	async "texts of a jurisdiction come as far as they fit, the others when they are wanted"({ browser, open, t }) {
		const page = await open(browser);
		const items = page.locator(".year li"), more = page.getByRole("button", { name: t("more"), exact: true });

		await page.goto("/jurisdictions/US");
		await more.waitFor();
		assert.equal(await items.count(), 200);
		await page.route(/\/v1\/search/, (route) => route.abort());
		await more.click();
		await page.getByRole("alert").getByText(t("offline")).waitFor();
		await page.unroute(/\/v1\/search/);
		await more.click();
		await more.waitFor({ state: "detached" });
		const total = await page.locator("main p a").first().textContent();

		assert.equal(total, t("results", { n: await items.count() }));
		assert.ok(await items.count() > 200);
		await page.context().close();
		return [];
	},

	async "a keyboard is enough"({ browser, open, t }) {
		const page = await open(browser);

		await page.goto("/instruments/eu-ai-act");
		await page.locator(".badge").first().waitFor();
		await page.keyboard.press("Tab");
		assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
		await page.keyboard.press("Enter");
		for (let i = 0; i < 60; i++) {
			await page.keyboard.press("Tab");
			if (await page.evaluate(() => document.activeElement.classList.contains("badge")))
				break;
		}
		await page.keyboard.press("Enter");
		await page.locator("section.why").waitFor();
		await page.keyboard.press("Escape");
		assert.equal(await page.locator("section.why").count(), 0);
		assert.ok(await page.evaluate(() => document.activeElement.classList.contains("badge")));
		await page.context().close();
		return [];
	},

	async "back and forward lead to what was there"({ browser, open }) {
		const page = await open(browser);

		await page.goto("/search?q=ai+act");
		await page.locator(".hit a").first().click();
		await page.locator("nav.tabs").waitFor();
		await page.goBack();
		await page.locator(".hit").first().waitFor();
		assert.match(page.url(), /q=ai\+act/);
		await page.goForward();
		await page.locator("nav.tabs").waitFor();
		await page.context().close();
		return [];
	},

	async "a server that stops is told, and asked again"({ browser, open, daemon, t }) {
		const page = await open(browser);
		const port = new URL(daemon.url).port;

		await page.goto("/check");
		await page.getByLabel(t("yourText"), { exact: true }).fill("“They shall work by keyboard alone.”");
		await daemon.stop();
		await page.locator("main").getByRole("button", { name: t("check") }).click();
		await page.getByText(t("offline")).waitFor();
		assert.match(await page.getByLabel(t("yourText"), { exact: true }).inputValue(), /keyboard/);
		await page.getByRole("link", { name: t("conflicts"), exact: true }).click();
		await page.getByText(t("offline")).waitFor();
		await daemon.start(port);
		await page.getByRole("button", { name: t("again") }).click();
		await page.locator("ol.hits > li").first().waitFor();
		await page.context().close();
		return [];
	},
};
