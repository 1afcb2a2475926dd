#!/usr/bin/env python3
"""What a frame of the window costs while playing, beside a window with nothing in it, on software GL.

    benches/window/cost.py TWOPOP BARE_WINDOW REQUEST [--size 1280x800] [--seconds 20] [--keys KEY,KEY..] [--ready 20]

Starts each in turn under Xvfb, counts what it shows by the X server's damage reports, and reads the processor time of its
threads: the main thread, which draws, and the rasterising threads of Mesa; of both together also what the middle frame and the
dearest of a hundred took. The gap is the time from one frame to the next, which at 24 frames a second is 42 ms. REQUEST is played;
--keys are pressed before (lanes to be shown). Prints one table. Needs Xvfb, xdotool, python3-xlib and a built `cargo build` of both:

    cargo build --features desk-tests --bin twopop --example bare_window
"""
import argparse
import os
import pathlib
import subprocess
import tempfile
import time

from Xlib import display
from Xlib.ext import damage

TICKS = os.sysconf("SC_CLK_TCK")


def xvfb(size):
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", size + "x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        return server, ":" + pipe.readline().strip()


def spent(pid):
    """Seconds of processor time by the name of the thread."""
    by_name = {}
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            name = (task / "comm").read_text().strip()
            fields = (task / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        kind = "main" if task.name == str(pid) else "raster" if name.startswith("llvmpipe") else "other"
        by_name[kind] = by_name.get(kind, 0.0) + (int(fields[11]) + int(fields[12])) / TICKS
    return by_name


def drawing_threads(pid):
    """Where the system says how long the main thread and those that rasterise have run."""
    drawing = []
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        if task.name == str(pid) or (task / "comm").read_text().startswith("llvmpipe"):
            drawing.append(task / "schedstat")
    return drawing


def frames_shown(screen, window, seconds, pid):
    """When each change of the window arrived, for so many seconds, and how many ms drawing had taken by then."""
    shown, taken, until = [], [], time.monotonic() + seconds
    drawing = drawing_threads(pid)
    while time.monotonic() < until:
        while screen.pending_events():
            event = screen.next_event()
            if event.type == screen.extension_event.DamageNotify:
                now = time.monotonic()
                # A frame may be put on the screen in several parts.
                if not shown or now - shown[-1] > 0.003:
                    shown.append(now)
                    taken.append(sum(int(thread.read_text().split()[0]) for thread in drawing) / 1e6)
        screen.flush()
        time.sleep(0.001)
    return shown, taken


def measured(command, name, options, keys):
    server, where = xvfb(options.size)
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "preferences.ron").write_text(
            '(schema: 1, scrub_copies: false, person: (name: "Ada", duty: Operator))'
        )
        env = dict(os.environ, DISPLAY=where, LIBGL_ALWAYS_SOFTWARE="1", TWOPOP_DATA=folder, XDG_CACHE_HOME=folder)
        env.pop("WAYLAND_DISPLAY", None)
        program = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        tell = lambda *words: subprocess.run(["xdotool", *words], env=env, capture_output=True, text=True).stdout
        try:
            found = ""
            for _ in range(100):
                found = tell("search", "--onlyvisible", "--name", name).split("\n")[0]
                if found:
                    break
                time.sleep(0.2)
            width, height = options.size.split("x")
            tell("windowmove", found, "0", "0")
            tell("windowsize", found, width, height)
            tell("windowfocus", found)
            time.sleep(options.ready if keys else 3)
            for key in keys:
                tell("key", "--clearmodifiers", key)
                time.sleep(1.5)
            screen = display.Display(where)
            screen.damage_query_version()
            window = screen.create_resource_object("window", int(found))
            window.damage_create(damage.DamageReportRawRectangles)
            screen.sync()
            before = spent(program.pid)
            shown, taken = frames_shown(screen, window, options.seconds, program.pid)
            after = spent(program.pid)
            if options.picture and keys:
                subprocess.run(["import", "-window", "root", options.picture], env=env, check=False)
        finally:
            program.kill()
            program.wait()
            server.terminate()
            server.wait()
    cost = {kind: after[kind] - before.get(kind, 0.0) for kind in after}
    gaps = sorted(1000 * (b - a) for a, b in zip(shown, shown[1:]))
    each = sorted(b - a for a, b in zip(taken, taken[1:]))
    return len(shown), cost, gaps, each


def main():
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("twopop")
    asked.add_argument("bare")
    asked.add_argument("request")
    asked.add_argument("--size", default="1280x800")
    asked.add_argument("--seconds", type=float, default=20.0)
    asked.add_argument("--ready", type=float, default=20.0, help="seconds until everything is loaded")
    asked.add_argument("--keys", default="", help="pressed before playing, with commas")
    asked.add_argument("--rate", default="24", help="frames per second of the bare window")
    asked.add_argument("--picture", help="a PNG of the desk at the end")
    options = asked.parse_args()
    keys = [key for key in options.keys.split(",") if key] + ["space"]
    print(f"{'window':<12} {'frames':>7} {'a second':>9} {'main ms':>8} {'raster ms':>10} {'both ms':>8} {'other ms':>9} "
          f"{'both p50':>8} {'both p99':>8} {'gap p50':>8} {'gap p99':>8}")
    for label, command, name, pressed in [
        ("bare", [options.bare, options.rate], "Bare window", []),
        ("desk", [options.twopop, options.request], "Twopop", keys),
        ("bare", [options.bare, options.rate], "Bare window", []),
    ]:
        frames, cost, gaps, each = measured(command, name, options, pressed)
        of = lambda kind: 1000 * cost.get(kind, 0.0) / max(frames, 1)
        at = lambda times, share: times[min(len(times) - 1, int(share * len(times)))] if times else 0.0
        print(f"{label:<12} {frames:>7} {frames / options.seconds:>9.1f} {of('main'):>8.2f} {of('raster'):>10.2f} "
              f"{of('main') + of('raster'):>8.2f} {of('other'):>9.2f} {at(each, 0.5):>8.2f} {at(each, 0.99):>8.2f} "
              f"{at(gaps, 0.5):>8.1f} {at(gaps, 0.99):>8.1f}")


if __name__ == "__main__":
    main()
