//! `twopop mix-stats`: what people made of candidates inside the mix, check by check, counted from tickets. Nothing is written, and
//! nothing is sent anywhere.

use std::io::Write;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::exit::{Exit, say, say_line, say_raw};
use super::explain_text::TextPage;
use crate::mix::{CheckStats, ENOUGH_JUDGED, KEPT_PERCENT, KeptBy, StatsLimit, mix_stats};
use crate::store::{read_ticket, ticket_files};
use crate::ticket::Ticket;

const COMMAND: &str = "twopop mix-stats";
/// Name and number of the form; fields may be added, their meaning never changes.
const SCHEMA: &str = "twopop.mix_stats/1";

/// Prints the figures of all tickets at `places`. A ticket that cannot be read is named, and the others go on.
pub(super) fn print_mix_stats(
    places: &[PathBuf],
    json: bool,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    let (mut tickets, mut unreadable) = (Vec::<Ticket>::new(), Vec::new());
    for place in places {
        let files = match ticket_files(place) {
            Ok(files) => files,
            Err(why) => {
                say_line(err, &format!("{COMMAND}: {why}"));
                return Exit::Unusable;
            }
        };
        for file in files {
            match read_ticket(&file) {
                Ok(opened) => tickets.push(opened.value),
                Err(why) => unreadable.push(format!("not counted: {why}")),
            }
        }
    }
    for why in &unreadable {
        say_line(err, &format!("{COMMAND}: {why}"));
    }
    if tickets.is_empty() {
        let places: Vec<String> = places.iter().map(|place| place.display().to_string()).collect();
        let why = format!(
            "no ticket that can be read is in {}: name a desk folder, a ticket's folder, or ticket files",
            places.join(", ")
        );
        say_line(err, &format!("{COMMAND}: {why}"));
        return Exit::Unusable;
    }
    let stats = mix_stats(&tickets);
    if json {
        say_raw(out, &(stats_json(tickets.len(), &unreadable, &stats).to_string() + "\n"));
    } else {
        say(out, &stats_text(tickets.len(), &stats));
    }
    Exit::Fine
}

fn stats_text(tickets: usize, stats: &[CheckStats]) -> String {
    let mut page = TextPage::default();
    let counted = if tickets == 1 { "1 ticket".to_owned() } else { format!("{tickets} tickets") };
    if stats.is_empty() {
        page.line(&format!("In {counted} nobody has judged a candidate inside the mix yet."));
        return page.text;
    }
    page.line(&format!("Candidates inside the mix that people judged, from {counted}:"));
    for one in stats {
        page.gap();
        page.line(&format!(
            "{}: {} accepted, {} dismissed, {} left as not sure",
            one.check.label(),
            one.accepted,
            one.dismissed,
            one.not_sure
        ));
        if let Some(percent) = one.precision_percent() {
            let few = if one.is_few() { ": too few to build on" } else { "" };
            page.below(&format!("{percent} % of {} judged were accepted{few}.", one.judged()));
        }
        for band in one.bands.iter().filter(|band| band.accepted + band.dismissed > 0) {
            page.below(&format!(
                "{} to {} % sure: {} accepted, {} dismissed",
                band.from, band.to, band.accepted, band.dismissed
            ));
        }
        match &one.limits[..] {
            [] if one.is_few() => {
                page.below(&format!("For a limit of your own judge {ENOUGH_JUDGED} or more."));
            }
            [] => page.below(&format!(
                "No limit would have kept {KEPT_PERCENT} % of the accepted and dropped any of the dismissed."
            )),
            limits => limits.iter().for_each(|limit| page.below(&limit_text(one, limit))),
        }
    }
    page.text
}

fn limit_text(stats: &CheckStats, kept: &KeptBy) -> String {
    let what = match kept.limit {
        StatsLimit::Confidence(percent) => format!("Hearing only those of {percent} % and more"),
        StatsLimit::TruePeak(level) => format!("`mix.true_peak.most: {level:.2}` in your profile"),
    };
    format!(
        "{what} would have kept {} of {} accepted, and dropped {} of {} dismissed.",
        kept.kept, stats.accepted, kept.dropped, stats.dismissed
    )
}

fn stats_json(tickets: usize, unreadable: &[String], stats: &[CheckStats]) -> Value {
    let limit = |kept: &KeptBy| {
        let (by, at) = match kept.limit {
            StatsLimit::Confidence(percent) => ("confidence_percent", f64::from(percent)),
            StatsLimit::TruePeak(level) => ("true_peak_dbtp", level),
        };
        json!({ "by": by, "at": at, "kept": kept.kept, "dropped": kept.dropped })
    };
    let check = |one: &CheckStats| {
        let bands = one.bands.iter().map(|band| {
            json!({ "from": band.from, "to": band.to, "accepted": band.accepted, "dismissed": band.dismissed })
        });
        json!({
            "id": one.check.id(),
            "accepted": one.accepted,
            "dismissed": one.dismissed,
            "not_sure": one.not_sure,
            "precision_percent": one.precision_percent(),
            "judged": one.judged(),
            "few": one.is_few(),
            "bands": bands.collect::<Vec<_>>(),
            "limits": one.limits.iter().map(limit).collect::<Vec<_>>(),
        })
    };
    json!({
        "schema": SCHEMA,
        "tickets": tickets,
        "unreadable": unreadable,
        "checks": stats.iter().map(check).collect::<Vec<_>>(),
    })
}
