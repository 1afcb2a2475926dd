//! Reads what strace saw of a desk: every call that makes, changes or removes something, and where.

use std::fs;
use std::path::{Path, PathBuf};

/// What strace is to show: opens, and everything that makes, renames, links or removes.
pub const CALLS: &str = "trace=open,openat,openat2,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,\
    unlinkat,rmdir,mkdir,mkdirat,mknod,mknodat,truncate,chmod,fchmodat,chown,lchown,fchownat,utimensat";

/// What a trace shows.
#[derive(Debug, Default)]
pub struct Written {
    /// Calls that write and succeeded.
    pub calls: usize,
    /// Of these, lines about any other place than is allowed.
    pub outside: Vec<String>,
}

/// Looks at every call that writes; `allowed` are the folders in which a desk may.
pub fn outside(traces: &[PathBuf], allowed: &[PathBuf]) -> Written {
    let mut written = Written::default();
    for trace in traces {
        for line in fs::read_to_string(trace).unwrap_or_default().lines() {
            let Some(places) = places_written(line) else { continue };
            written.calls += 1;
            if !places.iter().all(|place| is_allowed(Path::new(place), allowed)) {
                written.outside.push(line.to_owned());
            }
        }
    }
    written
}

fn is_allowed(place: &Path, allowed: &[PathBuf]) -> bool {
    let by_parts = place.components().any(|part| part.as_os_str() == "..");
    !by_parts && (place == Path::new("/dev/null") || allowed.iter().any(|folder| place.starts_with(folder)))
}

/// The places that a successful call writes; `None` for a call that failed or only reads.
fn places_written(line: &str) -> Option<Vec<String>> {
    let (call, rest) = line.split_once('(')?;
    let call = call.rsplit(' ').next()?;
    let (arguments, result) = rest.rsplit_once(" = ")?;
    if result.starts_with('-') {
        return None;
    }
    if call.starts_with("open") || call == "creat" {
        let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"].iter().any(|flag| arguments.contains(flag));
        // strace shows where the handle really leads: "5</place>".
        let place = result.split_once('<')?.1.rsplit_once('>')?.0;
        return (writes || call == "creat").then(|| vec![place.trim_end_matches(" (deleted)").to_owned()]);
    }
    // Pairs of a folder's handle and a name in it, or paths.
    let mut places = Vec::new();
    let mut folder = String::new();
    for argument in arguments.split(", ") {
        if let Some((_, place)) = argument.split_once('<').filter(|(handle, _)| !handle.starts_with('"')) {
            folder = place.trim_end_matches(')').trim_end_matches('>').to_owned();
        } else if let Some(name) = argument.strip_prefix('"') {
            let name = name.trim_end_matches(')').trim_end_matches('"');
            let is_absolute = name.starts_with('/');
            places.push(if is_absolute { name.to_owned() } else { format!("{folder}/{name}") });
        }
    }
    Some(places)
}

#[test]
fn calls_that_write_are_known_with_their_places() {
    for (line, places) in [
        (r#"12 openat(AT_FDCWD</>, "/etc/passwd", O_RDONLY|O_CLOEXEC) = 3</etc/passwd>"#, None),
        (
            r#"12 openat(5</d/t>, "1.ron", O_WRONLY|O_CREAT|O_EXCL, 0600) = 6</d/t/1.ron>"#,
            Some(vec!["/d/t/1.ron"]),
        ),
        (r#"12 openat(5</d/t>, "1.ron", O_WRONLY|O_CREAT, 0600) = -1 EEXIST (File exists)"#, None),
        (r#"12 linkat(5</d/t>, "a", 5</d/t>, "b", 0) = 0"#, Some(vec!["/d/t/a", "/d/t/b"])),
        (r#"unlinkat(5</d/t>, "a", 0) = 0"#, Some(vec!["/d/t/a"])),
        (r#"3 rename("/x/a", "/y/b") = 0"#, Some(vec!["/x/a", "/y/b"])),
    ] {
        assert_eq!(
            places_written(line),
            places.map(|all| all.into_iter().map(str::to_owned).collect()),
            "{line}"
        );
    }
}
