//! Long data as a PDF holds it.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// `data`, deflated. Standard: FlateDecode of ISO 32000-1.
pub(super) fn deflated(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // A vector takes everything.
    let _never_fails = encoder.write_all(data);
    encoder.finish().unwrap_or_default()
}
