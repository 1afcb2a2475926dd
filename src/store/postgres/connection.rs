//! The way to a PostgreSQL server: encrypted and to the very server that the address names, unless that is given up on
//! purpose. What stops it is said in words, without the address: it may hold a password.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ::postgres::config::{Host, SslMode};
use ::postgres::{Client, Config, NoTls};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{CertificateError, ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::connecting::Connecting;
use crate::store::guarded_open::{DocumentKind, read_document};
use crate::store::{DatabaseAddress, StoreError};

/// How long a server may take to answer that does not say how long in its address (`connect_timeout`). Chosen: a desk waits,
/// and then works on in its journal.
const PATIENCE: Duration = Duration::from_secs(5);

/// After so long without a word the system asks whether the server is still there, and again so often. Chosen: a server that
/// lost its power is noticed within a minute.
const KEEPALIVE: Duration = Duration::from_secs(20);

/// A server, and how it is reached.
#[derive(Clone)]
pub(super) struct Server {
    config: Config,
    encryption: Encryption,
    connecting: Arc<Connecting>,
}

/// How the way to the server is kept from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Encryption {
    /// Not at all: on purpose, or because it is a socket of this machine.
    None,
    /// By TLS. The server's certificate is of an authority in this file, else of one that this machine trusts, and names the
    /// host.
    VerifyFull(Option<PathBuf>),
}

impl Server {
    /// Reads the address. Whatever it says of `sslmode`, other than `disable`, is taken as `verify-full`: never less.
    ///
    /// # Errors
    /// When it is misspelt.
    pub fn of(wanted: &DatabaseAddress) -> Result<Self, StoreError> {
        let (address, tls) = take_tls_options(wanted.address.trim())?;
        let mut config: Config = address.parse().map_err(|_: ::postgres::Error| misspelt())?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(PATIENCE * 2);
        }
        config.keepalives_idle(KEEPALIVE).keepalives_interval(KEEPALIVE / 2).keepalives_retries(3);
        config.application_name("twopop");
        let is_local = !config.get_hosts().is_empty()
            && config.get_hosts().iter().all(|host| matches!(host, Host::Unix(_)));
        let encryption = if wanted.unencrypted || tls.disabled || is_local {
            config.ssl_mode(SslMode::Disable);
            Encryption::None
        } else {
            config.ssl_mode(SslMode::Require);
            Encryption::VerifyFull(tls.authorities.or_else(|| wanted.certificate.clone()))
        };
        Ok(Self { config, encryption, connecting: Arc::default() })
    }

    pub fn encryption(&self) -> &Encryption {
        &self.encryption
    }

    /// A new connection. Waits for a server that takes connections and says nothing no longer than for one that takes none.
    ///
    /// # Errors
    /// [`StoreError::DatabaseGone`], whatever it is: it may be put right while the desk works on.
    pub fn connect(&self) -> Result<Client, StoreError> {
        let hosts = u32::try_from(self.config.get_hosts().len().max(1)).unwrap_or(1);
        // Once to be taken, once to be answered.
        let patience = self.config.get_connect_timeout().copied().unwrap_or(PATIENCE) * 2 * hosts;
        let (config, encryption) = (self.config.clone(), self.encryption.clone());
        self.connecting.within(patience, move || connect(&config, &encryption))
    }
}

fn connect(config: &Config, encryption: &Encryption) -> Result<Client, StoreError> {
    let connected = match encryption {
        Encryption::None => config.connect(NoTls),
        Encryption::VerifyFull(authorities) => config.connect(tls(authorities.as_deref())?),
    };
    connected.map_err(|error| StoreError::DatabaseGone { why: encryption.why_not(&error) })
}

