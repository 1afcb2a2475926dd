//! A desk folder of many accounts: what strangers may put into it, and who may read what is made in it.

use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::process::Command;

use rustix::fs::{CWD, FileType, Mode, mknodat};

use super::super::*;
use super::{ann, ticket};
use crate::store::revision::seal;

/// A desk that others share, with ticket 1 saved once.
struct Shared {
    folder: tempfile::TempDir,
    store: DeskFolder,
}

impl Shared {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("desk")).unwrap();
        let store = DeskFolder::open(&folder.path().join("desk"), &folder.path().join("local")).unwrap();
        store.save(&ticket(1), 0, &ann()).unwrap();
        Self { folder, store }
    }

    fn of_ticket(&self, id: u128) -> PathBuf {
        self.store.root.join(ticket(id).id().0.to_string())
    }

    fn revision(&self, number: u32) -> PathBuf {
        self.of_ticket(1).join(revision_name(number))
    }

    fn outside(&self) -> PathBuf {
        let outside = self.folder.path().join("outside");
        fs::create_dir_all(&outside).unwrap();
        outside
    }
}

fn fifo(file: &Path) {
    mknodat(CWD, file, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
}

#[test]
fn what_is_no_file_under_a_revisions_number_is_passed_over_with_a_word() {
    type Put = fn(&Shared, &Path);
    let put: [(&str, Put); 5] = [
        ("named pipe", |_, file| fifo(file)),
        ("folder", |_, file| fs::create_dir(file).unwrap()),
        ("socket", |_, file| drop(std::os::unix::net::UnixListener::bind(file).unwrap())),
        ("link", |shared, file| {
            let other = shared.outside().join("other.ron");
            fs::copy(shared.revision(1), &other).unwrap();
            symlink(other, file).unwrap();
        }),
        ("longer than any ticket", |_, file| {
            fs::File::create(file).unwrap().set_len((64 << 20) + 1).unwrap();
        }),
    ];
    for (what, put) in put {
        let shared = Shared::new();
        put(&shared, &shared.revision(2));
        let opened = shared.store.open(ticket(1).id()).unwrap();
        assert_eq!(opened.value.revision.number, 1, "{what}");
        assert!(opened.warnings.iter().any(|said| said.contains(what)), "{what}: {:?}", opened.warnings);
        assert_eq!(shared.store.list().unwrap().tickets.len(), 1, "{what}");
        assert_eq!(
            shared.store.save(&ticket(1), 1, &ann()).unwrap().number,
            3,
            "{what}: its number is taken"
        );
        assert_eq!(shared.store.open(ticket(1).id()).unwrap().warnings, Vec::<String>::new(), "{what}");
    }
}

#[test]
fn a_link_for_a_tickets_folder_is_refused_and_nothing_is_written_where_it_leads() {
    let shared = Shared::new();
    let outside = shared.outside();
    symlink(&outside, shared.of_ticket(2)).unwrap();
    for refused in [
        shared.store.open(ticket(2).id()).map(drop),
        shared.store.save(&ticket(2), 0, &ann()).map(drop),
        shared.store.keep_aside(&ticket(2), 0, &ann()),
        shared.store.save_picture(ticket(2).id(), "a.png", b"png"),
    ] {
        let said = refused.unwrap_err().to_string();
        assert!(said.contains("it is a link, not a folder") && said.contains("move it away"), "{said}");
    }
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 0);
    let listing = shared.store.list().unwrap();
    assert_eq!((listing.tickets.len(), listing.unreadable.len()), (1, 1), "and the others are listed");
    // The whole folder swapped under a desk at work.
    fs::rename(&shared.store.root, shared.folder.path().join("away")).unwrap();
    symlink(&outside, &shared.store.root).unwrap();
    assert!(matches!(shared.store.save(&ticket(1), 1, &ann()), Err(StoreError::Refused { .. })));
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 0);
}

