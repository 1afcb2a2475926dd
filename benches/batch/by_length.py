#!/usr/bin/env python3
"""What `check` costs by the length of a request: seconds, processor and memory, one line each.

    benches/batch/by_length.py TWOPOP REQUEST...

Checks each request with a data folder of its own, after its files were read once, and adds up the memory of all its processes four
times a second (`smaps_rollup`, shared pages counted once). `benches/long_request` makes requests. Prints one table. For Linux.
"""
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

from kills import descendants


def memory(pid):
    """Megabytes of a process; 0 where it is gone."""
    try:
        lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    print("| request | GB | exit code | s | CPU s | peak MB |\n|---|---|---|---|---|---|")
    for request in sys.argv[2:]:
        files = [one for one in pathlib.Path(request).rglob("*") if one.is_file()]
        for file in files:
            subprocess.run(["cat", file], stdout=subprocess.DEVNULL, check=True)
        with tempfile.TemporaryDirectory() as data:
            env = dict(os.environ, TWOPOP_DATA=data, XDG_CACHE_HOME=data)
            before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
            check = subprocess.Popen([sys.argv[1], "check", request], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            peak = 0.0
            while check.poll() is None:
                peak = max(peak, sum(memory(one) for one in descendants(check.pid)))
                time.sleep(0.25)
            took, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        size = sum(file.stat().st_size for file in files) / 1e9
        print(f"| {request} | {size:.1f} | {check.returncode} | {took:.1f} | {cpu:.1f} | {peak:.0f} |", flush=True)


if __name__ == "__main__":
    main()
