//! Requests that are checked by several machines: who measures which, and what was measured. The claims are rows that are
//! taken with `SKIP LOCKED` and end by the server's clock; a record and its tickets are kept in one transaction.

use std::path::Path;
use std::time::Duration;

use ::postgres::Row;

use super::{Database, database_error, save_in, to_json};
use crate::store::check_records::{CheckRecord, CheckRecords, ClaimedCheck, KeptCheck, RequestNow, key_of};
use crate::store::{SavedBy, StoreError};
use crate::ticket::Ticket;

/// Takes the first of the requests that is not measured as it is, and not claimed or no more; those that another is just taking
/// are passed over.
const CLAIM: &str = "
    WITH wanted AS (SELECT * FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS w (request, content, place)),
    free AS (
        SELECT c.request, w.content, w.place FROM twopop_checks c JOIN wanted w ON w.request = c.request
        WHERE c.content IS DISTINCT FROM w.content AND (c.worker IS NULL OR c.until <= now())
        ORDER BY w.place LIMIT 1 FOR UPDATE OF c SKIP LOCKED)
    UPDATE twopop_checks c
    SET worker = $3, until = now() + make_interval(secs => $4),
        tries = CASE WHEN c.claimed IS NOT DISTINCT FROM free.content THEN c.tries + 1 ELSE 1 END,
        claimed = free.content
    FROM free WHERE c.request = free.request
    RETURNING free.place, c.tries";

const RENEW: &str = "UPDATE twopop_checks SET until = now() + make_interval(secs => $2) WHERE worker = $1";

const RELEASE: &str = "UPDATE twopop_checks SET worker = NULL, until = NULL, tries = tries - 1
    WHERE request = $1 AND worker = $2";

const KEEP: &str =
    "UPDATE twopop_checks SET content = $2, record = $3, worker = NULL, until = NULL, tries = 0
    WHERE request = $1";

impl CheckRecords for Database {
    fn claim_check(
        &self,
        requests: &[RequestNow],
        worker: &str,
        lasts: Duration,
    ) -> Result<Option<ClaimedCheck>, StoreError> {
        let keys: Vec<String> = requests.iter().map(|request| key_of(&request.path)).collect();
        let contents: Vec<&str> = requests.iter().map(|request| request.content.as_str()).collect();
        let mut client = self.client()?;
        let known = "INSERT INTO twopop_checks (request) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING";
        client.execute(known, &[&keys]).map_err(|error| database_error(&error))?;
        let row = client
            .query_opt(CLAIM, &[&keys, &contents, &worker, &lasts.as_secs_f64()])
            .map_err(|error| database_error(&error))?;
        Ok(row.and_then(|row| {
            let place = usize::try_from(row.get::<_, i64>(0)).ok()?.checked_sub(1)?;
            Some(ClaimedCheck { place, tries: u32::try_from(row.get::<_, i32>(1)).unwrap_or(1) })
        }))
    }

    fn renew(&self, worker: &str, lasts: Duration) -> Result<(), StoreError> {
        let renewed = self.client()?.execute(RENEW, &[&worker, &lasts.as_secs_f64()]);
        renewed.map(drop).map_err(|error| database_error(&error))
    }

    fn release_check(&self, request: &Path, worker: &str) -> Result<(), StoreError> {
        let released = self.client()?.execute(RELEASE, &[&key_of(request), &worker]);
        released.map(drop).map_err(|error| database_error(&error))
    }

    fn record(&self, request: &Path) -> Result<Option<CheckRecord>, StoreError> {
        let asked = "SELECT record FROM twopop_checks WHERE request = $1 AND record IS NOT NULL";
        let row = self.client()?.query_opt(asked, &[&key_of(request)]);
        Ok(row.map_err(|error| database_error(&error))?.as_ref().and_then(record_of))
    }

    fn record_of_content(&self, content: &str) -> Result<Option<CheckRecord>, StoreError> {
        let asked = "SELECT record FROM twopop_checks WHERE content = $1 AND record IS NOT NULL LIMIT 1";
        let row = self.client()?.query_opt(asked, &[&content]);
        Ok(row.map_err(|error| database_error(&error))?.as_ref().and_then(record_of))
    }

    fn keep(
        &self,
        record: &CheckRecord,
        tickets: &[(Ticket, u32)],
        by: &SavedBy,
    ) -> Result<KeptCheck, StoreError> {
        let key = key_of(&record.request);
        let mut client = self.client()?;
        let mut change = client.transaction().map_err(|error| database_error(&error))?;
        let asked = "SELECT worker FROM twopop_checks WHERE request = $1 FOR UPDATE";
        let held = change.query_opt(asked, &[&key]).map_err(|error| database_error(&error))?;
        let holder = held.and_then(|row| row.get::<_, Option<String>>(0));
        if holder.as_deref() != Some(record.worker.as_str()) {
            return Ok(KeptCheck::LostClaim);
        }
        let mut refused = Vec::new();
        for (ticket, after) in tickets {
            // A ticket that is not saved leaves no trace, and the others are.
            let mut one = change.transaction().map_err(|error| database_error(&error))?;
            match save_in(&mut one, ticket, *after, by) {
                Ok(_) => one.commit().map_err(|error| database_error(&error))?,
                Err(error) => refused.push(error.to_string()),
            }
        }
        change
            .execute(KEEP, &[&key, &record.content, &to_json(record)?])
            .map_err(|error| database_error(&error))?;
        change.commit().map_err(|error| database_error(&error))?;
        Ok(KeptCheck::Kept(refused))
    }
}

fn record_of(row: &Row) -> Option<CheckRecord> {
    serde_json::from_str(row.get(0)).ok()
}
