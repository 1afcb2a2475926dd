//! What a batch adds to the answer of a check: which request it is of, and who measured it when.

use std::path::Path;

use serde_json::{Value, json};

use crate::store::CheckRecord;

/// The answer with `request` in it.
pub(super) fn of_request(answer: Value, path: &Path, record: &CheckRecord, is_kept: bool) -> Value {
    let mut answer = if answer.is_object() { answer } else { json!({ "schema": "twopop.check/1" }) };
    if let Some(fields) = answer.as_object_mut() {
        let tickets: Vec<String> = record.tickets.iter().map(|id| id.0.to_string()).collect();
        let version = Some(&record.version).filter(|version| !version.is_empty());
        let added = json!({
            "path": path.to_string_lossy(), "exit": record.exit, "measured_at": record.at,
            "measured_by": record.worker.split(' ').next(), "measured_with": version, "measured_before": is_kept,
            "tickets": tickets,
        });
        fields.insert("request".to_owned(), added);
    }
    answer
}

/// The answer of a request that was not checked, and why.
pub(super) fn not_checked(why: &str, path: &Path) -> Value {
    let request = json!({ "path": path.to_string_lossy(), "exit": 3 });
    json!({ "schema": "twopop.check/1", "error": why, "request": request })
}
