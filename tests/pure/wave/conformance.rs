//! Every form the reader promises, each with its source.

use twopop::media::PcmSource;
use twopop::media::wave::{Container, Encoding, WaveFile};
use twopop::timebase::{FrameRate, TimecodeFormat};

use super::read_all;
use crate::wave_builder::{Builder, Stand, bext};

struct Form {
    source: &'static str,
    code: u16,
    sample: &'static [u8],
    encoding: Encoding,
    value: f32,
}

/// One sample of each encoding whose value is known by hand.
const FORMS: [Form; 9] = [
    Form {
        source: "EBU Tech 3285, 2.2: PCM 16",
        code: 1,
        sample: &[0x00, 0x80],
        encoding: Encoding::Pcm16,
        value: -1.0,
    },
    Form {
        source: "EBU Tech 3285, 2.2: PCM 16",
        code: 1,
        sample: &[0x01, 0x00],
        encoding: Encoding::Pcm16,
        value: 1.0 / 32_768.0,
    },
    Form {
        source: "EBU Tech 3285, 2.2: PCM 24",
        code: 1,
        sample: &[0xFF, 0xFF, 0xFF],
        encoding: Encoding::Pcm24,
        value: -1.0 / 8_388_608.0,
    },
    Form {
        source: "EBU Tech 3285, 2.2: PCM 24",
        code: 1,
        sample: &[0x01, 0x00, 0x40],
        encoding: Encoding::Pcm24,
        value: 0.5 + 1.0 / 8_388_608.0,
    },
    Form {
        source: "EBU Tech 3285, 2.2: PCM 32",
        code: 1,
        sample: &[0, 0, 0, 0xC0],
        encoding: Encoding::Pcm32,
        value: -0.5,
    },
    Form {
        source: "Microsoft WAVE_FORMAT_IEEE_FLOAT",
        code: 3,
        sample: &[0, 0, 0x80, 0x3E],
        encoding: Encoding::Float32,
        value: 0.25,
    },
    Form {
        source: "Microsoft WAVE_FORMAT_IEEE_FLOAT",
        code: 3,
        sample: &[0, 0, 0xC0, 0x7F],
        encoding: Encoding::Float32,
        value: 0.0,
    },
    Form {
        source: "Microsoft WAVE_FORMAT_IEEE_FLOAT",
        code: 3,
        sample: &[0, 0, 0, 0, 0, 0, 0xE0, 0xBF],
        encoding: Encoding::Float64,
        value: -0.5,
    },
    Form {
        source: "Microsoft WAVE_FORMAT_IEEE_FLOAT",
        code: 3,
        sample: &[0, 0, 0, 0, 0, 0, 0xF0, 0x7F],
        encoding: Encoding::Float64,
        value: 0.0,
    },
];

/// EBU Tech 3285 (RIFF), EBU Tech 3306 (RF64), ITU-R BS.2088 (BW64).
const CONTAINERS: [(&[u8; 4], Container); 3] =
    [(b"RIFF", Container::Riff), (b"RF64", Container::Rf64), (b"BW64", Container::Bw64)];

#[test]
fn every_encoding_in_every_container_reads_true() {
    let folder = tempfile::tempdir().unwrap();
    for form in &FORMS {
        for (id, container) in CONTAINERS {
            for (channels, extensible, mask) in
                [(1, false, 0), (2, true, 0x3), (6, true, 0x3F), (8, false, 0)]
            {
                let sound = form.sample.repeat(usize::from(channels) * 5);
                let mut builder = Builder::pcm(channels, form.sample.len() as u16, sound);
                (builder.id, builder.code, builder.extensible, builder.mask) =
                    (*id, form.code, extensible, mask);
                let (wave, sound) = read_all(&builder.save(&folder, "form.wav"));
                let facts = wave.facts();
                assert_eq!(facts.container, container, "{}", form.source);
                assert_eq!(facts.encoding, form.encoding, "{}", form.source);
                assert_eq!((facts.channels, facts.frames), (u32::from(channels), 5), "{}", form.source);
                assert_eq!(facts.channel_mask, extensible.then_some(mask));
                assert_eq!(facts.warnings, Vec::<String>::new(), "{} in {container:?}", form.source);
                assert!(sound.iter().all(|&sample| sample == form.value), "{}: {sound:?}", form.source);
            }
        }
    }
}

