//! The desk while a file server stalls, vanishes and comes back.

use twopop::machine::{DesktopMachine, Machine};
use twopop::policy::{Profile, ReferenceStatus};
use twopop::session::{Effect, Loading, Measuring, RequestCommand, SaveState, Session, Workspace};
use twopop::store::{Autosave, DeskFolder, SavedBy, TicketStore};
use twopop::ticket::{Edit, Person};

use super::*;

/// A desk without its window, as the program sets it up.
struct Desk {
    machine: DesktopMachine,
    workspace: Workspace,
    /// The longest that the window would have waited for the machine.
    longest: Duration,
}

impl Desk {
    /// It keeps its tickets in `folder`.
    fn of(folder: &Path) -> Self {
        let machine = crate::machine::machine(folder).watching_for_stalls();
        let workspace = Workspace::new(Arc::new(Profile::asset_qc().clone()), Person::default());
        Self { machine, workspace, longest: Duration::ZERO }
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        let asked = Instant::now();
        effects.into_iter().for_each(|effect| self.machine.perform(effect));
        self.longest = self.longest.max(asked.elapsed());
    }

    fn command(&mut self, command: RequestCommand) {
        let stamp = self.machine.stamp();
        let effects = self.workspace.command(command, &stamp);
        self.perform(effects);
    }

    /// Sits there until `wanted`, or for a minute; how long it took.
    fn sit_until(&mut self, what: &str, wanted: impl Fn(&Workspace) -> bool) -> Duration {
        let begun = Instant::now();
        while !wanted(&self.workspace) {
            assert!(begun.elapsed() < Duration::from_secs(60), "not {what}: {:?}", self.workspace.notices());
            let asked = Instant::now();
            let events = self.machine.events();
            self.longest = self.longest.max(asked.elapsed());
            for event in events {
                let effects = self.workspace.event(event);
                self.perform(effects);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let took = begun.elapsed();
        println!("{what} after {:.1} s", took.as_secs_f64());
        took
    }
}

fn says(workspace: &Workspace, words: &str) -> bool {
    workspace.notices().iter().any(|notice| notice.text.contains(words))
}

fn is_measured(workspace: &Workspace) -> bool {
    let session = workspace.session();
    session.is_some_and(|session| matches!(session.measuring(), Measuring::Done(_)))
}

/// By a movie that did not answer.
fn is_held(workspace: &Workspace) -> bool {
    let held = |session: &Session| match &session.decision().status {
        ReferenceStatus::Held { because, .. } => because.contains(NOT_ANSWERED),
        _ => false,
    };
    workspace.session().is_some_and(held)
}

const NOT_ANSWERED: &str = "has not answered for 10 s";

#[test]
#[ignore = "needs root, FUSE and python3"]
fn the_desk_says_it_stays_quick_keeps_the_work_and_reads_again() {
    let (footage, local) = (Footage::new(), Footage::new());
    request(&footage);
    request(&local);
    let mut server = Server::of(&footage.path(""));
    let mut desk = Desk::of(&local.path(""));
    // What examining and decoding read of the movie is more than this.
    server.order("stall-after 1500000");
    let paths = vec![server.path("NIGHTFALL_R1_FinalProxy.mov"), local.path("NIGHTFALL_R1_ME_20.wav")];
    desk.command(RequestCommand::Open(paths));
    desk.sit_until("said", |workspace| says(workspace, NOT_ANSWERED));
    assert!(desk.workspace.edit(Edit::SetNotes("written while the server stalled".to_owned())));
    let save = desk.workspace.ticket_to_save();
    desk.perform(save.into_iter().collect());
    desk.sit_until("saved, while the server does not answer,", |workspace| {
        workspace.session().is_some_and(|session| *session.save_state() == SaveState::Saved)
    });
    server.order("back");
    println!("the longest wait of the window: {:?}", desk.longest);
    assert!(desk.longest < Duration::from_millis(500), "{:?}", desk.longest);
    drop(desk);
    // As the program opens it again: what is passing is in the journal.
    let folder = local.path("tickets of this test");
    let store = DeskFolder::open(&folder, &folder).expect("a store");
    let first = store.list().expect("listed").tickets.first().expect("the ticket is kept").id;
    let by = SavedBy { at: "2026-01-15T10:00:00+01:00".to_owned(), ..SavedBy::default() };
    let opened = Autosave::new(Arc::new(store), &folder).open(first, &by).expect("it opens");
    assert_eq!(opened.value.notes(), "written while the server stalled");
}

/// Whatever is being read when the server stalls: the folder, the movie, the audio.
#[test]
#[ignore = "needs root, FUSE and python3"]
fn with_everything_on_the_server_the_desk_says_so_and_goes_on_once_it_is_back() {
    let footage = Footage::new();
    request(&footage);
    for order in ["stall", "stall-after 300000", "stall-after 1500000", "stall-after 7000000"] {
        println!("-- {order}");
        let mut server = Server::of(&footage.path(""));
        let local = tempfile::tempdir().expect("a folder");
        let mut desk = Desk::of(local.path());
        server.order(order);
        desk.command(RequestCommand::Open(vec![server.path("")]));
        let took = desk.sit_until("said", |workspace| says(workspace, NOT_ANSWERED) || is_held(workspace));
        assert!(took < Duration::from_secs(20), "{order}: {took:?}");
        server.order("back");
        desk.sit_until("taken back", |workspace| !says(workspace, "goes on as soon as it answers"));
        desk.sit_until("all read", |workspace| {
            workspace.session().is_some_and(|session| session.loading() != Loading::Examining)
        });
        if is_held(&desk.workspace) || says(&desk.workspace, "try again") {
            // Its reader gave the movie up.
            println!("   read again");
            desk.command(RequestCommand::ReadAgain);
        }
        desk.sit_until("measured", is_measured);
        assert!(desk.longest < Duration::from_millis(500), "{order}: {:?}", desk.longest);
    }
}

#[test]
#[ignore = "needs root, FUSE and python3"]
fn a_stalled_request_is_given_up_for_another_and_a_vanished_one_is_a_sentence() {
    let (footage, local) = (Footage::new(), Footage::new());
    request(&footage);
    request(&local);
    let mut server = Server::of(&footage.path(""));
    let desks = tempfile::tempdir().expect("a folder");
    let mut desk = Desk::of(desks.path());
    server.order("stall");
    desk.command(RequestCommand::Open(vec![server.path("")]));
    desk.sit_until("said", |workspace| says(workspace, NOT_ANSWERED));
    desk.command(RequestCommand::StopOpening);
    assert!(desk.workspace.opening().is_none());
    desk.command(RequestCommand::Open(vec![local.path("")]));
    desk.sit_until("the other is measured", is_measured);
    assert!(says(&desk.workspace, NOT_ANSWERED), "the server still does not answer");
    server.order("back");
    desk.sit_until("taken back", |workspace| !says(workspace, NOT_ANSWERED));
    assert!(is_measured(&desk.workspace), "what was given up opens nothing");
    server.order("vanish");
    desk.command(RequestCommand::Open(vec![server.path("")]));
    desk.sit_until("said", |workspace| says(workspace, "Input/output error"));
    server.order("back");
    desk.command(RequestCommand::Open(vec![server.path("")]));
    desk.sit_until("measured", is_measured);
    assert!(desk.longest < Duration::from_millis(500), "{:?}", desk.longest);
}
