//! The way to a database: encrypted and to the very server, or refused in words; plain on purpose alone.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::postgres::Server;
use super::suite;
use twopop::store::{Database, DatabaseAddress, TicketStore, try_database};

/// Two authorities, and certificates of servers, in a folder of their own.
struct Certificates {
    folder: tempfile::TempDir,
}

impl Certificates {
    fn make() -> Self {
        let made = Self { folder: tempfile::tempdir().unwrap() };
        for authority in ["authority", "another"] {
            let (key, pem) = (format!("{authority}.key"), format!("{authority}.pem"));
            let subject = format!("/CN=Twopop test {authority}");
            let words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", &subject];
            made.openssl(&words, &["-keyout", &key, "-out", &pem]);
        }
        made.sign("good", "DNS:localhost,IP:127.0.0.1", "2");
        made.sign("elsewhere", "DNS:db.example", "2");
        made.sign("expired", "DNS:localhost,IP:127.0.0.1", "0");
        made
    }

    /// A server's certificate for `names`, of the authority, that counts for so many days.
    fn sign(&self, name: &str, names: &str, days: &str) {
        let (key, request, pem) = (format!("{name}.key"), format!("{name}.csr"), format!("{name}.pem"));
        let words = ["req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=a server"];
        self.openssl(&words, &["-keyout", &key, "-out", &request]);
        let extensions = format!("subjectAltName={names}\nbasicConstraints=CA:FALSE\n");
        std::fs::write(self.folder.path().join("extensions"), extensions).unwrap();
        let words = ["x509", "-req", "-in", &request, "-CA", "authority.pem", "-CAkey", "authority.key"];
        let more = ["-CAcreateserial", "-days", days, "-extfile", "extensions", "-out", &pem];
        self.openssl(&words, &more);
    }

    fn openssl(&self, words: &[&str], more: &[&str]) {
        let mut command = Command::new("openssl");
        command.current_dir(self.folder.path()).args(words).args(more);
        let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(status.expect("openssl is needed").success(), "openssl {words:?}");
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// The address without options, believed by `certificate`.
fn asked(server: &Server, certificate: Option<PathBuf>) -> DatabaseAddress {
    let address = server.url_without_options("postgres").replace("twopop@", "twopop:secret@");
    DatabaseAddress { address, unencrypted: false, certificate }
}

/// Why it is refused: the same sentence by the desk and by a trial, without the password.
fn refused(address: &DatabaseAddress) -> String {
    let said = Database::open(address).unwrap_err().to_string();
    assert_eq!(try_database(address).unwrap_err().to_string(), said);
    assert!(!said.contains("secret"), "{said}");
    said
}

fn in_address(mut address: DatabaseAddress, options: &str) -> DatabaseAddress {
    address.address.push_str(options);
    address
}

#[test]
fn a_server_is_believed_by_its_certificate_and_plain_only_on_purpose() {
    let certificates = Certificates::make();
    let authority = Some(certificates.file("authority.pem"));
    let mut server = Server::start();

    let said = refused(&asked(&server, authority.clone()));
    assert!(said.contains("does not encrypt") && said.contains("on purpose"), "{said}");
    for mode in ["?sslmode=prefer", "?sslmode=allow", "?sslmode=require"] {
        let said = refused(&in_address(asked(&server, None), mode));
        assert!(said.contains("does not encrypt"), "never a silent fallback: {mode} {said}");
    }
    let plain = DatabaseAddress { unencrypted: true, ..asked(&server, None) };
    let found = try_database(&plain).unwrap();
    assert!(
        found[0].starts_with("PostgreSQL ") && found[1].contains("Not encrypted, on purpose"),
        "{found:?}"
    );
    try_database(&in_address(asked(&server, None), "?sslmode=disable")).unwrap();

    server.encrypt(certificates.folder.path(), "good");
    let good = asked(&server, authority.clone());
    let found = try_database(&good).unwrap();
    assert!(found[1].starts_with("Encrypted (TLSv1.") && found[1].contains("authority.pem"), "{found:?}");
    let store = Database::open(&good).unwrap();
    store.save(&suite::ticket(1), 0, &suite::saver("Ann")).unwrap();
    assert_eq!(store.list().unwrap().tickets.len(), 1);
    assert!(try_database(&good).unwrap()[2].contains("1 ticket."));
    let in_options =
        format!("?sslmode=verify-full&sslrootcert={}", certificates.file("authority.pem").display());
    try_database(&in_address(asked(&server, None), &in_options)).unwrap();

    let said = refused(&asked(&server, Some(certificates.file("another.pem"))));
    assert!(said.contains("of no authority in") && said.contains("another.pem"), "{said}");
    let said = refused(&asked(&server, None));
    assert!(said.contains("this machine does not trust"), "{said}");
    let said = refused(&asked(&server, Some(certificates.file("not there.pem"))));
    assert!(said.contains("not there.pem cannot be used"), "{said}");
    let said = refused(&asked(&server, Some(certificates.file("good.key"))));
    assert!(said.contains("no certificate in it"), "{said}");

    server.encrypt(certificates.folder.path(), "elsewhere");
    let said = refused(&asked(&server, authority.clone()));
    assert!(said.contains("is for db.example, and the address says 127.0.0.1"), "{said}");

    server.encrypt(certificates.folder.path(), "expired");
    std::thread::sleep(Duration::from_millis(1_500));
    let said = refused(&asked(&server, authority));
    assert!(said.contains("has expired"), "{said}");

    // As PostgreSQL's own guide makes one: an authority that signed itself, for no host.
    server.encrypt(certificates.folder.path(), "another");
    let said = refused(&asked(&server, Some(certificates.file("another.pem"))));
    assert!(
        said.contains("certificate of an authority as its own") || said.contains("names no host"),
        "{said}"
    );
}

/// A socket of this machine goes over no network.
#[test]
fn a_socket_of_this_machine_asks_for_no_certificate() {
    let address = DatabaseAddress::new("host=/nowhere/at/all user=ann dbname=desk");
    let said = Database::open(&address).unwrap_err().to_string();
    assert!(!said.contains("encrypt") && said.contains("can be reached"), "{said}");
    assert!(!Path::new("/nowhere/at/all").exists());
}
