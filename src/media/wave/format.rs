//! The `fmt ` chunk: how the samples are stored (EBU Tech 3285, 2.2; Microsoft WAVEFORMATEXTENSIBLE).

use std::fmt;
use std::path::Path;

use super::bytes::{array_at, u16_at, u32_at};
use super::error::WaveError;

/// Bytes of the `fmt ` chunk that are read: WAVEFORMATEXTENSIBLE.
pub(super) const LONGEST: u64 = 40;

/// Bytes of the shortest that says enough (EBU Tech 3285, 2.2).
const SHORTEST: usize = 16;

/// More channels than any film mix, stems and beds included.
const MAX_CHANNELS: u16 = 128;

const PCM: u16 = 0x0001;
const IEEE_FLOAT: u16 = 0x0003;
const EXTENSIBLE: u16 = 0xFFFE;

/// What follows the two bytes of the format code in a sub-format GUID (Microsoft, KSDATAFORMAT_SUBTYPE).
const CODE_GUID: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

/// How one sample is stored, little-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Pcm16,
    Pcm24,
    Pcm32,
    Float32,
    Float64,
}

/// How the sound is stored.
#[derive(Clone, Copy, Debug)]
pub(super) struct SoundFormat {
    pub encoding: Encoding,
    pub channels: u32,
    pub sample_rate: u32,
    pub channel_mask: Option<u32>,
}

/// The fields of the chunk as written.
struct FmtFields {
    code: u16,
    channels: u16,
    sample_rate: u32,
    byte_rate: u32,
    block_align: u16,
    bits: u16,
    channel_mask: Option<u32>,
}

/// Reads the chunk.
///
/// # Errors
/// When it is cut off, or says that the sound is not linear PCM that can be played as it is.
pub(super) fn read(chunk: &[u8], path: &Path, warnings: &mut Vec<String>) -> Result<SoundFormat, WaveError> {
    let Some(fields) = fields(chunk) else {
        let needed = if u16_at(chunk, 0) == Some(EXTENSIBLE) { LONGEST as usize } else { SHORTEST };
        return Err(WaveError::ShortFormat { file: path.to_owned(), bytes: chunk.len(), needed });
    };
    let unsupported = |found: String, remedy| WaveError::Unsupported { file: path.to_owned(), found, remedy };
    if fields.code != PCM && fields.code != IEEE_FLOAT {
        let name = code_name(fields.code);
        return Err(WaveError::Compressed { file: path.to_owned(), code: fields.code, name });
    }
    if !(1..=MAX_CHANNELS).contains(&fields.channels) {
        let found = format!("{} channels", fields.channels);
        return Err(unsupported(found, "Ask for 1 to 128 channels."));
    }
    if !(1..=768_000).contains(&fields.sample_rate) {
        let found = format!("a sample rate of {} Hz", fields.sample_rate);
        return Err(unsupported(found, "Ask for 48 kHz."));
    }
    let width = sample_width(&fields, warnings);
    let encoding = match (fields.code, width) {
        (PCM, 2) => Encoding::Pcm16,
        (PCM, 3) => Encoding::Pcm24,
        (PCM, 4) => Encoding::Pcm32,
        (IEEE_FLOAT, 4) => Encoding::Float32,
        (IEEE_FLOAT, 8) => Encoding::Float64,
        _ => {
            let found = format!("samples of {} bits in {width} bytes", fields.bits);
            return Err(unsupported(found, "Ask for 16, 24 or 32-bit PCM, or 32 or 64-bit float."));
        }
    };
    let channel_mask = fields.channel_mask.filter(|&mask| mask != 0);
    if channel_mask.is_some_and(|mask| mask.count_ones() != u32::from(fields.channels)) {
        warnings.push("Its channel mask names another number of speakers than it has channels.".to_owned());
    }
    Ok(SoundFormat {
        encoding,
        channels: fields.channels.into(),
        sample_rate: fields.sample_rate,
        channel_mask,
    })
}

fn fields(chunk: &[u8]) -> Option<FmtFields> {
    let mut fields = FmtFields {
        code: u16_at(chunk, 0)?,
        channels: u16_at(chunk, 2)?,
        sample_rate: u32_at(chunk, 4)?,
        byte_rate: u32_at(chunk, 8)?,
        block_align: u16_at(chunk, 12)?,
        bits: u16_at(chunk, 14)?,
        channel_mask: None,
    };
    if fields.code == EXTENSIBLE {
        fields.channel_mask = Some(u32_at(chunk, 20)?);
        if array_at(chunk, 26)? == CODE_GUID {
            fields.code = u16_at(chunk, 24)?;
        }
    }
    Some(fields)
}

/// Bytes that one sample takes: by the block alignment, or by the bit depth where that makes no sense or the byte rate goes
/// with the bit depth against it.
fn sample_width(fields: &FmtFields, warnings: &mut Vec<String>) -> u16 {
    let by_bits = fields.bits.div_ceil(8);
    let by_block = fields.block_align / fields.channels.max(1);
    let block = fields.block_align;
    if !block.is_multiple_of(fields.channels.max(1)) || by_block < by_bits {
        warnings.push(format!(
            "Its block alignment of {block} bytes does not fit its channels and bits; ignored."
        ));
        return by_bits;
    }
    let rate_of = |width: u16| {
        u64::from(fields.sample_rate).saturating_mul(u64::from(width)) * u64::from(fields.channels)
    };
    let stated = u64::from(fields.byte_rate);
    // Many writers leave it empty, or round it.
    if stated == 0 || stated == rate_of(by_block) {
        return by_block;
    }
    let (rate, bits) = (fields.byte_rate, fields.bits);
    let contradicts =
        format!("Its block alignment of {block} bytes contradicts its byte rate of {rate} bytes a second");
    if by_block != by_bits && stated == rate_of(by_bits) {
        warnings.push(format!(
            "{contradicts}: its byte rate and its {bits} bits go together and are used. Listen to it: if it is noise, ask \
             for it to be exported again."
        ));
        return by_bits;
    }
    warnings.push(format!("{contradicts}: the block alignment is used, which goes with its {bits} bits."));
    by_block
}

/// The commoner codes of compressed sound (RFC 2361, annex A).
fn code_name(code: u16) -> &'static str {
    match code {
        0x0002 => "Microsoft ADPCM",
        0x0006 => "A-law",
        0x0007 => "µ-law",
        0x0011 => "IMA ADPCM",
        0x0031 => "GSM 6.10",
        0x0050 => "MPEG audio",
        0x0055 => "MP3",
        0x0092 | 0x2000 => "Dolby AC-3",
        0x00FF | 0x1610 => "AAC",
        0x0160..=0x0163 => "Windows Media Audio",
        0x2001 => "DTS",
        EXTENSIBLE => "a sub-format that isn't PCM",
        _ => "an unknown code",
    }
}

impl Encoding {
    /// Bytes that one sample takes.
    pub fn bytes(self) -> usize {
        match self {
            Self::Pcm16 => 2,
            Self::Pcm24 => 3,
            Self::Pcm32 | Self::Float32 => 4,
            Self::Float64 => 8,
        }
    }
}

impl fmt::Display for Encoding {
    /// As shown: "24-bit PCM".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pcm16 => "16-bit PCM",
            Self::Pcm24 => "24-bit PCM",
            Self::Pcm32 => "32-bit PCM",
            Self::Float32 => "32-bit float",
            Self::Float64 => "64-bit float",
        })
    }
}
