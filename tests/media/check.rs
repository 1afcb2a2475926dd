//! `twopop check` as a script calls it, on whole requests made for the purpose: a movie with an AAC guide, and a mix.

mod change_lists;
mod clips;
mod findings;
mod guide_tracks;
mod inside_the_mix;
mod many;
mod naming;
mod request;
mod sounds;
mod ticket_place;
mod versions;
