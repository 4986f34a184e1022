#!/usr/bin/env python3
"""run.py - what the registry costs beside what it stands on, in one run

    bench/run.py INSTRUMENTD BARE OUT.json

For each number of instruments in SIZES imports invented ones (invent.py) into a
fresh database, serves it, and asks it in turns with its peers: bare
libmicrohttpd, which is given the very bytes the daemon answers (bare.c), SQLite
on the same tables, FTS5 on the same words, and PocketBase and Datasette where
they are in PATH (peers.py). The ratio is the median over the
rounds of daemon : peer in one round, so that what else the machine does falls on
both. CPU is user and system time of the daemon's process for one request.

Prints a table and writes OUT.json. SIZES, ROUNDS, SECONDS_EACH, CONNECTIONS and
WORKERS may be set.
"""
import datetime
import http.client
import json
import os
import platform
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

import invent
import peers

HERE = os.path.dirname(os.path.abspath(__file__))
SIZES = [int(n) for n in os.environ.get("SIZES", "1000 100000").split()]
ROUNDS = int(os.environ.get("ROUNDS", 3))
SECONDS = int(os.environ.get("SECONDS_EACH", 2))
CONNECTIONS = int(os.environ.get("CONNECTIONS", 64))
WORKERS = os.environ.get("WORKERS", str(max(2, os.cpu_count())))
ASKED = 9  # times, of which the median counts
WRITERS = 32
IDLE = 10  # seconds after which a connection is opened anew

# Milliseconds of CPU for one answer of about 50 records, none kept from before.
LISTS = [
    ("page of 50, without total", "count=none", "{page}"),
    ("page with total", "", "{page}; SELECT count(*) FROM instruments"),
    ("`adopted_on.gte` with total", "adopted_on.gte=2015-06-15",
     "{of} WHERE adopted_on >= '2015-06-15' {end};"
     "SELECT count(*) FROM instruments WHERE adopted_on >= '2015-06-15'"),
    ("type and jurisdiction with total", "type=act&jurisdictions.exact=EU",
     "{of} WHERE type = 'act' AND {eu} {end};"
     "SELECT count(*) FROM instruments AS t WHERE type = 'act' AND {eu}"),
    ("`status=published` with total", "status=published", None),
    ("in force on another day", "in_force=true&on=2015-06-15", None),
    ("`evidence.state=unsupported`", "evidence.state=unsupported", None),
    ("type, with 5 facets",
     "type=act&facet=type,force,status,jurisdictions,year", None),
]
SQL = {
    "of": "SELECT record FROM instruments AS t",
    "end": "ORDER BY key LIMIT 50",
    "page": "SELECT record FROM instruments ORDER BY key LIMIT 50",
    "eu": "id IN (SELECT owner FROM instruments_jurisdictions"
          " WHERE value = 'EU')",
}


def cpu_of(pid):
    """Seconds that all its threads have run, those that ended included."""
    return time.clock_gettime(~pid << 3 | 2)  # as clock_getcpuclockid() has it


class Server:
    def __init__(self, *command):
        self.begun = time.monotonic()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        self.url = re.search(r"http://\S+", line).group(0)
        self.pid = self.process.pid
        self.used = 0
        self.connection = http.client.HTTPConnection(
            urllib.parse.urlsplit(self.url).netloc, timeout=60)

    def get(self, target, headers={}):
        if time.monotonic() - self.used > IDLE:
            self.connection.close()  # before the daemon does
        self.used = time.monotonic()
        self.connection.request("GET", target, headers=headers)
        answer = self.connection.getresponse()
        return answer, answer.read()

    def memory(self):
        """Of its own, in MiB: without the file it maps."""
        with open(f"/proc/{self.pid}/status") as f:
            return int(re.search(r"RssAnon:\s+(\d+)", f.read()).group(1)) / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait()