impl Encryption {
    fn why_not(&self, error: &::postgres::Error) -> String {
        let causes = || {
            std::iter::successors(std::error::Error::source(error), |cause| std::error::Error::source(*cause))
        };
        if causes().any(|cause| cause.to_string() == "server does not support TLS") {
            return "its server does not encrypt (no TLS), so nothing was sent to it: set up TLS there, or, where nobody \
                    else can listen, say that it is unencrypted on purpose (Settings, Tickets, or sslmode=disable in the \
                    address)"
                .to_owned();
        }
        let refused = causes().find_map(|cause| {
            let inner = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
            inner.and_then(|inner| inner.downcast_ref::<rustls::Error>())
        });
        match (refused, self) {
            (Some(rustls::Error::InvalidCertificate(why)), Encryption::VerifyFull(authorities)) => {
                certificate_text(why, authorities.as_deref())
            }
            (Some(other), _) => format!("no encrypted connection came about ({other}): see its server's log"),
            (None, _) => in_words(error),
        }
    }
}

/// In words, without the address.
pub(super) fn in_words(error: &::postgres::Error) -> String {
    let mut why = error.to_string();
    if let Some(cause) = std::error::Error::source(error) {
        why = format!("{why} ({cause})");
    }
    format!("{why}; see whether it runs and can be reached, then try again")
}

/// What is wrong with the server's certificate, and what to do.
fn certificate_text(why: &CertificateError, authorities: Option<&Path>) -> String {
    use CertificateError as E;
    match why {
        E::UnknownIssuer | E::BadSignature => match authorities {
            Some(file) => format!(
                "its server's certificate is of no authority in {}: name the file of the authority that signed it",
                file.display()
            ),
            None => "its server's certificate is of an authority that this machine does not trust: name the \
                     authority's certificate file (Settings, Tickets, or sslrootcert in the address)"
                .to_owned(),
        },
        E::NotValidForName => "its server's certificate is for another host: address it by the name there".to_owned(),
        E::NotValidForNameContext { expected, presented } => {
            let presented: Vec<&str> =
                presented.iter().map(|name| name.split('"').nth(1).unwrap_or(name)).collect();
            let names = match presented.as_slice() {
                [] => "names no host (it has no subjectAltName)".to_owned(),
                names => format!("is for {}", names.join(", ")),
            };
            format!(
                "its server's certificate {names}, and the address says {}: address it by a name in the certificate, or \
                 give the server one for this name",
                expected.to_str()
            )
        }
        E::Expired | E::ExpiredContext { .. } => {
            "its server's certificate has expired: whoever runs the server has to renew it (or the clock of this machine \
             is wrong)"
                .to_owned()
        }
        E::NotValidYet | E::NotValidYetContext { .. } => {
            "its server's certificate is not valid yet: look at the clocks of both machines".to_owned()
        }
        other if other.to_string().contains("CaUsedAsEndEntity") => {
            "its server shows the certificate of an authority as its own: give the server one for its name, signed by that \
             authority (CA:FALSE)"
                .to_owned()
        }
        other => format!("its server's certificate cannot be taken ({other}): give the server another"),
    }
}

