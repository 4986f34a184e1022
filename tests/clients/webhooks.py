"""standardwebhooks takes every message in order, though its server fails now and then and the daemon is restarted."""

import http.server
import json
import os
import random
import signal
import subprocess
import tempfile
import threading
import time
import urllib.request

import standardwebhooks

PROGRAM = os.environ["INSTRUMENTD_PROGRAM"]
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
N = 60
verify = standardwebhooks.Webhook(SECRET).verify
taken, refused, wrong = [], [], []
lot = random.Random(1)


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = 204
        try:
            message = verify(body, dict(self.headers))
            if lot.random() < 0.1:
                refused.append(self.headers["webhook-id"])
                status = 503
            else:
                taken.append((self.headers["webhook-id"], message))
        except standardwebhooks.WebhookVerificationError as error:
            wrong.append(str(error))
            status = 400
        self.send_response(status)
        self.end_headers()

    def log_message(self, *args):
        pass


def expect(holds, what):
    if not holds:
        raise SystemExit(what)


def serve():
    daemon = subprocess.Popen(
        [PROGRAM, "serve", "--db", db, "--listen", "127.0.0.1:0", "--webhooks", hooks, "--log", "error"],
        stdout=subprocess.PIPE,
        text=True,
    )
    return daemon, daemon.stdout.readline().split()[-1]


def ask(url, key, path, body=None):
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    data = json.dumps(body).encode() if body else None
    with urllib.request.urlopen(urllib.request.Request(f"{url}/v1/{path}", data, headers)) as answer:
        return json.load(answer)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
with tempfile.TemporaryDirectory() as folder:
    db, hooks = f"{folder}/hooks.db", f"{folder}/hooks.json"
    url = f"http://127.0.0.1:{server.server_port}/in"
    hook = {"name": "partner", "url": url, "secret": SECRET, "kind": ["organizations"]}
    with open(hooks, "w") as file:
        json.dump({"allow_private": True, "retry_seconds": 1, "webhooks": [hook]}, file)
    make = [PROGRAM, "key", "create", "--db", db, "--role"]
    key, admin = (
        subprocess.run([*make, role, "--name", role], capture_output=True, text=True, check=True).stdout.strip()
        for role in ("editor", "admin")
    )
    daemon, home = serve()
    try:
        while not ask(home, admin, "webhooks")["items"]:
            time.sleep(0.05)
        for i in range(N):
            ask(home, key, "organizations", {"key": f"o-{i}", "name": "N", "type": "other"})
            if i == N // 2:
                daemon.send_signal(signal.SIGTERM)
                expect(daemon.wait(20) == 0, "it does not end")
                daemon, home = serve()
        until = time.time() + 90
        while time.time() < until and len({id for id, _ in taken}) < N:
            time.sleep(0.05)
        log = {"seq": 0}
        while time.time() < until and log["seq"] < N:
            log = ask(home, admin, "webhooks?limit=100")["items"][0]
    finally:
        daemon.terminate()
        daemon.wait()

expect(not wrong, f"not verified: {wrong[:2]}")
keys = [m["data"]["record"]["key"] for _, m in taken]
expect(keys == [f"o-{i}" for i in range(N)], f"{len(keys)} messages, or not in order: {keys}")
expect(all(m["type"] == "organizations.put" for _, m in taken), "another type")
expect(log["state"] == "working" and log["seq"] == N, f"the log says {log['state']} at {log['seq']}")
expect(sum(1 for d in log["deliveries"] if d.get("status") == 503) == len(refused), "a failure is not in the log")
print(f"{len(taken)} messages in order, {len(refused)} sent again")
