"""peers.py - other registries that run.py compares with, where there are any

PocketBase and Datasette, as they come: found in PATH, where `make bench` puts
them if pip can. Each holds the same instruments and says where one of them is.
"""
import json
import os
import random
import shutil
import socket
import sqlite3
import string
import subprocess
import time
import urllib.request

EMAIL, PASSWORD = "bench@example.org", "only-for-the-bench"
FIELDS = {"title": "text", "type": "text", "force": "text", "existence": "text",
          "jurisdictions": "json", "languages": "json", "adopted_on": "text",
          "summary": "text"}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Peer:
    """A server of somebody else's, as run.Server is one of ours."""

    def __init__(self, *command):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [part.replace("PORT", str(port)) for part in command],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.pid = self.process.pid
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return
            except OSError:
                time.sleep(0.1)
        raise OSError(f"{command[0]} does not start")

    def stop(self):
        self.process.terminate()
        self.process.wait()


def post(url, what, token=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = token
    request = urllib.request.Request(url, json.dumps(what).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def make_collection(server):
    token = post(server.url + "/api/collections/_superusers/auth-with-password",
                 {"identity": EMAIL, "password": PASSWORD})["token"]
    post(server.url + "/api/collections",
         {"name": "instruments", "type": "base", "listRule": "", "viewRule": "",
          "createRule": "",
          "fields": [{"name": n, "type": t} for n, t in FIELDS.items()]}, token)


def fill(path, records):
    """Straight into its file: by its API 100,000 take minutes. The id of one."""
    draw = random.Random(5)
    ids = ["".join(draw.choices(string.ascii_lowercase, k=15)) for _ in records]
    names = ", ".join(f'"{n}"' for n in FIELDS)
    db = sqlite3.connect(path)
    db.executemany(
        f"INSERT INTO instruments (id, {names}) VALUES"
        f" (?{', ?' * len(FIELDS)})",
        ([i] + [json.dumps(r.get(n)) if t == "json" else r.get(n, "")
                for n, t in FIELDS.items()] for i, r in zip(ids, records)))
    db.commit()
    db.close()
    return ids[len(ids) // 2]


def pocketbase(folder, records):
    """The server, the target of one instrument and that of new ones."""
    program = shutil.which("pocketbase")
    if program is None:
        return None
    data = os.path.join(folder, "pocketbase")
    command = (program, "serve", "--dir", data, "--http", "127.0.0.1:PORT")
    subprocess.run([program, "superuser", "upsert", EMAIL, PASSWORD, "--dir",
                    data], stdout=subprocess.DEVNULL, check=True)
    server = Peer(*command)
    make_collection(server)
    server.stop()
    one = fill(os.path.join(data, "data.db"), records)
    path = "/api/collections/instruments/records"
    return Peer(*command), f"{path}/{one}", path


def datasette(rows):
    """The server and the target of one row of the file `rows`."""
    program = shutil.which("datasette")
    if program is None:
        return None
    db = sqlite3.connect(rows)
    (one,) = db.execute("SELECT id FROM instruments LIMIT 1").fetchone()
    db.close()
    return (Peer(program, "serve", rows, "--port", "PORT"),
            f"/rows/instruments/{one}.json")
