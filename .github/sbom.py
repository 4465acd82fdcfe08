"""Writes what the program is made of, as SPDX 2.3 in JSON, from what cargo says of the lock file."""

import hashlib
import json
import os
import re
import subprocess

asked = ["cargo", "metadata", "--format-version=1", "--locked", "--filter-platform=x86_64-unknown-linux-gnu"]
metadata = json.loads(subprocess.run(asked, check=True, capture_output=True).stdout)
with open("Cargo.lock", "rb") as file:
    lock = file.read()
entry = re.compile(r'name = "([^"]+)"\nversion = "([^"]+)"\nsource = "[^"]+"\nchecksum = "([^"]+)"')
sums = {(name, version): digest for name, version, digest in entry.findall(lock.decode())}
nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
root = metadata["resolve"]["root"]


def goes_in(dependency):
    """Whether it becomes a part of the program: tests and build scripts do not."""
    return any(kind["kind"] is None for kind in dependency["dep_kinds"])


reached, waiting = set(), [root]
while waiting:
    package = waiting.pop()
    if package not in reached:
        reached.add(package)
        waiting += [one["pkg"] for one in nodes[package]["deps"] if goes_in(one)]


def name_of(package):
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", f"{package['name']}-{package['version']}")


packages = sorted((one for one in metadata["packages"] if one["id"] in reached), key=name_of)
names = {one["id"]: name_of(one) for one in packages}
described = []
for one in packages:
    digest = sums.get((one["name"], one["version"]))
    described.append({
        "SPDXID": name_of(one),
        "name": one["name"],
        "versionInfo": one["version"],
        "licenseDeclared": (one.get("license") or "NOASSERTION").replace("/", " OR "),
        "licenseConcluded": "NOASSERTION",
        "copyrightText": "NOASSERTION",
        "filesAnalyzed": False,
        "downloadLocation": f"https://crates.io/api/v1/crates/{one['name']}/{one['version']}/download" if digest else "NOASSERTION",
        "checksums": [{"algorithm": "SHA256", "checksumValue": digest}] if digest else [],
        "externalRefs": [{
            "referenceCategory": "PACKAGE-MANAGER",
            "referenceType": "purl",
            "referenceLocator": f"pkg:cargo/{one['name']}@{one['version']}",
        }],
    })
relations = [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": names[root]}]
for package in sorted(reached, key=names.get):
    for one in sorted({names[one["pkg"]] for one in nodes[package]["deps"] if goes_in(one)}):
        relations.append({"spdxElementId": names[package], "relationshipType": "DEPENDS_ON", "relatedSpdxElement": one})
utc = {**os.environ, "TZ": "UTC"}
asked = ["git", "log", "-1", "--format=%H %cd", "--date=format-local:%Y-%m-%dT%H:%M:%SZ"]
commit, day = subprocess.run(asked, check=True, capture_output=True, text=True, env=utc).stdout.split()
print(json.dumps({
    "spdxVersion": "SPDX-2.3",
    "dataLicense": "CC0-1.0",
    "SPDXID": "SPDXRef-DOCUMENT",
    "name": names[root].removeprefix("SPDXRef-"),
    # The same lock file and commit have the same name.
    "documentNamespace": f"https://spdx.org/spdxdocs/cairn-{commit}-{hashlib.sha256(lock).hexdigest()[:16]}",
    "creationInfo": {"created": day, "creators": ["Tool: .github/sbom.py"]},
    "packages": described,
    "relationships": relations,
}, indent=1))
