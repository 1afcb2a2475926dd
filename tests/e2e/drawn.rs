//! What is drawn, against what is known: titles in other scripts without a box, and the true waveform against its samples.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;

use super::demo;
use super::pixels::Pixels;
use super::stage::Stage;

/// Each level of the sound, and how many samples it lasts.
const LEVELS: [f32; 4] = [0.8, -0.5, 0.25, -0.75];
const LASTS: usize = 100;

// The colours of the theme that are looked for.
const DELIVERED: [u8; 3] = [0x3D, 0xDC, 0x97];
const ZERO_LINE: [u8; 3] = [0xAE, 0xB5, 0xC0];
const GROUND: [u8; 3] = [0x14, 0x16, 0x1A];

/// Six channels of 16 bits that go up and down the levels for 20 seconds.
fn staircase() -> Vec<u8> {
    let frames = 48_000 * 20;
    let sample = |frame: usize| (LEVELS[frame / LASTS % LEVELS.len()] * 32_767.0) as i16;
    let sound: Vec<u8> =
        (0..frames).flat_map(|frame| [sample(frame); 6]).flat_map(i16::to_le_bytes).collect();
    let size = u32::try_from(sound.len()).unwrap();
    let mut wave = b"RIFF".to_vec();
    wave.extend((size + 36).to_le_bytes());
    wave.extend(b"WAVEfmt \x10\0\0\0\x01\0\x06\0");
    wave.extend(48_000_u32.to_le_bytes());
    wave.extend((48_000_u32 * 12).to_le_bytes());
    wave.extend(b"\x0c\0\x10\0data");
    wave.extend(size.to_le_bytes());
    wave.extend(sound);
    wave
}

/// The demo's pictures with that sound, under this title.
fn request(stage: &Stage, title: &str) -> PathBuf {
    let folder = stage.data().join("..").join(title);
    fs::create_dir_all(folder.join("02_ME")).unwrap();
    let folder = fs::canonicalize(folder).unwrap();
    std::os::unix::fs::symlink(demo().join("01_Picture"), folder.join("01_Picture")).unwrap();
    fs::write(folder.join("02_ME/STAIRS_ME_51_v1.wav"), staircase()).unwrap();
    folder
}

#[test]
#[ignore = "needs a display of its own and the demo: ./test runs it"]
fn titles_have_no_boxes_and_the_true_waveform_lies_on_its_samples() {
    let stage = Stage::set("drawn");
    // Japanese, Arabic, and one letter of the Nabataean alphabet, which no font has: its box shows that boxes are seen.
    let folder = request(&stage, "夜の帳 حلول الليل \u{10880}");
    let mut desk = stage.open_desk(&[&folder]);
    desk.wait_for_ticket("the ticket, its movies opened", |ticket| {
        ticket.assets().iter().any(|asset| asset.facts.is_some())
    });
    let title = [8, 4, 220, 36];
    // Until the fonts of this machine are read, every letter is a box.
    desk.wait_for("a title of letters, and one box", |desk| {
        let (letters, boxes) = Pixels::read(&desk.picture("title").0).letters_and_boxes(title);
        (letters >= 8 && boxes == 1).then_some(())
    });

    // Before the picture is there, a step goes nowhere.
    desk.wait_for("the picture in the window", |desk| {
        has_colour_bars(&Pixels::read(&desk.picture("opened").0)).then_some(())
    });
    desk.press(&["shift+Right", "shift+Right"]);
    desk.press(&["plus"; 14]);
    sleep(Duration::from_secs(1));
    desk.wait_for("the samples where they are", |desk| {
        let pixels = Pixels::read(&desk.picture("close up").0);
        let faults = wave_faults(&pixels);
        println!("{:?}", faults.iter().take(3).collect::<Vec<_>>());
        faults.is_empty().then_some(())
    });
    assert!(desk.quit().success());
}

/// Whether the demo's first pictures are shown: nothing else has so many colours in a row above the waveform.
fn has_colour_bars(pixels: &Pixels) -> bool {
    let colours: BTreeSet<[u8; 3]> = (0..pixels.width() - 368).map(|x| pixels.at(x, 280)).collect();
    colours.len() >= 6
}

/// What of the delivered half does not lie where the samples say: one column of pixels is one sample.
fn wave_faults(pixels: &Pixels) -> Vec<String> {
    let (from, to) = (260, pixels.width() - 368 - 40);
    let is_zero_line = |y: &usize| (from..to).step_by(50).all(|x| pixels.is(x, *y, ZERO_LINE));
    let Some(top) = (200..pixels.height()).find(is_zero_line) else { return vec!["no zero line".into()] };
    let Some(bottom) = (top + 20..pixels.height()).find(|y| pixels.is(4, *y, GROUND)) else {
        return vec!["no end of the waveform".into()];
    };
    let (middle, half) = ((top + bottom) as f32 / 2.0, (bottom - top) as f32 / 2.0);
    let mut faults = Vec::new();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let playhead = (pixels.width() - 368) / 2;
    for x in (from..to).filter(|x| x.abs_diff(playhead) > 2) {
        let lit: Vec<usize> = (top + 1..bottom).filter(|y| is_wave(pixels.at(x, *y))).collect();
        let (Some(first), Some(last)) = (lit.first(), lit.last()) else {
            faults.push(format!("nothing at {x}"));
            continue;
        };
        // A step is drawn from one level to the next.
        if last - first > 4 {
            continue;
        }
        let height = (middle - (first + last + 1) as f32 / 2.0) / half;
        let near = (0..LEVELS.len()).min_by(|one, other| {
            let away = |level: &usize| (LEVELS[*level] - height).abs();
            away(one).total_cmp(&away(other))
        });
        let level = near.unwrap();
        if (LEVELS[level] - height).abs() * half > 1.5 {
            faults.push(format!("{height} at {x}, which is no level"));
        }
        match runs.last_mut().filter(|(of, _)| *of == level) {
            Some((_, length)) => *length += 1,
            None => runs.push((level, 1)),
        }
    }
    let inner = runs.get(1..runs.len().saturating_sub(1)).unwrap_or_default();
    // The line of the playhead covers five columns.
    let is_right = |(_, length): &(usize, usize)| (LASTS - 8..=LASTS).contains(length);
    if inner.len() < 4 || !inner.iter().all(is_right) {
        faults.push(format!("levels last {runs:?}"));
    }
    if !runs.windows(2).all(|pair| pair[1].0 == (pair[0].0 + 1) % LEVELS.len()) {
        faults.push(format!("levels in the order {runs:?}"));
    }
    faults
}

/// The colour of the delivered audio, at the strength at which it is drawn.
fn is_wave([red, green, blue]: [u8; 3]) -> bool {
    let [_, full, _] = DELIVERED;
    green > full / 2 && green > red.saturating_add(50) && green > blue.saturating_add(20)
}
