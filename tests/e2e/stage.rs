//! A display, a keyboard and a data folder that are nobody's, with the real window on them.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use twopop::store::{Autosave, DeskFolder, Preferences, TicketStore, save_preferences};
use twopop::ticket::{Person, PersonRole, Ticket, TicketId};

/// How long a loaded machine without a GPU may take to open the desk, or to decode what it shows.
const PATIENCE: Duration = Duration::from_secs(90);

/// An X server of our own on a free display, and a data folder that outlives each desk opened on it.
pub struct Stage {
    server: Child,
    display: String,
    folder: PathBuf,
}

impl Stage {
    /// Sets up an empty stage whose files and pictures lie under the test's own name.
    pub fn set(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("e2e").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("data")).unwrap();
        // Without -noreset the server starts over when its last client goes, and a desk that is opened again at that
        // moment finds no display.
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is needed: ./test installs it");
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        let stage = Self { server, display: format!(":{}", number.trim()), folder };
        // Nobody is asked for a name.
        stage.seat("Ada", PersonRole::Operator);
        stage
    }

    /// Where the desk keeps its tickets.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Gives the display the keyboard of a country, by its X name: "de".
    pub fn keyboard(&self, layout: &str) {
        self.tell("setxkbmap", &["-layout", layout]);
    }

    /// Says in the preferences who sits at the desk from now on.
    pub fn seat(&self, name: &str, duty: PersonRole) {
        let preferences =
            Preferences { person: Person { name: name.to_owned(), duty }, ..Preferences::default() };
        save_preferences(&self.data(), &preferences).unwrap();
    }

    /// The display's name, such as ":99".
    pub fn display(&self) -> &str {
        &self.display
    }

    /// How many windows of Twopop are on the display.
    pub fn windows(&self) -> usize {
        self.tell("xdotool", &["search", "--onlyvisible", "--name", "Twopop"]).lines().count()
    }

    /// Starts the program with these words, whatever comes of it.
    pub fn start(&self, words: &[&Path]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_twopop"))
            .args(words)
            .env("DISPLAY", &self.display)
            .env_remove("WAYLAND_DISPLAY")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("TWOPOP_DATA", self.data())
            .stdout(Stdio::null())
            .stderr(File::create(self.folder.join("stderr.txt")).unwrap())
            .spawn()
            .unwrap()
    }

    /// Opens the desk on `paths` and waits for its window.
    pub fn open_desk(&self, paths: &[&Path]) -> Desk<'_> {
        let (words, program) = (self.folder.join("stderr.txt"), self.start(paths));
        let mut desk = Desk { stage: self, program, window: String::new(), words };
        desk.window = desk.wait_for("a window named Twopop", |desk| {
            let found = desk.stage.tell("xdotool", &["search", "--onlyvisible", "--name", "Twopop"]);
            found.lines().next().map(str::to_owned)
        });
        desk.focus();
        desk
    }

    /// The one ticket kept so far, as it is on disk: saved, or in the journal of the desk.
    pub fn ticket(&self) -> Option<Ticket> {
        let data = self.data();
        let store = DeskFolder::open(&data, &self.folder.join("index of the test")).ok()?;
        let ids: Vec<TicketId> = store.list().ok()?.tickets.iter().map(|ticket| ticket.id).collect();
        let [id] = ids.as_slice() else {
            assert!(ids.is_empty(), "one request makes one ticket");
            return None;
        };
        Autosave::new(Arc::new(store), &data).read(*id).ok()
    }

    /// What an X tool says on this display; empty when it fails.
    pub fn tell(&self, tool: &str, words: &[&str]) -> String {
        let output = Command::new(tool)
            .args(words)
            .env("DISPLAY", &self.display)
            .stderr(Stdio::null())
            .output()
            .unwrap_or_else(|error| panic!("{tool} is needed ({error}): ./test installs it"));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The real program with its window, and hands on its keys.
pub struct Desk<'stage> {
    stage: &'stage Stage,
    program: Child,
    window: String,
    words: PathBuf,
}

impl Desk<'_> {
    /// Without a window manager nothing has the keyboard until it is given.
    pub fn focus(&self) {
        self.stage.tell("xdotool", &["windowfocus", "--sync", &self.window]);
    }

    /// Gives the keyboard to nobody, as if another window had it.
    pub fn unfocus(&self) {
        let program = "from Xlib import X, display; d = display.Display(); \
                       d.set_input_focus(d.screen().root, X.RevertToNone, X.CurrentTime); d.sync()";
        self.stage.tell("/usr/bin/python3", &["-c", program]);
    }

    /// Types a text, letter by letter.
    pub fn write(&self, text: &str) {
        self.stage.tell("xdotool", &["type", "--clearmodifiers", "--delay", "40", text]);
    }

    /// The X window.
    pub fn window(&self) -> &str {
        &self.window
    }

    /// The display it is on.
    pub fn display(&self) -> &str {
        &self.stage.display
    }

    /// Presses keys one after the other, by their X names: "space", "comma", "ctrl+z".
    pub fn press(&self, keys: &[&str]) {
        for key in keys {
            self.stage.tell("xdotool", &["key", "--clearmodifiers", key]);
            sleep(Duration::from_millis(150));
        }
    }

    /// A picture of the window, kept for whoever reads a failure, and how many colours are in it.
    pub fn picture(&self, name: &str) -> (PathBuf, usize) {
        let file = self.stage.folder.join(format!("{name}.png"));
        let path = file.to_str().unwrap();
        self.stage.tell("import", &["-window", &self.window, path]);
        let colours = self.stage.tell("identify", &["-format", "%k", path]);
        (file, colours.trim().parse().unwrap_or(0))
    }

    /// Whether the window no longer shows what an earlier picture of it did.
    pub fn differs(&self, earlier: &Path) -> bool {
        let now = self.picture("now").0;
        let signature = |file: &Path| self.stage.tell("identify", &["-format", "%#", file.to_str().unwrap()]);
        signature(earlier) != signature(&now)
    }

    /// Waits until `found` finds something; fails with `what`, and with what the program said, when it never does.
    pub fn wait_for<T>(&mut self, what: &str, found: impl Fn(&Self) -> Option<T>) -> T {
        let started = Instant::now();
        loop {
            if let Some(thing) = found(self) {
                return thing;
            }
            let ended = self.program.try_wait().unwrap();
            if ended.is_some() || started.elapsed() > PATIENCE {
                let words = fs::read_to_string(&self.words).unwrap_or_default();
                let seen = self.stage.ticket();
                panic!("waited for {what}\nprogram ended: {ended:?}\nit said:\n{words}\nticket: {seen:#?}");
            }
            sleep(Duration::from_millis(100));
        }
    }

    /// Waits until the saved ticket is as asked.
    pub fn wait_for_ticket(&mut self, what: &str, right: impl Fn(&Ticket) -> bool) -> Ticket {
        self.wait_for(what, |desk| desk.stage.ticket().filter(&right))
    }

    /// Quits as people do and gives how the program ended.
    pub fn quit(mut self) -> ExitStatus {
        self.press(&["ctrl+q"]);
        let started = Instant::now();
        loop {
            if let Some(status) = self.program.try_wait().unwrap() {
                return status;
            }
            assert!(started.elapsed() < PATIENCE, "it did not quit");
            sleep(Duration::from_millis(100));
        }
    }

    /// Ends the program as a power cut would.
    pub fn cut_power(mut self) {
        self.program.kill().unwrap();
        self.program.wait().unwrap();
    }
}

impl Drop for Desk<'_> {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}
