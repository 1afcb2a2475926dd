//! Another reference beside the one served, so that a recut is seen.

/// Another picture of the request, shown at the same timecode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SecondPicture {
    /// Its place among the ticket's assets.
    pub asset: usize,
    pub layout: PairLayout,
    /// Where the edge of the wipe is, from 0 at the left to 1; right of it is the other picture.
    pub edge: f32,
}

/// How two pictures share the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairLayout {
    /// One over the other, with an edge to be dragged.
    Wipe,
    SideBySide,
}
