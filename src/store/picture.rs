//! What a picture kept with a ticket may be named and how large it may be.

use super::StoreError;
use super::guarded_open::DocumentKind;

/// Whether a picture may lie under this name: small letters, digits, hyphens and a point before `png`. So no name leads
/// out of the ticket's place, and none is that of a revision.
pub(super) fn is_picture_name(name: &str) -> bool {
    let is_plain = |stem: &str| {
        !stem.is_empty()
            && stem.len() <= 100
            && stem.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    };
    name.strip_suffix(".png").is_some_and(is_plain)
}

/// # Errors
/// When the name or the size is none for a picture.
pub(super) fn refuse_picture(name: &str, bytes: &[u8]) -> Result<(), StoreError> {
    if !is_picture_name(name) {
        return Err(refused(name, "its name is none for a picture"));
    }
    if bytes.len() as u64 > DocumentKind::Picture.max_bytes() {
        return Err(refused(name, "it is larger than 4 MB"));
    }
    Ok(())
}

/// Another picture lies there already, and stays.
pub(super) fn picture_exists(name: &str) -> StoreError {
    refused(name, "one is kept under this name already, and stays as it is")
}

fn refused(name: &str, why: &'static str) -> StoreError {
    StoreError::Picture { name: name.to_owned(), why }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere_else() {
        assert!(is_picture_name("67e55044-10b1-426f-9247-bb680e5fe0c8-still.png"));
        for name in ["", ".png", "000001.ron", "../a.png", "a/b.png", "a\\b.png", "a.b.png", "A.png", "é.png"]
        {
            assert!(!is_picture_name(name), "{name}");
        }
    }
}
