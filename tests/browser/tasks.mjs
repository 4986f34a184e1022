// tasks.mjs - what people come for, page by page
import { strict as assert } from "node:assert";

const shows = (page, words) => page.locator("main").getByText(words).first().waitFor();

// A page is there when its scripts have begun and nothing is awaited any more.
async function visit(page, path) {
	await page.goto(path);
	await page.locator("header form").waitFor({ state: "attached" });
	await page.locator("main:not([aria-busy])").waitFor();
}

// The browser complains of each answer that is not there, expected or not.
export function forgive(page, status) {
	page.troubles = page.troubles.filter((m) => !m.includes(`status of ${status}`));
}

export const tasks = {
	async start(page, t) {
		await visit(page, "/");
		await page.getByRole("link", { name: t("bindsNow") }).waitFor();
		assert.ok(await page.locator("table.heat td a").count() > 20);
	},

	async "figures lead to as many texts"(page, t) {
		await visit(page, "/");
		const sum = page.locator("table.heat td.sum a").first(), count = await sum.textContent();

		await sum.click();
		await page.getByRole("status").getByText(t("results", { n: count })).waitFor();
		await page.getByText(t("exportAs")).click();
		const file = await page.request.get(await page.getByRole("link", { name: "NDJSON" }).getAttribute("href"));
		const texts = (await file.text()).trim().split("\n").map((line) => JSON.parse(line));

		assert.equal(texts.length, Number(count));
		assert.deepEqual(texts.filter(({ nature }) => nature !== "text"), []);
	},

	async suggestions(page, t) {
		await visit(page, "/");
		await page.locator("main").getByRole("combobox").pressSequentially("genrative");
		await page.locator("main").getByRole("option").first().filter({ hasText: /generative/i }).waitFor();
		await page.keyboard.press("ArrowDown");
		await page.keyboard.press("Enter");
		await page.waitForURL(/\/instruments\//);
		await page.getByRole("link", { name: t("timeline"), exact: true }).waitFor();
	},

	async search(page, t) {
		await visit(page, "/search?q=ai+act");
		await shows(page, t("type") === "Type" ? "Artificial Intelligence Act" : "欧盟人工智能法");
		const filters = page.locator("details.filters");

		if (!await filters.evaluate((d) => d.open))
			await filters.locator("summary").click();
		await filters.getByRole("link", { name: t("type") === "Type" ? "treaty" : "条约", exact: true })
			.or(filters.locator(".facet a").first()).first().click();
		await page.locator("ul.chips a").first().waitFor();
		await page.locator("main:not([aria-busy])").waitFor();
	},

	async "nothing found"(page, t) {
		await visit(page, "/search?q=zzzzqqqq&type=treaty");
		await shows(page, t("nothing"));
	},

	async "less was found than was asked for"(page, t) {
		await visit(page, "/search?q=hiroshima+biometric+children");
		await shows(page, t("relaxed", { what: "hiroshima" }));
		await visit(page, "/search?q=children");
		assert.equal(await page.getByText(t("relaxed", { what: "" })).count(), 0);
	},

	async browse(page, t) {
		await visit(page, "/search?jurisdictions=EU&force=hard");
		assert.ok(await page.locator("ol.hits > li").count() > 5);
		await page.getByText(t("exportAs")).click();
		await page.getByRole("link", { name: "CSV" }).waitFor();
		await page.evaluate(() => { navigator.clipboard.writeText = async (words) => { window.copied = words; }; });
		await page.getByRole("button", { name: t("citeSearch") }).click();
		const copied = await page.evaluate(() => window.copied), total = await page.locator(".total").textContent();

		assert.ok(copied.includes(page.url()) && copied.includes(total.match(/\d+/)[0]));
		assert.match(copied, t("type") === "Type" ? /hard, European Union/ : /有约束力、欧盟/);
	},

	async facts(page) {
		await visit(page, "/instruments/eu-ai-act");
		await page.locator(".badge.official").first().click();
		await page.locator("section.why").first().waitFor();
		assert.ok(await page.locator("section.why ol.passages > li").count() > 0);
	},

	async "topics of a text"(page, t) {
		await visit(page, "/instruments/eu-ai-act");
		await page.locator("dl.facts").getByRole("link", { name: t("type") === "Type" ? "Models" : "模型" }).first().click();
		await page.locator("ul.chips").getByText(t("type") === "Type" ? "Models" : "模型").first().waitFor();
		await shows(page, "Artificial Intelligence Act");
	},

	async "what is wrong"(page, t) {
		await visit(page, "/search?on=yesterday");
		await page.getByRole("alert").getByText(t("problem_400")).waitFor();
		await page.getByRole("alert").getByText(t("type") === "Type" ? "must be a day" : "应为具体日期").waitFor();
		assert.equal(await page.getByText(t("loading")).count(), 0);
		forgive(page, 400);
	},

	async "names in the language of the reader"(page, t) {
		const english = t("type") === "Type";

		await visit(page, "/instruments/cn-interim-measures-genai");
		await page.getByRole("heading", { level: 1, name: english ? "Interim Measures" : "生成式人工智能服务管理暂行办法" }).waitFor();
		await page.locator(".original").getByText(english ? "生成式人工智能服务管理暂行办法" : "Interim Measures").waitFor();
		await visit(page, "/organizations/oecd");
		await page.getByRole("heading", { level: 1, name: english ? "Organisation for Economic" : "经济合作与发展组织" }).waitFor();
		await visit(page, "/search?issuer=oecd");
		for (const place of [".hit .line", ".facet", "ul.chips"])
			await page.locator(place).getByText(english ? "Organisation for Economic" : "经济合作与发展组织").first().waitFor({ state: "attached" });
		await visit(page, "/search?q=generative+interim+measures");
		await page.locator(".hit h2").getByText(english ? "Interim Measures" : "生成式人工智能服务管理暂行办法").first().waitFor();
		await visit(page, "/concepts/topics.data");
		await page.getByRole("heading", { level: 1, name: english ? "Data" : "数据" }).waitFor();
	},

	async "texts of an organization"(page, t) {
		await visit(page, "/organizations/oecd");
		await page.getByRole("link", { name: t("itsTexts") }).click();
		await page.locator("ol.hits > li").nth(2).waitFor();
	},

	async "compare by title"(page, t) {
		await visit(page, "/instruments/eu-ai-act");
		await page.getByRole("link", { name: t("compareThis") }).click();
		await page.getByLabel(t("secondKey")).fill("Korea framework act");
		await page.getByRole("button", { name: t("compare"), exact: true }).click();
		await page.getByRole("table", { name: t("compare") }).getByRole("link", { name: /Korea|Framework Act/ }).waitFor();
		await page.getByLabel(t("secondKey")).fill("zzqq zzqq");
		await page.getByRole("button", { name: t("compare"), exact: true }).click();
		await page.getByText(t("nothingCalled", { what: "zzqq zzqq" })).waitFor();
	},

	async timeline(page, t) {
		await visit(page, "/instruments/eu-ai-act?tab=timeline");
		await page.locator("svg.time").waitFor();
		const table = page.getByRole("table", { name: t("steps") });
		const parts = await table.locator("details").filter({ hasText: "Article 100" }).first().textContent();

		assert.ok(parts.indexOf("Article 28") < parts.indexOf("Article 100"));
	},

	async text(page) {
		await visit(page, "/instruments/eu-ai-act?tab=text");
		await page.locator(".tree .toggle").nth(2).click();
		assert.ok(await page.locator(".tree ul:visible li").count() > 0);
	},

	async relations(page, t) {
		await visit(page, "/instruments/eu-ai-act?tab=relations");
		await page.getByRole("group", { name: t("graph") }).waitFor();
		assert.ok(await page.locator("ul.related li").count() > 20);
		const [self, other] = t("type") === "Type" ? ["Artificial Intellig", "Interim Measures"] : ["欧盟人工智能法", "生成式人工智能服务管理暂行办法"];

		await page.locator("svg.graph > text").getByText(self).waitFor();
		await page.locator("ul.related li").getByText(other).first().waitFor({ state: "attached" });
	},

	async evidence(page, t) {
		await visit(page, "/instruments/eu-ai-act?tab=evidence");
		assert.ok(await page.locator("ol.passages").count() > 5);
		await page.locator("main section").filter({ has: page.locator("h2", { hasText: t("in_force_on") }) })
			.getByText(t("type") === "Type" ? "1 August 2024" : "2024年8月1日").first().waitFor();
	},

	async history(page, t) {
		await visit(page, "/instruments/explorer-act?tab=history");
		await shows(page, t("firstWritten"));
	},

	async cite(page) {
		await visit(page, "/instruments/eu-ai-act?tab=cite");
		await shows(page, "@misc{eu-ai-act");
	},

	async provision(page) {
		await visit(page, "/instruments/explorer-act?tab=text");
		await page.locator(".tree a").first().click();
		await shows(page, "This Act governs the testing of explorers.");
		await page.locator("a[rel=next]").click();
		await shows(page, "Explorers shall show what values rest on.");
	},

	async crosswalk(page, t) {
		await visit(page, "/provisions/eu-ai-act.art_5");
		await shows(page, t("notHeld"));
		await page.locator(".side.parts [aria-current=page]").waitFor();
	},

	async passage(page) {
		await visit(page, "/passages/explorer-duty");
		await shows(page, "Explorers shall show what values rest on.");
		await page.locator("main").getByRole("link", { name: /Explorer Act/ }).first().waitFor();
	},

	async source(page) {
		await visit(page, "/sources/explorer-act-en?passage=explorer-duty");
		await page.locator(".chosen mark").waitFor();
	},

	async "source without text"(page, t) {
		await visit(page, "/sources/eu-ai-act-oj-en");
		await shows(page, t("notHeld"));
		forgive(page, 404);
	},

	async conflicts(page, t) {
		await visit(page, "/conflicts?field=/type");
		await shows(page, "Artificial Intelligence Act");
		await page.getByText(t("allWords")).first().click();
		await page.locator("ol.passages").first().waitFor();
		await visit(page, "/conflicts?field=/parties");
		await page.locator(".sides").getByRole("link", { name: t("type") === "Type" ? "European Commission" : "欧盟委员会" }).first().waitFor();
		assert.equal(await page.getByText("[object").count(), 0);
	},

	async check(page, t) {
		await visit(page, "/check");
		await page.getByLabel(t("yourText"), { exact: true }).fill("It says “They shall work by keyboard alone.” and " +
			"“They shall work by mouse alone.” somewhere.");
		await page.locator("main").getByRole("button", { name: t("check") }).click();
		await shows(page, t("result_absent"));
		await shows(page, t("result_exact"));
	},

	async "a quote that several documents have"(page, t) {
		await visit(page, "/check");
		await page.getByLabel(t("yourText"), { exact: true }).fill("“Nobody shall be deceived by an explorer.”");
		await page.locator("main").getByRole("button", { name: t("check") }).click();
		await shows(page, t("inDocuments", { n: 2 }));
		const places = page.locator(".hit ul > li");

		assert.equal(await places.filter({ hasText: "Explorer Act, official text" }).locator("mark").count(), 1);
		await places.filter({ hasText: "Explorer Act, a copy" }).getByRole("link").click();
		await page.locator(".span mark").getByText("Nobody shall be deceived").waitFor();
		await visit(page, "/check");
		await page.getByLabel(t("yourText"), { exact: true }).fill("“Own knowledge”");
		await page.locator("main").getByRole("button", { name: t("check") }).click();
		await shows(page, t("inMore", { n: 50 }));
		await places.nth(49).waitFor({ state: "attached" });
	},

	async compare(page, t) {
		await visit(page, "/compare");
		await page.getByRole("link", { name: t("example") }).click();
		const table = page.getByRole("table", { name: t("compare") });

		await table.getByText(t("type") === "Type" ? /Bulgarian.*Swedish/ : /保加利亚语.*瑞典语/).waitFor();
		await table.getByRole("link", { name: t("type") === "Type" ? "Artificial Intelligence Act" : "欧盟人工智能法" }).waitFor();
	},

	async "compare parts"(page, t) {
		await visit(page, "/compare?a=explorer-act.art_1&b=explorer-act.art_2");
		await page.getByRole("button", { name: t("wordsThatDiffer") }).click();
		await page.locator("ins").first().waitFor();
	},

	async coverage(page, t) {
		await visit(page, "/coverage");
		const places = page.getByRole("table", { name: t("typeByPlace") });
		const count = places.getByRole("row", { name: t("type") === "Type" ? "European Union" : "欧盟" }).locator("td.n a").first();
		const n = await count.textContent();

		await count.click();
		await page.getByRole("status").getByText(t("results", { n })).waitFor();
		await page.goBack();
		await page.locator("details[open] table.shares a").first().click();
		await page.waitForURL(/\/search/);
		await page.locator("ol.hits > li").first().waitFor();
	},

	async jurisdiction(page, t) {
		await visit(page, "/jurisdictions/CN");
		await page.getByRole("heading", { name: t("bindsNow") }).waitFor();
	},

	async reference(page, t) {
		await visit(page, "/api");
		await page.getByText("GET /v1/suggest").click();
		const boxes = await page.locator(".trial label > input:visible").evaluateAll((all) => all.map((e) => e.getBoundingClientRect().x));

		assert.equal(new Set(boxes).size, 1);
		await page.getByRole("button", { name: t("run") }).first().click();
		await shows(page, "HTTP 200");
	},

	async organization(page) {
		await visit(page, "/organizations/ec");
		await page.locator("dl.facts .badge").first().waitFor();
	},

	async "not there"(page, t) {
		await page.goto("/instruments/nothing-of-this-name");
		await shows(page, t("notThere"));
		forgive(page, 404);
	},
};
