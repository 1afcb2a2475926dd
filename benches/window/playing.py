#!/usr/bin/env python3
"""What playing takes beside mpv: memory, and the processor apart from drawing.

    benches/window/playing.py TWOPOP MOVIE SOUND REQUEST --kept FOLDER [--seconds 15] [--settle 20]

Plays REQUEST, then MOVIE with SOUND in mpv (`--vo=gpu` on the same software GL, no sound device), each in a window of 1280x800 under
Xvfb. FOLDER: the data folder of an earlier sitting with that request, in which somebody is named and nothing is left to be measured;
--settle is how long the guide may take to be decoded. Prints, for each, what it holds in memory before playing, in the first
seconds of it and half a minute later, and the processor time of so many seconds without the main thread and Mesa's. Needs Xvfb,
xdotool, mpv and python3-xlib.
"""
import argparse
import os
import subprocess
import time

from cost import spent, xvfb


def resident(pid):
    """Megabytes that a process holds."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) / 1024


def played(command, name, key, options):
    server, where = xvfb("1280x800")
    env = dict(os.environ, DISPLAY=where, LIBGL_ALWAYS_SOFTWARE="1", TWOPOP_DATA=options.kept, XDG_CACHE_HOME=options.kept)
    env.pop("WAYLAND_DISPLAY", None)
    program = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    tell = lambda *words: subprocess.run(["xdotool", *words], env=env, capture_output=True, text=True).stdout
    try:
        time.sleep(3)
        window = tell("search", "--onlyvisible", "--name", name).split("\n")[0]
        tell("windowmove", window, "0", "0")
        tell("windowsize", window, "1280", "800")
        tell("windowfocus", window)
        time.sleep(options.settle if key else 2)
        rest = resident(program.pid)
        if key:
            tell("key", "--clearmodifiers", key)
        time.sleep(3)
        before = spent(program.pid)
        time.sleep(options.seconds)
        after, playing = spent(program.pid), resident(program.pid)
        time.sleep(max(0.0, 35 - options.seconds))
        later = resident(program.pid)
    finally:
        program.kill()
        program.wait()
        server.terminate()
        server.wait()
    other = after.get("other", 0.0) - before.get("other", 0.0)
    print(f"{name:<12} {rest:>8.0f} {playing:>11.0f} {later:>9.0f} {other:>18.2f}", flush=True)


def main():
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("twopop")
    asked.add_argument("movie")
    asked.add_argument("sound")
    asked.add_argument("request")
    asked.add_argument("--kept", required=True)
    asked.add_argument("--seconds", type=float, default=15.0)
    asked.add_argument("--settle", type=float, default=20.0)
    options = asked.parse_args()
    print(f"{'':<12} {'rest MB':>8} {'playing MB':>11} {'later MB':>9} {'CPU s, not drawing':>18}")
    played([options.twopop, options.request], "Twopop", "space", options)
    mpv = ["mpv", "--no-config", "--vo=gpu", "--gpu-sw=yes", "--ao=null", f"--audio-file={options.sound}", "--aid=2"]
    played([*mpv, "--title=mpv beside it", options.movie], "mpv", None, options)


if __name__ == "__main__":
    main()
