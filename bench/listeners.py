#!/usr/bin/env python3
"""listeners.py - what those cost who listen to the feed and hear nothing

    bench/listeners.py PROGRAM [LISTENERS] [ROUNDS]

Serves a small registry, and lets one client ask for a list again and again:
alone, then beside so many streams of events (2,000), in turns (3). Then changes
are made, and it is measured when the last of all streams has been told.

Prints the memory of the daemon, how long a request takes alone and beside them
and the ratio of the two, and how long a change is under way. Exit code 1 above
MIB_MAX, RATIO_MAX or REACH_MAX.
"""
import http.client
import json
import os
import re
import resource
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time

PROGRAM = sys.argv[1]
LISTENERS = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
ROUNDS = int(sys.argv[3]) if len(sys.argv) > 3 else 3
MIB_MAX = 128
RATIO_MAX = 1.1
REACH_MAX = 1.0  # seconds
ASK_SECONDS = 2
CHANGES = 5
RECORDS = 200
STREAM = b"GET /v1/changes HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n"


class Daemon:
    def __init__(self, folder):
        db = os.path.join(folder, "listeners.db")
        self.key = subprocess.run([PROGRAM, "key", "create", "--db", db, "--role", "editor", "--name", "bench", "--log=warn"],
                                  capture_output=True, text=True, check=True).stdout.strip()
        most = str(LISTENERS + 100)
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--db", db, "--listen", "127.0.0.1:0", "--log=error", "--connections", most,
             "--connections-each", most], stdout=subprocess.PIPE, text=True)
        self.port = int(re.search(r":(\d+)$", self.process.stdout.readline().strip()).group(1))

    def mib(self):
        with open(f"/proc/{self.process.pid}/status") as f:
            return int(re.search(r"VmRSS:\s+(\d+)", f.read()).group(1)) / 1024

    def post(self, key):
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        wire.request("POST", "/v1/organizations", json.dumps({"key": key, "name": "N", "type": "other"}),
                     {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"})
        if wire.getresponse().status != 201:
            raise SystemExit("nothing is written")
        wire.close()


def ask(port):
    """Milliseconds of the median request."""
    wire, took = http.client.HTTPConnection("127.0.0.1", port, timeout=30), []
    end = time.perf_counter() + ASK_SECONDS
    while time.perf_counter() < end:
        begin = time.perf_counter()
        wire.request("GET", "/v1/organizations?limit=20")
        wire.getresponse().read()
        took.append(time.perf_counter() - begin)
    wire.close()
    return statistics.median(took) * 1000


def listen(port):
    streams = []
    for _ in range(LISTENERS):
        s = socket.create_connection(("127.0.0.1", port))
        s.sendall(STREAM)
        streams.append(s)
    for s in streams:
        if not s.recv(4096).startswith(b"HTTP/1.1 200"):
            raise SystemExit("a stream is refused")
        s.setblocking(False)
    return streams


def reach(daemon, streams, key):
    """Seconds until the last of them has the change."""
    waiting, name = selectors.DefaultSelector(), f'"key":"{key}"'.encode()
    for s in streams:
        waiting.register(s, selectors.EVENT_READ, bytearray())
    begin, left = time.perf_counter(), len(streams)
    daemon.post(key)
    while left and time.perf_counter() - begin < 20:
        for at, _ in waiting.select(1):
            at.data.extend(at.fileobj.recv(65536))
            if name in at.data:
                waiting.unregister(at.fileobj)
                left -= 1
    if left:
        raise SystemExit(f"{left} were told nothing")
    waiting.close()
    return time.perf_counter() - begin


def measure(daemon):
    for i in range(RECORDS):
        daemon.post(f"record-{i}")
    alone, beside = [], []
    ask(daemon.port)
    for _ in range(ROUNDS):
        alone.append(ask(daemon.port))
        streams = listen(daemon.port)
        beside.append(ask(daemon.port))
        mib = daemon.mib()
        if len(beside) < ROUNDS:
            for s in streams:
                s.close()
            time.sleep(1)
    took = max(reach(daemon, streams, f"change-{i}") for i in range(CHANGES))
    ratio = statistics.median(beside) / statistics.median(alone)
    print(f"{LISTENERS} listeners: {mib:.0f} MiB; a request takes {statistics.median(alone):.2f} ms alone, "
          f"{statistics.median(beside):.2f} ms beside them (x {ratio:.2f}); "
          f"a change reaches the last of them within {took * 1000:.0f} ms")
    return mib <= MIB_MAX and ratio <= RATIO_MAX and took <= REACH_MAX


def main():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, LISTENERS + 200), hard))
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        daemon = Daemon(folder)
        try:
            ok = measure(daemon)
        finally:
            daemon.process.terminate()
            daemon.process.wait()
    sys.exit(0 if ok else 1)


main()
