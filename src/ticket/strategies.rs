//! Tickets, findings and edits as generated for laws, here and in other rooms.

use std::path::PathBuf;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;

use super::measurement_strategies::{candidate_records, measurement_records};
use super::*;
use crate::monitoring::{MonitorSource, Monitoring, SoloMute};
use crate::timebase::{
    FURTHEST, FrameRate, Lateness, Nudge, SampleDelta, SamplePos, Timecode, TimecodeFormat,
};

/// What people type: several lines, quotes, backslashes, marks of RON itself, and all of Unicode.
pub(crate) fn texts() -> BoxedStrategy<String> {
    let typed =
        "(\"|\\\\|\n|\t|\r|//|/\\*|[(){}\\[\\]#,:']|[ -~]|\u{e9}|\u{2019}|\u{65e5}|\u{1f3ac}|\u{202e}){0,24}";
    prop_oneof![typed, any::<String>()].boxed()
}

pub(crate) fn positions() -> BoxedStrategy<SamplePos> {
    prop_oneof![-500_000i64..400_000_000, -FURTHEST..=FURTHEST].prop_map(SamplePos::new).boxed()
}

pub(crate) fn nudges() -> BoxedStrategy<Nudge> {
    (-10_000_000i64..10_000_000).prop_map(|samples| Nudge::new(SampleDelta::new(samples))).boxed()
}

fn ids() -> BoxedStrategy<Uuid> {
    any::<u128>().prop_map(Uuid::from_u128).boxed()
}

fn modes() -> BoxedStrategy<Mode> {
    select(&Mode::ALL[..]).boxed()
}

fn tasks() -> BoxedStrategy<Task> {
    select(&[Task::MusicAndEffects, Task::PrintMaster][..]).boxed()
}

fn kinds_of_reference() -> BoxedStrategy<ReferenceKind> {
    use ReferenceKind::*;
    select(&[Companion, FinalProxy, ServicingTurnover, LockedCut, StageMix][..]).boxed()
}

pub(crate) fn roles() -> BoxedStrategy<Role> {
    prop_oneof![
        kinds_of_reference().prop_map(Role::Reference),
        tasks().prop_map(Role::Delivered),
        Just(Role::Unrecognised),
    ]
    .boxed()
}

/// Absolute and not, with any character a path can have, also such as are not Unicode.
fn paths() -> BoxedStrategy<PathBuf> {
    prop_oneof![texts().prop_map(PathBuf::from), vec(1u8..=255, 1..20).prop_map(path_of_bytes)].boxed()
}

