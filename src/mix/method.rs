//! A card for each check: what it measures, how, by which standard, from where on it says something, and what it cannot say.
//! One source: the page `docs/mix-checks.md` is made from it, and a test holds them together.

use super::samples::decibels;
use super::thresholds::{
    CELL_STANDS_OUT, CLICK_ALONE, CLICK_HEIGHT, CLICK_RATIO, EFFECT_OVER, FOLD_DOWN_MISFIT, LEAK_FLOOR,
    LEAK_OVER_DELAYED, LEAK_STANDS_OUT, LEAST_DIFFERENCE_DB, LEAST_EFFECT, LONGEST_DROP_OUT, MOST_DELAY,
    PAIR_STANDS_OUT, SAME_SOUND, SHALLOW_NULL, SHORTEST_DIFFERENCE, SHORTEST_EFFECT, SILENT, SOUNDS_AROUND,
    VOICE_BESIDE, VOICE_SHORTEST, VOICE_SURE, VOICE_SURE_BESIDE, WHOLE_GAIN_DB,
};
use crate::policy::{MixPolicy, Profile};
use crate::ticket::MixCheck;

/// What one check is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodCard {
    pub check: MixCheck,
    pub measures: &'static str,
    pub how: &'static str,
    /// Or "none: chosen".
    pub standard: &'static str,
    /// From where on it says something, with the figures in force.
    pub thresholds: String,
    /// What it cannot say.
    pub limits: &'static str,
    /// How often it was right, and on what.
    pub calibration: &'static str,
}

impl MixCheck {
    /// The card of this check, with the limits of `policy`.
    pub fn method(self, policy: &MixPolicy) -> MethodCard {
        let (measures, how, standard, limits) = self.words();
        MethodCard {
            check: self,
            measures,
            how,
            standard,
            thresholds: self.figures(policy).replace('-', "−"),
            limits,
            calibration: self.calibration(),
        }
    }

