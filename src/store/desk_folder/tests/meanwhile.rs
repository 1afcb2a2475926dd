//! What others do in a ticket's folder between the moment a desk has looked at it and the moment it has written.

use std::sync::atomic::AtomicBool;

use super::*;

/// Writes; meanwhile the ticket's folder is moved away, and another stands in its place.
#[derive(Debug)]
struct Displaced {
    real: DiskWrite,
    is_meddled_with: &'static AtomicBool,
}

impl ExclusiveWrite for Displaced {
    fn write_new(&self, folder: &OpenFolder, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.real.write_new(folder, name, bytes)?;
        if self.is_meddled_with.load(Ordering::Relaxed) {
            let away = folder.path.with_extension("away");
            fs::rename(&folder.path, &away)?;
            fs::create_dir(&folder.path)?;
            // As a copy of yesterday would have it: the earlier revision, and not the one that was just written.
            fs::copy(away.join("000001.ron"), folder.path.join("000001.ron"))?;
        }
        Ok(())
    }
}

#[test]
fn what_is_not_where_others_look_for_it_is_not_called_saved() {
    static MEDDLED: AtomicBool = AtomicBool::new(false);
    for aside in [false, true] {
        MEDDLED.store(false, Ordering::Relaxed);
        let folder = tempfile::tempdir().unwrap();
        let writer = Displaced { real: DiskWrite::default(), is_meddled_with: &MEDDLED };
        let store = DeskFolder::with_writer(folder.path(), folder.path(), Box::new(writer)).unwrap();
        store.save(&ticket(1), 0, &ann()).unwrap();
        MEDDLED.store(true, Ordering::Relaxed);
        let said = if aside {
            store.keep_aside(&titled(1, "other"), 0, &ann()).unwrap_err()
        } else {
            store.save(&titled(1, "other"), 1, &ann()).unwrap_err()
        };
        assert!(said.to_string().contains("is gone"), "{said}");
        MEDDLED.store(false, Ordering::Relaxed);
        assert_eq!(store.save(&titled(1, "other"), 1, &ann()).unwrap().number, 2, "again");
    }
}

/// Before it writes `number`, `others` do something in the desk's folder.
struct Outrun {
    real: DiskWrite,
    number: &'static str,
    others: fn(&Path),
    done: AtomicBool,
}

impl std::fmt::Debug for Outrun {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(self.number)
    }
}

impl ExclusiveWrite for Outrun {
    fn write_new(&self, folder: &OpenFolder, name: &str, bytes: &[u8]) -> io::Result<()> {
        if name == self.number && !self.done.swap(true, Ordering::Relaxed) {
            (self.others)(folder.path.parent().and_then(Path::parent).expect("a desk"));
        }
        self.real.write_new(folder, name, bytes)
    }
}

/// A desk that has saved a ticket, and what happens before it writes `number`.
fn outrun(folder: &Path, number: &'static str, others: fn(&Path)) -> DeskFolder {
    let writer = Outrun { real: DiskWrite::default(), number, others, done: AtomicBool::new(false) };
    let store = DeskFolder::with_writer(folder, folder, Box::new(writer)).unwrap();
    store.save(&ticket(1), 0, &ann()).unwrap();
    store
}

/// What is open, then what is kept aside, by their titles.
fn kept_titles(store: &DeskFolder) -> Vec<String> {
    let newest = store.open(ticket(1).id()).unwrap().value;
    let all = std::iter::once(newest).chain(store.asides(ticket(1).id()).unwrap());
    all.map(|kept| kept.ticket.title().to_owned()).collect()
}

fn theirs(desk: &Path, after: u32) {
    let other = DeskFolder::open(desk, desk).expect("a store");
    other.save(&titled(1, "theirs"), after, &ann()).expect("saved");
}

const OF_TICKET: &str = "tickets/00000000-0000-0000-0000-000000000001";

/// What is no revision stands at a number, or goes from there just then: of two desks at once neither's work is hidden by
/// the other's.
#[test]
fn of_two_desks_that_go_on_under_two_numbers_both_works_are_kept() {
    for (stands_at, written_as) in [("000002.ron", "000003.ron"), ("000003.ron", "000002.ron")] {
        let folder = tempfile::tempdir().unwrap();
        let store = outrun(folder.path(), written_as, |desk| {
            let _ = fs::remove_dir(desk.join(OF_TICKET).join("000002.ron"));
            theirs(desk, 1);
        });
        fs::create_dir(folder.path().join(OF_TICKET).join(stands_at)).unwrap();
        match store.save(&titled(1, "mine"), 1, &ann()) {
            Ok(_) => assert_eq!(kept_titles(&store), ["mine", "theirs"], "{stands_at}"),
            Err(lost) => {
                assert!(matches!(lost, StoreError::Conflict { .. }), "{stands_at}: {lost}");
                assert_eq!(kept_titles(&store), ["theirs"], "{stands_at}");
            }
        }
    }
}

/// A desk that slept in the middle of saving finds the number free that others had, and that was removed as old.
#[test]
fn whoever_wakes_up_under_an_old_number_has_lost() {
    let folder = tempfile::tempdir().unwrap();
    let store = outrun(folder.path(), "000002.ron", |desk| {
        theirs(desk, 1);
        theirs(desk, 2);
        let of_ticket = desk.join(OF_TICKET);
        fs::remove_file(of_ticket.join("000002.ron")).unwrap();
        let later = fs::File::options().write(true).open(of_ticket.join("000003.ron")).unwrap();
        later.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(700)).unwrap();
    });
    let said = store.save(&titled(1, "mine"), 1, &ann()).unwrap_err();
    assert!(matches!(said, StoreError::Conflict { .. }), "{said}");
}

/// The number was taken just then by what is no revision: nobody has saved, and nobody is told so.
#[test]
fn a_number_that_is_taken_by_no_revision_is_no_conflict() {
    let folder = tempfile::tempdir().unwrap();
    let take = |desk: &Path| fs::create_dir(desk.join(OF_TICKET).join("000002.ron")).unwrap();
    let store = outrun(folder.path(), "000002.ron", take);
    assert_eq!(store.save(&titled(1, "mine"), 1, &ann()).unwrap().number, 3);
}

/// A desk ended between writing and looking back: whoever goes on from its revision keeps what that one passed.
#[test]
fn what_was_passed_is_kept_by_whoever_looks_back_first() {
    let folder = tempfile::tempdir().unwrap();
    let store = outrun(folder.path(), "none", |_| {});
    store.save(&titled(1, "theirs"), 1, &ann()).unwrap();
    // Number 3 goes on from 1.
    let sealed = |ticket: &Ticket, number, after| {
        let text = to_text(Path::new("a.ron"), ticket, None).unwrap();
        seal(text, &Revision { number, after, by: ann().person, at: ann().at })
    };
    let passed = folder.path().join(OF_TICKET).join("000003.ron");
    fs::write(passed, sealed(&titled(1, "passing"), 3, 1)).unwrap();
    assert_eq!(kept_titles(&store), ["passing"]);
    // Its own desk, which brings its journal back, or the next one.
    for (next, after, number) in [("passing", 1, 3), ("next", 3, 4), ("and on", 4, 5)] {
        assert_eq!(store.save(&titled(1, next), after, &ann()).unwrap().number, number);
        assert_eq!(kept_titles(&store), [next, "theirs"], "kept once");
    }
}
