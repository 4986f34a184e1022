// pictures.mjs FOLDER - the pictures of README.md
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

import { Daemon } from "./daemon.mjs";

const MOST = 300000; // bytes of each
const folder = process.argv[2];
const pictures = {
	"instrument.png": ["/instruments/eu-ai-act", ".fact:nth-child(2) .badge"],
};

const daemon = new Daemon();

await daemon.start();
process.on("exit", () => daemon.process.kill("SIGKILL"));
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ baseURL: daemon.url, locale: "en-GB", viewport: { width: 1100, height: 1000 } });

for (const [name, [path, button]] of Object.entries(pictures)) {
	const to = join(folder, name);

	await page.goto(path);
	await page.locator("main:not([aria-busy])").waitFor();
	if (button)
		await page.locator(button).first().click();
	await page.screenshot({ path: to });
	if (statSync(to).size > MOST)
		throw new Error(`${name} is larger than ${MOST} bytes`);
	console.log(to);
}
await browser.close();
process.exit(0);
