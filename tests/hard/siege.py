#!/usr/bin/env python3
"""siege.py PROGRAM SECONDS - all that anybody without a key may try, at once,
beside a normal load; what the normal load feels of it, and what is left of it.

Printed are the times of the normal load and of /health (p50, p99, the longest),
the memory of the server (its own, without files it maps), and whether
afterwards everything is as before. Those who attack and those who do not come
from addresses of their own.

Exit code: 1 when the server ended, refused the normal load, or is not as it was
before; times and memory are printed beside what they should be, and judged by
whoever reads them.
"""
import http.client
import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PROGRAM, SECONDS = os.path.abspath(sys.argv[1]), float(sys.argv[2])
SEED = int(os.environ.get("HARD_SEED", time.time()))
ATTACKERS, NORMAL, GAP = 6, 3, 0.05
READERS = 40  # files of connections to the database, kept for later readers
WANTED = {"p99": 250, "health": 50, "memory": 256}
COMMON = "the of to and in a shall be or for this by on as with that".split()


# ---- the server ---------------------------------------------------------------


def command(*words, **more):
    return subprocess.run([PROGRAM, *words], check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, **more).stdout.decode()


def texts():
    """Texts that are dear to look through: repetitive, long, of few words."""
    r = random.Random(1)
    yield "rare", "the " * 15000
    yield "pairs", "a b " * 15000
    yield "marks", "§ 1. (a) of the " * 6000
    yield "words", " ".join(r.choice(COMMON) for _ in range(200000))
    yield "chinese", "人工智能应当遵守法律。" * 8000


def fill(folder):
    db = os.path.join(folder, "siege.db")
    command("import", "--log=error", "--db", db, "data")
    lines = "".join(json.dumps({"kind": "sources", "op": "put", "record": {
        "key": "siege-" + name, "title": name, "role": "other"}}) + "\n"
        for name, _ in texts())
    command("import", "--log=error", "--db", db, "-", input=lines.encode())
    for name, text in texts():
        path = os.path.join(folder, name + ".txt")
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        command("ingest", "--log=error", "--db", db, "--source", "siege-" + name,
                path)
    command("ingest", "--log=error", "--db", db, "data/sources")
    return db


