#!/usr/bin/env python3
"""Names everything that is built into Twopop, from what cargo says of it: for people, and for machines.

    packaging/notices.py --check           every dependency has a licence that deny.toml allows, and a text to go with it
    packaging/notices.py --text FILE       third-party notices: every dependency with the text of its licence
    packaging/notices.py --sbom FILE       the same as a CycloneDX 1.6 bill of materials

The texts are those in each crate's own package. A crate that comes without gets the standard text of its licence, with its
authors. Nothing of it depends on this machine or on the time: SOURCE_DATE_EPOCH is the date, where one is asked for.
"""
import datetime
import json
import os
import pathlib
import re
import subprocess
import sys
import tomllib
import uuid

HOME = pathlib.Path(__file__).resolve().parent.parent
LICENCE_FILE = re.compile(r"(licen[cs]e|copying|unlicen[cs]e|notice|copyright|patents)", re.I)
TEXT_ENDING = {"", ".md", ".txt", ".mit", ".apache", ".rst"}

# What is no crate, and is in the program all the same.
ALSO_INSIDE = [
    ("Silero VAD (voice network)", "6.2.3", "MIT", "resources/models/silero_vad.LICENSE"),
    ("Big Buck Bunny (frames in the pictures of the guide)", "2008", "CC-BY-3.0", "docs/guide/pictures/CREDITS.txt"),
]

MIT = """Copyright (c) {authors}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software
is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES
OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE
LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR
IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""

UNLICENSE = """This is free and unencumbered software released into the public domain by {authors}.

Anyone is free to copy, modify, publish, use, compile, sell, or distribute this software, either in source code form or as a
compiled binary, for any purpose, commercial or non-commercial, and by any means. For more information: https://unlicense.org
"""


def dependencies():
    """Twopop's package, then every crate that is linked into it or makes part of its code, by name and version."""
    said = subprocess.run(
        ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", target()],
        cwd=HOME, check=True, stdout=subprocess.PIPE,
    ).stdout
    metadata = json.loads(said)
    packages = {one["id"]: one for one in metadata["packages"]}
    nodes = {one["id"]: one for one in metadata["resolve"]["nodes"]}
    root = metadata["resolve"]["root"]
    wanted, found, uses = [root], set(), {}
    while wanted:
        one = wanted.pop()
        if one in found:
            continue
        found.add(one)
        # What only builds or tests is not given to anybody.
        of_one = [d["pkg"] for d in nodes[one]["deps"] if any(kind["kind"] is None for kind in d["dep_kinds"])]
        uses[one] = sorted(of_one)
        wanted.extend(of_one)
    crates = sorted((packages[one] for one in found - {root}), key=lambda one: (one["name"], one["version"]))
    return packages[root], crates, uses


def target():
    """The machine that is built for."""
    said = subprocess.run(["rustc", "-vV"], cwd=HOME, check=True, stdout=subprocess.PIPE, text=True).stdout
    return os.environ.get("CARGO_BUILD_TARGET") or re.search(r"^host: (.*)$", said, re.M).group(1)


def expression(crate):
    """The licence as SPDX writes it; older crates have a slash for "or"."""
    return (crate["license"] or "").replace("/", " OR ")


def names(licence):
    return set(re.findall(r"[A-Za-z][A-Za-z0-9.+-]*", licence)) - {"OR", "AND", "WITH"}


def texts(crate, standard):
    """The texts that go with a crate, each once."""
    folder = pathlib.Path(crate["manifest_path"]).parent
    files = [
        file for place in (folder, folder / "fonts", folder / "LICENSES", folder / "licenses") if place.is_dir()
        for file in sorted(place.iterdir())
        if file.is_file() and file.suffix.lower() in TEXT_ENDING
        and (LICENCE_FILE.search(file.name) or (place.name == "fonts" and file.suffix == ".txt"))
    ]
    own = [file.read_text("utf-8", "replace").strip() for file in files]
    # A font's licence says nothing of the code beside it.
    if any(file.parent == folder for file in files):
        return [text for text in dict.fromkeys(own) if text]
    authors = ", ".join(re.sub(r" *<.*?>", "", one) for one in crate["authors"]) or f"the {crate['name']} authors"
    licence = names(expression(crate))
    for name, text in standard:
        if name in licence:
            return [*dict.fromkeys(own), text.format(authors=authors).strip()]
    return []


def standard_texts():
    apache = (HOME / "LICENSE-APACHE").read_text().replace("{", "{{").replace("}", "}}")
    return [("MIT", MIT), ("Apache-2.0", apache), ("Unlicense", UNLICENSE)]


def everything():
    root, crates, uses = dependencies()
    standard = standard_texts()
    return root, [(crate, texts(crate, standard)) for crate in crates], uses


