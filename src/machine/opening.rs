//! Opening a request: scan, find the ticket of an earlier session, examine each asset.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::job_output::JobOutput;
use super::moved_request::{self, Fit};
use crate::intake::{self, NamedFiles, Request};
use crate::jobs::{JobCancelled, JobContext, JobHandle, Jobs};
use crate::media::{self, MediaCache};
use crate::session::{MovedTicket, RequestEvent, Stamp, WhichTicket};
use crate::store::{self, Autosave, SavedBy};
use crate::ticket::{
    Asset, FileKind, NewTicket, Observation, Problem, Task, Ticket, TicketId, TrackedTicket,
};

/// What a ticket is begun with.
pub(super) struct TicketOpening {
    pub paths: Vec<PathBuf>,
    /// A ticket of the queue, to be opened whatever the paths.
    pub ticket: Option<TicketId>,
    /// Keeps what is opened on the way.
    pub media: Arc<MediaCache>,
    pub autosave: Arc<Autosave>,
    /// Who sits at the desk, for what has to be saved on the way.
    pub by: SavedBy,
    /// Id and version of the policy profile.
    pub policy: String,
    pub stamp: Stamp,
    /// What is done where earlier tickets were begun on the same files in a folder that is gone.
    pub moved: MovedChoice,
}

/// What is done with a request that has no ticket where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MovedChoice {
    /// Go on with the one ticket that fits, if it is this person's; ask where it is another's, or several fit.
    Search,
    /// A person said to go on with this one.
    Ticket(TicketId),
    /// A person said to begin a new one.
    New,
}

/// What opening came to.
enum Begun {
    Opened(Box<Opened>),
    Asked(Vec<MovedTicket>),
}

fn opened(opened: Opened) -> Begun {
    Begun::Opened(Box::new(opened))
}

struct Opened {
    ticket: TrackedTicket,
    reopened: bool,
    warnings: Vec<String>,
}

/// Starts opening it. While the movies are looked at behind the fence, what will play them is loaded here.
pub(super) fn start(jobs: &Jobs<JobOutput>, opening: TicketOpening) -> Vec<JobHandle> {
    let load = |_: &JobContext<JobOutput>| {
        media::load_decoders();
        Ok(())
    };
    vec![jobs.start("load decoders", load), jobs.start("open request", move |job| open(&opening, job))]
}

/// The demo is to be opened, and there is none.
pub(super) fn no_demo() -> RequestEvent {
    RequestEvent::OpenFailed {
        path: PathBuf::from("demo"),
        why: "No demo has been made. An installed Twopop has /usr/share/twopop/make-demo FOLDER for it: open FOLDER/request \
              when it is done. From source, ./run makes it."
            .to_owned(),
    }
}

/// Scans and examines, reporting as it goes. A request that cannot be opened is reported in words.
fn open(opening: &TicketOpening, job: &JobContext<JobOutput>) -> Result<(), JobCancelled> {
    let Opened { ticket, reopened, warnings } = match begin(opening, job)? {
        Ok(Begun::Opened(opened)) => *opened,
        Ok(Begun::Asked(tickets)) => {
            let asked = WhichTicket { paths: opening.paths.clone(), tickets };
            return job.report(JobOutput::Event(RequestEvent::WhichTicket(asked).into()));
        }
        Err(why) => {
            let path = opening.paths.first().cloned().unwrap_or_default();
            return job.report(JobOutput::Event(RequestEvent::OpenFailed { path, why }.into()));
        }
    };
    let assets = ticket.assets().to_vec();
    job.report(JobOutput::Event(
        RequestEvent::Opened { ticket: Box::new(ticket), reopened, warnings }.into(),
    ))?;
    for (place, mut asset) in assets.into_iter().enumerate() {
        intake::examine(&mut asset, &opening.media);
        job.report(JobOutput::Event(
            RequestEvent::Examined { asset: place, as_found: Box::new(asset) }.into(),
        ))?;
    }
    job.report(JobOutput::Event(RequestEvent::AllExamined.into()))
}

