"""pandoc and LibreOffice, where they are installed, read citations and a table."""

import csv
import io
import json
import os
import shutil
import subprocess
import tempfile
import urllib.request

HOME = os.environ["INSTRUMENTD_URL"]
LIST = "instruments?type=treaty&type=convention&type=act&limit=200"


def get(path):
    with urllib.request.urlopen(f"{HOME}/v1/{path}") as answer:
        return answer.read()


def expect(holds, what):
    if not holds:
        raise SystemExit(what)


def plain(title):
    """What a citation processor may write otherwise."""
    return "".join(c for c in title if c.isalnum()).casefold()


def pandoc():
    given = json.loads(get(f"{LIST}&format=csl"))
    ran = subprocess.run(["pandoc", "-f", "bibtex", "-t", "csljson"], input=get(f"{LIST}&format=bibtex"),
                         capture_output=True, check=True)
    read = {entry["id"]: entry for entry in json.loads(ran.stdout)}
    expect(len(read) == len(given), f"pandoc: {len(read)} of {len(given)} citations")
    titles = sorted(plain(entry["title"]) for entry in read.values())
    expect(titles == sorted(plain(entry["title"]) for entry in given), "pandoc: other titles")
    years = sum("issued" in entry for entry in read.values())
    expect(years == sum("issued" in entry for entry in given), f"pandoc: {years} have a date")
    return f"pandoc: {len(read)} citations"


def office():
    # comma, quotation mark, UTF-8, from the first row; quoted is text; no guess at dates
    reading, writing = "CSV:44,34,76,1,,1033,true,false", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false"
    given = get(f"{LIST}&format=csv&bom=true")
    with tempfile.TemporaryDirectory() as folder:
        table = os.path.join(folder, "table.csv")
        with open(table, "wb") as out:
            out.write(given)
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
                        f"--infilter={reading}", "--convert-to", writing, "--outdir", f"{folder}/out", table],
                       capture_output=True, check=True, timeout=120)
        with open(os.path.join(folder, "out", "table.csv"), encoding="utf-8-sig", newline="") as back:
            read = list(csv.reader(back))
    want = list(csv.reader(io.StringIO(given.decode("utf-8-sig"), newline="")))
    expect(len(read) == len(want), f"LibreOffice: {len(read)} of {len(want)} rows")
    for number, (a, b) in enumerate(zip(want, read), 1):
        for name, x, y in zip(want[0], a, b):
            expect(x == y, f"LibreOffice: row {number}, {name}: {y!r} instead of {x!r}")
    return f"LibreOffice: {len(read) - 1} rows"


tools = {"pandoc": pandoc, "soffice": office}
said = [run() for name, run in tools.items() if shutil.which(name)]
print("; ".join(said) if said else "skipped: neither pandoc nor LibreOffice")
