// daemon.mjs - the daemon, started and stopped, and records made for the tests
import { spawn } from "node:child_process";

export class Daemon {
	async start(port = 0) {
		this.process = spawn(process.env.INSTRUMENTD_PROGRAM, ["serve", "--db", process.env.INSTRUMENTD_DB,
			"--listen", `127.0.0.1:${port}`, "--log", "error"], { stdio: ["ignore", "pipe", "inherit"] });
		for await (const words of this.process.stdout) {
			this.url = String(words).match(/http:\S+/)[0];
			break;
		}
	}

	async stop() {
		const ended = new Promise((done) => this.process.once("exit", done));

		this.process.kill("SIGTERM");
		await ended;
	}

	async send(method, path, body, type = "application/json") {
		const answer = await fetch(this.url + path, {
			method,
			headers: { Authorization: `Bearer ${process.env.INSTRUMENTD_KEY}`, "Content-Type": type,
				...method === "PATCH" ? { "If-Match": "*" } : {} },
			body: typeof body === "string" ? body : JSON.stringify(body),
		});

		if (!answer.ok)
			throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
		return answer.json();
	}
}

export const HOSTILE = "<script>window.broken = 1</script><img src=x onerror=\"window.broken = 2\"> \u202eyas drow\u202c " +
	"a title of three hundred characters ".repeat(6) + "&amp; \"end\"";

const TEXT = ["Article 1", "Purpose", "", "1. This Act governs the testing of explorers.", "",
	"2. Nobody shall be deceived by an explorer.", "", "Article 2", "Duties", "",
	"1. Explorers shall show what values rest on.", "", "2. They shall work by keyboard alone.", ""].join("\n");

// An act whose words are held, in two languages, and one that means harm.
export async function prepare(daemon) {
	const act = { type: "act", force: "hard", existence: "exists", jurisdictions: ["IS"] };

	await daemon.send("POST", "/v1/instruments", { ...act, key: "explorer-act", title: "Explorer Act",
		adopted_on: "2024-05-21", in_force_on: "2024-08-01", applies_on: "2025-08", summary: "An act for trying explorers." });
	await daemon.send("POST", "/v1/instruments", { ...act, key: "hostile-act", title: HOSTILE, summary: HOSTILE, note: HOSTILE });
	await daemon.send("POST", "/v1/sources", { key: "explorer-act-en", title: "Explorer Act, official text", role: "primary_text",
		instrument: "explorer-act", languages: ["en"], rights: "free", url: "https://example.org/act" });
	await daemon.send("PUT", "/v1/sources/explorer-act-en/text?lang=en", TEXT, "text/plain");
	await daemon.send("POST", "/v1/sources/explorer-act-en/provisions?force=true");
	await daemon.send("POST", "/v1/sources", { key: "explorer-act-copy", title: "Explorer Act, a copy", role: "other",
		instrument: "explorer-act", languages: ["en"] });
	await daemon.send("PUT", "/v1/sources/explorer-act-copy/text?lang=en", "2. Nobody shall be deceived by an explorer.\n", "text/plain");
	await daemon.send("POST", "/v1/passages", { key: "explorer-duty", source: "explorer-act-en",
		exact: "Explorers shall show what values rest on." });
	await daemon.send("POST", "/v1/assertions", { key: "explorer-says", subject: { kind: "instruments", id: "explorer-act" },
		field: "/force", value: "hard", passage: "explorer-duty" });
}