/// The ticket of this request: kept from an earlier session, with what has arrived since, or a new one.
fn begin(
    opening: &TicketOpening,
    job: &JobContext<JobOutput>,
) -> Result<Result<Begun, String>, JobCancelled> {
    // What was given up while a disk did not answer takes no ticket: it may be open again by now.
    job.unless_cancelled()?;
    if let Some(id) = opening.ticket {
        let kept = opening.autosave.open(id, &opening.by).map_err(|error| error.to_string());
        return Ok(kept.map(|kept| {
            let warnings = kept.warnings.into_iter().chain(kept.read_only).collect();
            opened(Opened { ticket: kept.value.into(), reopened: true, warnings })
        }));
    }
    let request = match opening.paths.as_slice() {
        [path] => {
            if let Some(opened) = kept_ticket(opening, path, job)? {
                return Ok(Ok(Begun::Opened(Box::new(opened))));
            }
            intake::open_request(path, &NamedFiles::default()).map_err(|error| {
                // A ticket that is misspelt is no misspelt request.
                store::ticket_fault(path).map_or_else(|| error.to_string(), |why| why.to_string())
            })
        }
        paths => intake::open_media(paths, &NamedFiles::default()).map_err(|error| error.to_string()),
    };
    match request {
        Ok(request) => with_request(opening, request, job),
        Err(why) => Ok(Err(why)),
    }
}

/// A ticket file given by itself; `None` when the path is something else, such as a request file.
fn kept_ticket(
    opening: &TicketOpening,
    path: &Path,
    job: &JobContext<JobOutput>,
) -> Result<Option<Opened>, JobCancelled> {
    let may_be_ticket = FileKind::of(path) == Some(FileKind::Document) && path.is_file();
    let Some(Ok(read)) = may_be_ticket.then(|| store::read_ticket(path)) else { return Ok(None) };
    job.unless_cancelled()?;
    let kept = opening.autosave.open(read.value.id(), &opening.by);
    let (mut warnings, ticket) = match kept {
        // The desk's own is further on than a copy, or the same; nothing is saved over it.
        Ok(kept) if kept.value != read.value => {
            let said = "This ticket is kept at this desk: that version is open, and not the file.".to_owned();
            (kept.warnings.into_iter().chain([said]).chain(kept.read_only).collect(), kept.value)
        }
        Ok(kept) => (kept.warnings, kept.value),
        Err(_) => (Vec::new(), read.value),
    };
    warnings.extend(read.warnings.into_iter().chain(read.read_only));
    Ok(Some(Opened { ticket: ticket.into(), reopened: true, warnings }))
}

/// A ticket is of one reel: of a request in reels its first, with a word in its title, and in a sentence how to open the
/// others.
fn one_reel(mut request: Request) -> Request {
    let labels: Vec<String> = request.reels.iter().map(|reel| reel.label.clone()).collect();
    if labels.is_empty() {
        return request;
    }
    let first = request.reels.swap_remove(0);
    let (count, others) = (labels.len(), labels.get(1..).unwrap_or_default().join(", "));
    let mut opened = first.request;
    let mut warnings = request.warnings;
    if count > 1 {
        opened.title = format!("{} (reel 1 of {count})", opened.title);
        warnings.push(format!(
            "Reel 1 of {count} is open ({}). Not open: {others}. Drop the files of one of them on the window to open it, or \
             have all of them judged with `twopop check`.",
            first.label
        ));
    }
    opened.warnings = warnings.into_iter().chain(opened.warnings).collect();
    opened
}

