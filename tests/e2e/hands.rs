//! What a hand expects of any program: a clipboard that others read and write, files dropped from another program, and a
//! second start that comes to the window that is there.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use twopop::ticket::Ticket;

use super::stage::{Desk, Stage};
use super::{demo, open_demo};

/// The demo request under another name, as links to its files.
fn request_named(stage: &Stage, name: &str) -> PathBuf {
    let folder = stage.data().join("..").join(name);
    fs::create_dir_all(&folder).unwrap();
    let folder = fs::canonicalize(folder).unwrap();
    for file in fs::read_dir(demo()).unwrap() {
        let file = file.unwrap().path();
        std::os::unix::fs::symlink(&file, folder.join(file.file_name().unwrap())).unwrap();
    }
    folder
}

fn is_of(ticket: &Ticket, request: &Path) -> bool {
    ticket.request() == request
}

/// Waits for an empty desk to be drawn.
fn wait_for_words(desk: &mut Desk<'_>) {
    desk.wait_for("words in the window", |desk| (desk.picture("desk").1 > 20).then_some(()));
}

#[test]
#[ignore = "needs a display of its own and the demo: ./test runs it"]
fn what_is_copied_reaches_other_programs_and_what_they_copied_is_pasted() {
    let stage = Stage::set("clipboard");
    let (mut desk, _) = open_demo(&stage);
    desk.press(&["m"]);
    desk.write("door slam early");
    desk.wait_for_ticket("the words of the card", |ticket| ticket.finding_draft() == "door slam early");
    desk.press(&["ctrl+a", "ctrl+c"]);
    // Another program reads it: a real owner of the selection answers.
    desk.wait_for("the words on the clipboard", |_| {
        (stage.tell("xclip", &["-selection", "clipboard", "-out"]) == "door slam early").then_some(())
    });
    // And still when another window has the keyboard.
    desk.unfocus();
    sleep(Duration::from_millis(500));
    assert_eq!(stage.tell("xclip", &["-selection", "clipboard", "-out"]), "door slam early");
    desk.focus();
    // The other way: what another program owns is pasted, whatever its script.
    let mut owner = stage.client("xclip", &["-selection", "clipboard", "-in", "-quiet"]);
    owner.stdin.take().unwrap().write_all("夜 missing footsteps".as_bytes()).unwrap();
    sleep(Duration::from_millis(500));
    desk.press(&["ctrl+a", "ctrl+v"]);
    desk.wait_for_ticket("what was pasted", |ticket| ticket.finding_draft() == "夜 missing footsteps");
    end(&mut owner);
}

#[test]
#[ignore = "needs a display of its own and the demo: ./test runs it"]
fn a_folder_dragged_from_another_program_is_opened() {
    let stage = Stage::set("drag");
    let request = request_named(&stage, "夜の帳 drag");
    let mut desk = stage.open_desk(&[]);
    wait_for_words(&mut desk);
    let before = desk.picture("before").0;
    let mut hand = desk.drag("hover", &request);
    desk.wait_for("a target for the drop", |desk| desk.differs(&before).then_some(()));
    desk.picture("over the window");
    drop(hand.stdin.take());
    hand.wait().unwrap();
    desk.wait_for("the window as before, when nothing was dropped", |desk| {
        (!desk.differs(&before)).then_some(())
    });
    let said = desk.drag("drop", &request).wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&said.stdout), "accepted\nfinished\n");
    desk.wait_for_ticket("the ticket of the dropped folder", |ticket| is_of(ticket, &request));
}

#[test]
#[ignore = "needs a display of its own and the demo: ./test runs it"]
fn a_second_start_comes_to_the_first_window_with_its_files() {
    let stage = Stage::set("second");
    let request = request_named(&stage, "second request");
    let mut desk = stage.open_desk(&[]);
    wait_for_words(&mut desk);
    let mut second = stage.start(&[&request]);
    desk.wait_for_ticket("the ticket of the second start's folder", |ticket| is_of(ticket, &request));
    assert!(second.wait().unwrap().success(), "it has nothing left to do");
    assert_eq!(stage.windows(), 1);
    // Killed, it leaves its socket: the next start is the first again.
    desk.cut_power();
    let desk = stage.open_desk(&[]);
    let mut third = stage.start(&[Path::new("--new-window")]);
    for _ in 0..200 {
        if stage.windows() == 2 {
            break;
        }
        sleep(Duration::from_millis(100));
    }
    assert_eq!(stage.windows(), 2, "another window where one is asked for");
    end(&mut third);
    drop(desk);
}

fn end(client: &mut Child) {
    let _ = client.kill();
    let _ = client.wait();
}

impl Stage {
    /// Starts another program on this display.
    fn client(&self, program: &str, words: &[&str]) -> Child {
        let mut client = Command::new(program);
        client.args(words).env("DISPLAY", self.display()).stdin(Stdio::piped()).stderr(Stdio::null());
        client.spawn().unwrap_or_else(|error| panic!("{program} is needed ({error}): ./test installs it"))
    }
}

impl Desk<'_> {
    /// Another program drags `path` over this window.
    fn drag(&self, act: &str, path: &Path) -> Child {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/e2e/drag.py");
        Command::new("/usr/bin/python3")
            .args([script, self.window(), act])
            .arg(path)
            .env("DISPLAY", self.display())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 with Xlib is needed: ./test installs it")
    }
}
