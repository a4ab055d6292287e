"""Others' word on what was signed: pdfsig with NSS, and openssl, of which neither knows pyHanko."""

import json
import re
import subprocess
from dataclasses import dataclass

from foundation.chain import first_break
from signing import trail

RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
TYPE = re.compile(rb"/SubFilter\s*/([\w.]+)")


@dataclass
class Found:
    """One signature, cut out of the file by hand: its CMS and the bytes it covers."""

    kind: str
    cms: bytes
    covered: bytes
    end: int


def signatures_in(pdf):
    found = []
    for match in RANGE.finditer(pdf):
        first, length, second, rest = (int(number) for number in match.groups())
        padded = bytes.fromhex(pdf[first + length + 1 : second - 1].decode())
        around = pdf[pdf.rfind(b" obj", 0, match.start()) : pdf.find(b"endobj", match.start())]
        kind = TYPE.search(around)[1].decode()
        covered = pdf[first : first + length] + pdf[second : second + rest]
        found.append(Found(kind, _whole(padded), covered, second + rest))
    return sorted(found, key=lambda one: one.end)


def _whole(der):
    """Cut the padding off: the length of a DER value stands in its head."""
    if der[1] < 0x80:
        return der[: 2 + der[1]]
    many = der[1] & 0x7F
    return der[: 2 + many + int.from_bytes(der[2 : 2 + many], "big")]


def openssl_accepts(pdf, folder, roots, time_root=None):
    """Ask openssl about every signature; returns how many it accepted, refuses with its words."""
    (folder / "roots.pem").write_bytes(roots)
    (folder / "time.pem").write_bytes(time_root or roots)
    for found in signatures_in(pdf):
        (folder / "cms").write_bytes(found.cms)
        (folder / "covered").write_bytes(found.covered)
        if found.kind == "ETSI.RFC3161":
            words = "ts -verify -data covered -in cms -token_in -CAfile time.pem"
        else:
            words = (
                "cms -verify -cades -binary -inform DER -in cms -content covered"
                " -CAfile roots.pem -purpose any -out /dev/null"
            )
        run(["openssl", *words.split()], folder)
    return len(signatures_in(pdf))


def pdfsig_says(pdf, folder, roots):
    """Return pdfsig's verdicts: (field, signature valid, certificate trusted) for each."""
    nss = folder / "nss"
    nss.mkdir(exist_ok=True)
    (folder / "roots.pem").write_bytes(roots)
    (folder / "file.pdf").write_bytes(pdf)
    run(["certutil", "-N", "-d", f"sql:{nss}", "--empty-password"], folder)
    trust = ["-t", "C,C,C", "-n", "root", "-i", "roots.pem"]
    run(["certutil", "-A", "-d", f"sql:{nss}", *trust], folder)
    said = run(["pdfsig", "-nssdir", f"sql:{nss}", "file.pdf"], folder)
    return [
        (
            re.search(r"Field Name: (\S+)", part)[1],
            "Signature is Valid." in part,
            "Certificate is Trusted." in part,
        )
        for part in said.split("Signature #")[1:]
        if "not signed" not in part
    ]


def run(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def first_broken_line(lines):
    """Return the number of the first line of an attached trail that does not follow, or None."""
    read = [json.loads(line) for line in lines.splitlines()]
    if not read:
        return None
    hashes = [entry.pop("hash") for entry in read]
    broken = first_break(zip(read, hashes, strict=True), trail.genesis(read[0]["envelope"]))
    return None if broken is None else broken + 1
