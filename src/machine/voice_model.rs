//! The voice detector: Silero VAD 6.2.3 (MIT, see `resources/models`), run by `rten` on one thread. What hears with it is
//! [`crate::mix`].

use std::sync::Arc;

use rten::{Model, NodeId, RunOptions, ThreadPool, ValueOrView};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use crate::mix::{VOICE_WINDOW, VoiceModel};

/// The network as it comes with the program: input `[windows, 576]` at 16 kHz, states `h` and `c`.
const SILERO: &[u8] = include_bytes!("../../resources/models/silero_vad_16k_sequence.onnx");
/// Numbers in a state of its memory.
const MEMORY: [usize; 3] = [1, 1, 128];

/// The detector with what it remembers of the sound so far.
pub struct Silero {
    model: Model,
    options: RunOptions,
    inputs: [NodeId; 3],
    outputs: [NodeId; 3],
    remembered: [NdTensor<f32, 3>; 2],
}

impl Silero {
    /// One that has heard nothing. `None` where the network of the program cannot be loaded, which a test rules out.
    pub fn new() -> Option<Self> {
        let model = Model::load_static_slice(SILERO).ok()?;
        let [input, h, c, heard, next_h, next_c] =
            ["input", "h", "c", "speech_probs", "hn", "cn"].map(|name| model.node_id(name).ok());
        Some(Self {
            inputs: [input?, h?, c?],
            outputs: [heard?, next_h?, next_c?],
            model,
            options: RunOptions::default().with_thread_pool(Some(Arc::new(ThreadPool::with_num_threads(1)))),
            remembered: [NdTensor::zeros(MEMORY), NdTensor::zeros(MEMORY)],
        })
    }

    fn run(&mut self, windows: &[f32]) -> Option<Vec<f32>> {
        let count = windows.len() / VOICE_WINDOW;
        let whole = windows.get(..count * VOICE_WINDOW)?;
        let sound = NdTensor::from_data([count, VOICE_WINDOW], whole.to_vec());
        let [h, c] = &self.remembered;
        let [sound_id, h_id, c_id] = self.inputs;
        let given: Vec<(NodeId, ValueOrView)> =
            vec![(sound_id, sound.view().into()), (h_id, h.view().into()), (c_id, c.view().into())];
        let [heard, h, c] = self.model.run_n(given, self.outputs, Some(self.options.clone())).ok()?;
        let heard: NdTensor<f32, 1> = heard.try_into().ok()?;
        self.remembered = [h.try_into().ok()?, c.try_into().ok()?];
        Some(heard.to_vec())
    }
}

impl VoiceModel for Silero {
    fn hear(&mut self, windows: &[f32]) -> Option<Vec<f32>> {
        if windows.is_empty() { Some(Vec::new()) } else { self.run(windows) }
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;
    use crate::mix::VOICE_CONTEXT;

    const WINDOWS: usize = 1024;

    /// The voice of `tests/cases/voice/make.py`.
    fn voice() -> Vec<f32> {
        let step = VOICE_WINDOW - VOICE_CONTEXT;
        let mut phase = 0.0;
        let sample = |at: usize| {
            let t = at as f64 / 16_000.0;
            let wave = |rate: f64| (TAU * rate * t).sin();
            let pitch = 130.0 + 25.0 * wave(0.9) + 10.0 * wave(4.3);
            phase += TAU * pitch / 16_000.0;
            let (first, second) = (550.0 + 250.0 * wave(1.7), 1500.0 + 500.0 * wave(1.1));
            let near = |f: f64, middle: f64, width: f64| (-((f - middle) / width).powi(2)).exp();
            let sum: f64 = (1..30)
                .map(|k| (f64::from(k) * pitch, f64::from(k)))
                .filter(|(f, _)| *f < 7500.0)
                .map(|(f, k)| {
                    let level = near(f, first, 180.0) + 0.5 * near(f, second, 250.0);
                    (level + 0.2 * near(f, 2700.0, 300.0) + 0.02) * (k * phase).sin()
                })
                .sum();
            let speaks = if wave(0.11) > -0.3 { 1.0 } else { 0.0 };
            (0.12 * sum * (wave(2.1) * 3.0 + 0.8).clamp(0.0, 1.0) * speaks) as f32
        };
        (0..WINDOWS * step + VOICE_CONTEXT).map(sample).collect()
    }

    #[test]
    fn it_hears_what_onnxruntime_hears() {
        let expected: Vec<f32> = include_str!("../../tests/cases/voice/heard.txt")
            .lines()
            .map(|line| line.parse().unwrap())
            .collect();
        let (voice, step) = (voice(), VOICE_WINDOW - VOICE_CONTEXT);
        let mut silero = Silero::new().unwrap();
        let mut heard = Vec::new();
        // How much is given at once makes no difference.
        for windows in (0..WINDOWS).collect::<Vec<_>>().chunks(23) {
            let laid: Vec<f32> =
                windows.iter().flat_map(|at| voice[at * step..at * step + VOICE_WINDOW].to_vec()).collect();
            heard.extend(silero.hear(&laid).unwrap());
        }
        assert_eq!(heard.len(), expected.len());
        let furthest =
            heard.iter().zip(&expected).map(|(heard, expected)| (heard - expected).abs()).fold(0.0, f32::max);
        println!("largest difference over {WINDOWS} windows: {furthest:e}");
        assert!(furthest < 1e-4, "{furthest}");
        let spoken = expected.iter().filter(|one| **one > 0.5).count();
        assert!((200..824).contains(&spoken), "a voice and pauses: {spoken}");
    }
}
