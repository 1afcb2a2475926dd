//! Starts GStreamer and checks that its plugins are there.

use std::sync::OnceLock;

use gstreamer as gst;
use gstreamer::prelude::PluginFeatureExtManual;

use super::error::MediaError;

/// Elements that Twopop needs, each with the Debian package that has it.
const NEEDED: [(&str, &str); 10] = [
    ("filesrc", "libgstreamer1.0-0"),
    ("decodebin", "gstreamer1.0-plugins-base"),
    ("audioconvert", "gstreamer1.0-plugins-base"),
    ("audioresample", "gstreamer1.0-plugins-base"),
    ("videoconvert", "gstreamer1.0-plugins-base"),
    ("appsink", "gstreamer1.0-plugins-base"),
    ("videoflip", "gstreamer1.0-plugins-good"),
    ("qtdemux", "gstreamer1.0-plugins-good"),
    ("avdec_h264", "gstreamer1.0-libav"),
    ("avdec_aac", "gstreamer1.0-libav"),
];

static STARTED: OnceLock<Result<(), String>> = OnceLock::new();

/// Starts GStreamer, once for the whole program; later calls cost a look-up. Every function that needs GStreamer calls
/// it, so calling it early only moves the cost of the first call (up to a second, when plugins are scanned).
///
/// # Errors
/// When GStreamer does not start, or for the first missing plugin, with the package to install.
pub fn start() -> Result<(), MediaError> {
    let started = STARTED.get_or_init(|| gst::init().map_err(|error| error.to_string()));
    started.clone().map_err(MediaError::NotStarted)?;
    for (element, package) in NEEDED {
        if gst::ElementFactory::find(element).is_none() {
            return Err(MediaError::MissingPlugin { element: element.to_owned(), package });
        }
    }
    Ok(())
}

/// Loads what most movies are played by, so that the first one does not wait for it when it is opened: half a second, where libav brings
/// a hundred libraries. What is not there is said by whoever opens a movie.
pub fn load_decoders() {
    if start().is_ok() {
        // libav, which takes longest, is last in the list.
        let found = NEEDED.iter().rev().filter_map(|(element, _)| gst::ElementFactory::find(element));
        found.for_each(|element| drop(element.load()));
    }
}

/// Every element that Twopop needs, the package that has it, and whether it is there.
pub fn needed_plugins() -> impl Iterator<Item = (&'static str, &'static str, bool)> {
    // What is missing is asked for next; here it is enough that GStreamer started.
    let _ = start();
    let is_started = matches!(STARTED.get(), Some(Ok(())));
    NEEDED.into_iter().map(move |(element, package)| {
        (element, package, is_started && gst::ElementFactory::find(element).is_some())
    })
}

/// The version of GStreamer in use: "1.22.0".
pub fn gstreamer_version() -> String {
    let (major, minor, micro, _) = gst::version();
    format!("{major}.{minor}.{micro}")
}

/// The package that has the element, or the one that has most of them.
pub(super) fn package_of(element: &str) -> &'static str {
    NEEDED
        .iter()
        .find(|(known, _)| *known == element)
        .map_or("gstreamer1.0-plugins-base", |(_, package)| package)
}

/// A new element.
///
/// # Errors
/// When there is none of that name; those that [`start`] checks are there.
pub(super) fn element(name: &str) -> Result<gst::Element, MediaError> {
    Ok(gst::ElementFactory::make(name).build()?)
}
