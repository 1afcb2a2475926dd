//! The answer to one request, as text and as JSON, and how a request in reels is answered reel by reel.

use std::io::Write;

use serde_json::{Value, json};

use super::exit::{Exit, say, say_each, say_line, say_raw};
use super::explain_json::reels_json;
use super::settled::{ReelsRequest, Refusal, ResolvedRequest, SettledRequest};
use crate::policy::Profile;

/// The answer to one request.
pub(super) struct Answer {
    pub object: Value,
    pub text: String,
    pub exit: Exit,
}

/// How an answer is asked for.
pub(super) struct AnswerForm {
    /// "twopop check", before each sentence on the error output.
    pub command: &'static str,
    pub json: bool,
    /// A refusal is an answer, too, on the output: whoever reads it hears nothing else.
    pub refuses_in_json: bool,
}

/// Answers one request, given the label of its reel where it is one; why it cannot, in a sentence.
pub(super) type Answerer<'a> =
    dyn FnMut(Option<&str>, ResolvedRequest, &mut dyn Write) -> Result<Answer, String> + 'a;

/// Answers a request, reel by reel where it comes in reels, and prints that.
pub(super) fn answer_all(
    settled: Result<SettledRequest, Refusal>,
    profile: &Profile,
    form: &AnswerForm,
    answer: &mut Answerer,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    let request = match settled {
        Ok(SettledRequest::InReels(request)) => request,
        Ok(SettledRequest::Whole(settled)) => {
            return match answer(None, *settled, err) {
                Ok(answer) => {
                    match form.json {
                        true => say_raw(out, &(answer.object.to_string() + "\n")),
                        false => say(out, &answer.text),
                    }
                    answer.exit
                }
                Err(why) => refuse(form, &why, out, err),
            };
        }
        Err(refusal) => {
            say_each(err, form.command, &refusal.warnings);
            return refuse(form, &refusal.why.to_string(), out, err);
        }
    };
    reel_by_reel(request, profile, form, answer, out, err)
}

fn reel_by_reel(
    mut request: ReelsRequest,
    profile: &Profile,
    form: &AnswerForm,
    answer: &mut Answerer,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    say_each(err, form.command, &request.warnings);
    let (mut exits, mut objects) = (Vec::new(), Vec::new());
    for (reel, settled) in std::mem::take(&mut request.reels) {
        let answered = match settled {
            Ok(settled) => answer(Some(&reel), *settled, err),
            Err(refusal) => {
                say_each(err, form.command, &refusal.warnings);
                Err(refusal.why.to_string())
            }
        };
        let (mut object, exit) = match answered {
            Ok(answer) if form.json => (answer.object, answer.exit),
            Ok(answer) => {
                say(out, &format!("{}\n", answer.text));
                (Value::Null, answer.exit)
            }
            Err(why) => {
                say_line(err, &format!("{}: reel {reel}: {why}", form.command));
                (json!({ "error": why }), Exit::Unusable)
            }
        };
        if let Some(fields) = object.as_object_mut() {
            fields.insert("reel".to_owned(), json!(reel));
            fields.insert("exit".to_owned(), json!(exit as u8));
        }
        exits.push(exit);
        objects.push(object);
    }
    if form.json {
        say_raw(out, &(reels_json(profile, &request, objects).to_string() + "\n"));
    }
    Exit::worst(exits)
}

fn refuse(form: &AnswerForm, why: &str, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    say_line(err, &format!("{}: {why}", form.command));
    if form.refuses_in_json {
        say_raw(out, &(json!({ "schema": "twopop.check/1", "error": why }).to_string() + "\n"));
    }
    Exit::Unusable
}
