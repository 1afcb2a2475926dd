#!/usr/bin/env python3
"""Checks the page of a report as a browser and a validator see it, for every saved ticket: axe-core in headless Chromium for
accessibility, the Nu Html Checker for its HTML. Usage: page.py TWOPOP TOOLS, where TOOLS has axe.min.js and vnu.jar. Ends with a
line "test result: N passed; M failed" as cargo's tests do."""
import html
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
TWOPOP, TOOLS = sys.argv[1], Path(sys.argv[2])
SECONDS = 120
# Stands where the page ends: what axe-core found goes into an element of its own, which Chromium prints.
RUN = """axe.run(document, {resultTypes: ["violations"]}).then(
  found => found.violations.map(one => [one.id, one.impact, one.nodes[0].html.slice(0, 160)]), error => [String(error)]
).then(said => { const out = document.createElement("pre"); out.id = "axe-result"; out.textContent = JSON.stringify(said);
  document.body.append(out); });"""


def axe(page, folder):
    """What axe-core finds, as a list; the page forbids scripts, so that is taken out first."""
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text())
    library = (TOOLS / "axe.min.js").read_text().replace("</script", "<\\/script")
    copy = folder / "axe.html"
    copy.write_text(text.replace("</body>", f"<script>{library}</script><script>{RUN}</script></body>"))
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/chromium",
               "--virtual-time-budget=20000", "--dump-dom", copy.as_uri()]
    seen = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    found = re.search(r'<pre id="axe-result">(.*?)</pre>', seen.stdout, re.S)
    assert found, f"no answer: {seen.stderr[-300:]}"
    return json.loads(html.unescape(found.group(1)))


def validator(pages):
    command = ["java", "-jar", str(TOOLS / "vnu.jar"), "--format", "gnu", *map(str, pages)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    return [line for line in said.stderr.splitlines() if ": error" in line or ": info warning" in line]


def main():
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        folder, pages = Path(folder), []
        for ticket in sorted((HOME / "tests/cases/saved/tickets").glob("*.ron")):
            page = folder / f"{ticket.stem}.html"
            subprocess.run([TWOPOP, "report", ticket, "--format", "html", "-o", page], check=True, capture_output=True)
            pages.append(page)
        # The fullest ones: Chromium takes seconds for each.
        for page in sorted(pages, key=lambda page: -page.stat().st_size)[:3]:
            violations = axe(page, folder)
            if violations:
                failed.append(f"axe-core, {page.stem}: {violations}")
        errors = validator(pages)
        if errors:
            failed.append("Nu Html Checker: " + "\n".join(errors[:20]))
    print("\n".join(failed))
    print(f"test result: {'FAILED' if failed else 'ok'}. {4 - len(failed)} passed; {len(failed)} failed")
    sys.exit(bool(failed))


main()