#[test]
fn a_link_under_the_name_of_what_is_to_be_written_is_not_followed() {
    let shared = Shared::new();
    let target = shared.outside().join("target");
    for name in ["000002.ron", "a.png", "claim-000001.ron", "000001-aside-1.ron"] {
        symlink(&target, shared.of_ticket(1).join(name)).unwrap();
    }
    assert_eq!(shared.store.save(&ticket(1), 1, &ann()).unwrap().number, 3);
    assert!(shared.store.save_picture(ticket(1).id(), "a.png", b"png").is_err());
    assert_eq!(shared.store.picture(ticket(1).id(), "a.png").unwrap(), None);
    shared.store.keep_aside(&ticket(1), 1, &ann()).unwrap();
    assert_eq!(shared.store.asides(ticket(1).id()).unwrap().len(), 1);
    let now = "2026-01-15T10:00:00Z".parse().unwrap();
    let until = "2026-01-15T10:30:00Z".parse().unwrap();
    let claim = Claim { owner: ann().person, from: now, until };
    shared.store.claim(ticket(1).id(), &claim).unwrap();
    assert_eq!(shared.store.claimed(ticket(1).id(), now).unwrap(), Some(claim));
    assert!(!target.exists());
}

#[test]
fn a_number_at_its_end_is_said_and_other_spellings_of_numbers_do_not_count() {
    let shared = Shared::new();
    let of_ticket = shared.of_ticket(1);
    for name in ["18446744073709551615.ron", "7.ron", "+00008.ron", "0000009.ron", "claim-7.ron"] {
        fs::copy(shared.revision(1), of_ticket.join(name)).unwrap();
    }
    assert_eq!(shared.store.save(&ticket(1), 1, &ann()).unwrap().number, 2);
    fs::write(shared.revision(u32::MAX), "").unwrap();
    fs::write(of_ticket.join(claim_name(u32::MAX)), "").unwrap();
    assert_eq!(shared.store.open(ticket(1).id()).unwrap().value.revision.number, 2);
    assert_eq!(
        shared.store.save(&ticket(1), 2, &ann()).unwrap().number,
        3,
        "what is torn is in nobody's way"
    );
    fs::copy(shared.revision(1), shared.revision(u32::MAX)).unwrap();
    let said = shared.store.save(&ticket(1), u32::MAX, &ann()).unwrap_err().to_string();
    assert!(said.contains("4294967295.ron has the last number there is"), "{said}");
    shared.store.keep_aside(&ticket(1), u32::MAX, &ann()).unwrap();
    let now = "2026-01-15T10:00:00Z".parse().unwrap();
    let claim = Claim { owner: ann().person, from: now, until: now };
    assert!(matches!(shared.store.claim(ticket(1).id(), &claim), Err(StoreError::LastNumber { .. })));
}

#[test]
fn a_revision_nested_without_end_is_an_error_and_no_crash() {
    let shared = Shared::new();
    for open in ["(", "[", "Some(", "(a:", "{1:"] {
        let deep = open.repeat(1_000_000) + "\n";
        let sealed = seal(deep, &Revision { number: 2, after: 1, ..Revision::default() });
        fs::write(shared.revision(2), sealed).unwrap();
        assert!(matches!(shared.store.open(ticket(1).id()), Err(StoreError::Malformed { .. })), "{open}");
        assert_eq!(shared.store.list().unwrap().unreadable.len(), 1, "{open}");
        // The work in hand goes on from it.
        assert_eq!(shared.store.save(&ticket(1), 2, &ann()).unwrap().number, 3);
        fs::remove_file(shared.revision(3)).unwrap();
    }
}

/// The newest one is read; what is wrong with earlier ones, or with versions aside, stops nobody.
#[test]
fn an_old_revision_or_a_version_aside_nested_without_end_is_passed_over() {
    let shared = Shared::new();
    shared.store.save(&ticket(1), 1, &ann()).unwrap();
    shared.store.keep_aside(&ticket(1), 1, &ann()).unwrap();
    let deep = |number| {
        seal("[".repeat(1_000_000) + "\n", &Revision { number, after: number - 1, ..Revision::default() })
    };
    fs::write(shared.revision(1), deep(1)).unwrap();
    fs::write(shared.of_ticket(1).join("000001-aside-0.ron"), deep(2)).unwrap();
    fs::write(shared.of_ticket(1).join("claim-000001.ron"), "[".repeat(60_000)).unwrap();
    assert_eq!(shared.store.open(ticket(1).id()).unwrap().value.revision.number, 2);
    assert_eq!(shared.store.list().unwrap().tickets.len(), 1);
    assert_eq!(shared.store.revisions(ticket(1).id()).unwrap().len(), 2);
    assert_eq!(shared.store.asides(ticket(1).id()).unwrap().len(), 1);
    let now = "2026-01-15T10:00:00Z".parse().unwrap();
    assert_eq!(shared.store.claimed(ticket(1).id(), now).unwrap(), None);
    assert_eq!(shared.store.save(&ticket(1), 2, &ann()).unwrap().number, 3);
}

