//! What listening to the inside of a mix costs, told apart check by check: an M&E of 5.1 beside its Print Master and a dialogue
//! guide, an M&E alone, and a Print Master alone, without the voice network and without files. `twopop check --json` tells the same of real
//! files, reading and voices included, as `mix.cpu_seconds`.

#![expect(clippy::print_stdout, reason = "a table is what it is for")]

use std::collections::BTreeMap;

use twopop::jobs::thread_seconds;
use twopop::mix::{ChannelPair, MixBlock, MixMeter, MixPairs, MixSetup, MixStep, PairedChannel};
use twopop::policy::Profile;
use twopop::ticket::{Mode, Task};

const RATE: usize = 48_000;
const MINUTES: usize = 5;
const CHANNELS: usize = 6;
/// Samples given at a time, as a file is read.
const BLOCK: usize = 65_536;

fn main() {
    let both = [beside_print_master(), MixMeter::new(setup(Task::MusicAndEffects, None))];
    let alone = MixMeter::new(setup(Task::PrintMaster, None));
    let [beside, without] = both.map(spent);
    let alone = spent(alone);
    println!("Processor seconds an hour of 5.1\n");
    println!("| step | M&E with Print Master and guide | M&E alone | Print Master |\n|---|---|---|---|");
    let steps: Vec<&MixStep> = beside.keys().collect();
    let of = |cost: &BTreeMap<MixStep, f64>, step| cost.get(step).copied().unwrap_or(0.0);
    for step in steps {
        let [one, two, three] = [&beside, &without, &alone].map(|cost| of(cost, step));
        println!("| {} | {one:.2} | {two:.2} | {three:.2} |", step.id());
    }
    let [one, two, three] = [&beside, &without, &alone].map(|cost| cost.values().sum::<f64>());
    println!("| all | {one:.2} | {two:.2} | {three:.2} |");
}

fn beside_print_master() -> MixMeter {
    let paired =
        |place| PairedChannel { pair: ChannelPair { print_master: place, polarity: 1, delay: 0 }, gain: 1.0 };
    let pairs =
        MixPairs { of: (0..CHANNELS).map(|place| Some(paired(place))).collect(), print_master: CHANNELS };
    MixMeter::new(setup(Task::MusicAndEffects, Some(pairs)))
}

fn setup(task: Task, pairs: Option<MixPairs>) -> MixSetup {
    let length = (MINUTES * 60 * RATE) as i64;
    MixSetup {
        task,
        mode: Mode::Full,
        channels: CHANNELS,
        length,
        programme: 0..length,
        guide: pairs.is_some(),
        print_master: pairs.ok_or_else(|| "There is no Print Master.".to_owned()),
        fold_down: Err("There is no 2.0.".to_owned()),
        policy: Profile::asset_qc().mix.clone(),
    }
}

/// Seconds an hour of sound, by step.
fn spent(mut meter: MixMeter) -> BTreeMap<MixStep, f64> {
    let mut film = Film::default();
    let mut cost = BTreeMap::new();
    for _ in 0..MINUTES * 60 * RATE / BLOCK {
        let block = film.next_block();
        let mut last = thread_seconds();
        meter.push_telling(&block, &mut |step| {
            let now = thread_seconds();
            *cost.entry(step).or_insert(0.0) += now - last;
            last = now;
        });
    }
    let last = thread_seconds();
    let result = meter.finish();
    assert!(!result.checks.is_empty());
    cost.insert(MixStep::Gathering, thread_seconds() - last);
    cost.values_mut().for_each(|seconds| *seconds *= 60.0 / MINUTES as f64);
    cost
}

/// Dull noise that comes and goes, a low-passed one for the voice, which speaks half of the time.
#[derive(Default)]
struct Film {
    state: u32,
    at: usize,
    low: [f32; CHANNELS + 1],
}

impl Film {
    fn dull(&mut self, lane: usize) -> f32 {
        self.state = self.state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (self.state >> 8) as f32 / 8_388_608.0 - 1.0;
        let Some(low) = self.low.get_mut(lane) else { return 0.0 };
        *low += 0.1 * (noise - *low);
        *low
    }

    fn next_block(&mut self) -> MixBlock {
        let mut block = MixBlock {
            delivered: (0..CHANNELS).map(|_| Vec::with_capacity(BLOCK)).collect(),
            print_master: (0..CHANNELS).map(|_| Vec::with_capacity(BLOCK)).collect(),
            placed: vec![true; BLOCK],
            guide: Vec::with_capacity(BLOCK),
            fold_down: Vec::new(),
        };
        for _ in 0..BLOCK {
            let second = self.at as f32 / RATE as f32;
            let swell = 0.3 + 0.25 * second.sin();
            let voice = if second % 8.0 < 4.0 { 0.5 * self.dull(CHANNELS) } else { 0.0 };
            block.guide.push(voice);
            for channel in 0..CHANNELS {
                let bed = swell * self.dull(channel);
                let spoken = if channel == 2 { voice } else { 0.0 };
                let lanes = [&mut block.delivered, &mut block.print_master];
                for (lanes, sample) in lanes.into_iter().zip([bed, bed + spoken]) {
                    if let Some(lane) = lanes.get_mut(channel) {
                        lane.push(sample);
                    }
                }
            }
            self.at += 1;
        }
        block
    }
}
