//! Takes the network from the process that reads movies, in the kernel: whatever a demuxer or codec is made to do, it opens
//! no connection, not even to another program of this computer.
//!
//! The connection to whoever asked is open already and stays. On Linux, on the processors that `seccompiler` knows;
//! elsewhere the closed list of GStreamer elements stands alone.

/// Refuses every new connection of this process from here on. There is no way back.
///
/// Without it the reader works, and what is behind the fence could ask for a connection: the closed list of elements has
/// none that does.
pub(super) fn close() {
    if let Err(why) = refuse_everywhere() {
        tracing::warn!(why, "a reader of movies runs without its lock on the network");
    }
}

#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")
))]
fn refuse_everywhere() -> Result<(), String> {
    seccompiler::apply_filter_all_threads(&filter()?).map_err(|why| why.to_string())
}

#[cfg(not(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")
)))]
fn refuse_everywhere() -> Result<(), String> {
    Err("not known on this system".to_owned())
}

/// What the kernel asks at each system call.
#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")
))]
fn filter() -> Result<seccompiler::BpfProgram, String> {
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};

    // New connections of any kind, and the queue that could make one without these calls.
    let refused = [libc::SYS_socket, libc::SYS_connect, libc::SYS_io_uring_setup];
    let rules = refused.into_iter().map(|call| (call, Vec::new())).collect();
    let allowed = SeccompAction::Allow;
    // EACCES: libraries know what to do about a connection that is not permitted.
    let answer = SeccompAction::Errno(rustix::io::Errno::ACCESS.raw_os_error().unsigned_abs());
    let processor = TargetArch::try_from(std::env::consts::ARCH).map_err(|why| why.to_string())?;
    let filter = SeccompFilter::new(rules, allowed, answer, processor).map_err(|why| why.to_string())?;
    BpfProgram::try_from(filter).map_err(|why| why.to_string())
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::io::{ErrorKind, Write};
    use std::net::{TcpListener, TcpStream, UdpSocket};
    use std::os::unix::net::{UnixListener, UnixStream};

    use super::*;

    #[test]
    fn no_connection_is_opened_and_the_one_that_is_open_stays() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let to = listener.local_addr().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let local = folder.path().join("socket");
        let _other_program = UnixListener::bind(&local).unwrap();
        let (mut open, _kept) = UnixStream::pair().unwrap();
        TcpStream::connect(to).unwrap();
        let filter = filter().unwrap();
        // The lock is this thread's alone.
        let behind = std::thread::Builder::new().spawn(move || {
            seccompiler::apply_filter(&filter).unwrap();
            let refused = |what: Option<std::io::Error>| {
                what.map(|error| error.kind()) == Some(ErrorKind::PermissionDenied)
            };
            assert!(refused(TcpStream::connect(to).err()), "TCP");
            assert!(refused(UdpSocket::bind("127.0.0.1:0").err()), "UDP");
            assert!(refused(UnixStream::connect(&local).err()), "another program");
            open.write_all(b"an answer").unwrap();
        });
        behind.unwrap().join().unwrap();
        TcpStream::connect(to).unwrap();
    }
}
