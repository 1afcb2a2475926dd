//! The clipboard on Wayland, where only the program that has the keyboard may own it: a compositor without a screen, and
//! other programs that copy and paste.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use twopop::ticket::Ticket;

use super::demo;
use super::stage::Stage;

/// How long a loaded machine may take for one step.
const PATIENCE: Duration = Duration::from_secs(90);
/// Nobody, whom the compositor runs as where the tests are root's: it refuses root.
const NOBODY: u32 = 65534;

/// A Wayland compositor that draws into memory, with a keyboard that stays.
struct Compositor {
    programs: Vec<Child>,
    sockets: PathBuf,
}

impl Compositor {
    fn start(folder: &Path) -> Self {
        // A socket's path is short, or it is none.
        let sockets = std::env::temp_dir().join(format!("twopop-wayland-{}", std::process::id()));
        let _ = fs::remove_dir_all(&sockets);
        fs::DirBuilder::new().mode(0o700).create(&sockets).unwrap();
        let settings = sockets.join("sway");
        fs::write(&settings, "output HEADLESS-1 resolution 1440x900\nxwayland disable\n").unwrap();
        let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
        let mut command = if is_root {
            chown(&sockets, Some(NOBODY), Some(NOBODY)).unwrap();
            let mut command = Command::new("setpriv");
            command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups", "sway"]);
            command
        } else {
            Command::new("sway")
        };
        let server = command
            .arg("--config")
            .arg(&settings)
            .envs([
                ("WLR_BACKENDS", "headless"),
                ("WLR_LIBINPUT_NO_DEVICES", "1"),
                ("WLR_RENDERER", "pixman"),
            ])
            .env("XDG_RUNTIME_DIR", &sockets)
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.join("sway.txt")).unwrap())
            .spawn()
            .expect("sway is needed: ./test installs it");
        let mut compositor = Self { programs: vec![server], sockets };
        compositor.wait_for("the compositor", |it| it.sockets.join("wayland-1").exists().then_some(()));
        // A seat without a keyboard gives the focus to nobody, and each key below brings one and takes it away.
        let stays = compositor.command("wtype").args(["-s", "3600000"]).spawn().unwrap();
        compositor.programs.push(stays);
        compositor
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("XDG_RUNTIME_DIR", &self.sockets)
            .env("WAYLAND_DISPLAY", "wayland-1")
            .env_remove("DISPLAY")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn keys(&self, words: &[&str]) {
        assert!(self.command("wtype").args(words).status().unwrap().success());
        sleep(Duration::from_millis(150));
    }

    fn wait_for<T>(&mut self, what: &str, found: impl Fn(&Self) -> Option<T>) -> T {
        let started = Instant::now();
        loop {
            if let Some(thing) = found(self) {
                return thing;
            }
            assert!(started.elapsed() < PATIENCE, "waited for {what}");
            sleep(Duration::from_millis(200));
        }
    }

    /// What another program pastes.
    fn pasted(&self) -> String {
        let output =
            self.command("timeout").args(["5", "wl-paste", "--no-newline"]).stdout(Stdio::piped()).output();
        String::from_utf8_lossy(&output.unwrap().stdout).into_owned()
    }
}

impl Drop for Compositor {
    fn drop(&mut self) {
        for program in self.programs.iter_mut().rev() {
            let _ = program.kill();
            let _ = program.wait();
        }
        let _ = fs::remove_dir_all(&self.sockets);
    }
}

#[test]
#[ignore = "needs a Wayland compositor and the demo: ./test runs it"]
fn what_is_copied_on_wayland_reaches_other_programs_and_what_they_copied_is_pasted() {
    // Its display stays empty; the data folder and the ticket are what is used.
    let stage = Stage::set("wayland");
    let mut compositor = Compositor::start(&stage.data());
    let desk = compositor
        .command(env!("CARGO_BIN_EXE_twopop"))
        .arg(demo())
        .env("TWOPOP_DATA", stage.data())
        .spawn()
        .unwrap();
    compositor.programs.push(desk);
    let draft = |right: &dyn Fn(&Ticket) -> bool| stage.ticket().filter(|ticket| right(ticket)).map(|_| ());
    compositor.wait_for("the demo's ticket, its movies opened", |_| {
        draft(&|ticket| ticket.assets().iter().any(|asset| asset.facts.is_some()))
    });
    // The card is open once what is typed gets into it.
    compositor.wait_for("the card at the playhead", |it| {
        it.keys(&["-k", "Escape"]);
        it.keys(&["m"]);
        sleep(Duration::from_secs(1));
        it.keys(&["-d", "60", "z"]);
        sleep(Duration::from_secs(1));
        draft(&|ticket| ticket.finding_draft().contains('z'))
    });
    compositor.keys(&["-M", "ctrl", "a", "-m", "ctrl"]);
    compositor.keys(&["-d", "60", "door slam early"]);
    compositor
        .wait_for("the words of the card", |_| draft(&|ticket| ticket.finding_draft() == "door slam early"));
    compositor.keys(&["-M", "ctrl", "a", "-m", "ctrl"]);
    compositor.keys(&["-M", "ctrl", "c", "-m", "ctrl"]);
    compositor.wait_for("the words on the clipboard", |it| (it.pasted() == "door slam early").then_some(()));
    // The other way: what another program owns is pasted, whatever its script.
    let owner = compositor.command("wl-copy").args(["--foreground", "夜 missing footsteps"]).spawn().unwrap();
    compositor.programs.push(owner);
    compositor
        .wait_for("the other program's words", |it| (it.pasted() == "夜 missing footsteps").then_some(()));
    compositor.keys(&["-M", "ctrl", "a", "-m", "ctrl"]);
    compositor.keys(&["-M", "ctrl", "v", "-m", "ctrl"]);
    compositor
        .wait_for("what was pasted", |_| draft(&|ticket| ticket.finding_draft() == "夜 missing footsteps"));
}
