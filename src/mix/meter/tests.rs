//! What the checks that need the delivered sound alone find in sound made for the purpose, and what they leave alone.

use proptest::prelude::*;

use super::super::check::CheckState;
use super::super::result::MixCandidate;
use super::*;
use crate::policy::Profile;
use crate::ticket::MixCheck;

const SECONDS: usize = 4;
const RATE: usize = 48_000;

/// Noise of a seed, the same every time; ±1.
pub(in crate::mix) fn noise(seed: u32, frames: usize) -> Vec<f32> {
    let mut state = seed.wrapping_mul(2_654_435_761).max(1);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as f32 / u32::MAX as f32 * 2.0 - 1.0
    };
    (0..frames).map(|_| next()).collect()
}

/// Dull noise, as most sound of a film is, at 24 bits: RMS about −26 dBFS.
fn dull(seed: u32) -> Vec<f32> {
    let mut low = [0.0; 2];
    let sound = noise(seed, SECONDS * RATE).into_iter().map(|sample| {
        low[0] += 0.1 * (sample - low[0]);
        low[1] += 0.1 * (low[0] - low[1]);
        in_24_bits(low[1] * 0.4)
    });
    sound.collect()
}

fn in_24_bits(sample: f32) -> f32 {
    (sample * 8_388_608.0).round() / 8_388_608.0
}

fn six_channels() -> Vec<Vec<f32>> {
    (1..=6).map(dull).collect()
}

fn setup(task: Task) -> MixSetup {
    let length = (SECONDS * RATE) as i64;
    MixSetup {
        task,
        mode: Mode::Full,
        channels: 6,
        length,
        programme: 0..length,
        print_master: Err("There is no Print Master.".to_owned()),
        guide: false,
        fold_down: Err("There is no 2.0.".to_owned()),
        policy: Profile::asset_qc().mix.clone(),
    }
}

fn judged(delivered: Vec<Vec<f32>>) -> MixResult {
    let mut meter = MixMeter::new(setup(Task::PrintMaster));
    meter.push(&MixBlock { delivered, ..MixBlock::default() });
    meter.finish()
}

fn of(result: &MixResult, check: MixCheck) -> Vec<&MixCandidate> {
    result.candidates.iter().filter(|one| one.check == check).collect()
}

#[test]
fn every_check_is_named_once_and_what_did_not_run_says_why() {
    for task in [Task::MusicAndEffects, Task::PrintMaster] {
        let result = MixMeter::new(setup(task)).finish();
        let named: Vec<MixCheck> = result.checks.iter().map(|(check, _)| *check).collect();
        assert_eq!(named, MixCheck::ALL);
        assert!(
            result.checks.iter().all(|(_, state)| (*state == CheckState::Ran) == state.because().is_empty())
        );
    }
}

