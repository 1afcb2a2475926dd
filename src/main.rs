//! Arguments in, desk or headless command, exit code out.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use twopop::cli::{self, NextStep};

fn main() -> ExitCode {
    #[cfg(feature = "media")]
    {
        twopop::media::give_back_large_blocks();
        // This process may be the one behind the fence, which reads one movie for another.
        if std::env::args_os().nth(1).is_some_and(|first| first == twopop::media::WORKER_ARGUMENT) {
            return twopop::media::read_for_fence();
        }
        if let Some(program) = own_program() {
            twopop::media::set_worker(program);
        }
    }
    // The window never waits for a disk; an answer on the command line may.
    let watch = twopop::media::StallWatch::start(end_stalled);
    let next = cli::run(std::env::args_os(), &mut io::stdout(), &mut io::stderr());
    drop(watch);
    let ended = match next {
        NextStep::Exit(exit) => return exit.into(),
        NextStep::OpenDesk(paths) => open_desk(paths, false),
        NextStep::OpenNewWindow(paths) => open_desk(paths, true),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            cli::say_failure(&mut io::stderr(), &why.to_string());
            cli::Exit::Unusable.into()
        }
    }
}

/// This program, to be started again; on Linux this very one, even where another version has taken its place since.
#[cfg(feature = "media")]
fn own_program() -> Option<PathBuf> {
    let running = PathBuf::from("/proc/self/exe");
    if running.exists() { Some(running) } else { std::env::current_exe().ok() }
}

/// Ends the program in words: whoever would return is inside the system, and waits for a disk that does not answer.
#[expect(
    clippy::disallowed_methods,
    reason = "the thread that would return waits for a disk; nothing is being saved"
)]
fn end_stalled(stalled: twopop::media::Stalled) {
    // An answer that is being printed is printed whole.
    let _answer = io::stdout().lock();
    cli::say_failure(&mut io::stderr(), &cli::stalled_text(&stalled));
    std::process::exit(2);
}

/// Opens the window on `paths` with the tickets and preferences of this person, until it is closed. Unless another is asked
/// for, a window that is open on this display takes the paths.
#[cfg(feature = "desk")]
fn open_desk(paths: Vec<PathBuf>, another: bool) -> Result<(), Box<dyn std::error::Error>> {
    use std::sync::Arc;

    use twopop::machine::{DesktopMachine, ScrubCopies, WindowStart, places, settings, start_window};
    use twopop::session::{Notice, Workspace};
    use twopop::store::{
        Autosave, CacheFolder, NoStore, Opened, Preferences, ResultCache, TicketStore, WindowPlace,
        data_folder, read_preferences, ticket_store,
    };
    use twopop::{desk, media};

    // Kept and handed over, they are read from other folders.
    let paths: Vec<PathBuf> =
        paths.into_iter().map(|path| std::path::absolute(&path).unwrap_or(path)).collect();
    let folder = data_folder(std::env::var_os("TWOPOP_DATA").map(PathBuf::from))?;
    let display =
        ["WAYLAND_DISPLAY", "DISPLAY"].iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default();
    let place = WindowPlace::new(&folder, &display).filter(|_| !another);
    let first = match start_window(place.as_ref(), &paths) {
        WindowStart::HandedOver => return Ok(()),
        WindowStart::First(first) => Some(first),
        WindowStart::Alone => None,
    };
    media::start()?;
    let demo = std::env::var_os("TWOPOP_DEMO").map(PathBuf::from).filter(|place| place.exists());
    let (preferences, said, store) = match read_preferences(&folder) {
        Ok(opened) => {
            let store = ticket_store(&opened.value, &folder)?;
            (opened.value, opened.warnings, store)
        }
        // An unreadable preference must not keep anyone from working, nor send the work to another place. What may have been
        // turned off stays off.
        Err(unreadable) => {
            let said = unreadable_preferences(&unreadable);
            let value: Arc<dyn TicketStore> = Arc::new(NoStore);
            let store = Opened { value, warnings: Vec::new(), read_only: None };
            (Preferences { scrub_copies: false, ..Preferences::default() }, vec![said], store)
        }
    };
    let (profile, unread) = policy_profile(&preferences);
    let autosave = Autosave::new(store.value, &folder);
    let person = preferences.person.clone();
    let most_bytes = u64::from(preferences.scrub_copies_gigabytes) * 1_000_000_000;
    let copies = ScrubCopies {
        folder: CacheFolder::new(folder.join("scrub"), most_bytes),
        wanted: preferences.scrub_copies,
        purged: preferences.scrub_copies_purged,
    };
    let peaks = media::PeakCache::in_data_folder(&folder);
    let results = ResultCache::in_data_folder(&folder);
    let (settings, places) = (settings(&preferences), places(&preferences));
    let notices = said.into_iter().chain(unread).chain(store.warnings).map(Notice::problem).collect();
    let profile = Arc::new(profile);
    let workspace = Workspace::new(profile.clone(), preferences.person)
        .starting_with(settings.clone(), notices)
        .having_seen(preferences.seen)
        .having_read(preferences.read_notes)
        .in_places(places)
        .asking_for_a_name();
    let machine = move |wake| -> Box<dyn twopop::machine::Machine> {
        Box::new(
            DesktopMachine::new(autosave, profile, demo, wake)
                .with_person(person)
                .with_scrub_copies(Some(copies))
                .with_kept_peaks(peaks)
                .with_kept_results(results)
                .with_settings(settings)
                .with_second_starts(first)
                .watching_for_stalls()
                .with_preferences(folder)
                .hearing_the_store(),
        )
    };
    Ok(desk::run(machine, workspace, paths)?)
}

/// What becomes of the work while nobody knows what is set at this desk.
#[cfg(feature = "desk")]
fn unreadable_preferences(why: &twopop::store::StoreError) -> String {
    format!(
        "{why}. Until Twopop is started again after that, your work is kept on this computer only, and the built-in policy \
         decides."
    )
}

/// The facility's policy profile, else the built-in one; why the facility's could not be read, in words.
#[cfg(feature = "desk")]
fn policy_profile(preferences: &twopop::store::Preferences) -> (twopop::policy::Profile, Option<String>) {
    use twopop::policy::Profile;
    let Some(file) = &preferences.policy_profile else { return (Profile::asset_qc().clone(), None) };
    match twopop::store::read_profile(file) {
        Ok(profile) => (profile, None),
        Err(unusable) => {
            let said = format!(
                "{unusable}: the built-in one decides. Correct the file, or choose another under Settings, Policy."
            );
            // A sentence begins with a capital.
            let said = said.replacen("the policy", "The policy", 1);
            (Profile::asset_qc().clone(), Some(said))
        }
    }
}

#[cfg(not(feature = "desk"))]
fn open_desk(_paths: Vec<PathBuf>, _another: bool) -> Result<(), Box<dyn std::error::Error>> {
    Err("this build has no desk; `twopop explain REQUEST` says which reference is served and why".into())
}
