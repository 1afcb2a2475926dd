#!/usr/bin/env python3
"""How long the window takes to open: empty, on a request for the first time, and on the same request again.

    benches/window/openings.py TWOPOP REQUEST [--size 1280x800] [--times 3] [--settle 60] [--pictures FOLDER]

Looks at the window under Xvfb some thirty times a second and says when the last change came to each part of it: the window itself,
the picture, the waveform, the verdict line. Times are from the start of the program to that. A part counts as there with the first
look that is as the last one of the first --look seconds; look at the pictures (--pictures) to see that those hold what they should.
The first opening has an empty data folder; the second, with a folder that a program had for --settle seconds before, which is how long reading
and measuring may take. Files should be in the cache of the system: read them once before.
Needs Xvfb, xdotool and python3-xlib.
"""
import argparse
import os
import pathlib
import subprocess
import tempfile
import time
import zlib

from Xlib import X, display

# Parts of the window at 1280 x 800, as x, y, width, height.
PARTS = {"verdict": (0, 90, 900, 32), "picture": (150, 200, 600, 240), "waveform": (470, 525, 420, 110)}


def xvfb(size):
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", size + "x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        return server, ":" + pipe.readline().strip()


class Look:
    """What each part looked like, and when."""

    def __init__(self, where, size):
        self.screen = display.Display(where)
        self.root = self.screen.screen().root
        self.size = [int(side) for side in size.split("x")]
        self.seen = []

    def part(self, x, y, width, height):
        return self.root.get_image(x, y, width, height, X.ZPixmap, 0xFFFFFFFF).data

    def take(self, begun):
        at = time.monotonic() - begun
        whole = zlib.crc32(self.part(0, 0, *self.size))
        self.seen.append((at, {"window": whole} | {name: zlib.crc32(self.part(*place)) for name, place in PARTS.items()}))

    def there(self, name):
        """When a part first looked as it did last; `None`: it never changed. Of the window: when it first changed."""
        looks = [(at, one[name]) for at, one in self.seen]
        if name == "window":
            return next((at for at, look in looks if look != looks[0][1]), None)
        last = looks[-1][1]
        if last == looks[0][1]:
            return None
        return next(at for at, look in looks if look == last)


def opened(options, data, request, seconds, picture):
    """Starts the program on `request`, looks for so many seconds, then leaves it running until its time is over."""
    server, where = xvfb(options.size)
    env = dict(os.environ, DISPLAY=where, LIBGL_ALWAYS_SOFTWARE="1", TWOPOP_DATA=data, XDG_CACHE_HOME=data)
    env.pop("WAYLAND_DISPLAY", None)
    look = Look(where, options.size)
    begun = time.monotonic()
    look.take(begun)
    program = subprocess.Popen([options.twopop, *request], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        moved = False
        while time.monotonic() - begun < options.look:
            look.take(begun)
            if not moved:
                tell = lambda *words: subprocess.run(["xdotool", *words], env=env, capture_output=True, text=True).stdout
                found = tell("search", "--onlyvisible", "--name", "Twopop|RIVERBEND|NIGHTFALL").split("\n")[0]
                if found:
                    tell("windowmove", found, "0", "0")
                    tell("windowsize", found, *options.size.split("x"))
                    moved = True
            time.sleep(0.02)
        if picture:
            subprocess.run(["import", "-window", "root", picture], env=env, check=False)
        time.sleep(max(0.0, seconds - options.look))
        if picture and seconds > options.look:
            subprocess.run(["import", "-window", "root", picture.replace(".png", " later.png")], env=env, check=False)
        # As a person closes it, so that all is saved.
        subprocess.run(["xdotool", "key", "--clearmodifiers", "ctrl+w"], env=env, check=False)
        time.sleep(1)
    finally:
        program.terminate()
        program.wait()
        server.terminate()
        server.wait()
    return {name: look.there(name) for name in ["window", *PARTS]}


def shown(name, times):
    said = [f"{1000 * one:6.0f}" if one is not None else "     –" for one in times]
    return f"{name:<10}" + "".join(f"{one:>9}" for one in said)


def main():
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("twopop")
    asked.add_argument("request")
    asked.add_argument("--size", default="1280x800")
    asked.add_argument("--times", type=int, default=3)
    asked.add_argument("--look", type=float, default=4.0, help="seconds from the start that are looked at")
    asked.add_argument("--settle", type=float, default=60.0, help="seconds that the first opening lasts")
    asked.add_argument("--pictures", type=pathlib.Path)
    options = asked.parse_args()
    picture = lambda name: str(options.pictures / f"{name}.png") if options.pictures else None
    named = lambda folder: (pathlib.Path(folder) / "preferences.ron").write_text(
        '(schema: 1, scrub_copies: false, person: (name: "Ada", duty: Operator))'
    )
    runs = {"empty": [], "first": [], "second": []}
    with tempfile.TemporaryDirectory() as data:
        named(data)
        for number in range(options.times):
            runs["empty"].append(opened(options, data, [], options.look, picture("empty") if number == 0 else None))
    with tempfile.TemporaryDirectory() as kept:
        named(kept)
        for number in range(options.times):
            with tempfile.TemporaryDirectory() as data:
                named(data)
                last = number + 1 == options.times
                place, seconds = (kept, options.settle) if last else (data, options.look)
                runs["first"].append(opened(options, place, [options.request], seconds, picture("first") if last else None))
        for number in range(options.times):
            runs["second"].append(opened(options, kept, [options.request], options.look, picture("second") if number == 0 else None))
    for name, of in runs.items():
        print(f"{name} opening, ms from the start of the program, {options.times} times")
        for part in of[0]:
            print(shown(part, [one[part] for one in of]))


if __name__ == "__main__":
    main()