#[test]
fn nothing_is_found_in_plain_sound() {
    let result = judged(six_channels());
    let found: Vec<_> = result.candidates.iter().filter(|one| one.check != MixCheck::Loudness).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_drop_out_is_found_to_the_sample_in_the_channels_it_is_in() {
    let held = |sound: &mut [f32]| sound.fill(sound[0]);
    let zeros = |sound: &mut [f32]| sound.fill(0.0);
    let last_bit = |sound: &mut [f32]| {
        sound.iter_mut().enumerate().for_each(|(at, one)| *one = (at % 3) as f32 / 8_388_608.0 - 1.2e-7);
    };
    for (spoil, channels) in [
        (&zeros as &dyn Fn(&mut [f32]), vec![2]),
        (&held, vec![0]),
        (&last_bit, vec![4]),
        (&zeros, vec![0, 1, 2, 3, 4, 5]),
    ] {
        for length in [48, 480, 24_000] {
            let mut sound = six_channels();
            channels.iter().for_each(|&channel| spoil(&mut sound[channel][90_000..90_000 + length]));
            let result = judged(sound);
            let [found] = of(&result, MixCheck::DropOut)[..] else { panic!("{:?}", result.candidates) };
            assert_eq!(found.channels, channels);
            assert!((89_999..=90_001).contains(&found.audio_from), "{found:?}");
            assert!((found.audio_to - 90_000 - length as i64).abs() <= 1, "{found:?}");
        }
    }
}

#[test]
fn a_drop_out_right_before_a_bright_attack_is_one_still() {
    let attack = noise(9, 2_400);
    let mut sound = six_channels();
    for (at, sample) in attack.iter().enumerate() {
        sound[0][94_400 + at] = in_24_bits(0.5 * sample);
    }
    sound[0][90_000..94_000].fill(0.0);
    let result = judged(sound);
    let [found] = of(&result, MixCheck::DropOut)[..] else { panic!("{:?}", result.candidates) };
    assert_eq!((found.audio_from, found.audio_to), (90_000, 94_000));
}

#[test]
fn silence_that_fades_in_and_out_is_no_drop_out() {
    let mut sound = six_channels();
    for lane in &mut sound {
        for (at, sample) in lane.iter_mut().enumerate().skip(90_000).take(10_000) {
            let fade = (90_480.0 - at as f32).max(at as f32 - 99_520.0).clamp(0.0, 480.0) / 480.0;
            *sample = in_24_bits(*sample * fade);
        }
    }
    assert!(of(&judged(sound), MixCheck::DropOut).is_empty());
}

#[test]
fn a_slow_wave_of_16_bits_is_no_drop_out() {
    let wave = |at: usize| (0.01 * (at as f32 * 0.0026).sin() * 32_768.0).round() / 32_768.0;
    let sound = vec![(0..SECONDS * RATE).map(wave).collect(); 6];
    assert!(of(&judged(sound), MixCheck::DropOut).is_empty());
}

#[test]
fn a_click_is_found_with_its_level_and_a_sound_that_begins_is_none() {
    let mut sound = six_channels();
    // In a quiet place, as crackling effects stand out from loud ones.
    sound[1].iter_mut().for_each(|sample| *sample = in_24_bits(*sample * 0.02));
    sound[1][100_000] += 0.2;
    // A blow that rings on.
    for at in 0..20_000 {
        let ringing = (-(at as f32) / 4000.0).exp() * (at as f32 * 0.4).sin();
        sound[0][50_000 + at] += 0.5 * ringing;
    }
    let result = judged(sound);
    let [found] = of(&result, MixCheck::Click)[..] else { panic!("{:?}", result.candidates) };
    assert_eq!(found.channels, [1]);
    assert!((99_990..=100_010).contains(&found.audio_from));
    assert!((found.level_db.unwrap() - -14.0).abs() < 1.5, "{found:?}");
}

#[test]
fn a_click_of_many_samples_does_not_teach_its_own_prediction() {
    let mut sound = six_channels();
    sound[4].iter_mut().for_each(|sample| *sample = in_24_bits(*sample * 0.05));
    for at in 0..19 {
        let swell = 0.5 - 0.5 * (std::f32::consts::TAU * (at as f32 + 1.0) / 20.0).cos();
        sound[4][100_000 + at] += 0.1 * swell * ((at as f32 - 9.0) * 1.9).cos();
    }
    let result = judged(sound);
    let [found] = of(&result, MixCheck::Click)[..] else { panic!("{:?}", result.candidates) };
    assert_eq!(found.channels, [4]);
    assert!((99_980..=100_020).contains(&found.audio_from), "{found:?}");
}

#[test]
fn true_peaks_are_those_of_the_whole_though_few_stretches_are_looked_at() {
    use ebur128::EbuR128;

    let mut sound = six_channels();
    // Peaks on the border of two stretches, and small ones after large ones.
    for (channel, lane) in sound.iter_mut().enumerate() {
        for (at, height) in [(480 * 77, 0.8), (480 * 80 + 479, 0.9), (480 * 200 + 3, 0.4)] {
            lane[at] += height - 0.1 * channel as f32;
        }
    }
    let mut meter = EbuR128::new(6, 48_000, ebur128::Mode::TRUE_PEAK).unwrap();
    let lanes: Vec<&[f32]> = sound.iter().map(Vec::as_slice).collect();
    meter.add_frames_planar_f32(&lanes).unwrap();
    let expected: Vec<f64> = (0..6).map(|channel| 20.0 * meter.true_peak(channel).unwrap().log10()).collect();
    let measured = judged(sound).measures.true_peak_dbtp;
    for (measured, expected) in measured.into_iter().zip(expected) {
        assert!((measured.unwrap() - expected).abs() < 1e-6, "{measured:?} {expected}");
    }
}

#[test]
fn clipping_is_samples_in_a_row_at_full_scale() {
    let mut sound = six_channels();
    sound[2][60_000..60_003].fill(0.99);
    sound[2][60_500..60_502].fill(-0.99);
    // A single peak is a true peak, not clipping.
    sound[0][60_000] = 0.99;
    let result = judged(sound);
    let [found] = of(&result, MixCheck::Clipping)[..] else { panic!("{:?}", result.candidates) };
    assert_eq!((found.channels.as_slice(), found.audio_from, found.audio_to), (&[2][..], 60_000, 60_502));
    assert!(!of(&result, MixCheck::TruePeak).is_empty());
}

#[test]
fn a_peak_between_the_samples_is_measured() {
    let mut sound = vec![vec![0.0; SECONDS * RATE]; 6];
    // A quarter of the sampling rate, 45° off: the crests lie 3 dB over the samples.
    for (at, sample) in sound[0].iter_mut().enumerate().skip(1000).take(90_000) {
        let swell = ((at - 1000).min(91_000 - at) as f32 / 5000.0).min(1.0);
        *sample = 0.5 * swell * (std::f32::consts::FRAC_PI_2 * at as f32 + std::f32::consts::FRAC_PI_4).cos();
    }
    let result = judged(sound);
    let peak = result.measures.true_peak_dbtp[0].unwrap();
    assert!((peak - -6.02).abs() < 0.1, "{peak}");
    assert_eq!(result.measures.true_peak_dbtp[1], None);
}

#[test]
fn loudness_is_that_of_the_standard_and_asked_of_a_print_master() {
    // 997 Hz at −23 dBFS in L and R is −23 LUFS (EBU Tech 3341, test 1, by mean of both).
    let tone =
        |at: usize| 10f32.powf(-23.0 / 20.0) * (std::f32::consts::TAU * 997.0 * at as f32 / 48_000.0).sin();
    let mut sound = vec![vec![0.0; SECONDS * RATE]; 6];
    for lane in sound.iter_mut().take(2) {
        *lane = (0..SECONDS * RATE).map(tone).collect();
    }
    let result = judged(sound.clone());
    assert!((result.measures.integrated_lufs.unwrap() - -23.0).abs() < 0.1);
    assert!(of(&result, MixCheck::Loudness).is_empty());
    sound.iter_mut().flatten().for_each(|sample| *sample *= 0.5);
    let result = judged(sound);
    assert_eq!(of(&result, MixCheck::Loudness).len(), 1, "6 dB softer");
}

#[test]
fn twins_and_silent_channels_are_named() {
    let mut sound = six_channels();
    sound[5] = sound[4].clone();
    sound[3].fill(0.0);
    let result = judged(sound);
    assert_eq!(of(&result, MixCheck::DualMono)[0].channels, [4, 5]);
    assert_eq!(of(&result, MixCheck::SilentChannel)[0].channels, [3]);
    let silence = judged(vec![vec![0.0; SECONDS * RATE]; 6]);
    assert!(of(&silence, MixCheck::SilentChannel).is_empty(), "a silent mix is another fault");
}

#[test]
fn leader_and_tail_are_left_out() {
    let mut sound = six_channels();
    sound[0][5000..5010].fill(1.0);
    let length = (SECONDS * RATE) as i64;
    let mut meter =
        MixMeter::new(MixSetup { programme: 48_000..length - 48_000, ..setup(Task::MusicAndEffects) });
    let from = 48_000 - CONTEXT as usize;
    meter.push(&MixBlock {
        delivered: sound.into_iter().map(|lane| lane[from..].to_vec()).collect(),
        ..MixBlock::default()
    });
    let result = meter.finish();
    assert_eq!(result.candidates, [], "{:?}", result.candidates);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn what_is_found_does_not_depend_on_the_blocks(cuts in proptest::collection::vec(1usize..60_000, 1..6), at in 40_000usize..150_000) {
        let mut sound = six_channels();
        sound[2][at..at + 100].fill(0.0);
        sound[0][at + 9000] += 0.3;
        sound[4][at + 20_000..at + 20_004].fill(1.0);
        let whole = judged(sound.clone());
        let mut meter = MixMeter::new(setup(Task::PrintMaster));
        let mut from = 0usize;
        for length in cuts.into_iter().chain([usize::MAX]) {
            let to = from.saturating_add(length).min(SECONDS * RATE).max(from);
            let delivered = sound.iter().map(|lane| lane[from..to].to_vec()).collect();
            meter.push(&MixBlock { delivered, ..MixBlock::default() });
            from = to;
        }
        prop_assert_eq!(meter.finish(), whole);
    }
}

#[test]
fn an_lfe_that_stops_alone_is_no_drop_out() {
    let mut sound = six_channels();
    sound[3][90_000..96_000].fill(0.0);
    assert!(of(&judged(sound), MixCheck::DropOut).is_empty());
}

/// Hears a voice everywhere.
struct Everywhere;

impl VoiceModel for Everywhere {
    fn hear(&mut self, windows: &[f32]) -> Option<Vec<f32>> {
        Some(vec![1.0; windows.len() / crate::mix::VOICE_WINDOW])
    }
}

/// Breaks down.
struct Broken;

impl VoiceModel for Broken {
    fn hear(&mut self, _windows: &[f32]) -> Option<Vec<f32>> {
        None
    }
}

#[test]
fn a_detector_that_breaks_down_has_not_heard_that_nobody_speaks() {
    let state = |model: Box<dyn VoiceModel>| {
        let mut meter = MixMeter::new(setup(Task::MusicAndEffects)).hearing_voices(vec![model]);
        meter.push(&MixBlock { delivered: six_channels(), ..MixBlock::default() });
        meter.finish().state(MixCheck::DialogueLeftIn).cloned()
    };
    assert_eq!(state(Box::new(Everywhere)), Some(CheckState::Ran));
    assert!(matches!(state(Box::new(Broken)), Some(CheckState::CannotHear(_))));
}

#[test]
fn a_guide_is_asked_before_a_detector_of_voices() {
    let hears = |guide| {
        let setup = MixSetup { guide, ..setup(Task::MusicAndEffects) };
        MixMeter::new(setup).hearing_voices(vec![Box::new(Everywhere)]).parts.voice.is_some()
    };
    assert_eq!((hears(false), hears(true)), (true, false));
    let print_master = MixMeter::new(setup(Task::PrintMaster)).hearing_voices(vec![Box::new(Everywhere)]);
    assert!(print_master.parts.voice.is_none(), "a Print Master has its dialogue");
}
