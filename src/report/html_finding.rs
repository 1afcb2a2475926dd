//! One finding on the page.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, html as template};

use super::finding_line::FindingLine;
use crate::ticket::Severity;

/// Its words, pictures and evidence.
pub(super) fn finding(line: &FindingLine) -> Markup {
    let class = severity_class(line.severity);
    template! {
        article.(class) id={ "finding-" (line.number) } {
            h3 {
                (line.number) ". "
                span.severity.(class) { (severity_mark(line.severity)) " " (line.severity.label()) }
                " " (line.kind.label()) " · " (line.first) " – " (line.last)
            }
            @if line.needs_supervisor { p { "Proposed: the policy states no severity here, a supervisor decides." } }
            @if let Some(offset) = &line.offset { p { strong { (offset) } } }
            @if !line.text.is_empty() { p.words dir="auto" { (line.text) } }
            @if line.still.is_some() || line.waveform.is_some() {
                div.pictures {
                    @if let Some(still) = &line.still { (picture(still, "Picture at the first frame concerned")) }
                    @if let Some(waveform) = &line.waveform {
                        (picture(waveform, "Waveform as it was flagged: guide above, delivered audio below"))
                    }
                }
            }
            dl {
                @if !line.channels.is_empty() { dt { "Channels" } dd { (channels_text(line)) " of the file" } }
                @if let Some(measured) = &line.measured { dt { "Measured" } dd { (measured) } }
                @if let Some(rule) = &line.rule { dt { "Rule" } dd { (rule) } }
                @if !line.against.is_empty() { dt { "Seen against" } dd dir="auto" { (line.against) } }
                @if let Some(heard) = &line.heard_through { dt { "Heard through" } dd { (heard) } }
                dt { "Flagged" } dd dir="auto" { (line.flagged) }
                @if !line.opinions.is_empty() { dt { "Opinion" } }
                @for opinion in &line.opinions { dd dir="auto" { (opinion) } }
            }
        }
    }
}

fn channels_text(line: &FindingLine) -> String {
    line.channels.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
}

fn picture(png: &[u8], words: &str) -> Markup {
    template! {
        figure {
            img src={ "data:image/png;base64," (STANDARD.encode(png)) } alt=(words);
            figcaption { (words) }
        }
    }
}

/// A shape for each severity, so that none is told by colour alone.
pub(super) fn severity_mark(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocker => "⬣",
        Severity::Issue => "▲",
        Severity::Fyi => "●",
    }
}

pub(super) fn severity_class(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocker => "blocker",
        Severity::Issue => "issue",
        Severity::Fyi => "fyi",
    }
}
