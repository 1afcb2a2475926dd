//! An empty sequence with markers in the XML of Final Cut Pro 7 (xmeml), which Premiere Pro and Resolve import.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::report::marker::Marker;
use crate::report::model::Report;
use crate::timebase::FrameRate;

type Xml = Writer<Vec<u8>>;

/// Times count frames from the sequence's start, which bears the picture's first timecode.
///
/// # Errors
/// Never in practice: it writes into memory.
pub(in crate::report) fn premiere(report: &Report, markers: &[Marker]) -> Result<Vec<u8>, String> {
    write(report, markers).map_err(|error| error.to_string())
}

fn write(report: &Report, markers: &[Marker]) -> io::Result<Vec<u8>> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.write_event(Event::DocType(BytesText::new("xmeml")))?;
    let last = markers.iter().map(|marker| marker.frame.saturating_add(marker.frames)).max().unwrap_or(0);
    xml.create_element("xmeml").with_attribute(("version", "5")).write_inner_content(|xml| {
        xml.create_element("sequence").with_attribute(("id", "markers")).write_inner_content(|xml| {
            put(xml, "name", &report.title)?;
            put(xml, "duration", &last.max(1).to_string())?;
            rate(xml, report.rate)?;
            xml.create_element("timecode").write_inner_content(|xml| {
                rate(xml, report.rate)?;
                put(xml, "string", &report.start.to_string())?;
                put(xml, "frame", &report.start.frames.to_string())?;
                put(xml, "displayformat", if report.start.format.drop_frame { "DF" } else { "NDF" })
            })?;
            xml.create_element("media").write_inner_content(|xml| {
                xml.create_element("video").write_inner_content(|xml| {
                    xml.create_element("track").write_empty()?;
                    Ok(())
                })?;
                Ok(())
            })?;
            for marker in markers {
                xml.create_element("marker").write_inner_content(|xml| {
                    put(xml, "comment", &marker.note)?;
                    put(xml, "name", &marker.name)?;
                    put(xml, "in", &marker.frame.to_string())?;
                    let ends = marker.frame.saturating_add(marker.frames);
                    put(xml, "out", &if marker.frames > 1 { ends } else { -1 }.to_string())
                })?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    let mut text = xml.into_inner();
    text.push(b'\n');
    Ok(text)
}

fn put(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    // XML 1.0 has no way to write most control characters.
    let text: String = text.chars().filter(|one| !one.is_control() || matches!(one, '\n' | '\t')).collect();
    xml.create_element(name).write_text_content(BytesText::new(&text))?;
    Ok(())
}

fn rate(xml: &mut Xml, rate: FrameRate) -> io::Result<()> {
    xml.create_element("rate").write_inner_content(|xml| {
        put(xml, "timebase", &rate.numerator().div_ceil(rate.denominator()).to_string())?;
        put(xml, "ntsc", if rate.denominator() == 1001 { "TRUE" } else { "FALSE" })
    })?;
    Ok(())
}