class Server:
    def __init__(self, db):
        self.child = subprocess.Popen(
            [PROGRAM, "serve", "--db", db, "--log=error", "--listen=127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        line = self.child.stdout.readline().decode()
        self.port = int(line.rsplit(":", 1)[1])

    def of_proc(self, pattern):
        with open(f"/proc/{self.child.pid}/status", encoding="ascii") as f:
            return int(re.search(pattern + r":\s+(\d+)", f.read()).group(1))

    def memory(self):
        """Of its own: what is mapped of files is the kernel's to take back."""
        return self.of_proc("RssAnon") / 1024

    def files(self):
        return len(os.listdir(f"/proc/{self.child.pid}/fd"))

    def stop(self):
        """How long it takes to end, and its exit code."""
        began = time.time()
        self.child.send_signal(signal.SIGTERM)
        try:
            code = self.child.wait(60)
        except subprocess.TimeoutExpired:
            self.child.kill()
            code = "killed"
        return time.time() - began, code


# ---- attacks ------------------------------------------------------------------


class Client:
    """From one address; connections that stay open until it leaves."""

    def __init__(self, port, address, rnd):
        self.port, self.address, self.rnd, self.held = port, address, rnd, []

    def dial(self, seconds=5):
        s = socket.socket()
        s.settimeout(seconds)
        s.bind((self.address, 0))
        s.connect(("127.0.0.1", self.port))
        return s

    def send(self, data, wait=3.0):
        """Say something on a connection of its own, hear a little."""
        with self.dial(wait) as s:
            s.sendall(data)
            s.recv(65536)

    def get(self, target, wait=3.0):
        self.ask(f"GET {target} HTTP/1.1\r\nHost: x\r\n"
                 "Connection: close\r\n\r\n".encode(), wait)

    def post(self, target, body, wait=3.0):
        data = json.dumps(body).encode() if not isinstance(body, bytes) else body
        self.ask(f"POST {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                 f"Content-Type: application/json\r\nContent-Length: {len(data)}"
                 "\r\n\r\n".encode() + data, wait)

    def ask(self, data, wait):
        """Most often do not wait for the answer: so that much is asked at once."""
        if self.rnd.random() < 0.8:
            self.hold(data)
        else:
            self.send(data, wait)

    def hold(self, data, most=150):
        """Leave a connection open, having said this much."""
        while len(self.held) >= most:
            self.held.pop(self.rnd.randrange(len(self.held))).close()
        s = self.dial()
        self.held.append(s)
        s.sendall(data)


def quoted(text):
    return "".join(f"%{b:02X}" for b in text.encode())


def many_parameters(c):
    c.get("/v1/instruments?" + "&".join(["a"] * c.rnd.choice((300, 5000, 15000))))


def many_values(c):
    member = c.rnd.choice(("title", "key", "adopted_on", "jurisdictions",
                           "parties.organization"))
    value = "2021" if member == "adopted_on" else "a"
    c.get(f"/v1/instruments?{member}.in=" + ",".join([value] * c.rnd.choice(
        (900, 1100, 6000, 13500)))[:30000])


def dear_search(c):
    words = c.rnd.choice((
        '"' + "the " * 4000 + '"', "a." * 7000, "的" * 2500,
        " OR ".join(c.rnd.choice("abcdefghijklmnop") + c.rnd.choice("aeiou") + "*"
                    for _ in range(64)),
        "the " + " ".join("-" + w for w in COMMON), "LLM OR AI " * 60,
        "genrative artifical inteligence", "title:a* text:b* " * 30))
    c.get(c.rnd.choice(("/v1/search?limit=200&q=", "/v1/suggest?q=")) +
          quoted(words)[:30000])


def dear_quotes(c):
    quote = c.rnd.choice((
        "the " * 4999, " ".join(c.rnd.choice(COMMON) for _ in range(4000)), "qz",
        " … ".join(["the"] * 20), "THE OF TO", "e" + "\u0301" * 4000,
        "a b " * 3000 + "c"))[:19990]
    n = max(1, min(1000, 900000 // (len(quote.encode()) * 2 + 50)))
    where = c.rnd.choice(({}, {"source": "siege-rare"}, {"source": "siege-words"},
                          {"source": "siege-pairs"}))
    c.post("/v1/verify", {"quotes": [{"exact": quote, **where}] * n})


def quotes_and_gone(c):
    body = json.dumps({"quotes": [{"exact": "the " * 4000}] * 50}).encode()
    with c.dial() as s:
        s.sendall(b"POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: "
                  b"application/json\r\nContent-Length: %d\r\n\r\n" % len(body))
        s.sendall(body)


def odd_json(c):
    c.post("/v1/verify", c.rnd.choice((
        b"[" * 500000, b'{"quotes":[' + b"{}," * 150000 + b"{}]}",
        b'{"quotes":[' + b'{"a":[[[[[[1]]]]]]},' * 40000 + b"{}]}",
        b'"' + b"\\u0000" * 100000 + b'"', b"1" * 1000000, b"\xff" * 1000)))


def large_body(c):
    c.post("/v1/verify", b" " * c.rnd.choice((1 << 20, 8 << 20)))


def slow_head(c):
    c.hold(b"GET /v1/instruments HTTP/1.1\r\nHost: x\r\nX: ")


def slow_body(c):
    c.hold(b"POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: application/json"
           b"\r\nContent-Length: 900000\r\n\r\n" + b'{"quotes":[' + b" " * 2000)


def slow_reader(c):
    target = c.rnd.choice(("/openapi.json", "/v1/changes?limit=1000",
                           "/v1/instruments?limit=200&include=organizations",
                           "/v1/sources/siege-words/text"))
    c.hold(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())


def dribble(c):
    """Keep what is held alive, a byte at a time."""
    for s in c.rnd.sample(c.held, min(20, len(c.held))):
        try:
            s.sendall(b"a")
        except OSError:
            c.held.remove(s)


def odd_framing(c):
    c.send(c.rnd.choice((
        b"POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
        b"Content-Length: 50\r\n\r\n{}GET / HTTP/1.1\r\n\r\n",
        b"POST /v1/verify HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
        b"\r\nfffffffff\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n Folded: y\r\n\r\n",
        b"GET / HTTP/1.1\nHost: x\n\n", os.urandom(400),
        b"GET /" + b"a" * 60000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 4000 + b"\r\n")), 1.0)


def pipeline_and_reset(c):
    with c.dial() as s:
        s.sendall(b"GET /v1/instruments?limit=200 HTTP/1.1\r\nHost: x\r\n\r\n" * 200)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def dear_lists(c):
    c.get(c.rnd.choice((
        "/v1/instruments?limit=200&include=organizations",
        "/v1/assertions?limit=200&include=passages&sort=-updated_at",
        "/v1/conflicts?limit=200", "/v1/coverage?limit=200",
        "/v1/instruments?status=in_force&on=2024-09-01&law_as_of=2026-01-01",
        "/v1/instruments/eu-ai-act/provenance",
        "/v1/instruments/eu-ai-act/provisions?include=children",
        "/v1/search?q=a*+OR+b*&facet=type&group=instrument&limit=200")))


ATTACKS = [many_parameters, many_values, dear_search, dear_search, dear_quotes,
           dear_quotes, quotes_and_gone, odd_json, large_body, slow_head, slow_body,
           slow_reader, dribble, odd_framing, pipeline_and_reset, dear_lists]


def attack(port, n, until, counts):
    c = Client(port, f"127.0.1.{n + 1}", random.Random(SEED + n))
    while time.time() < until:
        try:
            c.rnd.choice(ATTACKS)(c)
            counts[n] += 1
        except OSError:
            time.sleep(0.01)
    for s in c.held:
        s.close()


# ---- those who do not attack --------------------------------------------------


USUAL = ["/v1/instruments?limit=20", "/v1/instruments/eu-ai-act",
         "/v1/search?q=risk", "/v1/search?q=%E4%BA%BA%E5%B7%A5%E6%99%BA%E8%83%BD",
         "/v1/suggest?q=ai", "/v1/instruments?jurisdictions=EU&sort=-adopted_on",
         "/v1/instruments/eu-ai-act/why?field=/type", "/v1/organizations?limit=10"]


def visit(port, address, targets, gap, until, out):
    """Times in milliseconds, and how many were not answered 200."""
    times, failed, connection, n = [], 0, None, 0
    while time.time() < until:
        began = time.time()
        try:
            if connection is None:
                connection = http.client.HTTPConnection(
                    "127.0.0.1", port, timeout=20, source_address=(address, 0))
            connection.request("GET", targets[n % len(targets)])
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                failed += 1
                print(f"{answer.status} for {targets[n % len(targets)]}: "
                      f"{body[:300]}", flush=True)
        except (OSError, http.client.HTTPException) as e:
            failed += 1
            connection = None
            print(f"{type(e).__name__} for {targets[n % len(targets)]}", flush=True)
        times.append((time.time() - began) * 1000)
        n += 1
        time.sleep(gap)
    out.put((times, failed))


def of_all(times, part):
    times = sorted(times)
    return times[min(len(times) - 1, int(len(times) * part))] if times else 0.0


def spawn(fn, *words):
    p = multiprocessing.Process(target=fn, args=words, daemon=True)
    p.start()
    return p


def measure(port, until, gap=GAP):
    """The normal load and /health, as processes that report when they end."""
    normal, health = multiprocessing.Queue(), multiprocessing.Queue()
    for n in range(NORMAL):
        spawn(visit, port, f"127.0.0.{10 + n}", USUAL, gap, until, normal)
    spawn(visit, port, "127.0.0.20", ["/health"], 0.1, until, health)
    return normal, health


def gather(queue, n):
    times, failed = [], 0
    for _ in range(n):
        t, f = queue.get(timeout=120)
        times += t
        failed += f
    return times, failed


def show(what, times, failed, wanted):
    print(f"{what:28} {len(times):6} requests, {failed} not 200, "
          f"p50 {of_all(times, .5):.1f} ms, p99 {of_all(times, .99):.1f} ms "
          f"(should be below {wanted}), longest {max(times, default=0):.1f} ms")


def ask(port, target):
    try:
        c = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        c.request("GET", target, headers={"Connection": "close"})
        a = c.getresponse()
        return a.status, a.read()
    except (OSError, http.client.HTTPException) as e:
        return type(e).__name__, b""


def state(server):
    return [ask(server.port, t) for t in
            ("/v1/changes/head", "/v1/instruments/eu-ai-act", "/v1/coverage")]


# ---- the whole ----------------------------------------------------------------


def before(server):
    normal, health = measure(server.port, time.time() + min(10, SECONDS / 3))
    show("before: normal load", *gather(normal, NORMAL), WANTED["p99"])
    show("before: /health", *gather(health, 1), WANTED["health"])
    print(f"before: memory {server.memory():.0f} MiB, {server.files()} files")


def during(server):
    until = time.time() + SECONDS
    counts = multiprocessing.Array("l", ATTACKERS)
    for n in range(ATTACKERS):
        spawn(attack, server.port, n, until, counts)
    normal, health = measure(server.port, until)
    most = 0.0
    while time.time() < until and server.child.poll() is None:
        most = max(most, server.memory())
        time.sleep(0.2)
    times, failed = gather(normal, NORMAL)
    show("siege: normal load", times, failed, WANTED["p99"])
    show("siege: /health", *gather(health, 1), WANTED["health"])
    print(f"siege: {sum(counts)} attacks, memory at most {most:.0f} MiB "
          f"(should be below {WANTED['memory']})")
    return failed


def after(server, was, files):
    for _ in range(60):
        if server.files() <= files + READERS:
            break
        time.sleep(1)
    same = state(server) == was
    print(f"after: {'as before' if same else 'NOT as before'}, /ready "
          f"{ask(server.port, '/ready')[0]}, memory {server.memory():.0f} MiB, "
          f"{server.files()} files")
    return same and server.files() <= files + READERS


def main():
    folder, server = tempfile.mkdtemp(prefix="siege-"), None
    print(f"siege: {SECONDS:.0f} seconds, HARD_SEED={SEED}", flush=True)
    try:
        db = fill(folder)
        server = Server(db)
        was = state(server)
        before(server)
        files = server.files()
        failed = during(server)
        alive = server.child.poll() is None
        good = alive and after(server, was, files)
        took, code = server.stop()
        print(f"after: SIGTERM ended it in {took:.1f} s with {code}")
        print("after: verify:", command("verify", "--db", db).strip())
        return 0 if good and code == 0 and failed == 0 else 1
    finally:
        if server is not None and server.child.poll() is None:
            server.child.kill()
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
