"""invent.py - invented instruments, the same in each run, as lines of `import`

    python3 bench/invent.py NUMBER

Most words are rare, and a few are common, as in any language. There is an
organization for each hundred instruments.
"""
import json
import random
import sys

WORDS = 20000
TYPES = ["regulation", "act", "standard", "guidelines", "policy", "report",
         "directive", "order"]
FORCES = ["hard", "soft", "none"]
PLACES = ["EU", "CN", "US", "GB", "SG", "KR", "JP", "INT", "US-CA", "FR", "DE"]
LANGUAGES = ["en", "zh", "fr", "en-GB"]

# Which date, in how many of ten, and how many years after it was adopted.
DATES = [("adopted_on", 9, 0), ("published_on", 6, 0), ("in_force_on", 5, 1),
         ("applies_on", 3, 2), ("repealed_on", 1, 4)]


def words(draw, n):
    return " ".join("word%d" % min(int(draw.paretovariate(0.6)), WORDS)
                    for _ in range(n))


def day(draw, year):
    return "%04d-%02d-%02d" % (year, draw.randint(1, 12), draw.randint(1, 28))


def key(number):
    return "i%07d" % number


def organization(draw, number):
    return {"key": "o%06d" % number,
            "name": "%s %d" % (words(draw, 2), number),
            "type": draw.choice(["government", "academic", "company"]),
            "jurisdiction": draw.choice(PLACES)}


def instrument(draw, number, organizations):
    year = draw.randint(1995, 2027)
    made = {"key": key(number),
            "title": "%s %d" % (words(draw, 6), number),
            "type": draw.choice(TYPES),
            "force": draw.choice(FORCES),
            "existence": "exists",
            "jurisdictions": [draw.choice(PLACES)],
            "languages": [draw.choice(LANGUAGES)],
            "parties": [{"role": draw.choice(["issuer", "proposer"]),
                         "organization": "o%06d" % draw.randrange(organizations)}],
            "identifiers": [{"scheme": "other", "value": "x/%d" % number}],
            "summary": words(draw, 25)}
    for name, share, later in DATES:
        if draw.randrange(10) < share:
            made[name] = day(draw, year + later)
    return made


def lines(number):
    draw = random.Random(5)
    organizations = max(20, number // 100)
    for i in range(organizations):
        yield "organizations", organization(draw, i)
    for i in range(number):
        yield "instruments", instrument(draw, i, organizations)


if __name__ == "__main__":
    for kind, record in lines(int(sys.argv[1])):
        print(json.dumps({"kind": kind, "op": "put", "record": record}))