def check():
    """The number of faults, each said in a line."""
    allowed = set(tomllib.loads((HOME / "deny.toml").read_text())["licenses"]["allow"])
    allowed |= {part for one in allowed for part in names(one)}
    _, crates, _ = everything()
    faults = []
    for crate, found in crates:
        name = f"{crate['name']} {crate['version']}"
        if not crate["license"]:
            faults.append(f"{name}: no licence is stated")
        elif not names(expression(crate)) & allowed:
            faults.append(f"{name}: none of its licences is allowed: {crate['license']}")
        if not found:
            faults.append(f"{name}: no text of a licence goes with it")
    faults += [f"{name}: {file} is missing" for name, _, _, file in ALSO_INSIDE if not (HOME / file).is_file()]
    for fault in faults:
        print(f"notices: {fault}")
    print(f"notices: {len(crates)} crates and {len(ALSO_INSIDE)} other parts, {len(faults)} faults")
    return len(faults)


def text_notices():
    root, crates, _ = everything()
    rows = [(f"{one['name']} {one['version']}", expression(one), one["repository"] or one["homepage"], found)
            for one, found in crates]
    rows += [(f"{name} {version}", licence, None, [(HOME / file).read_text().strip()])
             for name, version, licence, file in ALSO_INSIDE]
    by_text = {}
    for name, licence, place, found in rows:
        for text in found:
            by_text.setdefault(text, []).append(name)
    numbers = {text: number for number, text in enumerate(by_text, 1)}
    lines = [
        f"Third-party notices of Twopop {root['version']}", "",
        "Twopop itself is under MIT OR Apache-2.0. What follows is built into it, each part under the licence named with it;",
        "the numbers are those of the texts below. The source of each crate is at https://crates.io/crates/NAME/VERSION.", "",
    ]
    for name, licence, place, found in rows:
        which = ", ".join(str(numbers[text]) for text in found)
        lines.append(f"{name}: {licence} [{which}]" + (f" {place}" if place else ""))
    for text, number in numbers.items():
        lines += ["", "=" * 78, f"[{number}] of {', '.join(by_text[text])}", "=" * 78, "", text]
    return "\n".join(lines) + "\n"


def sbom():
    root, crates, uses = everything()
    sums = {(one["name"], one["version"]): one.get("checksum")
            for one in tomllib.loads((HOME / "Cargo.lock").read_text())["package"]}

    def url(one):
        return f"pkg:cargo/{one['name']}@{one['version']}"

    def component(one, kind="library"):
        made = {"type": kind, "bom-ref": url(one), "name": one["name"], "version": one["version"], "purl": url(one),
                "licenses": [{"expression": expression(one)}]}
        if one["description"]:
            made["description"] = " ".join(one["description"].split())
        if sums.get((one["name"], one["version"])):
            made["hashes"] = [{"alg": "SHA-256", "content": sums[one["name"], one["version"]]}]
        if one["repository"]:
            made["externalReferences"] = [{"type": "vcs", "url": one["repository"]}]
        return made

    inside = [component(one) for one, _ in crates]
    inside += [{"type": "machine-learning-model" if "network" in name else "file", "bom-ref": f"twopop:{file}", "name": name,
                "version": version, "licenses": [{"expression": licence}]} for name, version, licence, file in ALSO_INSIDE]
    known = {one["id"]: url(one) for one, _ in crates} | {root["id"]: url(root)}
    arrows = [{"ref": known[one], "dependsOn": sorted(known[other] for other in others)} for one, others in uses.items()]
    also = [f"twopop:{file}" for _, _, _, file in ALSO_INSIDE]
    for arrow in arrows:
        if arrow["ref"] == url(root):
            arrow["dependsOn"] += also
    metadata = {"component": component(root, "application")}
    if os.environ.get("SOURCE_DATE_EPOCH"):
        made = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
        metadata["timestamp"] = made.strftime("%Y-%m-%dT%H:%M:%SZ")
    bom = {"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6",
           "version": 1, "metadata": metadata, "components": inside,
           "dependencies": sorted(arrows, key=lambda one: one["ref"]) + [{"ref": one} for one in also]}
    # The same parts give the same name.
    bom["serialNumber"] = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(bom, sort_keys=True)).urn
    return json.dumps(bom, indent=1) + "\n"


def main(words):
    match words:
        case ["--check"]:
            return min(check(), 1)
        case ["--text", file]:
            pathlib.Path(file).write_text(text_notices())
        case ["--sbom", file]:
            pathlib.Path(file).write_text(sbom())
        case _:
            print(__doc__.strip(), file=sys.stderr)
            return 2
    return 0


sys.exit(main(sys.argv[1:]))
