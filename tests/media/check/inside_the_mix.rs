//! What `check` says of the inside of a mix: candidates, which change neither findings nor exit code, and exact measures, which are
//! drafted as findings.

use serde_json::Value;
use twopop::cli::Exit;
use twopop::store::read_ticket;
use twopop::ticket::CandidateJudgement;

use super::request::Request;
use super::sounds::{SECOND, interleaved_wav, programme, together, with_pop};

fn candidates<'a>(mix: &'a Value, check: &str) -> Vec<&'a Value> {
    mix["candidates"].as_array().unwrap().iter().filter(|one| one["check"] == check).collect()
}

/// Both at once, each at half its level.
fn halves(one: &[i16], other: &[i16]) -> Vec<i16> {
    one.iter().zip(other).map(|(one, other)| one / 2 + other / 2).collect()
}

#[test]
fn a_drop_out_is_a_candidate_and_the_mix_is_in_sync_all_the_same() {
    let request = Request::new();
    let sound = with_pop(&programme(11, 40));
    request.movie("R1_Final_v3.mov", &sound);
    let at = 20 * SECOND;
    let mut spoilt = sound.clone();
    spoilt[at..at + 480].fill(0);
    request.mix(&spoilt);
    let said = request.check(&["--json"]);
    let object = said.object();
    assert_eq!(said.exit, Exit::Fine, "{object:#}");
    let mix = &object["mix"];
    assert_eq!(mix["schema"], "twopop.mix/1");
    assert_eq!(mix["checks"].as_array().unwrap().len(), 14);
    let [found] = candidates(mix, "drop_out")[..] else { panic!("{mix:#}") };
    let (from, to) = (found["audio_from"].as_i64().unwrap(), found["audio_to"].as_i64().unwrap());
    assert!((from - at as i64).abs() <= 1 && (to - at as i64 - 480).abs() <= 1, "{found}");
    assert!(mix["measures"]["true_peak_dbtp"][0].as_f64().unwrap() < 0.0, "{mix:#}");
    assert!(mix["measures"]["map"].is_null(), "nothing to compare with");
}

#[test]
fn where_nothing_is_measured_no_check_ran() {
    let request = Request::new();
    request.mix(&programme(12, 5));
    let said = request.check(&["--json"]);
    let mix = &said.object()["mix"];
    let ran = |check: &Value| check["state"] == "ran" || check["because"].as_str().unwrap().is_empty();
    assert!(!mix["checks"].as_array().unwrap().iter().any(ran), "{mix:#}");
}

/// What is said inside of an M&E beside its Print Master, each channel of which was `made` something else, and whether the M&E was read
/// again for it.
fn heard_beside(made: impl Fn(&mut Vec<i16>)) -> (Value, bool) {
    let request = Request::new();
    let common = with_pop(&programme(20, 24));
    let own = (21..27).map(|seed| with_pop(&programme(seed, 24)));
    let mut mix: Vec<Vec<i16>> = own.map(|own| halves(&common, &own)).collect();
    let mut delivered = mix.clone();
    mix[2] = halves(&mix[2], &with_pop(&programme(40, 24)));
    mix.iter_mut().for_each(made);
    request.movie("R1_Final_v3.mov", &together(&delivered[0], &delivered[1]));
    interleaved_wav(&request.path("R1_PM_51.wav"), &mix);
    delivered[0][18 * SECOND..18 * SECOND + 480].fill(0);
    delivered[4].iter_mut().for_each(|sample| *sample = -*sample);
    interleaved_wav(&request.path("R1_ME_51.wav"), &delivered);
    let said = request.check(&["--json", "--task", "me"]);
    let mut mix = said.object()["mix"].clone();
    let fields = mix.as_object_mut().unwrap();
    let spent = fields.remove("cpu_seconds").unwrap();
    for work in ["print_master_features", "placing_print_master", "reading", "click", "dialogue_left_in"] {
        assert!(spent[work].as_f64().unwrap() >= 0.0, "{work}: {spent}");
    }
    let read_again = fields.remove("read_again").unwrap().as_bool().unwrap();
    (mix, read_again)
}

/// Nothing says where a Print Master of another length and without a stamp lies, before it is measured.
fn longer(lane: &mut Vec<i16>) {
    lane.extend(vec![0; 4800]);
}

fn recut(lane: &mut Vec<i16>) {
    lane.drain(20 * SECOND..22 * SECOND);
    lane.extend(vec![0; 2 * SECOND]);
}

