#!/usr/bin/env python3
"""A file server that can be made to stall, to vanish and to come back: a read-only FUSE mount of a folder, without libfuse.

  stalling_server.py FOLDER MOUNTPOINT        needs root

Prints "ready" once it serves. Takes one word a line on its input:
  stall         takes no request any more, as a server whose machine hangs
  hold          takes one more request and does not answer it, which not even a kill ends; then stalls
  stall-after N stalls once N more bytes of media were read
  vanish        answers every request with an error (EIO), as a share whose server is gone
  back          serves again
Ends, and unmounts, with its input.
"""
import ctypes
import errno
import os
import select
import stat
import struct
import sys

IN_HEAD = struct.Struct("<IIQQIIIHH")
OUT_HEAD = struct.Struct("<IiQ")
LOOKUP, FORGET, GETATTR, OPEN, READ, STATFS, RELEASE = 1, 2, 3, 14, 15, 17, 18
INIT, OPENDIR, READDIR, RELEASEDIR, BATCH_FORGET, DESTROY = 26, 27, 28, 29, 42, 38
ONE_READ = 131072


class Server:
    def __init__(self, folder, mountpoint):
        self.nodes = {1: folder}
        self.numbers = {folder: 1}
        self.mode = "back"
        self.left = None
        self.held = []
        self.device = os.open("/dev/fuse", os.O_RDWR)
        libc = ctypes.CDLL(None, use_errno=True)
        options = f"fd={self.device},rootmode=40000,user_id=0,group_id=0,allow_other"
        self.unmount = lambda: libc.umount2(mountpoint.encode(), 2)
        if libc.mount(b"stalling", mountpoint.encode(), b"fuse.stalling", 0, options.encode()) != 0:
            sys.exit(f"no mount: {os.strerror(ctypes.get_errno())}")

    def number(self, path):
        if path not in self.numbers:
            self.numbers[path] = len(self.numbers) + 1
            self.nodes[self.numbers[path]] = path
        return self.numbers[path]

    def attributes(self, path):
        s = os.lstat(path)
        times = (int(s.st_atime), int(s.st_mtime), int(s.st_ctime))
        parts = (s.st_atime_ns % 10**9, s.st_mtime_ns % 10**9, s.st_ctime_ns % 10**9)
        return struct.pack("<QQQQQQIIIIIIIIII", self.number(path), s.st_size, s.st_blocks, *times, *parts,
                           s.st_mode, s.st_nlink, s.st_uid, s.st_gid, 0, 4096, 0)

    def answer(self, opcode, node, body):
        path = self.nodes.get(node, "")
        if opcode == INIT:
            major, minor, ahead, _flags = struct.unpack_from("<IIII", body)
            return struct.pack("<IIIIHHIIHHI7I", 7, 31, ahead, 0, 12, 10, ONE_READ, 1, 0, 0, 0, *[0] * 7)
        if opcode == LOOKUP:
            below = os.path.join(path, os.fsdecode(body.rstrip(b"\0")))
            attributes = self.attributes(below)
            return struct.pack("<QQQQII", self.number(below), 0, 0, 0, 0, 0) + attributes
        if opcode == GETATTR:
            return struct.pack("<QII", 0, 0, 0) + self.attributes(path)
        if opcode in (OPEN, OPENDIR):
            return struct.pack("<QII", 0, 0, 0)
        if opcode == READ:
            _handle, offset, size = struct.unpack_from("<QQI", body)
            if self.left is not None:
                self.left -= size
                if self.left < 0:
                    self.mode, self.left = "stall", None
            with open(path, "rb") as file:
                file.seek(offset)
                return file.read(size)
        if opcode == READDIR:
            _handle, offset, size = struct.unpack_from("<QQI", body)
            out = b""
            for place, name in enumerate([".", ".."] + sorted(os.listdir(path))):
                if place < offset:
                    continue
                bytes_of = os.fsencode(name)
                kind = 4 if os.path.isdir(os.path.join(path, name)) else 8
                entry = struct.pack("<QQII", 1, place + 1, len(bytes_of), kind) + bytes_of
                entry += b"\0" * (-len(entry) % 8)
                if len(out) + len(entry) > size:
                    break
                out += entry
            return out
        if opcode == STATFS:
            return struct.pack("<QQQQQIIII6I", 1 << 20, 1 << 19, 1 << 19, 1000, 900, 4096, 255, 4096, 0, *[0] * 6)
        if opcode in (RELEASE, RELEASEDIR, DESTROY):
            return b""
        # FLUSH is not known here, as on other read-only servers: where it is, the system lets no process end before the
        # answer, not even a killed one.
        raise OSError(errno.ENOSYS, "")

    def serve_one(self):
        request = os.read(self.device, ONE_READ + 4096)
        _length, opcode, unique, node, *_rest = IN_HEAD.unpack_from(request)
        if opcode in (FORGET, BATCH_FORGET):
            return
        if self.mode == "hold":
            self.mode = "stall"
            self.held.append(request)
            return
        self.answer_to(request)

    def answer_to(self, request):
        _length, opcode, unique, node, *_rest = IN_HEAD.unpack_from(request)
        body, error = b"", 0
        try:
            if self.mode == "vanish" and opcode not in (INIT, RELEASE, RELEASEDIR):
                raise OSError(errno.EIO, "")
            body = self.answer(opcode, node, request[IN_HEAD.size:])
        except OSError as refused:
            error = -(refused.errno or errno.EIO)
        try:
            os.write(self.device, OUT_HEAD.pack(OUT_HEAD.size + len(body), error, unique) + body)
        except OSError:
            pass  # Whoever asked is gone.

    def order(self, words):
        if words[0] == "stall-after":
            self.mode, self.left = "back", int(words[1])
        else:
            self.mode, self.left = words[0], None
        if words[0] in ("back", "vanish"):
            for request in self.held:
                self.answer_to(request)
            self.held = []

    def run(self):
        print("ready", flush=True)
        waiting = b""
        while True:
            watched = [0] + ([] if self.mode == "stall" else [self.device])
            readable, _, _ = select.select(watched, [], [])
            if 0 in readable:
                got = os.read(0, 4096)
                if not got:
                    return
                *lines, waiting = (waiting + got).split(b"\n")
                for line in lines:
                    self.order(line.decode().split())
                    print("done", flush=True)
            elif self.device in readable:
                self.serve_one()


def main():
    server = Server(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
    try:
        server.run()
    finally:
        server.unmount()
        os.close(server.device)


if __name__ == "__main__":
    main()
