//! How the page looks: light and dark, on a phone, and printed on A4 or Letter.

/// Stands inside the page: it loads nothing.
pub(super) const STYLE: &str = include_str!("../../resources/report.css");
