use crate::monitoring::SpeakerGains;

/// Adds what is heard besides.
pub(super) fn add(to: &mut SpeakerGains, besides: SpeakerGains) {
    for (feed, besides) in to.iter_mut().zip(besides) {
        *feed += besides;
    }
}

/// `share` of the new and the rest of the old.
pub(super) fn faded(old: SpeakerGains, new: SpeakerGains, share: f32) -> SpeakerGains {
    let mut faded = old;
    for (feed, new) in faded.iter_mut().zip(new) {
        *feed += (new - *feed) * share;
    }
    faded
}
