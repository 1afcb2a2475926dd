//! A request folder that was renamed or moved finds its ticket again: one whose own folder is gone, and whose files, by the
//! hash that the ticket holds, are the files found now.

use std::path::{Path, PathBuf};

use super::job_output::JobOutput;
use crate::intake::{self, Request};
use crate::jobs::{JobCancelled, JobContext};
use crate::queue::Summary;
use crate::session::{MovedTicket, RequestEvent};
use crate::store::TicketStore;
use crate::ticket::{FileKind, Person, Ticket};

/// The most tickets that are compared, the latest first; chosen so that opening a new request stays quick on a full desk.
const MOST_COMPARED: usize = 24;

/// A ticket that fits what was found.
pub(super) struct Fit {
    pub ticket: MovedTicket,
    /// Where its files were, and where they are.
    pub from: PathBuf,
    pub to: PathBuf,
    /// The last who worked on it is who sits here, or nobody did yet.
    pub is_own: bool,
}

/// The tickets of `store` that were begun on these very files in a folder that is not there any more. One file of each is
/// read whole: the smallest with a hash.
pub(super) fn find(
    store: &dyn TicketStore,
    request: &Request,
    person: &Person,
    job: &JobContext<JobOutput>,
) -> Result<Vec<Fit>, JobCancelled> {
    let Ok(listing) = store.list() else { return Ok(Vec::new()) };
    let to = folder_of(&request.source);
    let mut gone: Vec<Summary> =
        listing.tickets.into_iter().filter(|known| is_gone(&known.request)).collect();
    gone.sort_by(|one, other| other.changed.cmp(&one.changed));
    let mut fits = Vec::new();
    for summary in gone.into_iter().take(MOST_COMPARED) {
        let from = folder_of(&summary.request);
        let Some(ticket) = store.open(summary.id).ok().map(|kept| kept.value.ticket) else { continue };
        let Some((file, sha256)) = smallest_known(&ticket, &from, &to, request) else { continue };
        let step = format!("Comparing with an earlier ticket: {}", summary.title);
        job.report(JobOutput::Event(RequestEvent::Opening(step).into()))?;
        let found = intake::hash_file(&file, |_, _| {}, || job.cancelled());
        if found.is_ok_and(|found| found.is_some_and(|found| found == sha256)) {
            let is_own = summary.person.name.is_empty() || summary.person.name == person.name;
            let ticket = MovedTicket { id: summary.id, text: text_of(&summary) };
            fits.push(Fit { ticket, from, to: to.clone(), is_own });
        }
    }
    Ok(fits)
}

/// A folder on a share that does not answer may be there.
fn is_gone(request: &Path) -> bool {
    matches!(request.try_exists(), Ok(false))
}

/// The folder of a request, which is a folder or a request file in it.
fn folder_of(request: &Path) -> PathBuf {
    let is_file = FileKind::of(request) == Some(FileKind::Document);
    request.parent().filter(|_| is_file).unwrap_or(request).to_path_buf()
}

/// Of the ticket's files with a hash that lie at the same place below the new folder, the smallest.
fn smallest_known(ticket: &Ticket, from: &Path, to: &Path, request: &Request) -> Option<(PathBuf, String)> {
    let is_found =
        |file: &Path| request.assets.iter().any(|asset| asset.files.iter().any(|known| known == file));
    let known = ticket.assets().iter().filter_map(|asset| {
        let file = to.join(asset.files.first()?.strip_prefix(from).ok()?);
        let bytes = file.metadata().ok()?.len();
        is_found(&file).then_some((bytes, file, asset.sha256.clone()?))
    });
    known.min_by_key(|(bytes, ..)| *bytes).map(|(_, file, sha256)| (file, sha256))
}