    fn words(self) -> (&'static str, &'static str, &'static str, &'static str) {
        const CHOSEN: &str = "None: chosen, or tuned on made films.";
        match self {
            Self::DialogueLeftIn => (
                "Dialogue in an M&E, with its level against the original.",
                "Projection of the M&E on the dialogue guide, or on what the centre of the Print Master has and the M&E has not, whitened, over 2 s; placed by quarter seconds. For the reverb of a line without the line: on what comes of the dialogue at that side of the Print Master, learnt from the speech before (cross-spectrum over spectrum). In each channel it has to stand out from what both have in common at 32 other delays, as two tones that happen to meet do not. Without a guide, where no Print Master is there or it has the very same sound: a voice detector (Silero VAD 6.2.3) on the centre, or the middle of a 2.0; in 5.1 only where left and right have not the same voice, or another, and beside a Print Master are softer than the centre.",
                CHOSEN,
                "By the detector it may be a song or a crowd that belongs there, dialogue that was left in at the sides as well is taken for one, and under music nothing 9 dB softer is heard. The reverb of a line alone is found only beside a Print Master, and once some seconds of speech have shown how it comes back. What a drop-out took from the centre tells nothing of dialogue there. A guide lies where its time stamp says; one whose 2-pop stands elsewhere is not used.",
            ),
            Self::MissingEffect => (
                "Sound of the Print Master that the M&E lacks, and that is no dialogue.",
                "What only the Print Master has in L, R, Ls, Rs and LFE, in steps of 20 ms: what no gain of the M&E explains, and no more than it has over it; less what dialogue usually leaves there in words, and its reverb in pauses, by how long ago the word was; also of a line that was left in itself. The low end that rings on in the LFE belongs to the effect it follows.",
                CHOSEN,
                "The centre is judged only where a guide says that nobody speaks, or hardly; what the LFE alone tells is said of the centre, too. Dialogue that is panned hard looks like an effect; an effect softer than the dialogue's reverb is not found. More sound in the M&E is fill, and no fault.",
            ),
            Self::LevelDifference => (
                "Sound of the sides and surrounds that is louder or softer than in the Print Master for a while, gone, or a channel that is so as a whole.",
                "Least-squares gain of one mix in the other and back, over half a second; both have to say it, and most of its steps of 20 ms: a limiter works but for moments. Channels that are off together are one difference. Where the mixes were made in two rooms, what most channels are off by together.",
                CHOSEN,
                "Another reverb looks like a small gain on long notes: the shallower the null, the more it takes in one channel alone.",
            ),
            Self::DropOut => (
                "Sound that stops from one sample to the next and comes back as suddenly: zeros, a held sample, or noise of the last bit.",
                "Runs that move by no more than the last bit, with moving sound up to both edges. Beside a Print Master: whether that goes on there, with one sound in both on either side.",
                "None: chosen. The last bit is that of 24 or 16 bits, as the file shows.",
                "A longer hole, or one with fades, is told only beside a Print Master; an LFE that stops alone, too. A channel that stops in the Print Master as well, three times and more, stops by nature: there only what stops with other channels is one. One channel that stops alone is drafted only where the Print Master goes on: it may have been cut so.",
            ),
            Self::Click => (
                "A sample or a few that belong to no sound.",
                "Third difference; then, beside a Print Master, what is left without it, else the error of linear prediction (Levinson and Durbin), learnt from 10 ms on both sides without the place itself.",
                "None: after Godsill & Rayner, Digital Audio Restoration, 1998.",
                "Alone, a click at the level of a bright sound around it is not found; a very short sound effect may be one.",
            ),
            Self::ChannelOrder => (
                "Which channel of the Print Master each delivered channel holds.",
                "Correlation matrix with phases only (GCC-PHAT, Knapp & Carter 1976), over blocks from the whole programme.",
                "Order L R C LFE Ls Rs: SMPTE ST 2067-8.",
                "A silent channel holds nothing.",
            ),
            Self::ChannelDelay => (
                "Samples that one channel is late against the others.",
                "As channel order; where most channels agree is where the mix lies.",
                CHOSEN,
                "Whole samples; needs a Print Master.",
            ),
            Self::Polarity => (
                "Whether a channel is upside down.",
                "As channel order: the sign of the correlation.",
                CHOSEN,
                "Needs a Print Master.",
            ),
            Self::DualMono => (
                "Left and right, or two surrounds, that are one sound.",
                "Energy of their difference over the programme; beside a Print Master also of any two that hold the same channel of it.",
                CHOSEN,
                "What the Print Master has too is meant so. Without one it may be meant so all the same.",
            ),
            Self::SilentChannel => (
                "A channel without sound from first to last.",
                "The largest sample of the programme.",
                CHOSEN,
                "What the Print Master has too is meant so. Without one a silent LFE may be meant so.",
            ),
            Self::Clipping => (
                "Samples in a row that are equal and at full scale.",
                "Two or more at the ceiling.",
                CHOSEN,
                "Clipping that was turned down afterwards is not found.",
            ),
            Self::TruePeak => (
                "Peaks between the samples.",
                "Fourfold oversampling; where it is highest the curve through the samples is read closer, at sixteen places from one to the next.",
                "ITU-R BS.1770-4, annex 2; the limit is that of common partner specifications.",
                "A meter that oversamples less shows less: on made films up to 0.4 dB, of clicks.",
            ),
            Self::Loudness => (
                "Integrated loudness of a Print Master; where that is off, loudness while somebody speaks, as an estimate.",
                "K-weighting, gates at −70 LUFS and −10 LU. Speech: the moments of 400 ms in which a voice detector hears one on L, C or R.",
                "ITU-R BS.1770-4; the target is that of common partner specifications for the programme.",
                "On target by the programme is final. Off by it and on target by the estimate of speech, nothing is said: that needs a licensed meter with a dialogue gate. Off by both is a candidate.",
            ),
            Self::FoldDown => (
                "Whether a 2.0 is the fold-down of its 5.1.",
                "What does not fit after the best gain, against all of it.",
                "ITU-R BS.775: centre and surrounds 3 dB down, no LFE.",
                "Lt/Rt and other gains do not fit, and may be meant so.",
            ),
        }
    }

