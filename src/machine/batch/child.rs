//! One check in a process of its own, so that whatever becomes of it costs this request alone.

use std::ffi::OsString;
use std::io::Read;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};

use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::{Value, json};

use crate::store::ticket_in_text;
use crate::ticket::{Ticket, TicketId};

/// The longest answer that is read. Chosen: a hundred times the answer to a feature with every fault there is.
const MAX_ANSWER: u64 = 64 << 20;

/// Memory that one check may ask for, in bytes of address space. Chosen: many times what two hours of 5.1 take; a runaway ends
/// before the machine suffers.
#[cfg(target_os = "linux")]
const MAX_MEMORY: u64 = 24 << 30;

/// How checks are started.
#[derive(Clone, Debug)]
pub(super) struct CheckCommand {
    /// This program.
    pub program: PathBuf,
    /// What is said to each check beside its request.
    pub arguments: Vec<OsString>,
}

/// What came of one.
#[derive(Debug)]
pub(super) struct CheckEnd {
    /// One JSON object; with `error` where there is no answer.
    pub answer: Value,
    /// 0 to 3.
    pub exit: u8,
    pub tickets: Vec<Ticket>,
}

/// The process of a check, for whoever has to end it.
#[derive(Debug, Default)]
pub(super) struct CheckProcess(Mutex<ProcessState>);

#[derive(Debug, Default)]
struct ProcessState {
    pid: Option<Pid>,
    /// It was to end, maybe before it had begun.
    is_ended: bool,
}

impl CheckProcess {
    /// Ends it with all it has started, now or as soon as it has begun.
    pub fn kill(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.is_ended = true;
        if let Some(pid) = state.pid {
            // One that has just ended is not there any more.
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }

    fn set(&self, pid: Option<Pid>) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.pid = pid;
        if let Some(pid) = pid.filter(|_| state.is_ended) {
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }
}

/// Checks the request, and waits for the end of it. The process ends with the thread that calls this.
pub(super) fn check(
    command: &CheckCommand,
    request: &Path,
    id: TicketId,
    process: &CheckProcess,
) -> CheckEnd {
    let mut child = match start(command, request, id) {
        Ok(child) => child,
        Err(error) => return refused(request, &format!("the check could not be started ({error})")),
    };
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    process.set(pid);
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Resource, Rlimit, prlimit};
        let bound = Rlimit { current: Some(MAX_MEMORY), maximum: Some(MAX_MEMORY) };
        // Where the system bounds nothing, the machine's own memory does.
        let _ = prlimit(pid, Resource::As, bound);
    }
    let mut said = Vec::new();
    let read = child.stdout.take().map(|out| out.take(MAX_ANSWER).read_to_end(&mut said));
    let ended = child.wait();
    process.set(None);
    match (ended, read) {
        (Ok(ended), Some(Ok(_))) => understood(request, ended, &said),
        (Ok(_), _) => refused(request, "its answer could not be read"),
        (Err(error), _) => refused(request, &format!("nothing is known of its end ({error})")),
    }
}

fn start(command: &CheckCommand, request: &Path, id: TicketId) -> std::io::Result<Child> {
    let mut started = Command::new(&command.program);
    started
        .arg("check")
        .arg(request)
        .args(&command.arguments)
        .args(["--json", "--one-of-many"])
        .arg(id.0.to_string());
    // A group of its own: what a terminal sends to this program does not go past it.
    started.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).process_group(0).spawn()
}

fn understood(request: &Path, ended: ExitStatus, said: &[u8]) -> CheckEnd {
    if let Some(signal) = ended.signal() {
        return refused(request, &format!("its check crashed (signal {signal})"));
    }
    let exit = ended.code().and_then(|code| u8::try_from(code).ok()).filter(|code| *code <= 3);
    let answer: Option<Value> = serde_json::from_slice(said).ok().filter(Value::is_object);
    let (Some(exit), Some(mut answer)) = (exit, answer) else {
        return refused(request, &format!("its check gave no answer ({ended})"));
    };
    let mut tickets = Vec::new();
    take_tickets(&mut answer, &mut tickets);
    if let Some(reels) = answer.get_mut("reels").and_then(Value::as_array_mut) {
        reels.iter_mut().for_each(|reel| take_tickets(reel, &mut tickets));
    }
    CheckEnd { answer, exit, tickets }
}

/// The tickets are for the store, and not for whoever reads the answer.
fn take_tickets(answer: &mut Value, tickets: &mut Vec<Ticket>) {
    let taken = answer.as_object_mut().and_then(|fields| fields.remove("ticket"));
    tickets.extend(taken.as_ref().and_then(Value::as_str).and_then(ticket_in_text));
}

/// An answer that says why there is none.
pub(super) fn refused(request: &Path, why: &str) -> CheckEnd {
    let why = format!("{}: {why}", request.display());
    CheckEnd { answer: json!({ "schema": "twopop.check/1", "error": why }), exit: 2, tickets: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(code: i32) -> ExitStatus {
        ExitStatus::from_raw(code << 8)
    }

    #[test]
    fn a_crash_and_a_silent_end_are_said_and_an_answer_is_taken() {
        let request = Path::new("/r/NIGHT");
        let end = understood(request, ExitStatus::from_raw(11), b"");
        assert_eq!(end.exit, 2);
        assert!(end.answer["error"].as_str().unwrap().contains("/r/NIGHT: its check crashed (signal 11)"));
        for (code, said) in [(0, &b""[..]), (101, b"{}"), (0, b"{\"a\": "), (1, b"[]")] {
            assert_eq!(understood(request, ended(code), said).exit, 2);
        }
        let end = understood(request, ended(3), b"{\"a\": 1, \"ticket\": \"none\"}");
        assert_eq!((end.exit, end.answer, end.tickets.len()), (3, json!({ "a": 1 }), 0));
    }
}
