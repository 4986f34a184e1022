"""proofs.py URL [KEY] - check a registry's chain, signed head and proofs by
nothing but what it says and the standard library

With KEY, a public key known from before, the head must be signed by it or by a
key that follows it, each endorsed by the one before.
"""

import hashlib
import json
import sys
import urllib.request

# ---- Ed25519, RFC 8032 -------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def point_of(data):
    """A point x, y, 1, xy from its 32 bytes, or None."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, p):
    total = (0, 1, 1, 0)
    while n:
        if n & 1:
            total = add(total, p)
        p, n = add(p, p), n >> 1
    return total


BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def is_signed(key, text, signature):
    key, signature = bytes.fromhex(key), bytes.fromhex(signature)
    a, r = point_of(key), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or a is None or r is None or s >= ORDER:
        return False
    hashed = hashlib.sha512(signature[:32] + key + text.encode()).digest()
    left = times(s, BASE)
    right = add(r, times(int.from_bytes(hashed, "little") % ORDER, a))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


# ---- the tree, RFC 9162 ------------------------------------------------------


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_of(change_hash):
    return sha256(b"\0" + bytes.fromhex(change_hash))


def join(left, right):
    return sha256(b"\1" + left + right)


def root_of(leaves):
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return join(root_of(leaves[:half]), root_of(leaves[half:]))


def is_included(leaf, index, size, path, root):
    last = size - 1
    for node in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            leaf = join(node, leaf)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            leaf = join(leaf, node)
        index, last = index >> 1, last >> 1
    return last == 0 and leaf == root


def is_consistent(size, larger, path, root, larger_root):
    if size == larger:
        return not path and root == larger_root
    if size & size - 1 == 0:
        path = [root] + path
    index, last = size - 1, larger - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    first = second = path[0]
    for node in path[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            first, second = join(node, first), join(node, second)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            second = join(second, node)
        index, last = index >> 1, last >> 1
    return last == 0 and first == root and second == larger_root


# ---- a registry --------------------------------------------------------------

URL = sys.argv[1].rstrip("/")


def ask(path):
    with urllib.request.urlopen(URL + path) as answer:
        return json.load(answer)


def expect(holds, what):
    if not holds:
        raise SystemExit(f"{URL}: {what}")


def read_chain(size):
    changes, before = [], "0" * 64
    while len(changes) < size:
        for change in ask(f"/v1/changes?since={len(changes)}&limit=1000")["items"]:
            told = change.pop("hash")
            text = json.dumps(change, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            expect(change["prev"] == before, f"change {change['seq']} does not follow the one before")
            expect(hashlib.sha256(text.encode()).hexdigest() == told, f"change {change['seq']}: another hash")
            before = told
            changes.append(told)
    return changes[:size]


def check_key(key, known):
    keys = {k["key"]: k for k in ask("/.well-known/instrument-registry")["keys"]}
    expect(key in keys and keys[key]["signs"], "the head is signed by a key that is not published")
    while key != known:
        entry = keys.get(key, {})
        expect("endorsed_by" in entry, "the head is signed by a key that does not follow the one known")
        text = f"instrument-registry key\n{key}\n"
        expect(is_signed(entry["endorsed_by"], text, entry["endorsement"]), "an endorsement does not hold")
        key = entry["endorsed_by"]


def check_inclusion(leaves, seq, size):
    proof = ask(f"/v1/changes/{seq}/proof?size={size}")
    root, path = bytes.fromhex(proof["root"]), [bytes.fromhex(node) for node in proof["path"]]
    expect(root == root_of(leaves[:size]), f"the root of {size} changes is another")
    expect(is_included(leaves[seq - 1], seq - 1, size, path, root), f"{seq} is not shown to be among {size}")
    expect(not is_included(leaves[seq % size], seq - 1, size, path, root) or size == 1,
           f"{seq} among {size}: another change passes for it")


def check_consistency(leaves, size, larger):
    proof = ask(f"/v1/changes/consistency?from={size}&to={larger}")
    path = [bytes.fromhex(node) for node in proof["path"]]
    roots = root_of(leaves[:size]), root_of(leaves[:larger])
    expect([proof["from_root"], proof["to_root"]] == [r.hex() for r in roots], "another root")
    expect(is_consistent(size, larger, path, *roots), f"{size} is not shown to be the beginning of {larger}")
    expect(size == larger or not is_consistent(size, larger, path, roots[1], roots[0]), "anything is consistent")


def some(size):
    """Sizes and seqs about which proofs differ: powers of two, the ends, others."""
    near = {2**i + d for i in range(size.bit_length() + 1) for d in (-1, 0, 1)}
    return sorted(n for n in near | {size, size * 2 // 3} if 1 <= n <= size)


def main():
    head = ask("/v1/changes/head")
    tree = head["tree"]
    text = f"instrument-registry head\n{tree['size']}\n{tree['root']}\n{tree['time']}\n"
    expect(is_signed(tree["key"], text, tree["signature"]), "the head's signature does not hold")
    expect(not is_signed(tree["key"], text + " ", tree["signature"]), "any signature holds")
    check_key(tree["key"], sys.argv[2] if len(sys.argv) > 2 else tree["key"])
    chain = read_chain(tree["size"])
    expect(tree["size"] == head["seq"] and chain[-1] == head["hash"], "the tree is not of that head")
    leaves = [leaf_of(told) for told in chain]
    expect(root_of(leaves).hex() == tree["root"], "the root is not that of the changes")
    chosen = some(len(leaves))
    for size in chosen[-8:]:
        for n in some(size):
            check_inclusion(leaves, n, size)
            check_consistency(leaves, n, size)
    print(f"{len(leaves)} changes are signed, proven and as they were")


main()
