//! `twopop mix-stats` on tickets in a folder: what it counts, what it names, and what it says where there is nothing.

use std::path::{Path, PathBuf};

use twopop::store::save_new_ticket;
use twopop::ticket::{CandidateJudgement, CandidateRecord, Edit, NewTicket, Task, Ticket, TicketId};
use twopop::timebase::{SampleDelta, SamplePos};

use crate::program::{err, twopop};

/// A ticket in which somebody dismissed so many clicks.
fn ticket(dismissed: i64) -> Ticket {
    let mut ticket = Ticket::new(NewTicket {
        id: TicketId(uuid::Uuid::from_u128(dismissed as u128)),
        title: "NIGHTFALL".to_owned(),
        task: Task::MusicAndEffects,
        request: PathBuf::from("/requests/nightfall"),
        assets: Vec::new(),
        policy: "asset-qc".to_owned(),
        created: "2026-11-22T09:00:00+00:00".to_owned(),
    });
    for number in 0..dismissed {
        let audio_from = SamplePos::new(number * 48_000);
        let (why, by, at) = (String::new(), "Ada".to_owned(), String::new());
        let record = CandidateRecord {
            check: "click".to_owned(),
            channels: vec![0],
            audio_from,
            audio_to: audio_from + SampleDelta::new(4),
            level: Some(-1200),
            compared_with: String::new(),
            confidence_percent: 95,
            round: 1,
            judgement: Some(CandidateJudgement::Dismissed { why, by, at }),
        };
        Edit::JudgeCandidate(Box::new(record)).apply(&mut ticket).expect("applied");
    }
    ticket
}

fn stats(of: &Path, json: bool) -> std::process::Output {
    let of = of.to_str().unwrap();
    let mut asked = vec!["mix-stats", of];
    asked.extend(json.then_some("--json"));
    twopop(&asked)
}

#[test]
fn what_people_dismissed_is_counted_and_an_unreadable_ticket_named() {
    let folder = tempfile::tempdir().unwrap();
    save_new_ticket(&folder.path().join("one.ron"), &ticket(2)).unwrap();
    save_new_ticket(&folder.path().join("two.ron"), &ticket(5)).unwrap();
    std::fs::write(folder.path().join("broken.ron"), "(id: ").unwrap();
    let said = stats(folder.path(), false);
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    assert_eq!(said.status.code(), Some(0), "{text}{}", err(&said));
    for words in [
        "from 2 tickets",
        "click: 0 accepted, 7 dismissed, 0 left as not sure",
        "0 % of 7 judged were accepted: too few to build on.",
        "90 to 100 % sure: 0 accepted, 7 dismissed",
        "judge 20 or more",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(err(&said).contains("broken.ron"), "{}", err(&said));
    let said = stats(folder.path(), true);
    let object: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!((&object["schema"], &object["tickets"]), (&"twopop.mix_stats/1".into(), &2.into()));
    assert_eq!(object["checks"][0]["dismissed"], 7, "{object:#}");
    assert_eq!(object["unreadable"].as_array().unwrap().len(), 1);
}

#[test]
fn where_there_is_nothing_it_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let said = stats(folder.path(), false);
    assert_eq!(said.status.code(), Some(2));
    assert!(err(&said).contains("no ticket that can be read"), "{}", err(&said));
    let said = stats(&folder.path().join("gone"), false);
    assert_eq!(said.status.code(), Some(2));
    assert!(err(&said).contains("gone"), "{}", err(&said));
    save_new_ticket(&folder.path().join("one.ron"), &ticket(0)).unwrap();
    let said = stats(folder.path(), false);
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    assert_eq!(said.status.code(), Some(0));
    assert!(text.contains("nobody has judged a candidate"), "{text}");
}