    /// How often each was right on made films that nothing was tuned on.
    fn calibration(self) -> &'static str {
        match self {
            Self::DialogueLeftIn => {
                "Made films that nothing was tuned on, 7.2 h, 2.2 h of them clean: found 150 of 156 blocks of 2 s, from −20 dB; false 2, 1 of them in clean ones. Right 210 of 212 times, at a mean confidence of 0.94."
            }
            Self::MissingEffect => {
                "Made films that nothing was tuned on, 7.2 h, 2.2 h of them clean: found 185 of 190 of at least 6 dB over the bed; false 1, 0 of them in clean ones. Right 314 of 315 times, at a mean confidence of 0.96."
            }
            Self::LevelDifference => {
                "Made films that nothing was tuned on, 2.1 h, 0.9 h of them clean: found 93 of 93 of 1 dB and more; false 1, 1 of them in clean ones. Right 108 of 109 times, at a mean confidence of 0.96."
            }
            Self::DropOut => {
                "Made films that nothing was tuned on, 2.4 h, 0.7 h of them clean: found 137 of 137; false 0, 0 of them in clean ones. Right 137 of 137 times, at a mean confidence of 0.97."
            }
            Self::Click => {
                "Made films that nothing was tuned on, 7.2 h, 2.2 h of them clean: found 237 of 248 of −30 dBFS and more, 3 dB over the crest; false 4, 2 of them in clean ones. Right 381 of 385 times, at a mean confidence of 0.97."
            }
            Self::ChannelOrder => {
                "Made films that nothing was tuned on, 7.2 h, 2.2 h of them clean: found 6 of 6; false 0, 0 of them in clean ones. Right 6 of 6 times, at a mean confidence of 0.98."
            }
            Self::ChannelDelay => {
                "Made films that nothing was tuned on, 7.2 h, 2.2 h of them clean: found 15 of 15; false 0, 0 of them in clean ones. Right 15 of 15 times, at a mean confidence of 0.98."
            }
            Self::Polarity => {
                "Made films that nothing was tuned on, 7.2 h, 2.2 h of them clean: found 6 of 6; false 0, 0 of them in clean ones. Right 6 of 6 times, at a mean confidence of 0.98."
            }
            Self::DualMono => {
                "Made films that nothing was tuned on, 7.2 h, 2.2 h of them clean: found 5 of 5; false 0, 0 of them in clean ones. Right 5 of 5 times, at a mean confidence of 0.97."
            }
            Self::SilentChannel => {
                "Made films that nothing was tuned on, 7.2 h, 2.2 h of them clean: found 8 of 8; false 0, 0 of them in clean ones. Right 8 of 8 times, at a mean confidence of 0.97."
            }
            Self::Clipping => {
                "Made films that nothing was tuned on, 7.2 h, 2.2 h of them clean: found 30 of 30; false 0, 0 of them in clean ones. Right 30 of 30 times, at a mean confidence of 0.97."
            }
            Self::TruePeak => {
                "Made films that nothing was tuned on, 7.2 h, 2.2 h of them clean: found 36 of 36; false 0, 0 of them in clean ones. Right 45 of 45 times, at a mean confidence of 0.99."
            }
            Self::Loudness => {
                "Made films that nothing was tuned on, 7.2 h, 2.2 h of them clean: found 9 of 9; false 0, 0 of them in clean ones. Right 9 of 9 times, at a mean confidence of 0.70."
            }
            Self::FoldDown => {
                "Made films that nothing was tuned on, 7.2 h, 2.2 h of them clean: found 19 of 19; false 0, 0 of them in clean ones. Right 19 of 19 times, at a mean confidence of 0.95."
            }
        }
    }

    fn figures(self, policy: &MixPolicy) -> String {
        let level = |mean_square: f64| decibels(mean_square.sqrt()).round();
        match self {
            Self::DialogueLeftIn => format!(
                "From {:.0} dB; a window {LEAK_STANDS_OUT} and a quarter second {CELL_STANDS_OUT} standard deviations over chance; a channel {LEAK_OVER_DELAYED} over other delays. A voice: {:.1} s, at {VOICE_SURE} and beside a Print Master {VOICE_SURE_BESIDE}, unless the sides are {:.0} dB softer.",
                decibels(LEAK_FLOOR),
                VOICE_SHORTEST as f64 * 0.032,
                -decibels(VOICE_BESIDE)
            ),
            Self::MissingEffect => format!(
                "{:.0} dB over what is there, from {:.0} dBFS, for {} ms; the middle channel nulls deeper than {SHALLOW_NULL:.0} dB.",
                10.0 * EFFECT_OVER.log10(),
                level(LEAST_EFFECT),
                SHORTEST_EFFECT * 20
            ),
            Self::LevelDifference => format!(
                "{LEAST_DIFFERENCE_DB} dB for {:.1} s; of a whole channel {WHOLE_GAIN_DB} dB.",
                SHORTEST_DIFFERENCE as f64 * 0.02
            ),
            Self::DropOut => format!(
                "1 ms to {:.1} s, in sound of {:.0} dBFS.",
                LONGEST_DROP_OUT as f64 / 48_000.0,
                decibels(SOUNDS_AROUND)
            ),
            Self::Click => format!(
                "{CLICK_RATIO} times the error of prediction around it, and {CLICK_HEIGHT} times as high as the sound there; without the Print Master {CLICK_ALONE} times what is left."
            ),
            Self::ChannelOrder | Self::Polarity => {
                format!("A pair stands out {PAIR_STANDS_OUT} times from the correlation of chance.")
            }
            Self::ChannelDelay => format!("From 1 sample to {} ms.", MOST_DELAY / 48),
            Self::DualMono => format!("{:.0} dB.", 10.0 * SAME_SOUND.log10()),
            Self::SilentChannel => format!("{:.0} dBFS.", decibels(f64::from(SILENT))),
            Self::Clipping => "−0.15 dBFS, two samples.".to_owned(),
            Self::TruePeak => format!("{} dBTP.", policy.true_peak.most),
            Self::Loudness => {
                let (target, speech) = (&policy.programme_loudness, &policy.dialogue_loudness);
                format!(
                    "{} LKFS, {} dB up or down; by speech {} LKFS, {} dB up or down.",
                    target.level, target.within, speech.level, speech.within
                )
            }
            Self::FoldDown => format!("{FOLD_DOWN_MISFIT:.0} dB."),
        }
    }
}

/// All cards as a page in Markdown.
pub fn method_page() -> String {
    let mut page = String::from(
        "# What is listened for inside a mix\n\nMade from `src/mix/method.rs`; a test holds both together. A candidate is for a person to hear, never a\nverdict. Confidences were counted on made films, and not on films of the field.\n",
    );
    for card in MixCheck::ALL.map(|check| check.method(&Profile::asset_qc().mix)) {
        let id = card.check.id();
        for part in ["\n## ", &card.check.label(), " (`", id, "`)\n\n"] {
            page.push_str(part);
        }
        for (what, text) in [
            ("Measures", card.measures),
            ("How", card.how),
            ("Standard", card.standard),
            ("Says something from", &card.thresholds),
            ("Limits", card.limits),
            ("Calibration", card.calibration),
        ] {
            page.push_str("- **");
            page.push_str(what);
            page.push_str("**: ");
            page.push_str(text);
            page.push('\n');
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_the_docs_is_in_step() {
        let page = include_str!("../../docs/mix-checks.md");
        assert_eq!(method_page(), page, "docs/mix-checks.md is not what method_page() gives");
    }
}
