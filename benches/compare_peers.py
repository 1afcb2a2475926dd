#!/usr/bin/env python3
"""What waveforms and `compare` cost beside the programs people use, on the same files in one run.

    benches/compare_peers.py TWOPOP [--limit LIMIT] [--minutes 10,60,120] [--folder DIR] [--keep]

Writes 5.1/24-bit/48 kHz RF64 files that are like music and noise into --folder (0.86 MB a second; one length at a time), reads each
once so that it is in memory, then runs each program on it and takes the processor seconds and the peak memory of that process from
the system. Prints one table; a program that is not there is left out and named below it.

Processor seconds and their ratios are to be compared, never seconds by the clock: each runs by `chrt -i 0`, giving way to whatever
else runs. Some 14 MB of the memory are of this script, which starts them. TWOPOP is a release build.

LIMIT: a program that does no more than read the file in blocks and take each channel's extremes of 256 frames, called as
`LIMIT rpyr FILE 1 OUT`: what the machine can do. audiowaveform, mpv, ffmpeg and audio-offset-finder are taken from PATH.
"""
import argparse
import array
import json
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile

RATE, CHANNELS, WIDTH = 48_000, 6, 3


def head(frames, channels):
    """RF64, whose sizes stand in `ds64` (EBU Tech 3306)."""
    size, block = frames * channels * WIDTH, channels * WIDTH
    ds64 = b"ds64" + struct.pack("<IQQQI", 28, size + 72, size, frames, 0)
    form = b"fmt " + struct.pack("<IHHIIHH", 16, 1, channels, RATE, RATE * block, block, WIDTH * 8)
    return b"RF64\xff\xff\xff\xffWAVE" + ds64 + form + b"data\xff\xff\xff\xff"


def seconds_of_sound(seed):
    """A minute in pieces of a second, each of its own loudness and colour, 24-bit."""
    dice = random.Random(seed)
    pieces = []
    for _ in range(60):
        loud = int(4_000_000 * dice.random() ** 3) + 2
        noise = array.array("i", (dice.randrange(-loud, loud) for _ in range(2_003 * CHANNELS)))
        stored = bytearray(len(noise) * WIDTH)
        raw = noise.tobytes()
        for byte in range(WIDTH):
            stored[byte::WIDTH] = raw[byte::4]
        second = bytes(stored) * (RATE // 2_003 + 1)
        pieces.append(second[: RATE * CHANNELS * WIDTH])
    return pieces


def write(path, minutes, pieces):
    order = random.Random(minutes)
    with open(path, "wb") as file:
        file.write(head(minutes * 60 * RATE, CHANNELS))
        for _ in range(minutes * 60):
            file.write(order.choice(pieces))


def spent(command, out=subprocess.DEVNULL):
    """Processor seconds and peak memory in MB of a command; `None` where it fails."""
    process = subprocess.Popen(["chrt", "-i", "0", *map(str, command)], stdout=out, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1, 3):
        return None
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def best(command, times=3):
    """The cheapest of several runs: what disturbs a run only adds to it."""
    runs = [run for run in (spent(command) for _ in range(times)) if run]
    return min(runs, default=None)


def answer(command):
    with tempfile.TemporaryFile() as out:
        cost = spent(command, out)
        out.seek(0)
        return cost, json.load(out)


def main():
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("twopop")
    asked.add_argument("--limit")
    asked.add_argument("--minutes", default="10,60,120")
    asked.add_argument("--folder")
    asked.add_argument("--keep", action="store_true", help="leave the files there")
    asked.add_argument("--no-compare", action="store_true", help="waveforms only")
    asked.add_argument("--write", help=argparse.SUPPRESS)
    asked = asked.parse_args()
    if asked.write:
        return write(asked.write, int(asked.minutes), seconds_of_sound(1))
    twopop = os.path.abspath(asked.twopop)
    folder = pathlib.Path(asked.folder or tempfile.mkdtemp(prefix="compare_peers-"))
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["TWOPOP_DATA"] = str(folder / "data")
    missing = [name for name in ("audiowaveform", "audio-offset-finder", "ffmpeg", "mpv") if not shutil.which(name)]
    print("| minutes | what | CPU s | CPU s an hour | × limit | peak MB |\n|---|---|---|---|---|---|")
    for minutes in map(int, asked.minutes.split(",")):
        sound = folder / f"sound_{minutes}.wav"
        if not sound.exists():
            # In a process of its own: what a process holds counts for those that it starts.
            subprocess.run([sys.executable, __file__, "--write", sound, asked.twopop, "--minutes", str(minutes)], check=True)
        subprocess.run(["cat", sound], stdout=subprocess.DEVNULL, check=True)
        peers = []
        if asked.limit:
            peers.append(("limit program", [os.path.abspath(asked.limit), "rpyr", sound, "1", folder / "limit.out"]))
        peers.append(("twopop waveform", [twopop, "waveform", "--rebuild", sound]))
        peers.append(("twopop waveform, kept", [twopop, "waveform", sound]))
        if "audiowaveform" not in missing:
            peers.append(("audiowaveform", ["audiowaveform", "-q", "-i", sound, "-o", folder / "peaks.dat", "-z", "256", "-b", "16", "--split-channels"]))
        if "ffmpeg" not in missing:
            peers.append(("ffmpeg, decoding only", ["ffmpeg", "-v", "error", "-threads", "1", "-i", sound, "-f", "null", "-"]))
        if "mpv" not in missing:
            peers.append(("mpv, decoding only", ["mpv", "--no-config", "--no-video", "--ao=null", "--ao-null-untimed=yes", "--really-quiet", sound]))
        limit = None
        for name, command in peers:
            cost = best(command, 3 if minutes <= 60 else 1)
            if not cost:
                missing.append(f"{name} (failed on {minutes} min)")
                continue
            cpu, memory = cost
            limit = cpu if name == "limit program" else limit
            ratio = f"{cpu / limit:.2f}" if limit else ""
            print(f"| {minutes} | {name} | {cpu:.2f} | {cpu * 60 / minutes:.2f} | {ratio} | {memory:.0f} |", flush=True)
        if not asked.no_compare:
            command = [twopop, "compare", "--reference", sound, "--audio", sound, "--frame-rate", "24", "--json"]
            cost, said = answer(command)
            seconds = said["seconds"]
            beyond = seconds["cpu"] - seconds["decode_cpu"]
            print(f"| {minutes} | twopop compare, of itself | {cost[0]:.2f} | {cost[0] * 60 / minutes:.2f} | | {cost[1]:.0f} |")
            print(f"| {minutes} | … beyond reading and decoding | {beyond:.2f} | {beyond * 60 / minutes:.2f} | | |", flush=True)
            if "audio-offset-finder" not in missing:
                finder = ["audio-offset-finder", "--find-offset-of", sound, "--within", sound]
                cost = spent(finder)
                if cost:
                    print(f"| {minutes} | audio-offset-finder, of itself | {cost[0]:.2f} | {cost[0] * 60 / minutes:.2f} | | {cost[1]:.0f} |", flush=True)
                else:
                    missing.append(f"audio-offset-finder (failed on {minutes} min)")
        if not asked.keep:
            sound.unlink()
    if missing:
        print("\nNot run: " + ", ".join(missing) + ".")
    if not asked.keep and not asked.folder:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
