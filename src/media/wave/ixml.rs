//! The timecode in an iXML chunk (iXML 2.0, SPEED).

use crate::timebase::{FrameRate, TimecodeFormat};

/// Namespaces. *Chosen*: iXML has none, and what is embedded in it a few.
const MAX_NAMESPACES: usize = 32;
/// Equals signs: as many as there can be attributes, and more where notes hold some. *Chosen*: reads within milliseconds.
const MAX_ATTRIBUTES: usize = 4096;
/// Elements and texts. *Derived*: 128 tracks of seven parts are 2 000; a cue list of a long day ten times that.
const MAX_NODES: u32 = 40_000;

/// What the `SPEED` part of the iXML says of timecode.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IxmlSpeed {
    /// `TIMECODE_RATE` and `TIMECODE_FLAG`.
    pub timecode: Option<TimecodeFormat>,
    /// `TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI` and `_LO`, at the file's own rate.
    pub samples_since_midnight: Option<u64>,
}

/// Reads the chunk; what is broken becomes a warning, since the sound can be read all the same.
pub(super) fn read(chunk: &[u8], warnings: &mut Vec<String>) -> Option<IxmlSpeed> {
    let end = chunk.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    let text = String::from_utf8_lossy(chunk.get(..end).unwrap_or_default());
    let text = text.trim_start_matches('\u{FEFF}').trim();
    let (fault, rest) = match parsed(text) {
        Ok(document) => return speed_of(&document, warnings),
        Err(fault) => {
            // The notes are typed by people; the timecode is written by the recorder and may be whole.
            let speed = speed_part(text).and_then(|part| parsed(part).ok());
            (fault, speed.as_ref().and_then(|document| speed_of(document, warnings)))
        }
    };
    let read = if rest.is_some() { "its timecode was read all the same" } else { "it was ignored" };
    warnings.push(match fault {
        Fault::Malformed(place) => format!(
            "Its iXML is not well formed (line {}, column {}), as with an “&” or an accent that was not written as XML \
             wants it; {read}. The sound is not concerned.",
            place.row, place.col
        ),
        Fault::TooMuch => format!(
            "Its iXML has more names, attributes or nested parts than any recorder writes; {read}. The sound is not \
             concerned."
        ),
    });
    rest
}

/// Why iXML is not read.
enum Fault {
    Malformed(roxmltree::TextPos),
    /// It would take long: it was made to, or is broken.
    TooMuch,
}

/// Reads the document, if that takes no longer than its length warrants: the cost of namespaces and of the attributes of one
/// element grows with the square of their number.
fn parsed(text: &str) -> Result<roxmltree::Document<'_>, Fault> {
    if text.matches("xmlns").take(MAX_NAMESPACES + 1).count() > MAX_NAMESPACES
        || text.matches('=').take(MAX_ATTRIBUTES + 1).count() > MAX_ATTRIBUTES
    {
        return Err(Fault::TooMuch);
    }
    let options =
        roxmltree::ParsingOptions { nodes_limit: MAX_NODES, ..roxmltree::ParsingOptions::default() };
    roxmltree::Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::NodesLimitReached => Fault::TooMuch,
        error => Fault::Malformed(error.pos()),
    })
}

/// The `SPEED` part of a broken document.
fn speed_part(text: &str) -> Option<&str> {
    const END: &str = "</SPEED>";
    let start = text.find("<SPEED>")?;
    let end = text.get(start..)?.find(END)? + start + END.len();
    text.get(start..end)
}

fn speed_of(document: &roxmltree::Document, warnings: &mut Vec<String>) -> Option<IxmlSpeed> {
    let speed = document.descendants().find(|node| node.has_tag_name("SPEED"))?;
    let field = |name: &str| {
        let node = speed.children().find(|node| node.has_tag_name(name))?;
        node.text().map(str::trim).filter(|text| !text.is_empty())
    };
    let rate = field("TIMECODE_RATE").and_then(|text| match text.parse::<FrameRate>() {
        Ok(rate) => Some(rate),
        Err(error) => {
            warnings.push(format!("The timecode rate in its iXML is ignored: {error}."));
            None
        }
    });
    let timecode = rate.map(|rate| match field("TIMECODE_FLAG") {
        Some(flag) if flag.eq_ignore_ascii_case("DF") => TimecodeFormat::drop(rate),
        _ => TimecodeFormat::non_drop(rate),
    });
    let half = |name| field(name).and_then(|text| text.parse::<u32>().ok());
    let high = half("TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI");
    let low = half("TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO");
    let samples_since_midnight = low.map(|low| u64::from(high.unwrap_or(0)) << 32 | u64::from(low));
    Some(IxmlSpeed { timecode, samples_since_midnight })
}
