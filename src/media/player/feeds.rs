use crate::listening::Feeds;

/// Adds what is heard besides.
pub(super) fn add(to: &mut Feeds, besides: Feeds) {
    for (feed, besides) in to.iter_mut().zip(besides) {
        *feed += besides;
    }
}

/// `share` of the new and the rest of the old.
pub(super) fn faded(old: Feeds, new: Feeds, share: f32) -> Feeds {
    let mut faded = old;
    for (feed, new) in faded.iter_mut().zip(new) {
        *feed += (new - *feed) * share;
    }
    faded
}