def load(server, target, *what, header=None, connections=CONNECTIONS):
    """Requests in a second, p50 and p99 in ms, CPU of one in microseconds."""
    command = ["wrk", "-t2", f"-c{connections}", f"-d{SECONDS}s", "-s",
               os.path.join(HERE, "wrk.lua")]
    if header:
        command += ["-H", header]
    before = cpu_of(server.pid)
    out = subprocess.run(command + [server.url + target, "--", *what],
                         capture_output=True, text=True, check=True).stdout
    used = cpu_of(server.pid) - before
    n, rate, p50, p99, errors = re.search(
        r"figures (\d+) (\d+) (\S+) (\S+) (\d+)", out).groups()
    if int(errors) or not int(n):
        sys.exit(f"bench: {errors} of {n} requests of {target} failed")
    return {"rate": int(rate), "p50": float(p50), "p99": float(p99),
            "cpu": used / int(n) * 1e6}


class Row:
    """What was measured, at one size, and of a peer in the same rounds."""

    def __init__(self, label, unit, ours, peer=None, ratios=None):
        self.label, self.unit, self.ours, self.peer = label, unit, ours, peer
        self.ratio = statistics.median(ratios) if ratios else \
            ours / peer if peer else None

    def as_json(self):
        return {"row": self.label, "unit": self.unit, "instrumentd": self.ours,
                "peer": self.peer, "ratio": self.ratio}


def in_turns(label, unit, ours, peer):
    """Both are asked in each round."""
    rounds = [(ours(), peer()) for _ in range(ROUNDS)]
    return Row(label, unit, statistics.median(a for a, _ in rounds),
               statistics.median(b for _, b in rounds),
               [a / b for a, b in rounds])


# ---- requests a second -------------------------------------------------------


def save(server, target, path, headers={}):
    """Head and body as curl writes them, for bare.c."""
    answer, body = server.get(target, headers)
    with open(path + ".head", "w") as f:
        f.write(f"HTTP/1.1 {answer.status} {answer.reason}\r\n")
        f.writelines(f"{k}: {v}\r\n" for k, v in answer.getheaders())
    with open(path + ".body", "wb") as f:
        f.write(body)
    return answer


def rates(daemon, bare_program, folder, size):
    one = f"/v1/instruments/{invent.key(size // 2)}"
    page = "/v1/instruments?limit=50"
    tag = save(daemon, one, folder + "/one").getheader("ETag")
    known = f"If-None-Match: {tag}"
    save(daemon, one, folder + "/known", {"If-None-Match": tag})
    save(daemon, page, folder + "/page")
    told = [("/known", "known"), (one, "one"), (page, "page")]
    bare = Server(bare_program, WORKERS,
                  *[part for target, name in told for part in
                    (target, f"{folder}/{name}.head", f"{folder}/{name}.body")])
    asked = [("GET by id, hot", one, one, None, ()),
             ("304", one, "/known", known, ()),
             ("GET by id, uniform", "/v1/instruments", one, None,
              ("uniform", str(size))),
             ("GET of a page of 50, hot", page, page, None, ())]
    try:
        for label, ours, theirs, header, what in asked:
            for server, target in ((daemon, ours), (bare, theirs)):
                load(server, target, *(what if server is daemon else ()),
                     header=header)
            yield in_turns(
                label, "req/s",
                lambda: load(daemon, ours, *what, header=header)["rate"],
                lambda: load(bare, theirs, header=header)["rate"])
    finally:
        bare.stop()


# ---- CPU of one answer -------------------------------------------------------


def cost(server, target):
    before = cpu_of(server.pid)
    answer, _ = server.get(target)
    if answer.status != 200:
        sys.exit(f"bench: {target} is answered {answer.status}")
    return (cpu_of(server.pid) - before) * 1e3


def cost_of_sql(db, statements):
    before = time.thread_time()
    for sql in statements:
        db.execute(*sql).fetchall()
    return (time.thread_time() - before) * 1e3


def median_of(fn):
    """Called with a page's length, another one each time: so that nothing is
    asked again."""
    fn(50)
    return statistics.median(fn(49 - i) for i in range(ASKED))


def lists(daemon, database):
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    for label, query, sql in LISTS:
        target = f"/v1/instruments?{query}&limit="
        bare = [(s,) for s in sql.format(**SQL).split(";")] if sql else None
        yield Row(label, "CPU ms", median_of(lambda n: cost(daemon, f"{target}{n}")),
                  bare and median_of(lambda _: cost_of_sql(db, bare)))
    db.close()


# ---- search ------------------------------------------------------------------


