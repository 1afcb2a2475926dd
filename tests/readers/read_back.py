#!/usr/bin/env python3
"""Reads what `twopop report` writes with programs that are not ours, and compares every time to the frame.

Usage: read_back.py TWOPOP. Tickets are written here, with times worked out from exact fractions. Ends with a line
"test result: N passed; M failed" as cargo's tests do. Which form is read by what:
  resolve  grammar of Resolve's export (regular expression), as no free reader of it exists
  cmx      opentimelineio (cmx_3600, not in drop-frame), pycmx
  avid     its grammar, as no free reader of it exists
  premiere opentimelineio (fcp_xml)                  midi     mido
  reaper   csv                                       audition csv
  otio     opentimelineio                            vtt      webvtt
  csv      csv                                       json     json, jsonschema with the published schema
  html     html.parser, html5lib (strict)
  pdf      poppler (pdftotext, pdfinfo, pdffonts, pdftohtml)
  change-list       opentimelineio (cmx_3600), pycmx
  change-list-otio  opentimelineio               change-list-csv  csv
"""
import csv
import html
import html.parser
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import html5lib
import jsonschema
import mido
import opentimelineio as otio
import pycmx
import webvtt

HOME = Path(__file__).resolve().parents[2]
TWOPOP = sys.argv[1]
RATES = [("24000/1001", False), ("24", False), ("25", False), ("30000/1001", False), ("30000/1001", True), ("60000/1001", False)]
# First frame, last frame, severity, words. The hostile ones are on frames of their own, two share a frame.
HOSTILE = [
    "7 begins with a digit", "a | b | c", "tab\there\nand a new line", "\ufeffmark", "=HYPERLINK(1)", "+1", "@x",
    "<script>alert(1)</script>", "say \"hi\" 'ho' & ho", "\u05e9\u05dc\u05d5\u05dd \u0627\u0644\u0639\u0631\u0628\u064a\u0629", "\u5b89 \U0001f3ac",
    "]]> --> |C:x |M:y |D:9 * LOC: 00:00:00:00 RED x", "long " * 2000,
]
FRAMES = [(0, 0), (1, 1), (1799, 1800), (1800, 1801), (17982, 18000), (43199, 43250), (100000, 100000), (100000, 100009)]


def rows(rate):
    placed = list(FRAMES) + [(200000 + 50 * n, 200000 + 50 * n + n % 3) for n in range(len(HOSTILE))]
    words = ["plain words"] * len(FRAMES) + HOSTILE
    severities = ["Blocker", "Issue", "Fyi"]
    return [(first, last, severities[n % 3], words[n]) for n, (first, last) in enumerate(placed)]