#[test]
fn a_number_that_no_revision_can_have_is_no_revision() {
    let shared = Shared::new();
    let text = fs::read_to_string(shared.revision(1)).unwrap();
    for number in ["18446744073709551615", "18446744073709551616", "-1", "1e99"] {
        fs::write(shared.revision(2), text.replace("\"number\":1", &format!("\"number\":{number}"))).unwrap();
        let opened = shared.store.open(ticket(1).id()).unwrap();
        assert_eq!(opened.value.revision.number, 1, "{number}");
        assert!(opened.warnings[0].contains("000002.ron"), "{number}: {:?}", opened.warnings);
    }
    assert_eq!(shared.store.save(&ticket(1), 1, &ann()).unwrap().number, 3);
}

#[test]
fn a_device_is_never_opened() {
    let shared = Shared::new();
    // Reading it would never end.
    let device = rustix::fs::makedev(1, 5);
    if mknodat(CWD, shared.revision(2), FileType::CharacterDevice, Mode::RUSR, device).is_err() {
        eprintln!("not tried: only root can make a device");
        return;
    }
    let opened = shared.store.open(ticket(1).id()).unwrap();
    assert!(opened.warnings[0].contains("it is a device, not a file"), "{:?}", opened.warnings);
    assert_eq!(shared.store.save(&ticket(1), 1, &ann()).unwrap().number, 3);
}

/// Where the folder is of one account alone, nobody else's files belong in it.
#[test]
fn what_another_account_put_among_ones_own_tickets_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let own = DeskFolder::open(folder.path(), folder.path()).unwrap();
    own.save(&ticket(1), 0, &ann()).unwrap();
    own.save(&ticket(2), 0, &ann()).unwrap();
    let of_ticket = own.root.join(ticket(1).id().0.to_string());
    fs::copy(of_ticket.join("000001.ron"), of_ticket.join("000002.ron")).unwrap();
    let given = |path: &Path| std::os::unix::fs::chown(path, Some(31_001), None).is_ok();
    if !given(&of_ticket.join("000002.ron")) {
        eprintln!("not tried: only root can give a file away");
        return;
    }
    let opened = own.open(ticket(1).id()).unwrap();
    assert_eq!(opened.value.revision.number, 1);
    assert!(opened.warnings[0].contains("belongs to another account"), "{:?}", opened.warnings);
    assert!(given(&own.root.join(ticket(2).id().0.to_string())));
    let said = own.open(ticket(2).id()).unwrap_err().to_string();
    assert!(said.contains("belongs to another account"), "{said}");
    assert_eq!(own.list().unwrap().tickets.len(), 1, "and the others are listed");
}

#[test]
fn one_bad_ticket_never_stops_the_queue() {
    let shared = Shared::new();
    shared.store.save(&ticket(2), 0, &ann()).unwrap();
    let root = &shared.store.root;
    let earlier = |id: u128| root.join(format!("{}.ron", ticket(id).id().0));
    fifo(&earlier(11));
    fs::create_dir(earlier(12)).unwrap();
    symlink("/etc/passwd", earlier(13)).unwrap();
    fs::write(earlier(14), [0xFF; 64]).unwrap();
    fifo(&shared.of_ticket(15));
    fs::write(root.join("junk"), "").unwrap();
    fs::create_dir(shared.of_ticket(16)).unwrap();
    fs::write(shared.of_ticket(16).join("000001.ron"), seal("(\n".to_owned(), &Revision::default())).unwrap();
    let listing = shared.store.list().unwrap();
    assert_eq!((listing.tickets.len(), listing.unreadable.len()), (2, 6), "{:#?}", listing.unreadable);
    let said = listing.unreadable.iter().map(ToString::to_string).collect::<String>();
    assert!(!said.contains("root:"), "what a link leads to is not read: {said}");
}

/// Permission bits and group.
fn of(path: &Path) -> (u32, u32) {
    let stored = fs::metadata(path).unwrap();
    (stored.permissions().mode() & 0o7777, stored.gid())
}

