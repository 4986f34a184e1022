"""jsonpatch leads from one revision to another by what /diff says."""

import json
import os
import urllib.request

import jsonpatch

HOME = os.environ["INSTRUMENTD_URL"]
KEY = os.environ["INSTRUMENTD_KEY"]


def ask(path, method="GET", body=None):
    sent = json.dumps(body).encode() if body is not None else None
    headers = {"Authorization": f"Bearer {KEY}", "If-Match": "*", "Content-Type": "application/json"}
    request = urllib.request.Request(HOME + path, sent, headers if method != "GET" else {}, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


path = "/v1/instruments/eu-ai-act"
first = ask(path)["rev"]
written = ask(f"{path}?rev={first}")
for n in range(6):
    written["languages"] = ["en", "fr", "de", "it"][n % 3:] + ["es"] * (n % 2)
    written["urls"] = [{"url": f"https://example.org/{i}"} for i in range(n)] + written.get("urls", [])[n:]
    ask(path, "PUT", {k: v for k, v in written.items() if k not in ("rev", "created_at", "updated_at")})
last = ask(path)["rev"]
pairs = [(a, b) for a in range(first, last + 1) for b in range(first, last + 1)]
for a, b in pairs:
    got = jsonpatch.apply_patch(ask(f"{path}?rev={a}"), ask(f"{path}/diff?from={a}&to={b}"))
    if got != ask(f"{path}?rev={b}"):
        raise SystemExit(f"from {a} to {b}: another record")
print(f"{len(pairs)} differences lead from one revision to another")
