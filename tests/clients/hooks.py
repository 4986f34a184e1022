"""What schemathesis asks of an answer beside its own checks."""

import re

import schemathesis

# What may be wrong with a body that fits its schema: rules between members
# of a record, between records, and between a record and a text.
RULES = [
    r"there is no \w+ ",  # a reference leads nowhere
    r"is not in the list of codes",
    r"must be after start$",
    r"must not be before start$",
    r"is before \w+_on$",  # dates that cannot both be true
    r"is not an edition of that (source|instrument.s sources)$",
    r"is the same text as an edition before$",
    r"is beyond the text: ",
    r"is not what stands at these offsets$",
    r"is not that of ",
    r"leads to no member that ",
    r"leads nowhere$",
    r"is inside of from$",
    r"leads back to ",
    r"is more than 50 levels deep$",
    r"is a (concept|provision) of another ",
    r"edition, start and end go together$",
    r"must be another instrument than from$",
    r"is set by the server$",  # a JSON Patch may name any place
    r".* says so already$",
    r"looks like the id of another record$",
    r"must have a visible character$",
    r"must be an http or https URL, ",  # the host and % beyond the pattern
    r"must be a language tag such as .*, of registered subtags$",
    r"has a member whose name is too long$",
    r"never changes; it is ",
    r"is required where there is no passage$",
    r"is required without exact to find it by$",
    r"cannot go with source$",  # an instrument
    r"no text of that source is held",
    r"must say which: ",  # of several editions
    r"has gaps: ",
    r"is not in the text as it is written: ",
    r"is ambiguous: ",
    r"is not in the text",
    r"is required where exact has more than ",
    r"is required: the text of that edition is not held$",
    r"is no edition whose text is held$",
    r"is of an edition that has no words of the provision$",
    r"is required$",  # of a patch's outcome; where it is in the body, see below
]


# The same of parameters: the end and the start of a part, places of a text, the digest of a
# body, members that another kind has.
PARAMETER_RULES = re.compile(
    "is one filter too many: |does not go with as_of|is still to come$|must not be before start$|is beyond the text, |is inside of a character: "
    "|is not that of the text, |leads to no member that |is for csv and tsv only$|must be a map, "
    "|must be a day or a time: |is for JSON only$|must be language tags |is later than the newest change|is not for \\w+$|.*is not in the list of codes"
    "|must be a language tag such as |no kind has a member |must be relevance, date or -date beside q and facets$"
    "|there are \\d+ changes$|is below \\d+$|goes without limit and cursor: "
)

# What is wrong with the whole: a JSON Patch may put anything in its place, and
# not every source has a text that is a law's.
REFUSED = re.compile(
    "the URL has more than 256 parameters"
    "|the patch leaves (no JSON object|nothing)"
    "|the source says of no instrument"
    "|no text of this source is held"
    "|the text of this edition is not held"
    "|no profile finds provisions"
    "|explains too little of this text"
    "|the text is not in the format"
    "|those of an edition in "
)

# What no schema tells of free JSON: the parser takes no NUL in a string or a
# name and no integer of more than 64 bits, wherever it stands.
UNREADABLE = re.compile(r"NUL byte in object key|\\\\u0000 is not allowed|too big (negative )?integer")


def has_free_json(case):
    """A member that takes any JSON, operations, which may have any member, or a message."""
    if case.operation.path == "/mcp":
        return True
    if isinstance(case.body, dict):
        return "value" in case.body
    return isinstance(case.body, list)


def mistakes(response):
    try:
        return response.json().get("errors") or []
    except ValueError:
        return []


def is_rule(mistake, case):
    detail = mistake.get("detail", "")
    if mistake.get("parameter") == "If-Match":
        # What has no quotation marks does not fit the schema; the fuzzer sends
        # a "0" all the same where it finds the pattern too hard.
        return '"' not in str(case.headers.get("If-Match", ""))
    if mistake.get("parameter") == "Repr-Digest" and detail.startswith("must have a sha-256"):
        return "sha-256=" not in str(case.headers.get("Repr-Digest", ""))  # the same
    if detail.startswith("is not known here") and {"as_of", "rev"} & (case.query or {}).keys():
        return True  # an earlier state is shown as it was, and no more
    if "parameter" in mistake:
        # A cursor is a text of ours.
        if mistake["parameter"] in ("count", "unsupported") and (case.query or {}).keys() & {"q", "facet"}:
            return True  # a list that is searched counts what it finds
        return mistake["parameter"] == "cursor" or PARAMETER_RULES.match(detail) is not None
    if mistake.get("pointer", "").startswith("/value/"):
        return True  # a schema of "any JSON but null" refers to itself, which types cannot
    if detail == "is required":
        # sha256 of a passage is computed unless the text is not held, and a
        # relation has instruments or provisions as its ends; all else that a
        # POST or PUT must have is in the contract.
        return mistake.get("pointer") in ("/sha256", "/from", "/to") or case.method == "PATCH"
    return any(re.match(rule, detail) for rule in RULES)


@schemathesis.serializer("application/x-ndjson")
def lines(ctx, value):
    """A body of lines is sent as it is."""
    return value if isinstance(value, bytes) else str(value).encode("utf8", "replace")


@schemathesis.hook
def before_call(context, case, kwargs):
    """Nobody changes anything while we wait, so a second is as good as a minute."""
    wait = str((case.query or {}).get("wait", ""))
    if wait.isdecimal() and 1 < int(wait) <= 60:
        case.query["wait"] = 1


@schemathesis.hook
def filter_case(ctx, case):
    """A filter takes so many values; one that comes twice counts once, which no maxItems tells."""
    lists = [v for v in (case.query or {}).values() if isinstance(v, list)]
    return not any(len(v) > 200 >= len({str(x) for x in v}) for v in lists)


@schemathesis.check
def schema_tells_what_it_can(ctx, response, case):
    """A request that fits its schema is refused for nothing a schema can say."""
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive or response.status_code not in (400, 422):
        return
    if has_free_json(case) and UNREADABLE.search(response.text):
        return
    if "Idempotency-Key was used" in response.text:
        return  # the fuzzer uses the same few for all it sends
    if REFUSED.search(response.text):
        return
    wrong = [m for m in mistakes(response) if not is_rule(m, case)]
    if wrong or not mistakes(response):
        raise AssertionError(f"the schema allows what is refused: {wrong or response.text}")


# What 4XX and 5XX of the contract say that any request may be answered.
ANY = {400, 401, 403, 405, 406, 412, 413, 414, 429, 431, 503}


@schemathesis.check
def statuses_are_told(ctx, response, case):
    """What not every request may be answered, its operation tells."""
    told = case.operation.definition.raw["responses"]
    if case.method == "OPTIONS":
        return  # answered for every path
    if response.status_code not in ANY and str(response.status_code) not in told:
        raise AssertionError(f"{response.status_code} is not told of")


@schemathesis.check
def problems_are_problems(ctx, response, case):
    """Every refusal by the daemon itself is RFC 9457 with its own status."""
    if response.status_code < 400 or response.status_code in (414, 431):
        return  # those two libmicrohttpd answers before the daemon hears of it
    if case.method == "HEAD" or case.operation.path == "/mcp":
        return  # JSON-RPC has errors of its own
    kind = (response.headers.get("content-type") or [""])[0]
    if not kind.startswith("application/problem+json"):
        raise AssertionError(f"{response.status_code} comes as {kind or 'nothing'}")
    if response.json().get("status") != response.status_code:
        raise AssertionError("the problem names another status")
