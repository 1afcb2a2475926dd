//! A PostgreSQL of the system's own package on loopback, in a folder of its own, gone with the test.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use twopop::store::{Database, DatabaseAddress};

pub struct Server {
    postgres: Child,
    port: u16,
    folder: tempfile::TempDir,
    /// Settings beyond those of every server here, such as `ssl=on`.
    settings: Vec<String>,
}

impl Server {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // It refuses to run as root, who hands the folder to the package's own user.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let place = folder.path().join("db");
        std::fs::create_dir(&place).unwrap();
        if is_root() {
            let open = Command::new("chmod").arg("755").arg(folder.path()).status().unwrap();
            let given = Command::new("chown").arg("postgres").arg(&place).status().unwrap();
            assert!(open.success() && given.success());
        }
        let words = ["-A", "trust", "-U", "twopop", "-E", "UTF8", "--locale=C", "-D"];
        let made = program("initdb").args(words).arg(&place).stdout(Stdio::null()).status().unwrap();
        assert!(made.success(), "initdb");
        let postgres = serve(&place, port, &[]);
        let server = Self { postgres, port, folder, settings: Vec::new() };
        server.wait_until_it_answers();
        server
    }

    /// Ends it in the middle of whatever it does, as when its computer loses power.
    pub fn end_at_once(&mut self) {
        let asked = Command::new("kill").args(["-QUIT", &self.postgres.id().to_string()]).status();
        assert!(asked.is_ok_and(|status| status.success()));
        self.postgres.wait().unwrap();
    }

    /// Starts it again on what is on its disk, and waits until it answers.
    pub fn start_again(&mut self) {
        self.postgres = serve(&self.folder.path().join("db"), self.port, &self.settings);
        self.wait_until_it_answers();
    }

    /// Starts it again with this key and certificate, PEM files in `folder`.
    pub fn encrypt(&mut self, folder: &Path, name: &str) {
        self.end_at_once();
        let place = self.folder.path().join("db");
        for file in [format!("{name}.pem"), format!("{name}.key")] {
            std::fs::copy(folder.join(&file), place.join(&file)).unwrap();
            let copy = place.join(&file);
            assert!(Command::new("chmod").arg("600").arg(&copy).status().unwrap().success());
            if is_root() {
                assert!(Command::new("chown").arg("postgres").arg(&copy).status().unwrap().success());
            }
        }
        self.settings = vec![
            "ssl=on".to_owned(),
            format!("ssl_cert_file={name}.pem"),
            format!("ssl_key_file={name}.key"),
        ];
        self.start_again();
    }

    fn wait_until_it_answers(&self) {
        let begun = Instant::now();
        while Database::open(&DatabaseAddress::new(&self.url("postgres"))).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(30), "PostgreSQL does not answer");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Does what no Twopop does in a database of its.
    pub fn ask(&self, database: &str, commands: &str) {
        let mut client = postgres::Client::connect(&self.url(database), postgres::NoTls).unwrap();
        client.batch_execute(commands).unwrap();
    }

    pub fn url(&self, database: &str) -> String {
        format!("{}?sslmode=disable", self.url_without_options(database))
    }

    /// The same, which asks for an encrypted connection.
    pub fn url_without_options(&self, database: &str) -> String {
        format!("postgres://twopop@127.0.0.1:{}/{database}", self.port)
    }

    /// An empty database.
    pub fn database(&self, name: &str) -> String {
        let mut client = postgres::Client::connect(&self.url("postgres"), postgres::NoTls).unwrap();
        client.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        self.url(name)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Fast shutdown: the children go with it.
        let asked = Command::new("kill").args(["-INT", &self.postgres.id().to_string()]).status();
        if asked.is_ok_and(|status| status.success()) {
            let _ = self.postgres.wait();
        }
        let _ = self.postgres.kill();
        let _ = self.folder.path();
    }
}

fn serve(place: &Path, port: u16, settings: &[String]) -> Child {
    program("postgres")
        .arg("-D")
        .arg(place)
        .args(settings.iter().flat_map(|setting| ["-c", setting]))
        .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.starts_with(b"0\n") || id.stdout == b"0"
}

/// A program of the newest PostgreSQL installed, as a user it runs as.
fn program(name: &str) -> Command {
    let versions =
        std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is needed: ./test installs it");
    let mut found: Vec<PathBuf> = versions
        .map(|entry| entry.unwrap().path().join("bin").join(name))
        .filter(|path| path.exists())
        .collect();
    found.sort();
    let path = found.pop().expect("PostgreSQL is needed: ./test installs it");
    let mut command = if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--inh-caps=-all"]).arg(path);
        command
    } else {
        Command::new(path)
    };
    command.current_dir(Path::new("/"));
    command
}