fn with_request(
    opening: &TicketOpening,
    request: Request,
    job: &JobContext<JobOutput>,
) -> Result<Result<Begun, String>, JobCancelled> {
    let request = one_reel(request);
    job.unless_cancelled()?;
    let is_wanted = || !job.cancelled();
    let found = match opening.autosave.find_by_request_while(&request.source, &opening.by, is_wanted) {
        Ok(found) => found,
        Err(error) => return Ok(Err(error.to_string())),
    };
    job.unless_cancelled()?;
    let unreadable: Vec<String> = found.unreadable.iter().map(ToString::to_string).collect();
    if let Some(read) = found.ticket {
        return Ok(Ok(opened(with_ticket(read.map(TrackedTicket::from), request, unreadable))));
    }
    let fits = if opening.moved == MovedChoice::New {
        Vec::new()
    } else {
        moved_request::find(opening.autosave.store().as_ref(), &request, &opening.by.person, job)?
    };
    job.unless_cancelled()?;
    Ok(match goes_on_with(fits, opening.moved) {
        Ok(Some(fit)) => moved_ticket(opening, &fit, request, unreadable).map(opened),
        Ok(None) => Ok(opened(with_new_ticket(opening, request, unreadable))),
        Err(asked) => Ok(Begun::Asked(asked)),
    })
}

/// The ticket that goes on without a question; what to ask where a person has to say.
fn goes_on_with(mut fits: Vec<Fit>, moved: MovedChoice) -> Result<Option<Fit>, Vec<MovedTicket>> {
    if let MovedChoice::Ticket(id) = moved {
        fits.retain(|fit| fit.ticket.id == id);
    }
    let is_said = matches!(moved, MovedChoice::Ticket(_));
    match fits.as_slice() {
        [] => Ok(None),
        [one] if one.is_own || is_said => Ok(fits.pop()),
        _ => Err(fits.into_iter().map(|fit| fit.ticket).collect()),
    }
}

fn moved_ticket(
    opening: &TicketOpening,
    fit: &Fit,
    request: Request,
    unreadable: Vec<String>,
) -> Result<Opened, String> {
    let read = opening.autosave.open(fit.ticket.id, &opening.by).map_err(|error| error.to_string())?;
    let mut read = read.map(TrackedTicket::from);
    read.value.observe(Observation::Moved { from: fit.from.clone(), to: fit.to.clone() });
    read.warnings.push(format!(
        "This folder was renamed or moved: it was {}. Its files are the same, and its ticket goes on.",
        fit.from.display()
    ));
    Ok(with_ticket(read, request, unreadable))
}

fn with_new_ticket(opening: &TicketOpening, request: Request, unreadable: Vec<String>) -> Opened {
    let warnings = request.warnings.iter().cloned().chain(undecided_task(&request)).chain(unreadable);
    let warnings = warnings.collect();
    Opened { ticket: new_ticket(opening, request).into(), reopened: false, warnings }
}

/// The ticket as it was kept, with what has arrived since.
fn with_ticket(read: store::Opened<TrackedTicket>, request: Request, unreadable: Vec<String>) -> Opened {
    let mut ticket = read.value;
    for (asset, problem) in listed_now(&ticket, &request.assets) {
        ticket.observe(Observation::Examined { asset, facts: None, problem: Some(problem) });
    }
    let arrived: Vec<Asset> = request.assets.into_iter().filter(|asset| !is_known(&ticket, asset)).collect();
    let said = arrived.iter().map(|asset| {
        format!("{} has arrived since this ticket was begun ({}).", asset.file_name(), asset.role)
    });
    let warnings = read.warnings.into_iter().chain(read.read_only).chain(unreadable).chain(said).collect();
    ticket.observe(Observation::Arrived(arrived));
    Opened { ticket, reopened: true, warnings }
}

/// Folders of the ticket by their places: what could not be listed when it was begun and was now, or the other way round.
fn listed_now(ticket: &Ticket, found: &[Asset]) -> Vec<(usize, Problem)> {
    let is_unlisted = |asset: &Asset| matches!(asset.problem, Some(Problem::NotListed(_)));
    let changed = ticket.assets().iter().enumerate().filter_map(|(place, known)| {
        let still = found.iter().find(|asset| asset.files == known.files && is_unlisted(asset));
        match still {
            Some(still) => Some((place, still.problem.clone()?)),
            None if is_unlisted(known) => Some((
                place,
                Problem::Unreadable(format!(
                    "{} has been listed since: its files are here.",
                    known.file_name()
                )),
            )),
            None => None,
        }
    });
    changed.collect()
}

