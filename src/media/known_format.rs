//! Whether a file is a local movie or sound by its first bytes: the closed list of what is given to GStreamer.
//!
//! Takes a path; refuses whatever else it is, by name where that is known. Why: GStreamer would take a text file for a
//! playlist and call the servers it names. Signatures are those of the formats' own specifications.

use std::io::{self, Read};
use std::path::Path;

use super::MediaError;
use super::other_kind::other_kind;
use crate::store::open_regular;

/// Bytes looked at. Standard: an MXF may have a run-in of 64 KiB before its first key (SMPTE ST 377-1).
const LOOKED_AT: usize = 65_536 + 16;
/// Boxes that a QuickTime or MP4 file may begin with (ISO/IEC 14496-12; QuickTime File Format).
const FIRST_BOXES: [&[u8; 4]; 12] = [
    b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp", b"moof", b"sidx", b"uuid",
    b"junk",
];
/// First bytes of other containers and sounds that are opened, with the place at which they stand.
const OPENED: [(usize, &[u8]); 13] = [
    (0, b"\x1a\x45\xdf\xa3"),
    (8, b"AVI "),
    (8, b"WAVE"),
    (0, b"\x00\x00\x01\xba"),
    (8, b"AIFF"),
    (8, b"AIFC"),
    (0, b"fLaC"),
    (0, b"ID3"),
    (0, b"OggS"),
    (0, b"caff"),
    (0, b"riff\x2e\x91\xcf\x11"),
    (0, b"\x0b\x77"),
    (0, b"#!AMR"),
];
/// First bytes of the universal label that begins an MXF partition (SMPTE ST 377-1).
const MXF_KEY: &[u8] = b"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02";
/// Refuses what is not a movie or a sound by its first bytes.
///
/// # Errors
/// [`MediaError::NotAMovie`] with what it is; [`MediaError::Empty`] and [`MediaError::Unreadable`].
pub(super) fn require_known_format(path: &Path) -> Result<(), MediaError> {
    let not_a_movie = |why: &str| MediaError::NotAMovie { path: path.to_owned(), why: why.to_owned() };
    let stored = std::fs::metadata(path).map_err(|error| MediaError::unreadable(path, error))?;
    if stored.is_dir() {
        return Err(not_a_movie("it is a folder"));
    }
    if !stored.is_file() {
        return Err(not_a_movie("it is a device or a pipe, not a file"));
    }
    let head = head_of(path).map_err(|error| MediaError::unreadable(path, error))?;
    if head.is_empty() {
        return Err(MediaError::Empty(path.to_owned()));
    }
    if is_opened(&head) { Ok(()) } else { Err(refusal(path, &head)) }
}

fn head_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    open_regular(path)?.take(LOOKED_AT as u64).read_to_end(&mut head)?;
    Ok(head)
}

fn is_opened(head: &[u8]) -> bool {
    let at = |place: usize, bytes: &[u8]| head.get(place..).is_some_and(|rest| rest.starts_with(bytes));
    let begins_with_box = head.get(4..8).is_some_and(|kind| FIRST_BOXES.iter().any(|known| kind == *known));
    begins_with_box
        || OPENED.iter().any(|(place, bytes)| at(*place, bytes))
        || is_transport_stream(head)
        || (is_mpeg_audio(head) && !head.starts_with(b"\xff\xfe"))
        || head.windows(MXF_KEY.len()).any(|window| window == MXF_KEY)
}

/// Packets of 188 bytes, or of 192 with a time stamp before each, which begin with 0x47 (ISO/IEC 13818-1).
fn is_transport_stream(head: &[u8]) -> bool {
    let synchronised =
        |first: usize, length: usize| (0..4).all(|packet| head.get(first + packet * length) == Some(&0x47));
    synchronised(0, 188) || synchronised(4, 192)
}

/// Frames of MPEG audio or ADTS AAC, which begin with eleven or twelve set bits (ISO/IEC 11172-3, 13818-7).
fn is_mpeg_audio(head: &[u8]) -> bool {
    matches!(head, [0xff, second, third, ..] if second & 0xe0 == 0xe0 && *second != 0xff && third & 0xf0 != 0xf0)
}

fn refusal(path: &Path, head: &[u8]) -> MediaError {
    if head.iter().all(|byte| *byte == 0) {
        return MediaError::damaged(path, "its beginning is all zeros");
    }
    let why = other_kind(head).unwrap_or("its first bytes are those of no movie that Twopop opens");
    MediaError::NotAMovie { path: path.to_owned(), why: why.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::disallowed_methods, reason = "a test makes what it opens")]
    fn said_of(name: &str, bytes: &[u8]) -> Result<(), String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        require_known_format(&path).map_err(|error| error.to_string())
    }

    #[test]
    fn movies_and_sounds_pass() {
        let mut transport = vec![0; 188 * 4];
        (0..4).for_each(|packet| transport[packet * 188] = 0x47);
        let run_in = [vec![7; 5000], MXF_KEY.to_vec()].concat();
        for bytes in [
            b"\0\0\0\x18ftypqt  ".as_slice(),
            b"\0\0\x10\0moov",
            b"\0\0\0\x08wide\0\0\0\0mdat",
            b"\x1a\x45\xdf\xa3more",
            b"RIFF\0\0\0\0AVI LIST",
            b"\x00\x00\x01\xba\x44",
            b"\xff\xfb\x90\x64",
            &transport,
            &run_in,
        ] {
            assert_eq!(said_of("a.mov", bytes), Ok(()), "{bytes:?}");
        }
    }

    #[test]
    fn what_is_no_movie_is_called_by_its_name() {
        for (bytes, word) in [
            (b"#EXTM3U\nhttp://127.0.0.1/a.ts\n".as_slice(), "playlist"),
            (b"\xef\xbb\xbf#EXTM3U\n", "playlist"),
            (b"\n\n  #EXTM3U\n", "playlist"),
            (b"<?xml version=\"1.0\"?>\n<!-- a -->\n<MPD xmlns=\"urn\">", "DASH"),
            (b"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "server's error"),
            (
                b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not \
                  exist.</Message></Error>",
                "probably a failed download",
            ),
            (b"<!DOCTYPE html><html>", "web page"),
            (b"<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head><title>404</title>", "web page"),
            (b"<head><title>Sign in</title></head>", "web page"),
            (b"{\"error\":{\"code\":404}}", "failed download"),
            (
                b"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"http://127.0.0.1/\">]><a>&b;</a>",
                "text",
            ),
            (b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", "SDP"),
            (b"ffconcat version 1.0\nfile 'http://127.0.0.1/'\n", "concat"),
            (b"RTSPtext\r\nrtsp://127.0.0.1/", "RTSP"),
            (b"\xff\xfe<\0h\0t\0m\0l\0", "web page"),
            (b"PK\x03\x04\x14\0", "ZIP"),
            (b"%PDF-1.7", "PDF"),
            (b"\x89PNG\r\n", "picture"),
            (b"-----BEGIN PGP MESSAGE-----", "encrypted"),
            (b"only words", "text file"),
            (b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "zeros"),
            (b"\x01\x02\x03\x04\x05\x06\x07\x08", "first bytes"),
        ] {
            let said = said_of("a.mov", bytes).unwrap_err();
            assert!(said.contains(word) && said.contains("a.mov"), "{said}");
        }
        assert!(said_of("a.mov", b"").unwrap_err().contains("empty"));
    }
}