/// What makes an encrypted connection. The files are read anew each time: a certificate that was renewed counts at once.
fn tls(authorities: Option<&Path>) -> Result<MakeRustlsConnect, StoreError> {
    let gone = |why: String| StoreError::DatabaseGone { why };
    let mut roots = RootCertStore::empty();
    match authorities {
        Some(file) => {
            let unread = |why: &dyn std::fmt::Display| {
                gone(format!("its certificate file {} cannot be used: {why}", file.display()))
            };
            let text = read_document(file, DocumentKind::Certificate).map_err(|error| unread(&error))?;
            for certificate in CertificateDer::pem_slice_iter(text.as_bytes()) {
                let certificate = certificate.map_err(|error| unread(&error))?;
                roots.add(certificate).map_err(|error| unread(&error))?;
            }
            if roots.is_empty() {
                return Err(unread(&"there is no certificate in it (PEM, “BEGIN CERTIFICATE”)"));
            }
        }
        None => {
            // One that is damaged among those of the system takes nothing from the others.
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            if roots.is_empty() {
                return Err(gone(
                    "this machine trusts no authority at all: name the certificate file of the server's"
                        .to_owned(),
                ));
            }
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| gone(format!("no encryption can be had on this machine ({error})")))?;
    Ok(MakeRustlsConnect::new(config.with_root_certificates(roots).with_no_client_auth()))
}

/// What an address says of encryption.
#[derive(Debug, Default, PartialEq, Eq)]
struct TlsOptions {
    disabled: bool,
    authorities: Option<PathBuf>,
}

/// The address without what it says of encryption, and that.
fn take_tls_options(address: &str) -> Result<(String, TlsOptions), StoreError> {
    let mut options = TlsOptions::default();
    if !address.contains("://") {
        // The other form: "host=db user=ann".
        let mut kept = Vec::new();
        for word in address.split_whitespace() {
            if !options.take(word)? {
                kept.push(word);
            }
        }
        return Ok((kept.join(" "), options));
    }
    // What stands before an @ is a name and password.
    let after = address.find('@').unwrap_or(0);
    let question = address.get(after..).and_then(|rest| rest.find('?')).map(|place| place + after);
    let Some((before, query)) = question.and_then(|place| address.split_at_checked(place)) else {
        return Ok((address.to_owned(), options));
    };
    let mut kept = Vec::new();
    for word in query.trim_start_matches('?').split('&') {
        if !options.take(word)? {
            kept.push(word);
        }
    }
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    Ok((format!("{before}{query}"), options))
}

impl TlsOptions {
    /// Takes an option of encryption; whether `word` was one.
    fn take(&mut self, word: &str) -> Result<bool, StoreError> {
        let Some((name, value)) = word.split_once('=') else { return Ok(false) };
        let value = value.trim_matches('\'');
        match (name, value) {
            ("sslmode", "disable") => self.disabled = true,
            ("sslmode", "allow" | "prefer" | "require" | "verify-ca" | "verify-full") => {}
            ("sslmode", _) => {
                let why = "sslmode in its address is verify-full or disable".to_owned();
                return Err(StoreError::Database { why });
            }
            ("sslrootcert", "system") => self.authorities = None,
            ("sslrootcert", file) => {
                self.authorities = Some(PathBuf::from(file.replace("%20", " ").replace("%2F", "/")));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn misspelt() -> StoreError {
    let why = "its address in the preferences is misspelt: postgres://NAME:PASSWORD@HOST/DATABASE";
    StoreError::Database { why: why.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encryption(address: &str, wanted: &DatabaseAddress) -> Encryption {
        let wanted = DatabaseAddress { address: address.to_owned(), ..wanted.clone() };
        Server::of(&wanted).unwrap().encryption
    }

    #[test]
    fn an_address_is_verified_in_full_unless_it_says_plain_on_purpose() {
        let nothing = DatabaseAddress::default();
        let file = |path: &str| Encryption::VerifyFull(Some(PathBuf::from(path)));
        for address in
            ["postgres://ann:a%3F@db/desk", "host=db user=ann", "postgres://db/desk?sslmode=prefer"]
        {
            assert_eq!(encryption(address, &nothing), Encryption::VerifyFull(None), "{address}");
        }
        for address in ["postgres://db/desk?sslmode=disable", "host=db sslmode=disable user=ann"] {
            assert_eq!(encryption(address, &nothing), Encryption::None, "{address}");
        }
        assert_eq!(
            encryption("host=/var/run/postgresql user=ann", &nothing),
            Encryption::None,
            "a local socket"
        );
        let named =
            "postgres://ann:p@db/desk?application_name=x&sslrootcert=/etc/a%20b.pem&sslmode=verify-full";
        assert_eq!(encryption(named, &nothing), file("/etc/a b.pem"));
        let set = DatabaseAddress { certificate: Some(PathBuf::from("/etc/ca.pem")), ..nothing.clone() };
        assert_eq!(encryption("postgres://db/desk", &set), file("/etc/ca.pem"));
        let plain = DatabaseAddress { unencrypted: true, ..set };
        assert_eq!(encryption("postgres://db/desk?sslmode=verify-full", &plain), Encryption::None);
    }

    #[test]
    fn a_misspelt_address_is_said_without_its_password() {
        for address in [
            "somewhere",
            "postgres://ann:secret@db/desk?sslmode=of",
            "postgres://ann:secret@db/desk?secret=1",
        ] {
            let said = Server::of(&DatabaseAddress::new(address)).map(|_| ()).unwrap_err().to_string();
            assert!(!said.contains("secret"), "{said}");
        }
    }
}
