#!/usr/bin/env python3
"""dearest.py - what one anonymous request can cost at most

    bench/dearest.py PROGRAM DB [WORD...]

Serves DB and looks for the dearest GET of each path of its contract: every
parameter alone, its values at their limits; then those that cost most together,
as long as the cost rises. The words of a query are those of the texts that DB
holds. WORDs leave out the paths that have none of them.

Prints for each path what its dearest requests cost: milliseconds of CPU of the
daemon, MiB its memory rose by (without the file it maps), KiB of the answer.
Exit code 1 when one is above CPU_MAX or MIB_MAX.
"""
import collections
import http.client
import itertools
import json
import os
import re
import subprocess
import sys
import time
from urllib.parse import quote, urlencode

CPU_MAX = 1000  # ms
MIB_MAX = 64
URL_MAX = 30000
TOGETHER = 6  # parameters tried together
SHOWN = 3  # of each path


class Daemon:
    def __init__(self, program, db):
        self.process = subprocess.Popen(
            [program, "serve", "--db", db, "--listen", "127.0.0.1:0", "--log", "error"],
            stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.address = re.search(r"http://([^/\s]+)", line).group(1)
        self.proc = f"/proc/{self.process.pid}/"

    def status(self, name):
        with open(self.proc + "status") as f:
            return int(re.search(name + r":\s+(\d+)", f.read()).group(1)) / 1024

    def cpu(self):
        """Milliseconds its threads have run, those that ended included."""
        clock = ~self.process.pid << 3 | 2  # as clock_getcpuclockid() has it
        return time.clock_gettime(clock) * 1000

    def ask(self, target, headers={}):
        """Status, CPU in ms, MiB, bytes of the answer, the answer."""
        with open(self.proc + "clear_refs", "w") as f:
            f.write("5")  # the peak begins anew
        rss, mapped, cpu = self.status("VmRSS"), self.status("RssFile"), self.cpu()
        c = http.client.HTTPConnection(self.address, timeout=120)
        try:
            c.request("GET", target, headers=headers)
            r = c.getresponse()
            status, body = r.status, r.read()
        except (http.client.HTTPException, OSError):  # more than the wire takes
            status, body = 0, b""
        c.close()
        time.sleep(0.002)  # the end of the request is after its answer
        rise = self.status("VmHWM") - rss - (self.status("RssFile") - mapped)
        return status, self.cpu() - cpu, max(rise, 0), len(body), body

    def get(self, target):
        return json.loads(self.ask(target)[4])

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


class World:
    """Values that mean something in this registry."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.keys = {}
        self.words = ["the", "of", "and"]

    def keys_of(self, kind):
        if kind not in self.keys:
            page = self.daemon.get(f"/v1/{kind}?limit=200&fields=key&count=none")
            self.keys[kind] = [i["key"] for i in page.get("items", [])]
        return self.keys[kind]

    def read_words(self):
        """The commonest words of the texts that are held, the commonest first."""
        count = collections.Counter()
        for key in self.keys_of("sources")[:40]:
            status, _, _, _, body = self.daemon.ask(
                f"/v1/sources/{key}/text?start=0&end=200000", {"Accept": "text/plain"})
            if status == 200:
                count.update(re.findall(r"[a-z]+", body.decode("utf8", "replace").lower()))
        self.words = [w for w, _ in count.most_common(300)] or self.words


def queries(world):
    """What may be typed, at its limits."""
    w = (world.words * 64)[:300]
    two = list(dict.fromkeys(x[:2] for x in w if len(x) > 1))[:16]
    return [
        w[0], " OR ".join(w[:64]), " ".join(w[:64]),
        " OR ".join(f"{x}*" for x in two), " ".join(f"{x}*" for x in two),
        '"' + " ".join([w[0]] * 128) + '"', '"' + " ".join(w[:128]) + '"',
        " OR ".join(f'"{w[i % 20]} {w[(7 * i + 1) % 20]}"' for i in range(64)),
        w[0] + " " + " ".join("-" + x for x in w[1:64]), "a." * 128, "的" * 129,
        "".join(chr(0x4E00 + i) for i in range(129)), "e" + "\u0301" * 999, "\ufdfa" * 300,
        "x" * 1000, "2024/1689/" * 60, "zqxj" * 6, "abcdefghijklmnopqrstuvwx bcdefghijklmnopqrstuvwxy",
        " ".join(f"qzx{chr(97 + i)}abcdefghijklmnop" for i in range(20)),
        " ".join(["LLM", "AI", "UNESCO", "GPAI"] * 16), "title:" + w[0], "",
    ]


def days(n):
    return [f"{1990 + i // 300}-{1 + i // 25 % 12:02}-{1 + i % 25:02}" for i in range(n)]


def strings(name, schema, kind, world):
    n = schema.get("maxItems", 200)
    items = schema.get("items", schema)
    base = re.sub(r"\.(in|gte|gt|lte|lt|exists)$", "", name)
    if "enum" in items:
        return items["enum"]
    if items.get("type") == "boolean":
        return ["true", "false"]
    if items.get("type") == "integer":
        low = items.get("minimum", 0)
        return [str(low + i) for i in range(n)]
    if re.search(r"(_on|_at)$", base) or items.get("format") == "date":
        return days(n)
    if base == "id":
        return [f"01a216c9-6107-72f1-91a2-{i:012x}" for i in range(n)]
    refers = {"organization": "organizations", "issuer": "organizations", "concept": "concepts",
              "source": "sources", "instrument": "instruments", "passage": "passages",
              "subject.id": "instruments", "from": "instruments", "to": "instruments",
              "scheme": "schemes", "broader": "concepts", "key": kind}
    for end, of in refers.items():
        if base == end or base.endswith("." + end):
            keys = world.keys_of(of)
            return (keys + [f"k{i}" for i in range(n)])[:n]
    if base.endswith(("sha256", "edition")):
        return [f"{i:064x}" for i in range(n)]
    return [f"t{i}" for i in range(n)]


def values(param, kind, world):
    """Settings of one parameter: lists of (name, value), at their limits."""
    name, schema = param["name"], param["schema"]
    if name == "q":
        return [[("q", q)] for q in queries(world)]
    if name == "cursor":
        return [[("cursor", "9800")]] if kind == "search" else []
    if schema.get("type") == "integer" and name == "limit":
        return [[("limit", str(schema.get("maximum", 200)))]]
    all_values = [str(v) for v in strings(name, schema, kind, world)]
    if schema.get("type") != "array":
        return [[(name, v)] for v in (all_values if len(all_values) < 130 else all_values[:3])]
    most = all_values[:schema.get("maxItems", 200)]
    if param.get("explode") is False:
        return [[(name, ",".join(most))], [(name, most[0])]]
    return [[(name, v) for v in most], [(name, most[0])]]


def paths(contract, world):
    """Each GET: its path with an id put in, the parameters it takes, of which kind."""
    lookup = contract["components"]["parameters"]
    for path, item in contract["paths"].items():
        if "get" not in item:
            continue
        params = [lookup[p["$ref"].rsplit("/", 1)[1]] if "$ref" in p else p
                  for p in item["get"].get("parameters", []) + item.get("parameters", [])]
        params = [p for p in params if p["in"] == "query"]
        parts = path.split("/")
        kind = parts[2] if len(parts) > 2 else ""
        ids = [""]
        if "{id}" in path:
            ids = dearest_ids(kind, path, world)
        for i in ids:
            yield path.replace("{id}", i).replace("{kind}", "instruments"), params, kind


def dearest_ids(kind, path, world):
    """Of all records of a first page the one whose view costs most."""
    def cost(key):
        return world.daemon.ask(path.replace("{id}", key))[1]

    return sorted(world.keys_of(kind)[:200], key=cost)[-1:]


def target(path, settings):
    pairs = [p for s in settings for p in s]
    return path + ("?" + urlencode(pairs, quote_via=quote) if pairs else "")


def look(daemon, path, params, kind, world):
    """(cost, settings) tried, the dearest first."""
    tried = []

    def cost(settings):
        url = target(path, settings)
        if len(url) > URL_MAX:
            return -1
        answer = daemon.ask(url)
        tried.append((answer[:4], url))
        return answer[1] if 200 <= answer[0] < 400 else -1

    required = [[("q", world.words[0])]] if any(p["name"] == "q" for p in params) else []
    if any(p["name"] == "field" and p.get("required") for p in params):
        required = [[("field", "/title")]]
    base = cost(required)
    alone = []
    for p in params:
        for setting in values(p, kind, world):
            kept = [s for s in required if s[0][0] != p["name"]]
            alone.append((cost(kept + [setting]), p["name"], setting))
    best, best_cost = required, base
    alone.sort(key=lambda a: -a[0])
    for _, name, setting in itertools.islice(alone, TOGETHER * 4):
        if len(best) >= TOGETHER:
            break
        more = [s for s in best if s[0][0] != name] + [setting]
        c = cost(more)
        if c > best_cost * 1.02:
            best, best_cost = more, c
    return tried


def show(answer, url):
    status, cpu, rise, size = answer
    flag = " <<<" if cpu > CPU_MAX or rise > MIB_MAX else ""
    print(f"{status} {cpu:8.1f} ms {rise:6.1f} MiB {size / 1024:8.1f} KiB  {url[:150]}{flag}", flush=True)


def main():
    if len(sys.argv) < 3:
        sys.exit("usage: bench/dearest.py PROGRAM DB [WORD...]")
    daemon = Daemon(sys.argv[1], sys.argv[2])
    over, n = [], 0
    try:
        world = World(daemon)
        world.read_words()
        for path, params, kind in paths(daemon.get("/openapi.json"), world):
            if sys.argv[3:] and not any(w in path for w in sys.argv[3:]):
                continue
            tried = look(daemon, path, params, "search" if path == "/v1/search" else kind, world)
            n += len(tried)
            tried.sort(key=lambda t: -t[0][1])
            heavy = sorted(tried, key=lambda t: -t[0][2])[:1]
            for answer, url in tried[:SHOWN] + [t for t in heavy if t not in tried[:SHOWN]]:
                show(answer, url)
            over += [t for t in tried if t[0][1] > CPU_MAX or t[0][2] > MIB_MAX]
    finally:
        daemon.stop()
    print(f"{n} requests, {len(over)} above {CPU_MAX} ms or {MIB_MAX} MiB")
    sys.exit(1 if over else 0)


if __name__ == "__main__":
    main()
