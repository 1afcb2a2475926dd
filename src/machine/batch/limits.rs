//! How patient a batch is.

use std::time::Duration;

/// How often the folders are looked at: while something arrives, and while one waits for new requests. Chosen: often enough
/// for a night, seldom enough for a share.
pub(super) const LOOK_AGAIN: Duration = Duration::from_secs(2);
pub(super) const WATCH_AGAIN: Duration = Duration::from_secs(10);

/// How often those that others measure are asked for. Chosen.
pub(super) const ASK_AGAIN: Duration = Duration::from_secs(2);

/// How long the loop rests when there is nothing to do. Chosen: an end is heard within a moment.
pub(super) const PAUSE: Duration = Duration::from_millis(50);

/// How long checks that are ended may take to end. Chosen.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// How long one check may take. Chosen: an hour of 5.1 takes minutes; what takes this long never ends.
pub(super) const MAX_TIME: Duration = Duration::from_secs(4 * 3600);

/// How long a request that is on its way, by its names, may rest before a batch that ends by itself goes on without it. Chosen.
pub(super) const GIVEN_UP: Duration = Duration::from_secs(60);

/// Sentences that are remembered, so that none is said twice. Chosen: a watch goes on for months.
pub(super) const MOST_NOTES: usize = 1_000;

/// A request whose worker was lost so often is not claimed again: it is the request. Chosen.
pub(super) const MAX_TRIES: u32 = 8;
