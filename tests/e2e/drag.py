"""Drags files onto a window as a file manager does: the XDND protocol, version 5, from a client of its own.

    drag.py WINDOW hover|drop PATH...

Enters the window and moves over it. `hover` stays there until its input ends, then leaves; `drop` lets go. Prints what the
window answered: accepted, refused, finished.
"""

import sys
import time
from pathlib import Path

from Xlib import X, Xatom, display
from Xlib.protocol import event


def main():
    target_id, act, *paths = sys.argv[1:]
    screen = display.Display()
    atom = screen.intern_atom
    target = screen.create_resource_object("window", int(target_id))
    source = screen.screen().root.create_window(0, 0, 1, 1, 0, screen.screen().root_depth, event_mask=X.PropertyChangeMask)
    selection, uri_list = atom("XdndSelection"), atom("text/uri-list")
    source.set_selection_owner(selection, X.CurrentTime)
    offer = "".join(f"{Path(path).as_uri()}\r\n" for path in paths).encode()

    def tell(name, *data):
        words = list(data) + [0] * (5 - len(data))
        target.send_event(event.ClientMessage(window=target, client_type=atom(name), data=(32, words)))
        screen.flush()

    def serve(until_name, seconds):
        """Answers whoever asks for the files; gives the answer by that name."""
        ends = time.time() + seconds
        while time.time() < ends:
            while screen.pending_events():
                told = screen.next_event()
                if told.type == X.SelectionRequest:
                    kept = told.property or told.target
                    told.requestor.change_property(kept, uri_list, 8, offer)
                    told.requestor.send_event(
                        event.SelectionNotify(
                            time=told.time,
                            requestor=told.requestor,
                            selection=told.selection,
                            target=told.target,
                            property=kept,
                        )
                    )
                    screen.flush()
                elif told.type == X.ClientMessage and told.client_type == atom(until_name):
                    return told.data[1]
            time.sleep(0.01)
        return None

    tell("XdndEnter", source.id, 5 << 24, uri_list, 0, 0)
    place = target.query_pointer()
    where = (place.root_x << 16) | place.root_y
    tell("XdndPosition", source.id, 0, where, X.CurrentTime, atom("XdndActionCopy"))
    status = serve("XdndStatus", 10)
    print("accepted" if status and status[1] & 1 else "refused", flush=True)
    if act == "hover":
        serve("nothing", 0.5)
        sys.stdin.read()
        tell("XdndLeave", source.id)
    else:
        tell("XdndDrop", source.id, 0, X.CurrentTime)
        if serve("XdndFinished", 10) is not None:
            print("finished", flush=True)
    screen.sync()


main()
