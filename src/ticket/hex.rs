//! Hashes as text. Takes bytes or a text; gives small hex digits, as tickets, files and names have them.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// The bytes as small hex digits, two for each byte: `0fa0`.
pub fn hex_text(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing into a text never fails.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// SHA-256 of a text's bytes, as 64 hex digits.
pub fn sha256_text(text: &str) -> String {
    hex_text(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_reads_as_others_write_it() {
        assert_eq!(hex_text(&[0, 15, 160]), "000fa0");
        let of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256_text("abc"), of_abc);
    }
}
