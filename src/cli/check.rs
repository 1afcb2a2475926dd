//! `twopop check`: serves a reference, measures the audio against it, judges, and prints or saves the findings.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::answer::{Answer, AnswerForm, answer_all};
use super::check_arguments::CheckArguments;
use super::check_json::check_json;
use super::check_text::check_text;
use super::check_ticket::{open_ticket_text, write_ticket};
use super::checked::{CheckInput, CheckOutcome, CheckedRequest, JudgedAudio, ViaPrintMaster};
use super::compare::{self, ProgressLine, compared};
use super::compare_json::Compared;
use super::compare_text::whole;
use super::conform_search::search_conform;
use super::decision_text::name;
use super::exit::{Exit, say_each};
use super::reheard::reheard;
use super::settled::{ResolvedRequest, name_by_content, settle};
use crate::conform::ConformQuestion;
use crate::drafting::{Draft, MixDraft, MixDrafting, MixPlacing, Served, drafts, mix_drafts};
use crate::intake;
use crate::machine::{EarlyMix, MixAsked, listen_to_mix};
use crate::media::{SoundError, SoundSink};
use crate::mix::MixQuestion;
use crate::policy::{Profile, serve};
use crate::store::{StoreError, refuse_ticket_folder, refuse_ticket_place};
use crate::ticket::{Asset, Mode, Problem, ReferenceKind, Task, TicketId, audio_under_qc};
use crate::timebase::{SampleDelta, Timecode, TimecodeFormat};
use crate::timing::SyncVerdict;

const COMMAND: &str = "twopop check";

