"""sickle and oaipmh-scythe harvest everything, deletions included, while others write."""

import itertools
import json
import os
import threading
import urllib.error
import urllib.request

import oaipmh_scythe
import sickle
from sickle.oaiexceptions import BadArgument, CannotDisseminateFormat, IdDoesNotExist, NoRecordsMatch

HOME = os.environ["INSTRUMENTD_URL"]
KEY = os.environ["INSTRUMENTD_KEY"]
N = 300  # records that come and go


def expect(holds, what):
    if not holds:
        raise SystemExit(what)


def ask(method, path, body=None):
    request = urllib.request.Request(
        f"{HOME}/v1/{path}",
        method=method,
        data=json.dumps(body).encode() if body is not None else None,
        headers={
            "Authorization": f"Bearer {KEY}",
            "Content-Type": "application/merge-patch+json" if method == "PATCH" else "application/json",
            "If-Match": "*",
        },
    )
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read() or b"null")


def live():
    """All records there are, by kind and id, as the feed ends up."""
    there, gone, since = {}, set(), 0
    while True:
        with urllib.request.urlopen(f"{HOME}/v1/changes?limit=1000&since={since}") as answer:
            page = json.load(answer)
        for change in page["items"]:
            id = change.get("id") or change["record"]["id"]
            name = f"oai:instrumentd:{change['kind']}/{id}"
            there[name] = change["op"]
            gone.discard(name)
        since = page["next"]
        if since == page["head"]["seq"]:
            return there


ids = [ask("POST", "organizations", {"key": f"harvest-{i}", "name": "Harvested", "type": "other"})["id"] for i in range(N)]
done = threading.Event()


def write():
    """Edits and deletions, as fast as they are answered."""
    for i in itertools.count():
        if done.is_set():
            return
        id = ids[i % N]
        try:
            if i % 3 == 2:
                ask("DELETE", f"organizations/{id}")
            else:
                ask("PATCH", f"organizations/{id}", {"name": f"Harvested {i}"})
        except urllib.error.HTTPError as gone:
            expect(gone.code == 410, f"a write is answered by {gone.code}")
            done.wait(0.01)


writer = threading.Thread(target=write)
writer.start()
client = sickle.Sickle(f"{HOME}/oai", timeout=60)
seen = {}
for header in client.ListIdentifiers(metadataPrefix="oai_dc"):
    seen[header.identifier] = header.deleted
done.set()
writer.join()

# What came while it ran is a second, smaller harvest.
for header in client.ListIdentifiers(metadataPrefix="oai_dc", **{"from": header.datestamp}):
    seen[header.identifier] = header.deleted
want = live()
expect(set(want) == set(seen), f"sickle: {len(set(want) ^ set(seen))} records missing or too many")
wrong = [name for name, op in want.items() if (op == "delete") != seen[name]]
expect(not wrong, f"sickle: {len(wrong)} of {len(want)} are in another state: {wrong[:3]}")
deleted = sum(seen.values())
expect(deleted > 0, "sickle: nothing was deleted")

# Every set is whole, and each record can be had in both formats.
for spec in ["jurisdiction:US", "kind:instruments"]:
    records = list(client.ListRecords(metadataPrefix="oai_dc", set=spec, ignore_deleted=True))
    expect(len(records) > 50, f"sickle: {len(records)} records of {spec}")
    expect(all(r.metadata["title"] and r.metadata["identifier"] for r in records), f"sickle: {spec} without titles")
identity = client.Identify()
expect(identity.deletedRecord == "persistent", "sickle: Identify")

scythe = oaipmh_scythe.Scythe(f"{HOME}/oai")
found = {}
with scythe:
    for record in scythe.list_records(metadata_prefix="rdf", set_="kind:organizations"):
        found[record.header.identifier] = record.header.deleted
    specs = {s.setSpec for s in scythe.list_sets()}
mine = {name for name in want if ":organizations/" in name}
expect(set(found) == mine, f"scythe: {len(set(found) ^ mine)} organizations missing or too many")
expect({"kind:passages", "jurisdiction:US:US-CA"} <= specs, "scythe: sets")

for error, arguments in [
    (BadArgument, {"metadataPrefix": "oai_dc", "from": "yesterday"}),
    (CannotDisseminateFormat, {"metadataPrefix": "marc21"}),
    (NoRecordsMatch, {"metadataPrefix": "oai_dc", "set": "nothing"}),
]:
    try:
        next(iter(client.ListRecords(**arguments)))
        raise SystemExit(f"sickle: no {error.__name__}")
    except error:
        pass
try:
    client.GetRecord(metadataPrefix="oai_dc", identifier="oai:elsewhere:1")
    raise SystemExit("sickle: no IdDoesNotExist")
except IdDoesNotExist:
    pass

print(f"{len(seen)} records, {deleted} deleted")
