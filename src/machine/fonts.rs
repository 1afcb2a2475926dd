//! The fonts of this machine, for scripts that the window's and a PDF's own font do not have. Takes letters, gives the fonts that
//! have them, or says of which there is none. Reads no font before a letter is missing, and never on the window's thread.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use fontdb::{Database, FaceInfo, Style};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

use super::font_scripts::{Region, region_of};
use crate::jobs::{JobCancelled, JobContext, JobEvent, JobHandle, Jobs, Wake};

/// A font of this machine, read into memory.
#[derive(Clone)]
pub struct SystemFont {
    /// Unique among the fonts of this machine.
    pub name: String,
    /// The whole font file.
    pub bytes: Arc<Vec<u8>>,
    /// Which face of the file.
    pub index: u32,
}

/// What a search gave.
pub struct FontsFound {
    /// Together they have every letter that any font here has.
    pub fonts: Vec<SystemFont>,
    /// No font of this machine has these.
    pub missing: BTreeSet<char>,
}

/// Searches the fonts of this machine, one search at a time, on a thread of its own.
pub struct FontFinder {
    jobs: Jobs<FontsFound>,
    /// What is installed, listed by the first search.
    installed: Arc<Mutex<Option<Database>>>,
    running: Option<JobHandle>,
}

impl SystemFont {
    /// Whether it can draw `letter`.
    pub fn has(&self, letter: char) -> bool {
        draws(&self.bytes, self.index, letter)
    }
}

impl FontFinder {
    /// Nothing is read yet; `wake` is called when a search has ended.
    pub fn new(wake: Wake) -> Self {
        Self { jobs: Jobs::new(wake), installed: Arc::default(), running: None }
    }

    /// Starts to search for fonts that have `letters`; `false` while the search before is running.
    pub fn search(&mut self, letters: BTreeSet<char>) -> bool {
        if self.is_searching() {
            return false;
        }
        let installed = Arc::clone(&self.installed);
        self.running = Some(self.jobs.start("find fonts", move |job| find(&installed, letters, job)));
        true
    }

    /// Whether a search is running.
    pub fn is_searching(&self) -> bool {
        self.running.as_ref().is_some_and(JobHandle::is_running)
    }

    /// What the searches that ended since the last call gave.
    pub fn found(&mut self) -> Vec<FontsFound> {
        let reports = self.jobs.drain();
        reports
            .filter_map(
                |report| if let JobEvent::Reported(found) = report.event { Some(found) } else { None },
            )
            .collect()
    }
}

fn find(
    installed: &Mutex<Option<Database>>,
    letters: BTreeSet<char>,
    job: &JobContext<FontsFound>,
) -> Result<(), JobCancelled> {
    let mut installed = installed.lock().unwrap_or_else(PoisonError::into_inner);
    let installed = installed.get_or_insert_with(all_installed);
    job.report(fonts_among(installed, letters))
}

/// Fonts of this machine that have `letters`. Lists all fonts and reads some: call it from a job, or where nobody waits.
pub fn find_fonts(letters: BTreeSet<char>) -> FontsFound {
    fonts_among(&all_installed(), letters)
}

fn all_installed() -> Database {
    let mut all = Database::new();
    all.load_system_fonts();
    all
}

fn fonts_among(installed: &Database, mut letters: BTreeSet<char>) -> FontsFound {
    let region = region_of(&letters, &locale());
    let mut found = FontsFound { fonts: Vec::new(), missing: BTreeSet::new() };
    while let Some(letter) = letters.pop_first() {
        match best_for(installed, letter, region) {
            Some(font) => {
                letters.retain(|letter| !font.has(*letter));
                found.fonts.push(font);
            }
            None => _ = found.missing.insert(letter),
        }
    }
    found
}

/// Language and country of this account as POSIX writes them: "ja_JP.UTF-8".
fn locale() -> String {
    let named = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|it| !it.is_empty()));
    named.unwrap_or_default()
}

/// The plainest installed font that can draw `letter`.
fn best_for(installed: &Database, letter: char, region: Region) -> Option<SystemFont> {
    let has_it = |face: &&FaceInfo| {
        installed.with_face_data(face.id, |bytes, index| draws(bytes, index, letter)).unwrap_or(false)
    };
    let best = installed.faces().filter(has_it).min_by_key(|face| oddness(face, region))?;
    let bytes = installed.with_face_data(best.id, |bytes, _| bytes.to_vec())?;
    let name = format!("{} {} {}", best.post_script_name, best.index, bytes.len());
    Some(SystemFont { name, bytes: Arc::new(bytes), index: best.index })
}

/// Whether a face of a font file has an outline for `letter`. The window's drawing knows no coloured letters.
fn draws(bytes: &[u8], index: u32, letter: char) -> bool {
    let Ok(font) = FontRef::from_index(bytes, index) else { return false };
    let glyph = font.charmap().map(letter).filter(|glyph| glyph.to_u32() != 0);
    let Some(glyph) = glyph else { return false };
    let is_wide =
        || font.glyph_metrics(Size::unscaled(), LocationRef::default()).advance_width(glyph).is_some();
    font.outline_glyphs().get(glyph).is_some() && is_wide()
}

/// How far a face is from the plain upright sans serif of a desk, least first; chosen.
fn oddness(face: &FaceInfo, region: Region) -> (bool, u16, bool, u8, Reverse<bool>, String) {
    let family = face.families.first().map_or("", |(name, _)| name.as_str());
    let is_any = |words: &[&str]| words.iter().any(|word| family.contains(word));
    let kind = match () {
        () if is_any(&["Unifont", "Emoji", "Symbol", "Last Resort", "LastResort"]) => 3,
        () if is_any(&["Serif", "Mono", "Display", "Ming", "Song"]) => 2,
        () if is_any(&["Sans", "Gothic", "Hei"]) => 0,
        () => 1,
    };
    (
        face.style != Style::Normal,
        face.weight.0.abs_diff(400),
        face.stretch != fontdb::Stretch::Normal,
        kind,
        Reverse(region.is_of(family)),
        face.post_script_name.clone(),
    )
}