#[test]
fn what_is_made_takes_permissions_and_group_of_the_desk_folder() {
    let folder = tempfile::tempdir().unwrap();
    let desk = folder.path().join("desk");
    fs::create_dir(&desk).unwrap();
    // Only root gives a folder to a group it is not in.
    let _own_group_will_do = std::os::unix::fs::chown(&desk, None, Some(32_000));
    fs::set_permissions(&desk, fs::Permissions::from_mode(0o2770)).unwrap();
    let group = of(&desk).1;
    let store = DeskFolder::open(&desk, &folder.path().join("local")).unwrap();
    store.save(&ticket(1), 0, &ann()).unwrap();
    store.save_picture(ticket(1).id(), "a.png", b"png").unwrap();
    let of_ticket = store.root.join(ticket(1).id().0.to_string());
    assert_eq!([of(&store.root), of(&of_ticket)], [(0o2770, group); 2]);
    assert_eq!([of(&of_ticket.join("000001.ron")), of(&of_ticket.join("a.png"))], [(0o660, group); 2]);
    // An earlier Twopop made them for one account alone.
    fs::set_permissions(&of_ticket, fs::Permissions::from_mode(0o700)).unwrap();
    store.save(&ticket(1), 1, &ann()).unwrap();
    assert_eq!(of(&of_ticket).0 & 0o770, 0o770);
}

#[test]
fn tickets_of_one_person_and_the_index_are_private() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, local) = (folder.path().join("desk"), folder.path().join("local"));
    let own = DeskFolder::open(&local, &local).unwrap();
    own.save(&ticket(1), 0, &ann()).unwrap();
    let of_ticket = own.root.join(ticket(1).id().0.to_string());
    assert_eq!((of(&of_ticket).0, of(&of_ticket.join("000001.ron")).0), (0o700, 0o600));
    let shared = DeskFolder::open(&desk, &local).unwrap();
    shared.list().unwrap();
    own.list().unwrap();
    for file in fs::read_dir(local.join("index")).unwrap() {
        assert_eq!(of(&file.unwrap().path()).0, 0o600);
    }
    assert_eq!((of(&local).0, of(&local.join("index")).0), (0o700, 0o700));
}

/// Where the account that a test below starts has its desk and its own data, and after which revision it saves.
const ACCOUNT: &str = "TWOPOP_TEST_ACCOUNT";

#[test]
#[ignore = "is started by the test below"]
fn account() {
    let Ok(said) = std::env::var(ACCOUNT) else { return };
    let [desk, local, after] = said.split(':').collect::<Vec<_>>()[..] else { panic!("{said}") };
    let store = DeskFolder::open(Path::new(desk), Path::new(local)).unwrap();
    let after: u32 = after.parse().unwrap();
    if after > 0 {
        assert_eq!(store.open(ticket(1).id()).unwrap().value.revision.number, after);
    }
    assert_eq!(store.save(&ticket(1), after, &ann()).unwrap().number, after + 1);
    assert_eq!(store.list().unwrap().tickets.len(), 1);
    assert_eq!(store.revisions(ticket(1).id()).unwrap().len() as u32, after + 1);
}

#[test]
fn two_accounts_of_one_group_share_a_desk_folder() {
    const GROUP: u32 = 32_000;
    if !rustix::process::geteuid().is_root() {
        eprintln!("not tried: only root can start processes of two accounts");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let open_to = |path: &Path, owner: u32, mode: u32| {
        fs::create_dir_all(path).unwrap();
        std::os::unix::fs::chown(path, Some(owner), Some(GROUP)).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    open_to(folder.path(), 0, 0o755);
    let desk = folder.path().join("desk");
    open_to(&desk, 0, 0o2770);
    for (after, user) in [31_001_u32, 31_002, 31_001, 31_002].into_iter().enumerate() {
        let local = folder.path().join(user.to_string());
        open_to(&local, user, 0o700);
        let own = std::env::current_exe().unwrap();
        let test = "store::desk_folder::tests::shared::account";
        // A mask that would hide everything from the other.
        let ran = Command::new("sh")
            .args(["-c", "umask 077; exec \"$0\" --exact \"$1\" --ignored"])
            .args([own.as_os_str(), std::ffi::OsStr::new(test)])
            .env(ACCOUNT, format!("{}:{}:{after}", desk.display(), local.display()))
            .current_dir("/")
            .uid(user)
            .gid(GROUP)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success() && said.contains("1 passed"), "account {user}: {said}");
    }
}
