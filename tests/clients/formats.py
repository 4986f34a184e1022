"""csvkit, feedparser, icalendar, rispy and rdflib read the catalogue."""

import io
import json
import os
import subprocess
import sys
import urllib.request

import feedparser
import icalendar
import rdflib
import rispy

HOME = os.environ["INSTRUMENTD_URL"]


def text(path):
    with urllib.request.urlopen(f"{HOME}/v1/{path}") as answer:
        return answer.read().decode()


def expect(holds, what):
    if not holds:
        raise SystemExit(what)


records = [json.loads(line) for line in text("instruments?format=ndjson").splitlines()]

# csvkit: nothing to mend, and as many rows as there are records
table = text("instruments?format=csv")
bin = os.path.dirname(sys.executable)
clean = subprocess.run([f"{bin}/csvclean", "--length-mismatch"], input=table, capture_output=True, text=True)
expect(clean.returncode == 0, f"csvclean: {clean.stderr[:300]}")
keys = subprocess.run([f"{bin}/csvjson", "-I"], input=table, capture_output=True, text=True, check=True)
rows = json.loads(keys.stdout)
expect([row["key"] for row in rows] == [r["key"] for r in records], "csvjson: other keys")
expect([row["title"] for row in rows] == [r["title"] for r in records], "csvjson: other titles")

# feedparser
feed = feedparser.parse(text("instruments?format=atom"))
expect(not feed.bozo, f"feedparser: {feed.get('bozo_exception')}")
expect([e.title for e in feed.entries] == [r["title"] for r in records], "feedparser: other titles")
expect(all(e.id and e.updated_parsed for e in feed.entries), "feedparser: an entry lacks id or date")

# icalendar: every date is there, none with a day that is not known
calendar = icalendar.Calendar.from_ical(text("instruments?format=ical"))
steps = {str(e["UID"]): e for e in calendar.walk("VEVENT")}
dates = [(r, m, d) for r in records for m, d in r.items() if m.endswith("_on")]
expect(len(steps) == len(dates), f"icalendar: {len(steps)} of {len(dates)} dates")
for record, member, date in dates:
    step = steps[f"{record['id']}-{member}-{date}@instrumentd"]
    days = (step["DTEND"].dt - step["DTSTART"].dt).days
    expect(step["DTSTART"].dt.isoformat().startswith(date), f"icalendar: {record['key']} {member}")
    expect(days == 1 if len(date) == 10 else days >= 28, f"icalendar: {days} days of {date}")

# rispy
entries = rispy.loads(text("instruments?format=ris"))
expect([e["title"] for e in entries] == [r["title"] for r in records], "rispy: other titles")

# rdflib
graph = rdflib.Graph().parse(io.StringIO(text("instruments?format=jsonld")), format="json-ld")
laws = set(graph.subjects(rdflib.RDF.type, rdflib.URIRef("https://schema.org/Legislation")))
expect(laws == {rdflib.URIRef(f"urn:uuid:{r['id']}") for r in records}, "rdflib: other laws")

print(f"{len(records)} instruments, {len(steps)} dates, {len(graph)} statements")