fn is_known(ticket: &Ticket, asset: &Asset) -> bool {
    ticket
        .assets()
        .iter()
        .any(|known| known.files == asset.files && (!known.files.is_empty() || known.role == asset.role))
}

fn undecided_task(request: &Request) -> Option<String> {
    (request.task.is_none() && request.tasks_present.len() > 1).then(|| {
        "Both an M&E and a Print Master are in this request. The M&E is on the desk; \
         choose the Print Master under Request if that is what you check."
            .to_owned()
    })
}

fn new_ticket(opening: &TicketOpening, request: Request) -> Ticket {
    let task = request.task.or(request.tasks_present.first().copied()).unwrap_or(Task::MusicAndEffects);
    Ticket::new(NewTicket {
        id: TicketId(opening.stamp.fresh),
        title: request.title,
        task,
        request: request.source,
        assets: request.assets,
        policy: opening.policy.clone(),
        created: opening.stamp.at.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::{Delivery, Role};

    fn folder(name: &str, problem: Option<Problem>) -> Asset {
        Asset {
            role: Role::Unrecognised,
            files: vec![name.into()],
            version: None,
            delivery: Delivery::Assumed,
            recognised_by: None,
            recognised_words: "a folder".to_owned(),
            guide_track: None,
            facts: None,
            problem,
            sha256: None,
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test lays out a request")]
    fn of_a_request_in_reels_the_first_is_open_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        for reel in ["R1", "R2", "R3"] {
            std::fs::write(folder.path().join(format!("SHOW_{reel}_FinalProxy.mov")), "").unwrap();
            std::fs::write(folder.path().join(format!("SHOW_{reel}_ME.wav")), "").unwrap();
        }
        let found = intake::open_request(folder.path(), &NamedFiles::default()).unwrap();
        let opened = one_reel(found);
        assert!(opened.title.ends_with("· R1 (reel 1 of 3)"), "{}", opened.title);
        let said = opened.warnings.iter().find(|said| said.starts_with("Reel 1 of 3 is open")).unwrap();
        assert!(said.contains("Not open: R2, R3."), "{said}");
        let names: Vec<String> = opened.assets.iter().map(Asset::file_name).collect();
        assert!(names.contains(&"SHOW_R1_ME.wav".to_owned()), "{names:?}");
        assert!(!names.contains(&"SHOW_R2_ME.wav".to_owned()), "{names:?}");
    }

    #[test]
    fn a_folder_that_can_be_listed_now_holds_nothing_any_more_and_one_that_cannot_does() {
        let locked = || Some(Problem::NotListed("locked".to_owned()));
        let was_read = Some(Problem::Unreadable("read".to_owned()));
        let assets = vec![folder("a", locked()), folder("b", locked()), folder("c", was_read)];
        let ticket = Ticket::new(NewTicket {
            id: TicketId(uuid::Uuid::from_u128(1)),
            title: String::new(),
            task: Task::PrintMaster,
            request: PathBuf::from("/r"),
            assets,
            policy: String::new(),
            created: String::new(),
        });
        let changed = listed_now(&ticket, &[folder("b", locked()), folder("c", locked())]);
        let (places, problems): (Vec<_>, Vec<_>) = changed.into_iter().unzip();
        assert_eq!(places, [0, 1, 2]);
        assert!(
            matches!(&problems[0], Problem::Unreadable(why) if why.contains("listed since")),
            "{problems:?}"
        );
        assert_eq!((Some(problems[1].clone()), Some(problems[2].clone())), (locked(), locked()));
    }
}