#[test]
fn bext_and_ixml_are_read_before_and_after_the_sound() {
    const IXML: &str = "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-8\"?><BWFXML><SPEED>\
        <TIMECODE_RATE>30000/1001</TIMECODE_RATE><TIMECODE_FLAG>DF</TIMECODE_FLAG>\
        <TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>1</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>\
        <TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>5</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO></SPEED></BWFXML>\0\0";
    let folder = tempfile::tempdir().unwrap();
    for stand in [Stand::Before, Stand::After] {
        let wave = Builder::pcm(1, 3, vec![0; 9])
            .with(Stand::Before, b"JUNK", vec![0; 28])
            .with(stand, b"bext", bext("NIGHTFALL R1 M&E", "Mixer", 172_972_800))
            .with(stand, b"fact", 3_u32.to_le_bytes())
            .with(stand, b"iXML", IXML)
            .with(Stand::After, b"LIST", b"INFO!".to_vec());
        let wave = WaveFile::open(&wave.save(&folder, "chunks.wav")).unwrap();
        let facts = wave.facts();
        assert_eq!(facts.warnings.len(), 1, "{:?}", facts.warnings);
        assert!(facts.warnings[0].starts_with("Its two time stamps differ"), "{:?}", facts.warnings);
        let broadcast = facts.broadcast.as_ref().unwrap();
        assert_eq!(broadcast.description, "NIGHTFALL R1 M&E");
        assert_eq!(broadcast.originator, "Mixer");
        assert_eq!(broadcast.origination_date, "2026-01-15");
        assert_eq!(facts.time_reference(), Some(172_972_800));
        let speed = facts.ixml.as_ref().unwrap();
        assert_eq!(speed.timecode, Some(TimecodeFormat::drop(FrameRate::F29_97)));
        assert_eq!(speed.samples_since_midnight, Some((1 << 32) + 5));
    }
}

#[test]
fn broken_ixml_costs_a_warning_and_no_sound() {
    let folder = tempfile::tempdir().unwrap();
    for (ixml, said) in [
        ("<BWFXML><SPEED>", "not well formed"),
        ("<BWFXML><SPEED><TIMECODE_RATE>fast</TIMECODE_RATE></SPEED></BWFXML>", "timecode rate"),
    ] {
        let wave = Builder::pcm(1, 2, vec![0; 8]).with(Stand::Before, b"iXML", ixml);
        let (wave, sound) = read_all(&wave.save(&folder, "ixml.wav"));
        assert_eq!(sound.len(), 4);
        let warned = wave.facts().warnings.iter().any(|warning| warning.contains(said));
        assert!(warned && !wave.facts().warnings.concat().contains("token"), "{:?}", wave.facts());
    }
}

#[test]
fn a_note_that_is_no_xml_costs_no_timecode() {
    let folder = tempfile::tempdir().unwrap();
    let ixml = b"<BWFXML><NOTE>Sc\xe8ne 4 & 5</NOTE><SPEED>\
        <TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>48000</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO></SPEED></BWFXML>";
    let wave = Builder::pcm(1, 2, vec![0; 8]).with(Stand::Before, b"iXML", ixml.to_vec());
    let (wave, _) = read_all(&wave.save(&folder, "note.wav"));
    assert_eq!(wave.facts().time_reference(), Some(48_000));
    assert!(wave.facts().warnings[0].contains("its timecode was read all the same"), "{:?}", wave.facts());
}