def start_of(frame, rate):
    """The first sample of a frame: the first at or after its exact time."""
    exact = Fraction(frame) * 48000 / rate
    return -(-exact.numerator // exact.denominator)


def label(frame, rate, drop):
    """SMPTE ST 12-1, worked out apart from Twopop."""
    nominal = -(-rate.numerator // rate.denominator)
    if drop:
        per_minute, dropped = nominal * 60 - nominal // 15, nominal // 15
        tens, rest = divmod(frame, nominal * 600 - 9 * dropped)
        frame += 9 * dropped * tens + (dropped * ((rest - dropped) // per_minute) if rest >= dropped else 0)
    seconds, frames = divmod(frame, nominal)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{';' if drop else ':'}{frames:02}"


def ron(text):
    escaped = "".join(c if c not in '"\\' and c.isprintable() else f"\\u{{{ord(c):x}}}" for c in text)
    return f'"{escaped}"'


# Frames of source in, source out, record in, record out: 24 frames are missing after the first piece, 10 too many after the second.
MOVES = [(0, 1000, 0, 1000), (1000, 2000, 1024, 2024), (2010, 3010, 2024, 3024)]


def measured(rate):
    at = lambda frame: start_of(frame, rate)
    pieces = [(0, 1000, 0, "Matched"), (1000, 2000, 1024, "Matched"), (2000, 2010, 2024, "Inserted"), (2010, 3010, 2024, "Matched")]
    pieces = "".join(
        f"(audio_from: {at(first)}, audio_to: {at(last)}, reference_from: {at(picture)}, kind: {kind}, confidence_percent: 99),"
        for first, last, picture, kind in pieces
    )
    fault = lambda kind, first, last, by: (
        f"(kind: {kind}, audio_from: {at(first)}, audio_to: {at(last)}, reference_from: {at(first)}, reference_to: {at(last)}, "
        f"late_by: {by}, between: ({at(first)}, {at(last)}), confidence_percent: 99),"
    )
    return f"""(against: "Final Proxy: a_Final.mov", result: OutOfSync, aligned_by: "2-pop", offset_judged: true, pieces: [{pieces}],
      faults: [{fault("Removed", 1000, 1000, -at(24))}{fault("Inserted", 2000, 2010, at(10))}],
      trims: [(in_audio: true, what: "2-pop", from: 0, length: 2002, proof: "a pop in both")],
      sync_references: [(what: "2-pop", places: Some(0)), (what: "file start", places: None)],
      conflicts: [(between: ("2-pop", "file start"), by: 96000)], sounding: 100, matched: 93, longest_unmatched: 7,
      reference_programme: (0, {at(3024)}), audio_programme: (0, {at(3010)}), notes: ["<i>noted</i>"])"""


def ticket(rate_text, drop):
    rate = Fraction(rate_text)
    nominal = -(-rate.numerator // rate.denominator)
    # One hour of labels: 107 892 frames in drop-frame.
    start = 107892 if drop else 3600 * nominal
    findings = "".join(
        f"""(id: "00000000-0000-0000-0000-{n:012}", kind: GlobalOffset, from: {start_of(first, rate)}, to: {start_of(last + 1, rate)},
        severity: {severity}, rule: Some("final-proxy-timing"), text: {ron(words)}, by: "Ann", at: "2026-01-15T10:00:00+01:00[Europe/Paris]"),"""
        for n, (first, last, severity, words) in enumerate(rows(rate))
    )
    text = f"""(schema: 2, id: "00000000-0000-0000-0000-000000000001", title: "NIGHT <b>|=FALL", task: PrintMaster, request: "/r",
    policy: "asset-qc 1", overridden: None, created: "2026-01-15T09:00:00+01:00[Europe/Paris]",
    assets: [(role: Reference(FinalProxy), files: ["/r/a_Final.mov"], version: None, delivery: Delivered, recognised_by: "x",
      facts: Some((frame_rate: Some("{rate_text if '/' in rate_text else rate_text + '/1'}"),
        start_timecode: Some((frames: {start}, format: (rate: "{rate_text if '/' in rate_text else rate_text + '/1'}", drop_frame: {str(drop).lower()}))),
        duration: 480480000, channels: 2, sample_rate: 48000, formats: ["AAC"])), problem: None, sha256: None),
      (role: Delivered(PrintMaster), files: ["/r/mix.wav"], version: None, delivery: Delivered, recognised_by: "x",
      facts: Some((frame_rate: None, start_timecode: None, duration: 480480000, channels: 2, sample_rate: 48000, formats: ["PCM"],
        time_reference: Some({start_of(start, rate)}))), problem: None, sha256: None)],
    measurements: [{measured(rate)}], findings: [{findings}])"""
    return text, start, rate


def report(file, form, *options):
    made = subprocess.run([TWOPOP, "report", file, "--format", form, "-o", "-", *options], capture_output=True, check=True)
    again = subprocess.run([TWOPOP, "report", file, "--format", form, "-o", "-", *options], capture_output=True, check=True)
    assert made.stdout == again.stdout, "the same ticket, other bytes"
    return made.stdout


def merged(expected):
    """One a frame, as programs want that hold one."""
    firsts = {}
    for first, last, *_ in expected:
        firsts[first] = max(firsts.get(first, first), last)
    return sorted(firsts.items())


def check_resolve(data, start, rate, drop, expected):
    text = data.decode()
    assert text.startswith("TITLE: "), text[:40]
    assert f"FCM: {'DROP FRAME' if drop else 'NON-DROP FRAME'}\n" in text
    event = re.compile(r"^(\d+)  001      V     C        (\S+) (\S+) (\S+) (\S+)  \n(.*) \|C:ResolveColor\w+ \|M:([^|\n]*) \|D:(\d+)\n\n", re.M)
    found = event.findall(text)
    wanted = merged(expected)
    assert len(found) == len(wanted), (len(found), len(wanted))
    for (_, first, after, *_rest, note, _name, length), (frame, last) in zip(found, wanted):
        assert first == label(start + frame, rate, drop), (first, frame)
        assert after == label(start + frame + 1, rate, drop)
        assert int(length) == last - frame + 1
        assert not note[:1].isdigit() and "|" not in note and "\t" not in note
    assert event.sub("", text).strip().count("\n") <= 1, "lines that belong to no event"


def check_cmx(data, start, rate, drop, expected):
    text = data.decode()
    wanted = [frame for frame, _ in merged(expected)]
    locators = re.findall(r"^\* LOC: (\S+) (RED|YELLOW|CYAN) +(.*)$", text, re.M)
    assert [one[0] for one in locators] == [label(start + frame, rate, drop) for frame in wanted]
    edits = [event.edits[0] for event in pycmx.parse_cmx3600(io.StringIO(text)).events]
    assert [edit.record_in for edit in edits] == [label(start + frame, rate, drop) for frame in wanted]
    if drop:
        return  # opentimelineio's pattern for locators knows no drop-frame label
    as_float = float(rate)
    timeline = otio.adapters.read_from_string(text, "cmx_3600", rate=as_float)
    markers = [marker for clip in timeline.find_clips() for marker in clip.markers]
    assert len(markers) == len(wanted), (len(markers), len(wanted))
    for marker, frame in zip(markers, wanted):
        assert round(marker.marked_range.start_time.value) == start + frame, (marker.marked_range, frame)


def check_avid(data, start, rate, drop, expected):
    lines = data.decode().split("\n")[:-1]
    assert len(lines) == len(expected)
    for line, (first, *_rest) in zip(lines, expected):
        user, timecode, track, colour, comment, last = line.split("\t")
        assert (timecode, track, last) == (label(start + first, rate, drop), "V1", "1") and user and comment
        assert colour in ("red", "green", "blue", "cyan", "magenta", "yellow", "black", "white")


def check_premiere(data, start, rate, drop, expected):
    text = data.decode()
    timeline = otio.adapters.read_from_string(text, "fcp_xml")
    timeline = timeline if isinstance(timeline, otio.schema.Timeline) else timeline[0]
    markers = timeline.tracks.markers
    assert len(markers) == len(expected), (len(markers), len(expected))
    for marker, (first, last, _severity, words) in zip(markers, expected):
        assert round(marker.marked_range.start_time.value) == first
        length = round(marker.marked_range.duration.value)
        assert length == (last - first + 1 if last > first else 0), (length, first, last)
    assert round(timeline.global_start_time.value) == start
    assert ("<displayformat>DF<" in text) == drop


def check_midi(data, start, rate, drop, expected):
    file = mido.MidiFile(file=io.BytesIO(data))
    at, found = Fraction(0), []
    tempo = 500000
    for message in file.tracks[0]:
        at += Fraction(message.time * tempo, file.ticks_per_beat * 1_000_000)
        if message.type == "set_tempo":
            tempo = message.tempo
        if message.type == "marker":
            found.append(at)
    assert [frame_at(one, rate) for one in found] == [first for first, *_ in expected]


def frame_at(seconds, rate):
    return int(seconds * rate)


def check_reaper(data, start, rate, drop, expected):
    found = list(csv.DictReader(io.StringIO(data.decode())))
    assert list(found[0]) == ["#", "Name", "Start", "End", "Length", "Color"]
    assert len(found) == len(expected)
    for row, (first, last, *_rest) in zip(found, expected):
        # Written to the microsecond, which may round below the frame's first sample.
        assert frame_at(Fraction(row["Start"]) + Fraction(1, 500000), rate) == first
        assert row["#"][0] == ("R" if last > first else "M")
        if last > first:
            assert frame_at(Fraction(row["End"]) - Fraction(1, 10000), rate) == last


def check_audition(data, start, rate, drop, expected):
    found = list(csv.DictReader(io.StringIO(data.decode()), delimiter="\t"))
    assert list(found[0]) == ["Name", "Start", "Duration", "Time Format", "Type", "Description"]
    for row, (first, *_rest) in zip(found, expected):
        seconds = sum(Fraction(part) * 60**place for place, part in enumerate(reversed(row["Start"].split(":"))))
        # Written to the millisecond, rounded down.
        assert abs(seconds * rate - first) <= rate / 1000 + Fraction(1, 500), (row["Start"], first)
        assert (row["Time Format"], row["Type"]) == ("decimal", "Cue")
    assert len(found) == len(expected)


def check_otio(data, start, rate, drop, expected):
    timeline = otio.adapters.read_from_string(data.decode(), "otio_json")
    assert round(timeline.global_start_time.value) == start
    markers = timeline.tracks.markers
    assert len(markers) == len(expected)
    for marker, (first, last, severity, words) in zip(markers, expected):
        assert round(marker.marked_range.start_time.value) == first
        assert round(marker.marked_range.duration.value) == last - first + 1
        assert marker.color in ("RED", "ORANGE", "CYAN") and marker.name
        assert " ".join(words.split()) in marker.comment


def check_vtt(data, start, rate, drop, expected):
    cues = webvtt.from_buffer(io.StringIO(data.decode()))
    assert len(cues) == len(expected)
    for cue, (first, *_rest) in zip(cues, expected):
        seconds = sum(Fraction(part) * 60**place for place, part in enumerate(reversed(cue.start.split(":"))))
        assert frame_at(seconds, rate) == first, (cue.start, first)
        assert cue.raw_text.startswith(label(start + first, rate, drop))


def check_csv(data, start, rate, drop, expected):
    found = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(found) == len(expected)
    for row, (first, last, severity, words) in zip(found, expected):
        assert (row["in"], row["out"]) == (label(start + first, rate, drop), label(start + last, rate, drop))
        assert not any(cell[:1] in "=+-@\t\r" and cell[:1] for cell in row.values()), row
        assert row["description"].lstrip("'") == words.strip(), (row["description"][:60], words[:60])


def check_json(data, start, rate, drop, expected):
    value = json.loads(data)
    schema = json.loads((HOME / "resources/report.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(value, schema)
    assert [one["first_frame"] for one in value["findings"]] == [first for first, *_ in expected]
    assert [one["text"] for one in value["findings"]] == [words.strip() for *_, words in expected]


class Page(html.parser.HTMLParser):
    VOID = {"meta", "br", "img", "line", "rect"}

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.text = [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.text.append(data)


def check_html(data, start, rate, drop, expected):
    page = Page()
    page.feed(data.decode())
    assert not page.open, page.open
    html5lib.HTMLParser(strict=True).parse(data.decode())
    assert all(tag != "script" for tag, _ in page.tags)
    for tag, attributes in page.tags:
        for name in ("src", "href"):
            assert attributes.get(name, "#").startswith(("#", "data:")), (tag, attributes)
    text = "".join(page.text)
    for first, last, _severity, words in expected:
        assert label(start + first, rate, drop) in text and words.strip() in text


def poppler(program, data, *options):
    return subprocess.run([program, *options], input=data, capture_output=True, check=True).stdout.decode()


def outline(data):
    """The lines of the outline. pdftohtml reads no pipe."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        xml = poppler("pdftohtml", b"", "-xml", "-i", "-stdout", file.name)
    return re.findall(r'<item page="\d+">([^<]*)</item>', html.unescape(xml))


def letters(text):
    """Without what a line break takes away, and without the marks of direction that pdftotext adds."""
    return "".join(c for c in text if not c.isspace() and c not in "\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def check_pdf(data, start, rate, drop, expected):
    facts = dict(line.split(":", 1) for line in poppler("pdfinfo", data, "-").splitlines())
    assert "(A4)" in facts["Page size"] and facts["Tagged"].strip() == "yes" and facts["JavaScript"].strip() == "no", facts
    pages = poppler("pdftotext", data, "-", "-").split("\f")[:-1]
    assert len(pages) == int(facts["Pages"]) > 1
    for number, page in enumerate(pages, 1):
        assert f"page {number} of {len(pages)}" in page, page[-200:]
    # What stands at the bottom of a page may stand in the middle of a text.
    body = letters("".join(poppler("pdftotext", data, "-y", "0", "-x", "0", "-W", "596", "-H", "796", "-", "-").split("\f")))
    for first, last, severity, words in expected:
        assert letters(f"{label(start + first, rate, drop)} – {label(start + last, rate, drop)}") in body
        assert letters(words) in body, words[:60]
    fonts = [line.split() for line in poppler("pdffonts", data, "-").splitlines()[2:]]
    assert len(fonts) > 2 and all(font[-5:-2] == ["yes"] * 3 for font in fonts), fonts
    items = outline(data)
    assert sum(" – " in item for item in items) == len(expected) and "Files" in items and "Measurement" in items, items


def check_change_list(data, start, rate, drop, expected):
    text = data.decode()
    wanted = [[label(start + frame, rate, drop) for frame in move] for move in MOVES]
    edits = [event.edits[0] for event in pycmx.parse_cmx3600(io.StringIO(text)).events]
    assert [[one.source_in, one.source_out, one.record_in, one.record_out] for one in edits] == wanted
    assert all(edit.channels.a1 and edit.channels.a2 and not edit.channels.video for edit in edits)
    if drop:
        return
    clips = list(otio.adapters.read_from_string(text, "cmx_3600", rate=float(rate)).tracks[0].find_clips())
    assert [round(clip.source_range.start_time.value) for clip in clips] == [start + move[0] for move in MOVES]
    assert [round(clip.source_range.duration.value) for clip in clips] == [move[1] - move[0] for move in MOVES]


def check_change_list_otio(data, start, rate, drop, expected):
    timeline = otio.adapters.read_from_string(data.decode(), "otio_json")
    assert round(timeline.global_start_time.value) == start
    (track,) = timeline.audio_tracks()
    for clip, move in zip(track.find_clips(), MOVES, strict=True):
        source, record = clip.source_range, clip.range_in_parent()
        assert source.start_time.rate == 48000
        assert source.start_time.value == start_of(start, rate) + start_of(move[0], rate)
        assert source.duration.value == record.duration.value == start_of(move[1], rate) - start_of(move[0], rate)
        assert abs(record.start_time.value - start_of(move[2], rate)) <= 1, (record, move)


def check_change_list_csv(data, start, rate, drop, expected):
    found = [row for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"))) if row["event"]]
    names = ("source_in", "source_out", "record_in", "record_out")
    assert [[row[name] for name in names] for row in found] == [[label(start + frame, rate, drop) for frame in move] for move in MOVES]
    assert [int(row["source_in_sample"]) for row in found] == [start_of(move[0], rate) for move in MOVES]
    assert found[0]["clip"] == "mix.wav" and found[0]["channels"] == "1 2"


def check_text(data, start, rate, drop, expected):
    text = data.decode()
    for first, last, severity, words in expected:
        assert f"In: {label(start + first, rate, drop)}\nOut: {label(start + last, rate, drop)}" in text
    assert text.count("\nSeverity: ") == len(expected)


def redacted_pdf(file):
    """Names no film, file or person, neither in its text nor in what it says of itself."""
    data = report(file, "pdf", "--redact")
    said = poppler("pdftotext", data, "-", "-") + poppler("pdfinfo", data, "-") + "".join(outline(data))
    assert "[title]" in said and "[file 1]" in said and "[name]" in said
    for word in ("NIGHT", "FALL", "a_Final", "Ann"):
        assert word not in said, word


def main():
    checks = {name[6:].replace("_", "-"): check for name, check in globals().items() if name.startswith("check_")}
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for rate_text, drop in RATES:
            text, start, rate = ticket(rate_text, drop)
            file = os.path.join(folder, "ticket.ron")
            Path(file).write_text(text)
            expected = sorted(rows(rate), key=lambda row: row[0])
            for form, check in checks.items():
                name = f"{form} at {rate_text}{' drop-frame' if drop else ''}"
                try:
                    check(report(file, form), start, rate, drop, expected)
                    passed += 1
                except Exception as error:  # every form is tried
                    failed += 1
                    print(f"{name}: {type(error).__name__}: {str(error)[:500]}")
            try:
                redacted_pdf(file)
                passed += 1
            except Exception as error:
                failed += 1
                print(f"redacted pdf at {rate_text}: {type(error).__name__}: {str(error)[:500]}")
    print(f"test result: {'ok' if not failed else 'FAILED'}. {passed} passed; {failed} failed")
    sys.exit(failed > 0)


main()