def make_fts(path, records):
    db = sqlite3.connect(path)
    db.execute("CREATE VIRTUAL TABLE s USING fts5 (title, summary, content='')")
    db.executemany("INSERT INTO s (rowid, title, summary) VALUES (?, ?, ?)",
                   ((i + 1, r["title"], r["summary"])
                    for i, r in enumerate(records)))
    db.execute("CREATE VIRTUAL TABLE v USING fts5vocab (s, row)")
    db.commit()
    return db


def words_of(db, least, most):
    """Some that so many records have."""
    return [row[0] for row in db.execute(
        "SELECT term FROM v WHERE doc BETWEEN ? AND ? AND term GLOB 'word*'"
        " ORDER BY abs(doc - ?) LIMIT ?", (least, most, most, ASKED + 1))]


def searches(daemon, folder, records):
    n = len(records)
    db = make_fts(folder + "/fts", records)
    classes = [("rare", 2, 5), ("medium", n // 200, n // 100),
               ("common", n // 20, n)]
    for name, least, most in classes:
        words = words_of(db, least, most)
        ours = [cost(daemon, f"/v1/search?q={w}&facet=none&limit=20")
                for w in words]
        bare = [cost_of_sql(db, [
            ("SELECT rowid FROM s WHERE s MATCH ? ORDER BY rank LIMIT 20", (w,)),
            ("SELECT count(*) FROM s WHERE s MATCH ?", (w,))]) for w in words]
        yield Row(f"search, {name} word, not kept", "CPU ms",
                  statistics.median(ours), statistics.median(bare))
    db.close()


# ---- writing -----------------------------------------------------------------


def bare_table(path, database):
    """The table of instruments with its indexes, and the rows for it."""
    source = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    for (sql,) in source.execute("SELECT sql FROM sqlite_master WHERE tbl_name"
                                 " = 'instruments' AND sql IS NOT NULL"
                                 " AND type IN ('table', 'index')"
                                 " ORDER BY type DESC"):
        db.execute(sql)
    rows = source.execute("SELECT * FROM instruments").fetchall()
    source.close()
    return db, rows


def insert_of(row):
    return f"INSERT INTO instruments VALUES ({', '.join('?' * len(row))})"


def imports(program, database, folder, size):
    lines = os.path.join(folder, "lines")
    records = []
    with open(lines, "w") as f:
        for kind, record in invent.lines(size):
            f.write(json.dumps({"kind": kind, "op": "put", "record": record}))
            f.write("\n")
            if kind == "instruments":
                records.append(record)
    begun = time.monotonic()
    subprocess.run([program, "import", "--db", database, lines],
                   stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   check=True)
    took = time.monotonic() - begun
    db, rows = bare_table(folder + "/rows", database)
    begun = time.monotonic()
    db.execute("BEGIN")
    db.executemany(insert_of(rows[0]), rows)
    db.execute("COMMIT")
    bare = time.monotonic() - begun
    db.close()
    count = size + max(20, size // 100)
    row = Row("import, beside bare rows with the same indexes", "lines/s",
              count / took, size / bare)
    return records, row, Row("size of a record", "KB",
                             os.path.getsize(database) / count / 1e3,
                             os.path.getsize(folder + "/rows") / size / 1e3)


def export(program, database):
    begun = time.monotonic()
    out = subprocess.run([program, "export", "--keys", "--db", database],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                         check=True).stdout
    return Row("export --keys", "lines/s",
               out.count(b"\n") / (time.monotonic() - begun))


def one_by_one(database, folder):
    """Creates in a second, each of them committed, in a table as large."""
    path = folder + "/rows"
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA synchronous = FULL")
    row = list(db.execute("SELECT * FROM instruments LIMIT 1").fetchone())
    sql = insert_of(row)
    begun, n = time.monotonic(), 0
    while time.monotonic() - begun < SECONDS:
        row[0] = row[1] = f"new{time.monotonic_ns()}"
        db.execute(sql, row)
        n += 1
    db.close()
    return n / (time.monotonic() - begun)


def key_of(program, database, name):
    return subprocess.run([program, "key", "create", "--db", database, "--name",
                           name, "--role", "editor"], capture_output=True,
                          text=True, check=True).stdout.strip()


def creates(program, daemon, database, folder):
    key = key_of(program, database, "bench")
    return in_turns("create an instrument, durable, 32 clients", "req/s",
                    lambda: load(daemon, "/v1/instruments", "create", key,
                                 connections=WRITERS)["rate"],
                    lambda: one_by_one(database, folder))


# ---- beside other registries -------------------------------------------------


def missing(label):
    return Row(label + " (not installed)", "req/s", None)


def beside_others(program, daemon, database, folder, records):
    one = f"/v1/instruments/{invent.key(len(records) // 2)}"
    label = "GET by id, hot, beside Datasette"
    other = peers.datasette(folder + "/rows")
    if other is None:
        yield missing(label)
    else:
        yield in_turns(label, "req/s", lambda: load(daemon, one)["rate"],
                       lambda: load(*other)["rate"])
        other[0].stop()
    label = "GET by id, hot, beside PocketBase"
    other = peers.pocketbase(folder, records)
    if other is None:
        yield missing(label)
        yield missing("create, 32 clients, beside PocketBase")
        return
    server, its_one, its_all = other
    yield in_turns(label, "req/s", lambda: load(daemon, one)["rate"],
                   lambda: load(server, its_one)["rate"])
    key = key_of(program, database, "beside")
    yield in_turns("create, 32 clients, beside PocketBase", "req/s",
                   lambda: load(daemon, "/v1/instruments", "create", key,
                                connections=WRITERS)["rate"],
                   lambda: load(server, its_all, "create", "none",
                                connections=WRITERS)["rate"])
    server.stop()


# ---- all of it ---------------------------------------------------------------


def serve(program, database):
    return Server(program, "serve", "--db", database, "--listen", "127.0.0.1:0",
                  "--workers", WORKERS, "--log", "error")


def start(program, database):
    took = []
    for _ in range(3):
        daemon = serve(program, database)
        daemon.get("/v1/instruments?limit=1")
        took.append((time.monotonic() - daemon.begun) * 1e3)
        daemon.stop()
    return Row("start to the first answer", "ms", statistics.median(took))


def measure(program, bare, size):
    folder = tempfile.mkdtemp(prefix="bench.")
    database = os.path.join(folder, "db")
    try:
        records, *rows = imports(program, database, folder, size)
        rows.append(start(program, database))
        rows.append(export(program, database))
        daemon = serve(program, database)
        try:
            rows += rates(daemon, bare, folder, size)
            rows += lists(daemon, database)
            rows += searches(daemon, folder, records)
            rows.append(Row("memory of its own, after that", "MiB", daemon.memory()))
            rows.append(creates(program, daemon, database, folder))
            rows += beside_others(program, daemon, database, folder, records)
        finally:
            daemon.stop()
    finally:
        shutil.rmtree(folder)
    return rows


def number(n):
    if n is None:
        return "-"
    return f"{n:.0f}" if n >= 100 else f"{n:.3g}"


def table(by_size):
    """A line for each row: at each size ours, and beside its peer."""
    head = "".join(f"{size:>12,}{'ratio':>8}" for size in by_size)
    print(f"{'':46} {'':8}{head}")
    for at, row in enumerate(next(iter(by_size.values()))):
        line = "".join(f"{number(rows[at].ours):>12}{number(rows[at].ratio):>8}"
                       for rows in by_size.values())
        print(f"{row.label:46} {row.unit:8}{line}")


def machine():
    with open("/proc/cpuinfo") as f:
        model = re.search(r"model name\s*:\s*(.*)", f.read())
    return {"date": datetime.date.today().isoformat(),
            "cores": os.cpu_count(),
            "cpu": model.group(1) if model else platform.machine()}


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    program, bare, out = sys.argv[1:]
    by_size = {size: measure(program, bare, size) for size in SIZES}
    about = machine()
    print(f"{about['cpu']}, {about['cores']} cores shared with wrk -t2,"
          f" {about['date']}; {ROUNDS} rounds of {SECONDS} s, medians")
    table(by_size)
    with open(out, "w") as f:
        json.dump({"machine": about,
                   "sizes": {size: [row.as_json() for row in rows]
                             for size, rows in by_size.items()}}, f, indent=1)


if __name__ == "__main__":
    main()
