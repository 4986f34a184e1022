// stranger.mjs - what somebody who has never been here comes for, from the
// start page and by what is seen there; three clicks at most
import { strict as assert } from "node:assert";

const CLICKS = 3;

// Counts what a person does with the pointer; words typed into the box are free.
class Person {
	clicks = 0;

	constructor(page) {
		this.page = page;
		this.main = page.locator("main");
	}

	async begin() {
		await this.page.goto("/");
		await this.page.locator("main:not([aria-busy])").waitFor();
	}

	async click(what) {
		this.clicks++;
		assert.ok(this.clicks <= CLICKS, `more than ${CLICKS} clicks`);
		await what.click();
		await this.page.locator("main:not([aria-busy])").waitFor();
	}

	async pick(words) {
		await this.main.getByRole("combobox").pressSequentially(words);
		await this.click(this.main.getByRole("option").first());
	}
}

const questions = {
	async "what binds in the EU today"(person) {
		await person.click(person.main.getByRole("link", { name: "What binds today" }));
		await person.click(person.page.locator(".facet").getByRole("link", { name: "European Union", exact: true }));
		await person.page.locator("ol.hits").getByText("Artificial Intelligence Act").first().waitFor();
	},

	async "who says when high-risk duties apply"(person) {
		await person.pick("ai act");
		await person.click(person.page.getByRole("link", { name: "Time line" }));
		const row = person.page.getByRole("row", { name: /^2 December 2027/ }).filter({ hasText: "Requirements for high-risk AI systems" });

		await person.click(row.getByRole("link", { name: "[1]" }));
		await person.page.waitForURL(/\/passages\//);
		await person.page.locator("main h1").waitFor();
	},

	async "where sources disagree on the type of the AI Act"(person) {
		await person.pick("ai act");
		await person.click(person.page.locator(".fact").filter({ hasText: /^Type/ }).locator(".badge"));
		await person.page.locator("section.why").getByText("says otherwise").first().waitFor();
	},

	async "a table of treaties"(person) {
		const coming = person.page.waitForEvent("download");

		await person.click(person.main.getByRole("link", { name: "Treaties as CSV" }));
		assert.match((await coming).suggestedFilename(), /\.csv$/);
	},
};

export const stranger = Object.fromEntries(Object.entries(questions).map(([name, ask]) =>
	[`a stranger finds ${name}`, async ({ browser, open }) => {
		const page = await open(browser);
		const person = new Person(page);

		await person.begin();
		await ask(person);
		await page.context().close();
		return [];
	}]));
