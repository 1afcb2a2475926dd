//! A PostgreSQL of the system's own package on loopback, in a folder of its own, gone with the test.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use twopop::store::Database;

pub struct Server {
    postgres: Child,
    port: u16,
    folder: tempfile::TempDir,
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
        let postgres = serve(&place, port);
        let server = Self { postgres, port, folder };
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
        self.postgres = serve(&self.folder.path().join("db"), self.port);
        self.wait_until_it_answers();
    }

    fn wait_until_it_answers(&self) {
        let begun = Instant::now();
        while Database::open(&self.url("postgres")).is_err() {
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

fn serve(place: &Path, port: u16) -> Child {
    program("postgres")
        .arg("-D")
        .arg(place)
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
