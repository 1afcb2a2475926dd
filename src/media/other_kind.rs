//! What a file is that is named as a movie or a sound and is neither, by its first bytes: archives, pictures, documents, and
//! what a download leaves behind when it fails.
//!
//! Takes the bytes; gives a clause with what to do.

/// First bytes of files that are often given for a movie, and what they are.
const OTHERS: [(&[u8], &str); 19] = [
    (b"PK\x03\x04", "it is a ZIP archive: unpack it"),
    (b"PK\x05\x06", "it is an empty ZIP archive"),
    (b"Rar!", "it is a RAR archive: unpack it"),
    (b"7z\xbc\xaf\x27\x1c", "it is a 7z archive: unpack it"),
    (b"\x1f\x8b", "it is packed with gzip: unpack it"),
    (b"BZh", "it is packed with bzip2: unpack it"),
    (b"\xfd7zXZ", "it is packed with xz: unpack it"),
    (b"\x28\xb5\x2f\xfd", "it is packed with zstd: unpack it"),
    (b"%PDF", "it is a PDF document"),
    (b"\x89PNG", "it is a picture (PNG)"),
    (b"\xff\xd8\xff", "it is a picture (JPEG)"),
    (b"GIF8", "it is a picture (GIF)"),
    (b"II*\0", "it is a picture (TIFF)"),
    (b"MM\0*", "it is a picture (TIFF)"),
    (b"8BPS", "it is a picture (Photoshop)"),
    (b"-----BEGIN PGP", "it is encrypted: decrypt it"),
    (b"Salted__", "it is encrypted: decrypt it"),
    (b"age-encryption.org", "it is encrypted: decrypt it"),
    (
        b"\x00\x05\x16\x07",
        "it is what a Mac keeps beside a file (AppleDouble): take the file without “._” before its name",
    ),
];
/// Beginnings of text files that name other files or servers, in lower case, and what they are.
const TEXTS: [(&str, &str); 17] = [
    ("#extm3u", "it is a playlist (HLS), which names files elsewhere and is never followed"),
    ("<mpd", "it is a manifest (DASH), which names files elsewhere and is never followed"),
    (
        "<smoothstreamingmedia",
        "it is a manifest (Smooth Streaming), which names files elsewhere and is never followed",
    ),
    ("v=0", "it is a session description (SDP), which names a server and is never followed"),
    ("ffconcat", "it is a list of files (concat), which is never followed"),
    ("rtsptext", "it names a server (RTSP), which is never called"),
    ("[reference]", "it names a server, which is never called"),
    ("[playlist]", "it is a playlist, which names files elsewhere and is never followed"),
    ("rtsp://", "it names a server, which is never called"),
    ("http://", "it names a server, which is never called"),
    ("https://", "it names a server, which is never called"),
    ("<!doctype html", "it is a web page, probably a failed download: fetch it again"),
    ("<html", "it is a web page, probably a failed download: fetch it again"),
    ("<head", "it is a web page, probably a failed download: fetch it again"),
    ("{\"error", "it is a server's error message, probably a failed download: fetch it again"),
    ("<error>", "it is a server's error message, probably a failed download: fetch it again"),
    ("accessdenied", "it is a server's error message, probably a failed download: fetch it again"),
];

/// What it is, as a clause; `None` where its first bytes are of no known kind. `head`: some kilobytes, or all there is.
pub(super) fn other_kind(head: &[u8]) -> Option<&'static str> {
    let other = OTHERS.iter().find(|(bytes, _)| head.starts_with(bytes)).map(|(_, what)| *what);
    other.or_else(|| text_kind(head))
}

/// What kind of text it is; `None` where it is no text.
fn text_kind(head: &[u8]) -> Option<&'static str> {
    let head = head.get(..head.len().min(4096)).unwrap_or_default();
    let is_text = |byte: &u8| !matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127);
    // UTF-16 has a mark at its start, and half of its bytes are zero.
    let wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    if !wide && !head.iter().all(is_text) {
        return None;
    }
    let words: String = String::from_utf8_lossy(head)
        .chars()
        .filter(|letter| *letter != '\0' && *letter != '\u{feff}')
        .collect();
    let words = words.trim_start_matches(['\u{fffd}', ' ', '\t', '\r', '\n']).to_lowercase();
    let body = without_declarations(&words);
    let known = TEXTS.iter().find(|(begins, _)| body.starts_with(begins) || words.starts_with(begins));
    Some(known.map_or("it is a text file", |(_, what)| *what))
}

/// Without the declarations and comments before an XML document's first element.
fn without_declarations(words: &str) -> &str {
    let mut rest = words;
    for _ in 0..16 {
        let end = match rest {
            _ if rest.starts_with("<?") => rest.find("?>").map(|at| at + 2),
            _ if rest.starts_with("<!--") => rest.find("-->").map(|at| at + 3),
            _ => return rest,
        };
        rest = end.and_then(|end| rest.get(end..)).unwrap_or_default().trim_start();
    }
    rest
}
