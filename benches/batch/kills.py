#!/usr/bin/env python3
"""Many requests, really checked, by two machines on one PostgreSQL database, one of which is killed again and again.

    benches/batch/kills.py TWOPOP REQUESTS [--workers 2] [--every 60] [--claim-seconds 20] [--seed 1] [--low]

REQUESTS is a folder of request folders, on which nothing is written for ten seconds. Starts a PostgreSQL of the system's own
package on loopback, and the workers, each with a data folder of its own. After each --every seconds one of them, by chance, is
killed with all it has started, as when its computer loses power, and started again. When all has been measured it counts in the
database: every request has a record and its tickets, each saved once. Prints what it counted; ends with 1 where that is not so.
Needs PostgreSQL and setpriv.
"""
import argparse
import collections
import glob
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time


def server(folder):
    """A PostgreSQL in `folder`, as the package's own user where this is root; its process, port and programs."""
    programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
    as_user = []
    if os.geteuid() == 0:
        os.chmod(folder, 0o755)
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    place = folder / "db"
    place.mkdir()
    if as_user:
        subprocess.run(["chown", "postgres", place], check=True)
    words = ["-A", "trust", "-U", "twopop", "-E", "UTF8", "--locale=C", "-D", place]
    subprocess.run([*as_user, f"{programs}/initdb", *words], check=True, stdout=subprocess.DEVNULL)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["-D", place, "-p", str(port), "-h", "127.0.0.1", "-k", ""]
    started = subprocess.Popen([*as_user, f"{programs}/postgres", *words], stderr=subprocess.DEVNULL)
    while subprocess.run([f"{programs}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]).returncode:
        time.sleep(0.2)
    return started, port


def ask(port, database, command):
    words = ["psql", "-X", "-A", "-t", "-h", "127.0.0.1", "-p", str(port), "-U", "twopop", "-d", database, "-c", command]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()


def descendants(pid):
    """The process and all it has started, each in a group of its own or not."""
    found, left = [pid], [pid]
    while left:
        one = left.pop()
        for task in glob.glob(f"/proc/{one}/task/*/children"):
            try:
                below = [int(word) for word in pathlib.Path(task).read_text().split()]
            except OSError:
                continue
            found += below
            left += below
    return found


def main():
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("twopop")
    asked.add_argument("requests", type=pathlib.Path)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--every", type=float, default=60.0, help="seconds between kills")
    asked.add_argument("--claim-seconds", type=int, default=20)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--low", action="store_true", help="workers give way to everything else")
    options = asked.parse_args()
    chance = random.Random(options.seed)
    wanted = sorted(one.name for one in options.requests.iterdir() if one.is_dir())

    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        database, port = server(folder)
        said = []

        def start(number):
            place = folder / f"worker {number}"
            place.mkdir(exist_ok=True)
            address = f"postgres://twopop@127.0.0.1:{port}/desk?sslmode=disable"
            (place / "preferences.ron").write_text(f'(schema: 1, database: Some("{address}"))')
            said.append(folder / f"said {len(said)}")
            low = ["chrt", "-i", "0", "nice", "-n", "19"] if options.low else []
            words = [options.twopop, "check", str(options.requests), "--jobs", "1"]
            words += ["--claim-seconds", str(options.claim_seconds)]
            env = dict(os.environ, TWOPOP_DATA=str(place))
            errors = open(folder / "errors", "ab")
            return subprocess.Popen([*low, *words], env=env, stdout=open(said[-1], "wb"), stderr=errors)

        try:
            ask(port, "postgres", "CREATE DATABASE desk")
            begun, killed, kills, in_hand = time.monotonic(), time.monotonic(), 0, 0
            workers = [start(number) for number in range(options.workers)]
            while any(worker.poll() is None for worker in workers):
                time.sleep(0.2)
                if time.monotonic() - killed < options.every:
                    continue
                killed, number = time.monotonic(), chance.randrange(options.workers)
                if workers[number].poll() is not None:
                    continue
                all_of_it = descendants(workers[number].pid)
                for pid in all_of_it:
                    try:
                        os.kill(pid, signal.SIGKILL)
                    except ProcessLookupError:
                        pass
                workers[number].wait()
                kills, in_hand = kills + 1, in_hand + (len(all_of_it) > 1)
                workers[number] = start(number)
            took = time.monotonic() - begun

            records = [json.loads(line) for line in ask(port, "desk", "SELECT record FROM twopop_checks").split("\n") if line]
            checked = sorted(pathlib.Path(record["request"]).name for record in records)
            exits = collections.Counter(record["exit"] for record in records)
            tickets = sum(len(record["tickets"]) for record in records)
            saved = ask(port, "desk", "SELECT count(*), max(newest) FROM twopop_tickets").split("|")
            revisions = int(ask(port, "desk", "SELECT count(*) FROM twopop_revisions"))
            first = collections.Counter()
            for file in said:
                for line in file.read_text(errors="replace").split("\n"):
                    try:
                        request = json.loads(line)["request"]
                    except (ValueError, KeyError, TypeError):
                        # A worker that was killed may have broken off in the middle of a line.
                        continue
                    first[request["path"]] += not request.get("measured_before", True)
            print(f"{len(wanted)} requests, {options.workers} workers, {kills} kills ({in_hand} of them within a check), {took:.0f} s")
            print(f"records: {len(records)}, by exit code: {dict(sorted(exits.items()))}; tickets: {saved[0]} of {tickets} named")
            print(f"revisions: {revisions}, at most {saved[1]} of one ticket; answers given first: {sum(first.values())}")
            faults = []
            if checked != wanted:
                faults.append(f"not measured, or twice: {sorted(set(wanted) ^ set(checked))}")
            if int(saved[0]) != tickets or revisions != tickets:
                faults.append("a ticket is lost, or was saved more than once")
            if any(times > 1 for times in first.values()):
                faults.append("a request was measured more than once")
            print("; ".join(faults) or "every request measured once, nothing lost")
            errors = (folder / "errors").read_text(errors="replace").strip()
            if errors:
                print(f"said on the way, last:\n{errors[-1500:]}", file=sys.stderr)
            sys.exit(bool(faults))
        finally:
            for worker in workers if "workers" in locals() else []:
                if worker.poll() is None:
                    worker.kill()
            database.send_signal(signal.SIGINT)
            database.wait()


if __name__ == "__main__":
    main()