#[cfg(unix)]
fn path_of_bytes(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn path_of_bytes(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

fn asset_facts() -> BoxedStrategy<AssetFacts> {
    let rates: &[FrameRate] = &[FrameRate::F23_976, FrameRate::F25, FrameRate::F29_97];
    let timecode = (0i64..2_000_000, select(rates), any::<bool>()).prop_map(|(frames, rate, drop)| {
        let format = if drop { TimecodeFormat::drop(rate) } else { TimecodeFormat::non_drop(rate) };
        Timecode::new(frames, format)
    });
    (
        option::of(select(rates)),
        option::of(timecode),
        0i64..400_000_000,
        (0u32..64, 1u32..200_000),
        vec(texts(), 0..3),
        option::of(positions()),
        vec(texts(), 0..3),
    )
        .prop_map(|(frame_rate, start_timecode, duration, sound, formats, time_reference, warnings)| {
            let (channels, sample_rate) = sound;
            let duration = SampleDelta::new(duration);
            let track = |name: &String| SoundTrack {
                name: Some(name.clone()),
                presented: Some(duration),
                ..SoundTrack::default()
            };
            AssetFacts {
                sound_tracks: formats.iter().map(track).collect(),
                clock_unknown: formats.first().cloned(),
                incomplete: warnings.first().cloned(),
                frame_rate,
                start_timecode,
                duration,
                channels,
                sample_rate,
                formats,
                time_reference,
                warnings,
            }
        })
        .boxed()
}

fn recognised_by() -> BoxedStrategy<RecognisedBy> {
    use RecognisedBy::{FileName, FolderName, Operator, Place, RequestFile};
    select(&[RequestFile, Operator, FileName, FolderName, Place][..]).boxed()
}

pub(crate) fn assets() -> BoxedStrategy<Asset> {
    let deliveries = select(&[Delivery::Delivered, Delivery::NotDelivered, Delivery::Assumed][..]);
    let problems = prop_oneof![Just(Problem::Missing), texts().prop_map(Problem::Unreadable)];
    (
        roles(),
        vec(paths(), 0..3),
        option::of(texts()),
        deliveries,
        (option::of(recognised_by()), texts()),
        option::of(asset_facts()),
        option::of(problems),
        option::of("[0-9a-f]{64}"),
        option::of(1_usize..17),
    )
        .prop_map(|(role, files, version, delivery, recognised, facts, problem, sha256, guide_track)| Asset {
            guide_track,
            role,
            files,
            version,
            delivery,
            recognised_by: recognised.0,
            recognised_words: recognised.1,
            facts,
            problem,
            sha256,
        })
        .boxed()
}

pub(crate) fn findings() -> BoxedStrategy<Finding> {
    let severities = select(&[Severity::Fyi, Severity::Issue, Severity::Blocker][..]);
    let told = (texts(), texts(), texts(), texts());
    (
        ids(),
        (select(&FindingKind::ALL[..]), severities),
        (positions(), 0i64..1_000_000),
        option::of(texts()),
        any::<bool>(),
        nudges(),
        told,
    )
        .prop_map(|(id, (kind, severity), (from, length), rule, needs_supervisor, nudge, told)| {
            let (text, against, by, at) = told;
            let to = SamplePos::new(from.get().saturating_add(length));
            let id = FindingId(id);
            let (proposed, evidence) = (None, Evidence::default());
            Finding {
                id,
                kind,
                from,
                to,
                severity,
                channels: if needs_supervisor { vec![0, 5] } else { Vec::new() },
                rule,
                proposed,
                needs_supervisor,
                text,
                nudge,
                against,
                by,
                at,
                evidence,
            }
        })
        .prop_flat_map(|finding| (Just(finding), option::of(proposals()), evidences()))
        .prop_map(|(finding, proposed, evidence)| Finding { proposed, evidence, ..finding })
        .boxed()
}

fn proposals() -> BoxedStrategy<Proposal> {
    (severities(), texts(), texts())
        .prop_map(|(severity, rule, because)| Proposal { severity, rule, because })
        .boxed()
}

fn evidences() -> BoxedStrategy<Evidence> {
    let residual = (option::of(-9_000i64..9_000), option::of(any::<i64>()), 0u8..=100, texts()).prop_map(
        |(late_by, drift_ppb, confidence_percent, words)| Residual {
            late_by: late_by.map(|samples| Lateness::new(SampleDelta::new(samples))),
            drift_ppb,
            confidence_percent,
            words,
        },
    );
    let reference = references_seen();
    let heard = (
        select(
            &[MonitorSource::Guide, MonitorSource::Delivered, MonitorSource::Both, MonitorSource::Difference]
                [..],
        ),
        vec(0..16_usize, 0..3),
    );
    let heard = heard.prop_map(|(source, soloed)| Monitoring {
        source,
        delivered: SoloMute { solo: soloed.into(), ..SoloMute::default() },
        ..Monitoring::default()
    });
    (option::of(residual), nudges(), option::of(reference), option::of(heard), option::of("[a-z]{8}.png"))
        .prop_map(|(measured, initial_alignment, reference, monitoring, still)| Evidence {
            measured,
            initial_alignment,
            initial_alignment_by: String::new(),
            reference,
            heard_through: monitoring.map(|_| heard_through()),
            monitoring,
            waveform: still.clone(),
            still,
        })
        .boxed()
}

/// A draft and what became of it; far from any other.
pub(crate) fn draft_records() -> BoxedStrategy<DraftRecord> {
    let decisions = prop_oneof![
        2 => Just(None),
        1 => ids().prop_map(|id| Some(DraftDecision::Accepted(FindingId(id)))),
        1 => (texts(), texts(), texts()).prop_map(|(why, by, at)| Some(DraftDecision::Dismissed { why, by, at })),
    ];
    let places = (positions(), 1i64..1_000_000);
    (findings(), places, option::of(references_seen()), decisions)
        .prop_map(|(finding, (from, length), reference, decision)| DraftRecord {
            kind: finding.kind,
            from,
            to: SamplePos::new(from.get().saturating_add(length)),
            severity: finding.severity,
            text: finding.text,
            against: finding.against,
            reference,
            decision,
        })
        .boxed()
}

fn heard_through() -> HeardThrough {
    let picture =
        PictureDelay { milliseconds: -40, calibrated_at: Some("2026-11-22T10:00:00+00:00".to_owned()) };
    HeardThrough { device: "HDMI 1".to_owned(), picture }
}

pub(crate) fn severities() -> BoxedStrategy<Severity> {
    select(&[Severity::Fyi, Severity::Issue, Severity::Blocker][..]).boxed()
}

pub(crate) fn people() -> BoxedStrategy<Person> {
    let duties = prop_oneof![
        2 => Just(PersonRole::Operator),
        1 => Just(PersonRole::Verifier),
        4 => Just(PersonRole::Supervisor)
    ];
    (texts(), duties).prop_map(|(name, duty)| Person { name, duty }).boxed()
}

/// A reference as it was seen.
pub(crate) fn references_seen() -> BoxedStrategy<ReferenceSeen> {
    let reference = (kinds_of_reference(), texts(), option::of(texts()), option::of("[0-9a-f]{64}"));
    let seen = reference.prop_map(|(kind, file, version, sha256)| ReferenceSeen {
        kind,
        file,
        version,
        sha256,
        frame_rate: Some(FrameRate::F23_976),
    });
    seen.boxed()
}

pub(crate) fn overrides() -> BoxedStrategy<Override> {
    (0usize..6, texts(), texts(), texts())
        .prop_map(|(asset, by, why, at)| Override { asset, by, why, at })
        .boxed()
}

pub(crate) fn finishings() -> BoxedStrategy<Finishing> {
    overrides().prop_map(|Override { asset, by, why, at }| Finishing { asset, by, why, at }).boxed()
}

/// Mostly nothing: a ticket with a half-typed finding cannot be submitted.
fn half_typed() -> BoxedStrategy<String> {
    prop_oneof![3 => Just(String::new()), 1 => texts()].boxed()
}

pub(crate) fn tickets() -> BoxedStrategy<Ticket> {
    let heads = (ids(), texts(), tasks(), modes(), paths(), texts(), texts());
    let served = (vec(assets(), 0..4), option::of(overrides()), option::of(finishings()), nudges(), texts());
    let drafted = (option::weighted(0.3, vec(draft_records(), 0..2)), vec(measurement_records(), 0..2));
    let sitting = (nudges(), positions(), vec(findings(), 0..4), texts(), half_typed(), drafted);
    (heads, served, sitting)
        .prop_map(|(head, served, sitting)| {
            let (id, title, task, mode, request, policy, created) = head;
            let (assets, overridden, finishing, initial_alignment, initial_alignment_by) = served;
            let (nudge, playhead, findings, notes, finding_draft, (drafted, measurements)) = sitting;
            let against = findings.first().and_then(|finding| finding.evidence.reference.clone());
            Ticket {
                schema: SCHEMA,
                id: TicketId(id),
                title,
                task,
                mode,
                request,
                assets,
                policy,
                overridden,
                against,
                finishing,
                heard_through: None,
                initial_alignment,
                initial_alignment_by,
                nudge,
                playhead,
                findings,
                drafted,
                measurements,
                candidates: Vec::new(),
                remeasured: Vec::new(),
                left_open: Vec::new(),
                notes,
                finding_draft,
                decision_note: String::new(),
                created,
                lifecycle: Lifecycle::default(),
            }
        })
        .boxed()
}

/// Edits that touch what `ticket` has, and such as name what it has not.
pub(crate) fn edits_of(ticket: &Ticket) -> BoxedStrategy<Edit> {
    let drafted: Vec<DraftRecord> = ticket.drafted.iter().flatten().cloned().collect();
    let decided = (draft_records(), any::<prop::sample::Index>()).prop_map(move |(new, place)| {
        let known = (!drafted.is_empty()).then(|| place.get(&drafted).clone());
        let known = known.map(|known| DraftRecord { decision: new.decision.clone(), ..known });
        Edit::DecideDraft(Box::new(known.unwrap_or(new)))
    });
    let known: Vec<FindingId> = ticket.findings.iter().map(|finding| finding.id).collect();
    let named = move || {
        let strange = ids().prop_map(FindingId);
        if known.is_empty() {
            strange.boxed()
        } else {
            prop_oneof![3 => select(known.clone()), 1 => strange].boxed()
        }
    };
    let single = prop_oneof![
        nudges().prop_map(Edit::SetNudge),
        (nudges(), texts()).prop_map(|(nudge, by)| Edit::SetInitialAlignment { nudge, by }),
        positions().prop_map(Edit::SetPlayhead),
        texts().prop_map(Edit::SetNotes),
        texts().prop_map(Edit::SetFindingDraft),
        texts().prop_map(Edit::SetDecisionNote),
        tasks().prop_map(Edit::SetTask),
        modes().prop_map(Edit::SetMode),
        option::of(overrides()).prop_map(Edit::SetOverride),
        option::of(finishings()).prop_map(Edit::SetFinishing),
        option::of(references_seen()).prop_map(Edit::SetAgainst),
        vec(assets(), 0..3).prop_map(Edit::SetAssets),
        (0usize..5, roles(), option::of(recognised_by()), texts()).prop_map(
            |(asset, role, recognised_by, recognised_words)| Edit::SetRole {
                asset,
                role,
                recognised_by,
                recognised_words
            }
        ),
        (0usize..6, findings())
            .prop_map(|(place, finding)| Edit::InsertFinding { place, finding: Box::new(finding) }),
        named().prop_map(Edit::RemoveFinding),
        (named(), findings()).prop_map(|(id, mut finding)| {
            finding.id = id;
            Edit::ReplaceFinding(Box::new(finding))
        }),
        (named(), texts()).prop_map(|(finding, text)| Edit::SetFindingText { finding, text }),
        decided,
        candidate_records().prop_map(|candidate| Edit::JudgeCandidate(Box::new(candidate))),
    ];
    single.prop_recursive(2, 12, 5, |inner| vec(inner, 0..5).prop_map(Edit::All)).boxed()
}
