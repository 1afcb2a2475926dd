//! Turns a folder, a request file or media files into a [`Request`]: its assets, and what each was recognised by.
//!
//! Takes paths and gives assets. [`open_request`] reads names, and the headers of sounds whose names leave it open what
//! they are; it is quick. [`examine()`] opens one asset and may be slow on a share. It never writes, never guesses a kind that nothing says, and never decides what is served
//! (`policy` does).
//!
//! A request file is RON, with paths that start at its own place (an example to copy is
//! `resources/examples/nightfall.request.ron`):
//! ```ron
//! Request(
//!     title: "NIGHTFALL R1",
//!     task: MusicAndEffects,          // or PrintMaster; may be left out where only one of the two is listed
//!     assets: [
//!         Asset(kind: FinalProxy, delivered: false),
//!         Asset(kind: LockedCut, file: "NIGHTFALL_R1_LockedCut_v12.mov", delivered: true, version: "v12"),
//!         Asset(kind: MusicAndEffects, files: ["ME.L.wav", "ME.R.wav"]),
//!     ],
//! )
//! ```
//! Kinds are Companion, FinalProxy, ServicingTurnover, LockedCut, StageMix, MusicAndEffects, PrintMaster and Other.
//! An asset that names a file is delivered unless it says otherwise; a delivered one without its file has the
//! problem `Missing`.
//!
//! A folder that holds a `facts.ron` asks the policy without media ([`stated_facts()`]).
//!
//! Read `request.rs`, `open.rs` and `request_file.rs` first; then, for folders, `listing.rs`, `phrases.rs`,
//! `name_words.rs`, `title.rs`, `path_names.rs`, `channel_names.rs`, `channels.rs`, `sound_kinds.rs`, `sounds.rs`,
//! `movies.rs`, `passed_over.rs` (with `some_names.rs`), `reels.rs` and `folder.rs`; then `named_files.rs`, `unusable.rs` and `examine.rs`;
//! `many.rs` and `content.rs` for a folder of many requests.

mod arriving;
mod channel_names;
mod channels;
mod content;
mod error;
mod examine;
mod folder;
mod found;
mod headers;
mod listing;
mod many;
mod movies;
mod name_words;
mod named_files;
mod open;
mod passed_over;
mod path_names;
mod phrases;
mod reels;
mod request;
mod request_file;
mod some_names;
mod sound_files;
mod sound_kinds;
mod sounds;
mod spelled_otherwise;
mod split_parts;
mod stated_facts;
mod title;
mod unusable;

pub use content::RequestContent;
pub use error::IntakeError;
pub use examine::{examine, hash_file};
pub use many::requests_below;
pub use named_files::{NamedFiles, notes_on_sound};
pub use open::{open_media, open_request};
pub use request::{Reel, Request};
pub use sound_kinds::is_dialogue_guide;
pub use stated_facts::{StatedRequest, stated_facts};
