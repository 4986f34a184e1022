"""follow.py PROGRAM [WRITES] [KILLS] [beside] - a copy follows its origin while
both are killed (-9) again and again; in the end they are the same

With `beside` it is no copy, but has records of its own and goes on writing them;
in the end it has all that the origin has. Random records are made, changed and deleted through /v1/bulk. Whenever one of
the two is killed it is started again. SEED=N repeats a trial as far as time
allows.
"""

import http.client
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

PROGRAM = os.path.abspath(sys.argv[1])
WRITES = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
KILLS = int(sys.argv[3]) if len(sys.argv) > 3 else 50
BESIDE = sys.argv[4:] == ["beside"]
SEED = int(os.environ.get("SEED", time.time_ns() % 2**32))
PATIENCE = 120  # seconds for the copy to catch up
LINES_MAX = 40

chance = random.Random(SEED)
folder = tempfile.mkdtemp(dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
origin_db, copy_db = (os.path.join(folder, name) for name in ("origin.db", "copy.db"))


def run(*words, may_fail=False):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, check=False)
    if done.returncode != 0 and not may_fail:
        raise SystemExit(f"{' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


class Process:
    """One of the two, started again whenever it was killed."""

    def __init__(self, *words):
        self.words = words
        self.log = open(os.path.join(folder, words[0] + ".log"), "ab")
        self.start()

    def start(self):
        self.child = subprocess.Popen([PROGRAM, *self.words], stdout=subprocess.PIPE, stderr=self.log, text=True)

    def kill(self):
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()
        self.child.stdout.close()
        self.start()

    def end(self):
        self.child.terminate()
        self.child.wait()


class Origin(Process):
    def __init__(self):
        self.port = 0
        super().__init__("serve", "--db", origin_db, "--log=warn", "--listen", "127.0.0.1:0")

    def start(self):
        if self.port:
            self.words = (*self.words[:-1], f"127.0.0.1:{self.port}")
        super().start()
        line = self.child.stdout.readline()
        found = re.search(r":(\d+)$", line.strip())
        if not found:
            raise SystemExit(f"the origin does not start: {line!r}")
        self.port = int(found.group(1))


def ask(port, method, path, body=None, key=None):
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": "application/x-ndjson"} if body else {}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    try:
        wire.request(method, path, body, headers)
        answer = wire.getresponse()
        return answer.status, answer.read()
    finally:
        wire.close()


def some_line(n):
    key = f"o-{chance.randrange(1 + n // 3)}"
    if chance.random() < 0.2:
        return {"kind": "organizations", "op": "delete", "key": key}
    record = {"key": key, "name": f"Name {chance.randrange(10**6)}", "type": chance.choice(["company", "other", "academic"])}
    return {"kind": "organizations", "op": "put", "record": record}


def write_some(origin, key, n):
    lines = [json.dumps(some_line(n + i)) for i in range(chance.randrange(1, LINES_MAX))]
    try:
        status, _ = ask(origin.port, "POST", "/v1/bulk", "\n".join(lines).encode() + b"\n", key)
    except (OSError, http.client.HTTPException):
        return 0  # it was killed; what it acknowledged is kept
    return len(lines) if status == 200 else 0


def write_our_own(n):
    """It may be refused while the other writes, or not: then it comes next time."""
    path = os.path.join(folder, "own.ndjson")
    with open(path, "w") as file:
        for i in range(n):
            record = {"key": f"own-{i}", "name": f"Name {n}", "type": "other"}
            print(json.dumps({"kind": "organizations", "op": "put", "record": record}), file=file)
    run("import", "--db", copy_db, path, may_fail=n > 1)


def records(lines, ours):
    """Those that are its own, or those that are followed, without their origin."""
    found = []
    for line in lines.splitlines():
        record = json.loads(line)["record"]
        if (record.pop("origin", None) is None) == ours:
            found.append(record)
    return found


def are_same(theirs, copied):
    if not BESIDE:
        return theirs == copied
    return records(theirs, True) == records(copied, False) and len(records(copied, True)) > 0


def killer(victims, over, killed):
    while not over.is_set() and killed[0] < KILLS:
        over.wait(chance.uniform(0.05, 0.6))
        chance.choice(victims).kill()
        killed[0] += 1


def main():
    key = run("key", "create", "--db", origin_db, "--role", "editor", "--name", "trial").strip()
    origin = Origin()
    way = ["--beside"] if BESIDE else []
    if BESIDE:
        write_our_own(1)
    copy = Process("sync", "--db", copy_db, "--log=warn", "--follow", *way, "--from", f"http://127.0.0.1:{origin.port}")
    over, killed, written = threading.Event(), [0], 0
    thread = threading.Thread(target=killer, args=([origin, copy], over, killed))
    thread.start()
    while written < WRITES or killed[0] < KILLS:
        written += write_some(origin, key, written)
        if BESIDE and chance.random() < 0.05:
            write_our_own(chance.randrange(2, 10))
        if not thread.is_alive() and killed[0] < KILLS:
            raise SystemExit("who kills has stopped")
    over.set()
    thread.join()
    copy.kill()
    copy.end()
    run("sync", "--db", copy_db, "--from", f"http://127.0.0.1:{origin.port}")
    status, body = ask(origin.port, "GET", "/v1/changes/head")
    origin.end()
    exports = [run("export", "--db", db) for db in (origin_db, copy_db)]
    for db in (origin_db, copy_db):
        run("verify", "--db", db)
    if not are_same(*exports):
        raise SystemExit(f"the copy is another registry (seed {SEED}, {folder})")
    print(f"{written} writes, {killed[0]} kills: {json.loads(body)['seq']} changes, "
          f"{exports[0].count(chr(10))} records, {'all of them followed' if BESIDE else 'the same on both sides'}; seed {SEED}")
    shutil.rmtree(folder)


main()
