//! Programme loudness of a Print Master against the profile's targets, saying never more than this meter may: the target for dialogue
//! takes a licensed meter, and speech is only estimated here.

use crate::policy::MixPolicy;

/// What is said of the loudness.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum LoudnessSays {
    /// Within the target of the programme, or nothing to measure: final.
    NoFlag,
    /// Off by the programme, and on target by the speech as it is estimated: why no more is said, as a sentence.
    NeedsMeter(String),
    /// Off by the programme, and by the speech where any was heard.
    Off,
}

/// `programme` and `speech` in LKFS; `None` where nothing passes the gate, and where no speech was heard.
pub(super) fn loudness_says(programme: Option<f64>, speech: Option<f64>, policy: &MixPolicy) -> LoudnessSays {
    let Some(programme) = programme.filter(|level| !policy.programme_loudness.is_met_by(*level)) else {
        return LoudnessSays::NoFlag;
    };
    match speech.filter(|level| policy.dialogue_loudness.is_met_by(*level)) {
        Some(speech) => {
            let target = &policy.dialogue_loudness;
            let text = format!(
                "The programme is at {programme:.1} LKFS; speech, as estimated here, is at {speech:.1}, within {} of {} LKFS: it needs a licensed meter with a dialogue gate.",
                target.within, target.level
            );
            LoudnessSays::NeedsMeter(text.replace('-', "−"))
        }
        None => LoudnessSays::Off,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Profile;

    #[test]
    fn no_more_is_said_than_this_meter_may_say() {
        let policy = &Profile::asset_qc().mix;
        let says = |programme, speech| loudness_says(programme, speech, policy);
        for level in [-27.0, -24.0, -21.0] {
            assert_eq!(
                says(Some(level), Some(-10.0)),
                LoudnessSays::NoFlag,
                "{level}: final, whatever is spoken"
            );
        }
        assert_eq!(says(None, None), LoudnessSays::NoFlag);
        assert_eq!(says(Some(-18.0), Some(-20.0)), LoudnessSays::Off);
        assert_eq!(says(Some(-18.0), None), LoudnessSays::Off);
        let LoudnessSays::NeedsMeter(why) = says(Some(-20.0), Some(-26.0)) else { panic!() };
        assert_eq!(
            why,
            "The programme is at −20.0 LKFS; speech, as estimated here, is at −26.0, within 3 of −27 LKFS: it needs a licensed meter with a dialogue gate."
        );
    }
}