/// "NIGHTFALL R1 · in review, round 1 · Ada, operator · /shows/NIGHTFALL_R1".
fn text_of(summary: &Summary) -> String {
    let who =
        if summary.person.name.is_empty() { "nobody yet".to_owned() } else { summary.person.to_string() };
    let (title, state, round) = (&summary.title, summary.state_text(), summary.round);
    format!("{title} · {state}, round {round} · {who} · {}", summary.request.display())
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test lays out a request and moves it")]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use uuid::Uuid;

    use super::*;
    use crate::intake::NamedFiles;
    use crate::jobs::Jobs;
    use crate::store::{DeskFolder, SavedBy};
    use crate::ticket::{NewTicket, Observation, PersonRole, Task, TicketId, Transition};

    const AT: &str = "2026-01-15T10:00:00+01:00";

    fn person(name: &str) -> Person {
        Person { name: name.to_owned(), duty: PersonRole::Operator }
    }

    /// A request with a movie and a mix, neither of which opens: only their bytes count here.
    fn lay_out(folder: &Path, bytes: &str) -> Request {
        fs::create_dir_all(folder).unwrap();
        fs::write(folder.join("NIGHT_FinalProxy.mov"), format!("a longer file {bytes}")).unwrap();
        fs::write(folder.join("NIGHT_ME_51.wav"), bytes).unwrap();
        intake::open_request(folder, &NamedFiles::default()).unwrap()
    }

    /// The ticket of a request as its first sitting leaves it: each file with its hash.
    fn save_ticket(store: &DeskFolder, number: u128, request: &Request, name: &str) {
        let mut ticket = Ticket::new(NewTicket {
            id: TicketId(Uuid::from_u128(number)),
            title: "NIGHT".to_owned(),
            task: Task::MusicAndEffects,
            request: request.source.clone(),
            assets: request.assets.clone(),
            policy: "asset-qc".to_owned(),
            created: AT.to_owned(),
        });
        for (asset, known) in request.assets.iter().enumerate() {
            let sha256 = intake::hash_file(&known.files[0], |_, _| {}, || false).unwrap().unwrap();
            ticket.observe(Observation::Hashed { asset, sha256 });
        }
        Transition::TakeUp.apply(&mut ticket, &person(name), AT).unwrap();
        store.save(&ticket, 0, &SavedBy { person: person(name), at: AT.to_owned() }).unwrap();
    }

    fn found(store: &Arc<DeskFolder>, request: &Request) -> Vec<(u128, bool)> {
        let jobs: Jobs<JobOutput> = Jobs::new(Arc::new(|| {}));
        let (send, receive) = std::sync::mpsc::channel();
        let (store, request) = (Arc::clone(store), request.clone());
        let _job = jobs.start("find", move |job| {
            let fits = find(store.as_ref(), &request, &person("Ada"), job)?;
            let mut seen: Vec<_> = fits.iter().map(|fit| (fit.ticket.id.0.as_u128(), fit.is_own)).collect();
            seen.sort_unstable();
            let _ = send.send(seen);
            Ok(())
        });
        receive.recv().unwrap()
    }

    #[test]
    fn a_folder_that_was_moved_has_its_ticket_by_its_files_and_a_copy_or_another_delivery_has_not() {
        let folder = tempfile::tempdir().unwrap();
        let store = DeskFolder::open(&folder.path().join("desk"), &folder.path().join("local")).unwrap();
        let store = Arc::new(store);
        let (old, new) = (folder.path().join("NIGHT v1"), folder.path().join("moved/NIGHT"));
        save_ticket(&store, 1, &lay_out(&old, "first"), "Ada");
        assert_eq!(found(&store, &lay_out(&new, "first")), [], "the old folder is there: this is a copy");
        fs::remove_dir_all(&old).unwrap();
        assert_eq!(found(&store, &lay_out(&new, "first")), [(1, true)]);
        assert_eq!(found(&store, &lay_out(&new, "other")), [], "the same names, and another delivery");
        // Another's ticket fits as well: a person says which.
        save_ticket(&store, 2, &lay_out(&old, "first"), "Bo");
        fs::remove_dir_all(&old).unwrap();
        assert_eq!(found(&store, &lay_out(&new, "first")), [(1, true), (2, false)]);
        let mut ticket = store.open(TicketId(Uuid::from_u128(1))).unwrap().value.ticket;
        ticket.observe(Observation::Moved { from: old, to: new.clone() });
        assert_eq!(ticket.request(), new);
        assert!(ticket.assets().iter().all(|asset| asset.files.iter().all(|file| file.starts_with(&new))));
    }
}