#[test]
fn what_is_heard_in_the_one_reading_is_what_a_second_reading_hears() {
    let (once, again) = (heard_beside(|_| ()), heard_beside(longer));
    assert_eq!((once.1, again.1), (false, true));
    assert_eq!(candidates(&once.0, "drop_out").len(), 1, "{:#}", once.0);
    assert_eq!(once.0, again.0);
}

#[test]
fn what_was_heard_beside_a_print_master_that_lies_elsewhere_is_heard_again() {
    let wrong_at_first = heard_beside(recut);
    let measured_first = heard_beside(|lane| {
        recut(lane);
        longer(lane);
    });
    assert_eq!((wrong_at_first.1, measured_first.1), (true, true));
    assert!(wrong_at_first.0["measures"]["map"].is_array(), "{:#}", wrong_at_first.0);
    assert_eq!(wrong_at_first.0, measured_first.0);
}

#[test]
fn an_m_and_e_is_compared_with_the_print_master_channel_by_channel() {
    let request = Request::new();
    // Channels of one mix have something in common, by which the two files find each other.
    let common = programme(20, 40);
    let own = (21..27).map(|seed| programme(seed, 40));
    let mut mix: Vec<Vec<i16>> = own.map(|own| halves(&common, &own)).collect();
    let me = mix.clone();
    // Dialogue in the centre of the Print Master.
    mix[2] = halves(&mix[2], &programme(40, 40));
    request.movie("R1_Final_v3.mov", &together(&mix[0], &mix[1]));
    interleaved_wav(&request.path("R1_PM_51.wav"), &mix);
    let mut delivered: Vec<Vec<i16>> = [1, 0, 2, 3, 4, 5].map(|place: usize| me[place].clone()).to_vec();
    delivered[4].iter_mut().for_each(|sample| *sample = -*sample);
    interleaved_wav(&request.path("R1_ME_51.wav"), &delivered);
    let said = request.check(&["--json", "--task", "me"]);
    let object = said.object();
    let mix = &object["mix"];
    let names = |map: &[&str]| Value::from(map.to_vec());
    assert_eq!(mix["measures"]["map"], names(&["R", "L", "C", "LFE", "Ls", "Rs"]), "{mix:#}");
    assert_eq!(mix["measures"]["polarity"], Value::from(vec![1, 1, 1, 1, -1, 1]));
    let [order] = candidates(mix, "channel_order")[..] else { panic!("{mix:#}") };
    assert_eq!((&order["channels"], &order["compared_with"]), (&names(&["L", "R"]), &"print_master".into()));
    let [turned] = candidates(mix, "polarity")[..] else { panic!("{mix:#}") };
    assert_eq!(turned["channels"], names(&["Ls"]));
}

#[test]
fn a_drop_out_of_every_channel_is_a_finding_in_every_form_and_in_the_ticket() {
    let request = Request::new();
    let mut both = [programme(11, 40), programme(12, 40)].map(|sound| with_pop(&sound));
    request.movie("R1_Final_v3.mov", &together(&both[0], &both[1]));
    let at = 20 * SECOND;
    for channel in &mut both {
        channel[at..at + 480].fill(0);
    }
    interleaved_wav(&request.path("R1_PM.wav"), &both);
    let said = request.check(&[]);
    assert_eq!(said.exit, Exit::Findings, "{}", said.out);
    for words in [
        "TIMING HOLDS: the Print Master is in sync",
        "ISSUE: 1 finding inside the Print Master.",
        "Drop-out of 10 ms on L R.",
    ] {
        assert!(said.out.contains(words), "{words}\n{}", said.out);
    }
    let folder = tempfile::tempdir().unwrap();
    let ticket = folder.path().join("found.ron");
    let said = request.check(&["--json", "--ticket", ticket.to_str().unwrap()]);
    let object = said.object();
    assert_eq!(said.exit, Exit::Findings);
    let [finding] = &object["findings"].as_array().unwrap()[..] else { panic!("{object:#}") };
    assert_eq!(
        (&finding["kind"], &finding["severity"]),
        (&"drop_out".into(), &"issue".into()),
        "{finding:#}"
    );
    assert_eq!(finding["channels"], Value::from(vec!["L", "R"]));
    let kept = read_ticket(&ticket).unwrap().value;
    let [flagged] = kept.findings() else { panic!("{:?}", kept.findings()) };
    assert_eq!(flagged.channels, [0, 1]);
    let accepted = Some(CandidateJudgement::Accepted(flagged.id));
    assert!(kept.candidates().iter().all(|one| one.judgement == accepted) && !kept.candidates().is_empty());
    assert!(kept.drafted().is_some_and(<[_]>::is_empty), "no draft of timing stands for it");
}
