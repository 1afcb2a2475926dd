//! What a measurement says apart from discrepancies, in sentences: clocks that were not believed, an offset that could not
//! be judged, sides that hold nothing to compare. Takes the measurement; gives the same sentences for the desk and the
//! command line.

use crate::timebase::{FrameRate, Lateness, SampleDelta, SamplePos, clock_text, offset_text};
use crate::timing::{
    ClockFault, ComparedSide, DistrustedClock, LeftRight, Measurement, OffsetCause, SoundHeld, SyncVerdict,
};

/// The notes on `measured` against a picture of `rate`, most important first.
pub fn measurement_notes(measured: &Measurement, rate: FrameRate) -> Vec<String> {
    let from_start = |place: SamplePos| clock_text(place - SamplePos::ZERO);
    let mut notes = Vec::new();
    if measured.verdict == SyncVerdict::NoEvidence {
        notes.extend(held_note("The guide", measured.held.reference));
        notes.extend(held_note("The audio", measured.held.audio));
    }
    notes.extend(left_right_note(measured.left_right).map(str::to_owned));
    for silent in &measured.silent_under_programme {
        notes.push(format!(
            "The audio is silent from {} to {} of the picture, where the guide goes on: nothing was compared there. Listen whether it may be.",
            from_start(silent.start),
            from_start(silent.end)
        ));
    }
    if measured.unknown_delay {
        notes.push(
            "The guide's codec begins with a delay that its file does not declare, as long as this offset: whether the audio is off \
             by it cannot be judged. Ask for a proxy with PCM sound or an edit list."
                .to_owned(),
        );
    } else if !measured.offset_judged {
        notes.push(
            "A constant offset was not judged: no pop on both sides, no time stamp and no start in common, so only the \
             sound itself places the audio. Align it by a witness of your own."
                .to_owned(),
        );
    }
    notes.extend(measured.distrusted.map(|clock| distrusted_clock_text(clock, rate)));
    notes
}

/// What is said of left and right; `None` where they are as they should be.
fn left_right_note(left_right: LeftRight) -> Option<&'static str> {
    match left_right {
        LeftRight::AsInReference => None,
        LeftRight::Swapped => Some(
            "Left and right of the audio, or its surrounds, are in each other's place against the guide, or its centre has the opposite \
             polarity: it was compared with that taken back. Listen which of the two is wrong.",
        ),
        LeftRight::OneInverted => Some(
            "One of left and right has the opposite polarity, in the audio or in the guide: it was compared with that taken back. Listen \
             which of the two is wrong.",
        ),
        LeftRight::SwappedAndOneInverted => Some(
            "Left and right of the audio are in each other's place against the guide, and one has the opposite polarity: it was compared with \
             that taken back. Listen which of the two is wrong.",
        ),
    }
}

/// Where an offset comes from that is not the mix's.
pub fn offset_cause_text(cause: OffsetCause) -> String {
    match cause {
        OffsetCause::CodecDelay(samples) => format!(
            "As long as the {samples} samples of delay of the guide's codec: the delay of a proxy that does not declare it, not the \
             mix."
        ),
    }
}

fn held_note(side: &str, held: SoundHeld) -> Option<String> {
    (held != SoundHeld::Programme).then(|| format!("{side} holds {}.", held.label()))
}

/// "The audio's time stamp is not believed: …".
pub fn distrusted_clock_text(clock: DistrustedClock, rate: FrameRate) -> String {
    let whose = match clock.side {
        ComparedSide::Audio => "The audio's time stamp",
        ComparedSide::Reference => "The picture's timecode",
    };
    let late_by = offset_text(Lateness::new(SampleDelta::new(clock.offset)), rate);
    let per_second = rate.labels_per_second();
    let cause = match clock.cause {
        ClockFault::CountedInRealSeconds => {
            format!(
                "it seems to count {per_second} frames in a real second, where the picture runs at 1000/1001 of that"
            )
        }
        ClockFault::CountedSlow => {
            format!("it seems to count at 1000/1001 of the picture's {per_second} frames a second")
        }
        ClockFault::PictureAtZero => "the proxy's clock is at zero".to_owned(),
        ClockFault::WholeHours(hours) => {
            let hours = hours.abs();
            format!("it is {hours} whole {} off", if hours == 1 { "hour" } else { "hours" })
        }
        ClockFault::AgainstOthersAndSound => {
            "the sound agrees with the start of the files or a pop, and not with it".to_owned()
        }
        ClockFault::OutsidePicture => "by it the audio would lie outside the picture".to_owned(),
    };
    format!("{whose} is not believed: {cause}. By the clocks the audio would be {late_by}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timing::{InitialAlignment, WitnessKind};

    #[test]
    fn left_and_right_at_fault_are_noted_whatever_the_verdict_and_good_ones_are_not() {
        let aligned = InitialAlignment { by: WitnessKind::FileStart, offset: 0.0 };
        let mut measured = Measurement::without_comparison(SyncVerdict::InSync, aligned);
        assert_eq!(measurement_notes(&measured, FrameRate::F24), Vec::<String>::new());
        for (left_right, said) in [
            (LeftRight::Swapped, "in each other's place"),
            (LeftRight::OneInverted, "in the audio or in the guide"),
            (LeftRight::SwappedAndOneInverted, "and one has the opposite polarity"),
        ] {
            measured.left_right = left_right;
            let notes = measurement_notes(&measured, FrameRate::F24);
            assert!(notes.len() == 1 && notes[0].contains(said), "{notes:?}");
        }
    }
}
