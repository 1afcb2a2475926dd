//! What a member of the desk's group with bad intent, and root, put into a desk folder while others work in it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, lchown, symlink};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use rustix::fs::{CWD, FileType, Mode, mknodat};

use super::{GROUP, TICKETS};
use crate::conformance::suite::ticket;

/// How often each attack was made.
pub type Attacks = BTreeMap<&'static str, usize>;

struct Attacker {
    tickets: PathBuf,
    outside: PathBuf,
    user: u32,
    random: u64,
    made: Attacks,
}

/// Attacks the folder until `stop`; everything that was moved away is put back then.
pub fn start(desk: &Path, outside: &Path, user: u32, stop: &Arc<AtomicBool>) -> JoinHandle<Attacks> {
    let (tickets, outside, stop) = (desk.join("tickets"), outside.to_path_buf(), Arc::clone(stop));
    std::thread::spawn(move || {
        let made = Attacks::default();
        let mut attacker = Attacker { tickets, outside, user, random: 0x0123_4567_89AB_CDEF, made };
        while !stop.load(Ordering::Relaxed) {
            attacker.attack();
            std::thread::sleep(Duration::from_millis(1 + attacker.any(8)));
        }
        attacker.made
    })
}

impl Attacker {
    fn any(&mut self, below: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 11) % below
    }

    fn attack(&mut self) {
        let number = u128::from(self.any(TICKETS as u64)) + 1;
        let of_ticket = self.tickets.join(ticket(number).id().0.to_string());
        let name = self.next_name(&of_ticket);
        let place = of_ticket.join(name);
        let precious = self.outside.join("precious.ron");
        let made = match self.any(11) {
            0 | 1 => ("link to a file outside", symlink(&precious, &place).is_ok()),
            2 => ("link to a new file outside", symlink(self.outside.join("new.ron"), &place).is_ok()),
            3 => ("named pipe", node(&place, FileType::Fifo, 0)),
            // /dev/zero: root's own attack.
            4 => ("device", node(&place, FileType::CharacterDevice, rustix::fs::makedev(1, 5))),
            5 => ("folder for a file", fs::create_dir(&place).is_ok()),
            6 => (
                "link for a ticket's folder",
                self.swapped(&of_ticket, |place, outside| symlink(outside, place)),
            ),
            7 => (
                "pipe for a ticket's folder",
                self.swapped(&of_ticket, |place, _| {
                    mknodat(CWD, place, FileType::Fifo, Mode::RWXU | Mode::RWXG, 0).map_err(Into::into)
                }),
            ),
            8 => ("link for all tickets", {
                let all = self.tickets.clone();
                self.swapped(&all, |place, outside| symlink(outside, place))
            }),
            9 => ("unfinished files taken away", self.take_unfinished(&of_ticket)),
            _ => ("folder closed", self.closed(&of_ticket)),
        };
        let _ = lchown(&place, Some(self.user), Some(GROUP));
        if made.1 {
            *self.made.entry(made.0).or_default() += 1;
        }
    }

    /// A name that a desk is about to use, or reads.
    fn next_name(&mut self, of_ticket: &Path) -> String {
        let names = fs::read_dir(of_ticket).into_iter().flatten().filter_map(Result::ok);
        let numbers = |prefix: &str, names: &[String]| {
            names
                .iter()
                .filter_map(|name| name.strip_prefix(prefix)?.get(..6)?.parse::<u32>().ok())
                .max()
                .unwrap_or(0)
        };
        let names: Vec<String> = names.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        let (revision, claim) = (numbers("", &names), numbers("claim-", &names));
        match self.any(6) {
            0 => format!("claim-{:06}.ron", claim + 1),
            1 => format!("{revision:06}-aside-1.ron"),
            2 => format!(".unfinished-{}-{}", self.any(40_000), self.any(40)),
            ahead => format!("{:06}.ron", revision + u32::try_from(ahead).unwrap_or(3) - 2),
        }
    }

    /// Something else stands in the place for a moment, then what was there is back.
    fn swapped(&mut self, place: &Path, put: impl Fn(&Path, &Path) -> std::io::Result<()>) -> bool {
        let away = place.with_extension("away");
        if fs::rename(place, &away).is_err() {
            return false;
        }
        let made = put(place, &self.outside).is_ok();
        std::thread::sleep(Duration::from_millis(1 + self.any(10)));
        let _ = fs::remove_file(place);
        // A desk may have made its own there meanwhile: that is kept, too.
        if fs::rename(&away, place).is_err() {
            merge(place, &away);
        }
        made
    }

    fn take_unfinished(&self, of_ticket: &Path) -> bool {
        let names = fs::read_dir(of_ticket).into_iter().flatten().filter_map(Result::ok);
        let unfinished =
            names.filter(|entry| entry.file_name().to_string_lossy().starts_with(".unfinished-"));
        unfinished.filter(|entry| fs::remove_file(entry.path()).is_ok()).count() > 0
    }

    fn closed(&mut self, of_ticket: &Path) -> bool {
        let Ok(before) = fs::metadata(of_ticket).map(|stored| stored.permissions()) else { return false };
        if fs::set_permissions(of_ticket, fs::Permissions::from_mode(0o0)).is_err() {
            return false;
        }
        std::thread::sleep(Duration::from_millis(1 + self.any(10)));
        fs::set_permissions(of_ticket, before).is_ok()
    }
}

fn node(place: &Path, kind: FileType, device: u64) -> bool {
    mknodat(CWD, place, kind, Mode::RUSR | Mode::WUSR | Mode::RGRP | Mode::WGRP, device).is_ok()
}

/// What a desk made under the name meanwhile goes beside what was there; a name both have is kept as a version aside.
fn merge(made: &Path, away: &Path) {
    let beside = made.with_extension("made-meanwhile");
    fs::rename(made, &beside).unwrap();
    fs::rename(away, made).unwrap();
    for (number, entry) in fs::read_dir(&beside).unwrap().enumerate() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        let free = (0..).map(|count| made.join(format!("000000-aside-{number}{count}.ron")));
        let mut free = free.skip_while(|place| place.symlink_metadata().is_ok());
        let place = match made.join(&name) {
            place if place.symlink_metadata().is_err() => place,
            _ => free.next().unwrap(),
        };
        fs::rename(entry.path(), place).unwrap();
    }
    let _ = fs::remove_dir(&beside);
}
