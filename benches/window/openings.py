#!/usr/bin/env python3
"""How long the window takes to open: empty, on a request for the first time, and on the same request again.

    benches/window/openings.py TWOPOP REQUEST [--times 3] [--settle 60] [--kept FOLDER] [--pictures FOLDER]

Looks at the window under Xvfb and says when the last change came to each part of it: the verdict line, the picture, the waveform; and
when the window itself was there. Times are from the start of the program to that. A part counts as there with the first look that is as
the last one of the first --look seconds; look at the pictures (--pictures) to see that those hold what they should. Each part is looked
at in starts of its own, and but a strip of it, every few milliseconds: what looks at most of the window, on two processors, makes the
verdict a tenth of a second later.

The first opening has an empty data folder; the second, with a folder that a program had for --settle seconds before, which is how long
reading and measuring may take; --kept names such a folder of an earlier run of the same program. Files should be in the cache of the
system: read them once before. Needs Xvfb, xdotool, ImageMagick and python3-xlib.
"""
import argparse
import os
import pathlib
import subprocess
import tempfile
import time
import zlib

from Xlib import X, display, error

# A strip of each part of the window as it opens, at 1440 x 900, as x, y, width, height.
PARTS = {"verdict": (0, 96, 700, 10), "picture": (300, 300, 300, 40), "waveform": (300, 660, 500, 20)}


def xvfb():
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        return server, ":" + pipe.readline().strip()


def shown_window(root):
    """The window of the program, once it is shown; None before."""
    for window in root.query_tree().children:
        try:
            if window.get_attributes().map_state == X.IsViewable and window.get_geometry().width > 600:
                return window
        except error.XError:
            pass
    return None


def looked_at(root, part, begun, seconds):
    """When the window was there, and when the part first looked as it did last; None: never."""
    window, opened, looks = None, None, []
    while time.monotonic() - begun < seconds:
        if window is None:
            window = shown_window(root)
            opened = time.monotonic() - begun if window else None
            time.sleep(0.003)
            continue
        try:
            look = zlib.crc32(window.get_image(*PARTS[part], X.ZPixmap, 0xFFFFFFFF).data)
        except error.XError:
            continue
        if not looks or looks[-1][1] != look:
            looks.append((time.monotonic() - begun, look))
        time.sleep(0.005)
    if not looks or looks[-1][1] == looks[0][1]:
        return opened, None
    return opened, next(at for at, look in looks if look == looks[-1][1])


def opened(options, data, request, part, seconds, picture):
    """Starts the program on `request`, looks at one part, then leaves it running until its time is over."""
    server, where = xvfb()
    env = dict(os.environ, DISPLAY=where, LIBGL_ALWAYS_SOFTWARE="1", TWOPOP_DATA=data, XDG_CACHE_HOME=data)
    env.pop("WAYLAND_DISPLAY", None)
    root = display.Display(where).screen().root
    begun = time.monotonic()
    program = subprocess.Popen([options.twopop, *request], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        found = looked_at(root, part, begun, options.look)
        if picture:
            subprocess.run(["import", "-window", "root", picture], env=env, check=False)
        time.sleep(max(0.0, seconds - options.look))
        # As a person closes it, so that all is saved.
        subprocess.run(["xdotool", "key", "--clearmodifiers", "ctrl+w"], env=env, check=False)
        time.sleep(1)
    finally:
        program.terminate()
        program.wait()
        server.terminate()
        server.wait()
    return found


def name_person(folder):
    (pathlib.Path(folder) / "preferences.ron").write_text(
        '(schema: 1, scrub_copies: false, person: (name: "Ada", duty: Operator))'
    )


def tell(options, name, folder, request):
    """Opens it so many times for each part, and prints what was seen. `folder` gives the data folder of each start."""
    print(f"{name} opening, ms from the start of the program, {options.times} times")
    windows = []
    for part in PARTS if request else ["verdict"]:
        seen = []
        for number in range(options.times):
            picture = str(options.pictures / f"{name} {part}.png") if options.pictures and number == 0 else None
            window, there = opened(options, folder(), request, part, options.look, picture)
            windows.append(window)
            seen.append(there)
        if request:
            print(shown(part, seen))
    print(shown("window", windows), flush=True)


def shown(name, times):
    said = [f"{1000 * one:6.0f}" if one is not None else "     –" for one in times]
    return f"{name:<10}" + "".join(f"{one:>7}" for one in said)


def main():
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("twopop")
    asked.add_argument("request")
    asked.add_argument("--times", type=int, default=3)
    asked.add_argument("--look", type=float, default=4.0, help="seconds from the start that are looked at")
    asked.add_argument("--settle", type=float, default=60.0, help="seconds that the first opening lasts")
    asked.add_argument("--kept", help="a data folder that knows the request, instead of a first opening")
    asked.add_argument("--pictures", type=pathlib.Path)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as box:

        def fresh():
            folder = tempfile.mkdtemp(dir=box)
            name_person(folder)
            return folder

        empty = fresh()
        tell(options, "empty", lambda: empty, [])
        kept = options.kept
        if not kept:
            tell(options, "first", fresh, [options.request])
            kept = fresh()
            opened(options, kept, [options.request], "verdict", options.settle, None)
        tell(options, "second", lambda: kept, [options.request])


if __name__ == "__main__":
    main()