/// Why a request cannot be checked: one line for the error output.
#[derive(Debug, thiserror::Error)]
enum CheckError {
    #[error(transparent)]
    Compare(#[from] compare::CompareError),
    #[error(transparent)]
    Ticket(#[from] StoreError),
    #[error("the {task} cannot be read: {problem}", task = .0.label(), problem = .1)]
    Audio(Task, Problem),
}

/// Checks the one request that is asked for.
pub(super) fn check_one(
    arguments: &CheckArguments,
    profile: &Profile,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    if arguments.one_of_many.is_some() {
        // Whoever started it has ended: nobody waits for the answer. Where the system cannot do that, it is only wasted.
        #[cfg(target_os = "linux")]
        let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
    }
    let Some(request) = arguments.requests.first() else { return Exit::Unusable };
    let asked = CheckInput {
        request,
        flags: &arguments.flags,
        profile,
        mode: if arguments.spot { Mode::Spot } else { Mode::Full },
        json: arguments.json,
        ticket: arguments.ticket.as_deref(),
        one_of_many: arguments.one_of_many.map(TicketId),
    };
    check(&asked, out, err)
}

/// Serves, measures and judges the request, and prints what was found.
fn check(asked: &CheckInput, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    let form =
        AnswerForm { command: COMMAND, json: asked.json, refuses_in_json: asked.one_of_many.is_some() };
    let folder = asked.ticket.map_or(Ok(()), refuse_ticket_folder);
    if let Err(refusal) = folder {
        say_each(err, COMMAND, &[refusal.to_string()]);
        return Exit::Unusable;
    }
    let mut answer = |reel: Option<&str>, settled, err: &mut dyn Write| {
        answered(asked, reel, settled, err).map_err(|refusal| refusal.to_string())
    };
    answer_all(settle(asked.request, asked.flags), asked.profile, &form, &mut answer, out, err)
}

fn answered(
    asked: &CheckInput,
    reel: Option<&str>,
    settled: ResolvedRequest,
    err: &mut dyn Write,
) -> Result<Answer, CheckError> {
    let ticket = asked.ticket.map(|file| ticket_of(file, reel));
    // Before minutes of measuring.
    ticket.as_deref().map_or(Ok(()), refuse_ticket_place)?;
    let noticed = settled.warnings.clone();
    let mut checked = match checked(asked, settled, err) {
        Ok(checked) => checked,
        Err(refusal) => {
            say_each(err, COMMAND, &noticed);
            return Err(refusal);
        }
    };
    // The answer is given whatever becomes of the ticket.
    if let (Some(file), CheckOutcome::Judged(judged)) = (&ticket, &checked.outcome)
        && let Err(why) = write_ticket(file, asked, &checked.settled, judged)
    {
        checked.settled.warnings.push(format!("no ticket was written: {why}"));
    }
    say_each(err, COMMAND, &checked.warnings());
    let profile = asked.profile;
    let mut object = check_json(profile, &checked, asked.mode);
    if let (Some(id), CheckOutcome::Judged(judged), Some(fields)) =
        (asked.one_of_many, &checked.outcome, object.as_object_mut())
    {
        let ticket = open_ticket_text(id, reel, asked, &checked.settled, judged);
        fields.insert("ticket".to_owned(), ticket.into());
    }
    Ok(Answer { object, text: check_text(profile, &checked), exit: exit(&checked.outcome) })
}

/// Each reel has a ticket of its own: "out.R2.ron".
fn ticket_of(file: &Path, reel: Option<&str>) -> PathBuf {
    let Some(reel) = reel else { return file.to_owned() };
    let extension = file.extension().unwrap_or_default().to_string_lossy();
    file.with_extension(format!("{}.{extension}", reel.replace(' ', "_")))
}

/// A finding comes first, also where the timing cannot be judged; what is not known to be whole is never called in order.
fn exit(outcome: &CheckOutcome) -> Exit {
    match outcome {
        CheckOutcome::NotMeasured(_) => Exit::CannotJudge,
        CheckOutcome::Judged(judged) if judged.all_drafts().any(Draft::is_flagged) => Exit::Findings,
        CheckOutcome::Judged(judged) if judged.compared.measurement.verdict == SyncVerdict::NoEvidence => {
            Exit::CannotJudge
        }
        CheckOutcome::Judged(judged) if !judged.compared.is_whole() => Exit::CannotJudge,
        CheckOutcome::Judged(_) => Exit::Fine,
    }
}

fn checked(
    asked: &CheckInput,
    mut settled: ResolvedRequest,
    err: &mut dyn Write,
) -> Result<CheckedRequest, CheckError> {
    let decision = serve(asked.profile, &settled.facts);
    let outcome = match (decision.served(), audio_under_qc(settled.facts.task, &settled.assets)) {
        (None, _) => CheckOutcome::NotMeasured("No reference is served, so nothing was measured.".to_owned()),
        (_, None) => CheckOutcome::NotMeasured(format!(
            "There is no {} to lay against it, so nothing was measured.",
            settled.facts.task.label()
        )),
        (Some((picture, kind)), Some(audio)) => {
            if let Some(served) = settled.assets.get_mut(picture) {
                name_by_content(served, err);
            }
            let pair = Pair { picture, kind, audio };
            judged_or_silent(judged(asked, &mut settled, &pair, err))?
        }
    };
    Ok(CheckedRequest { settled, decision, outcome })
}

/// A reference without sound is served all the same; nothing can be measured against it.
fn judged_or_silent(judged: Result<JudgedAudio, CheckError>) -> Result<CheckOutcome, CheckError> {
    match judged {
        Ok(judged) => Ok(CheckOutcome::Judged(Box::new(judged))),
        Err(CheckError::Compare(compare::CompareError::Sound(silent @ SoundError::NoSound(_)))) => {
            Ok(CheckOutcome::NotMeasured(silent.to_string()))
        }
        Err(refusal) => Err(refusal),
    }
}

/// What is compared with what, by their places among the assets.
struct Pair {
    picture: usize,
    kind: ReferenceKind,
    audio: usize,
}

fn judged(
    asked: &CheckInput,
    settled: &mut ResolvedRequest,
    pair: &Pair,
    err: &mut dyn Write,
) -> Result<JudgedAudio, CheckError> {
    let paths = heard_files(settled, pair.audio)?;
    let picture = settled.assets.get(pair.picture);
    let reference = picture.and_then(|asset| asset.files.first()).cloned().unwrap_or_default();
    let mode = asked.mode;
    let guide_track = asked.flags.guide_track.or(picture.and_then(|asset| asset.guide_track));
    let full_mix = settled.facts.task == Task::PrintMaster;
    let wanted = compare::CompareInput {
        reference: &reference,
        audio: &paths,
        profile: asked.profile,
        frame_rate: None,
        full_mix,
        guide_track,
        json: false,
    };
    let mut early = settled.media.open_sound(&paths).ok().and_then(|opened| {
        let early = MixAsked {
            task: settled.facts.task,
            mode,
            profile: asked.profile,
            audio: &paths,
            audio_facts: opened.facts(),
            assets: &settled.assets,
        };
        EarlyMix::begin(&early, &settled.media)
    });
    let before = early.as_ref().map_or(0.0, EarlyMix::seconds);
    let mut others: Vec<&mut dyn SoundSink> =
        early.iter_mut().map(|early| early as &mut dyn SoundSink).collect();
    let (mut compared, audio) = compared(&wanted, &settled.media, &mut others, err)?;
    // What listening took meanwhile is told apart.
    let of_listening = early.as_ref().map_or(0.0, EarlyMix::seconds) - before;
    for seconds in [&mut compared.spent.cpu_seconds, &mut compared.decode_cpu_seconds] {
        *seconds = (*seconds - of_listening).max(0.0);
    }
    compared.incomplete.extend(settled.incomplete.iter().cloned());
    let served = served(pair.kind, picture, &compared);
    let conform_question = ConformQuestion {
        profile: Arc::new(asked.profile.clone()),
        task: settled.facts.task,
        assets: settled.assets.clone(),
        served: served.clone(),
        picture: pair.picture,
        audio_facts: compared.audio_facts.clone(),
        measured: compared.measurement.clone(),
    };
    let mut bar = ProgressLine::new(err);
    let mut fits = search_conform(&conform_question, &audio, &settled.media, &mut bar);
    // Always, whatever form is asked for: no exit code says that there is nothing to flag where nobody listened.
    let question = MixQuestion {
        task: settled.facts.task,
        mode,
        profile: Arc::clone(&conform_question.profile),
        audio: paths,
        audio_facts: compared.audio_facts.clone(),
        assets: settled.assets.clone(),
        frame_rate: compared.frame_rate,
        measured: compared.measurement.clone(),
    };
    let listened = listen_to_mix(&question, &audio, &settled.media, early, &mut |done| {
        bar.show("listening to the mix", done);
        ControlFlow::Continue(())
    });
    bar.clear();
    let through = fits.as_mut().and_then(|fits| fits.via_print_master.take()).map(|remeasured| {
        let direct = std::mem::replace(&mut compared.measurement, remeasured.measured).verdict;
        ViaPrintMaster { print_master: print_master(&conform_question), direct }
    });
    let drafts = drafts(asked.profile, &served, &compared.measurement, mode);
    let picture = pair.picture;
    let judged = JudgedAudio {
        served,
        picture,
        compared,
        drafts,
        through,
        fits,
        mix: listened.result,
        mix_cost: listened.cost,
        read_again: listened.read_again,
        mix_drafts: Vec::new(),
        reheard: None,
    };
    let mix_drafts = drafted_inside(asked, settled, &judged);
    Ok(JudgedAudio { reheard: reheard(asked.profile, settled, &judged), mix_drafts, ..judged })
}

/// Exact measures inside the mix, as the desk drafts them.
fn drafted_inside(asked: &CheckInput, settled: &ResolvedRequest, judged: &JudgedAudio) -> Vec<MixDraft> {
    let measured = &judged.compared.measurement;
    let picture = settled.assets.get(judged.picture).and_then(|asset| asset.facts.as_ref());
    let sound = SampleDelta::new(judged.compared.reference_length);
    let duration = picture.map(|facts| facts.duration).filter(|length| length.get() > 0).unwrap_or(sound);
    let placing = MixPlacing {
        // Audio that is late by so much has to be placed earlier by as much.
        shift: -whole(measured.initial_alignment.offset),
        duration,
        programme: measured.programmes[1].start,
    };
    let names = judged.channel_names();
    let from = MixDrafting {
        profile: asked.profile,
        mix: &judged.mix,
        placing,
        rate: judged.served.rate,
        length: judged.length(),
        names: &names,
    };
    mix_drafts(&from, asked.mode)
}

fn print_master(question: &ConformQuestion) -> PathBuf {
    question.print_master().and_then(|(_, asset)| asset.files.first().cloned()).unwrap_or_default()
}

/// The files of the audio, once it opens.
fn heard_files(settled: &mut ResolvedRequest, audio: usize) -> Result<Vec<PathBuf>, CheckError> {
    let task = settled.facts.task;
    let Some(asset) = settled.assets.get_mut(audio) else { return Ok(Vec::new()) };
    // Of stated facts no file has been opened yet.
    if asset.facts.is_none() && asset.problem.is_none() {
        intake::examine(asset, &settled.media);
    }
    match asset.problem.clone() {
        Some(Problem::Missing) => {
            let missing = format!("{}: {}", asset.file_name(), Problem::Missing);
            Err(CheckError::Audio(task, Problem::Unreadable(missing)))
        }
        Some(problem) => Err(CheckError::Audio(task, problem)),
        None => Ok(asset.files.clone()),
    }
}

fn served(kind: ReferenceKind, picture: Option<&Asset>, compared: &Compared) -> Served {
    let rate = compared.frame_rate;
    let from_zero = Timecode::new(0, TimecodeFormat::non_drop(rate));
    let start = compared.start_timecode.unwrap_or(from_zero);
    Served { kind, label: name(kind, picture), rate, start }
}