/// Namespaces and attributes cost a reader the square of their number: such a document is not read as a whole.
#[test]
fn ixml_that_was_made_to_take_long_takes_no_time() {
    let folder = tempfile::tempdir().unwrap();
    let speed =
        "<SPEED><TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>48000</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO></SPEED>";
    let namespaces: String = (0..12_000).map(|number| format!("<a xmlns:b{number}=\"c\">")).collect();
    let attributes: String = (0..60_000).map(|number| format!(" b{number}=\"\"")).collect();
    let started = std::time::Instant::now();
    for ixml in [
        format!("{speed}{namespaces}"),
        format!("<a{attributes}>{speed}</a>"),
        format!("<a>{speed}{}</a>", "<b/>".repeat(100_000)),
        format!("<a>{speed}{}", "<a>".repeat(200_000)),
    ] {
        let wave = Builder::pcm(1, 2, vec![0; 8]).with(Stand::Before, b"iXML", ixml);
        let (wave, _) = read_all(&wave.save(&folder, "long.wav"));
        assert_eq!(wave.facts().time_reference(), Some(48_000));
        assert!(wave.facts().warnings[0].contains("than any recorder writes"), "{:?}", wave.facts());
    }
    assert!(started.elapsed().as_secs() < 10, "some milliseconds each, even where the machine is busy");
}

#[test]
fn a_table_in_ds64_gives_the_length_of_another_long_chunk() {
    // EBU Tech 3306, annex A: a chunk whose 32-bit size is -1 has its size in the table.
    let mut ds64 = Vec::new();
    ds64.extend(0_u64.to_le_bytes());
    ds64.extend(4_u64.to_le_bytes());
    ds64.extend(2_u64.to_le_bytes());
    ds64.extend(1_u32.to_le_bytes());
    ds64.extend(b"axml");
    ds64.extend(6_u64.to_le_bytes());
    let builder = Builder::pcm(1, 2, vec![0, 0x40, 0, 0x40]);
    let mut file = b"BW64\xFF\xFF\xFF\xFFWAVE".to_vec();
    for (id, size, content) in [
        (b"ds64", ds64.len() as u32, ds64.as_slice()),
        (b"axml", u32::MAX, b"<adm/>"),
        (b"fmt ", 16, &builder.fmt()),
        (b"data", u32::MAX, &builder.sound),
    ] {
        file.extend(id);
        file.extend(size.to_le_bytes());
        file.extend(content);
    }
    let folder = tempfile::tempdir().unwrap();
    let (wave, sound) = read_all(&crate::wave_builder::save(&folder, "table.wav", &file));
    assert_eq!(sound, [0.5, 0.5]);
    assert_eq!(wave.facts().warnings, Vec::<String>::new());
}

#[test]
fn twenty_bits_in_three_bytes_read_as_they_lie() {
    // WAVEFORMATEXTENSIBLE: fewer valid bits are left-justified in their container.
    let mut bytes = Builder::pcm(1, 3, vec![0, 0, 0xC0]).bytes();
    bytes[34] = 20;
    let folder = tempfile::tempdir().unwrap();
    let (wave, sound) = read_all(&crate::wave_builder::save(&folder, "twenty.wav", &bytes));
    assert_eq!((wave.facts().encoding, sound), (Encoding::Pcm24, vec![-0.5]));
}

#[test]
fn outside_the_file_is_silence() {
    let folder = tempfile::tempdir().unwrap();
    let wave = Builder::pcm(2, 2, vec![0, 0x40, 0, 0xC0, 0, 0x20, 0, 0xE0]).save(&folder, "edges.wav");
    let wave = WaveFile::open(&wave).unwrap();
    let mut out = [9.0; 8];
    wave.read(-1, &mut out).unwrap();
    assert_eq!(out, [0.0, 0.0, 0.5, -0.5, 0.25, -0.25, 0.0, 0.0]);
    for first in [i64::MIN, -5, 2, i64::MAX] {
        let mut out = [9.0; 4];
        wave.read(first, &mut out).unwrap();
        assert_eq!(out, [0.0; 4], "{first}");
    }
}
