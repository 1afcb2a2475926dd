//! Features as bytes, to be put aside while nobody measures with them.
//!
//! Read again by the same program in the same sitting: no form that anybody else has to know.

use std::io::{self, Read, Write};

use super::ends::Ends;
use super::extractor::Features;
use super::whitened::Whitened;

/// Numbers turned into bytes at a time.
const AT_ONCE: usize = 16_384;

impl Features {
    /// Writes all of it.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { channels, mid, side, levels, ends } = self;
        out.write_all(&(*channels as u64).to_le_bytes())?;
        write_numbers(out, mid.samples(), i16::to_le_bytes)?;
        write_numbers(out, side.samples(), i16::to_le_bytes)?;
        write_numbers(out, levels, f32::to_le_bytes)?;
        let (head, latest, length) = ends.parts();
        write_numbers(out, head, i16::to_le_bytes)?;
        write_numbers(out, latest, i16::to_le_bytes)?;
        out.write_all(&length.to_le_bytes())
    }

    /// Reads what [`Self::write_to`] wrote.
    ///
    /// # Errors
    /// Those of `input`, and where it ends too early.
    pub fn read_from(input: &mut dyn Read) -> io::Result<Self> {
        let channels = read_count(input)?;
        let mid = Whitened::new(read_numbers(input, i16::from_le_bytes)?);
        let side = Whitened::new(read_numbers(input, i16::from_le_bytes)?);
        let levels = read_numbers(input, f32::from_le_bytes)?;
        let head = read_numbers(input, i16::from_le_bytes)?;
        let latest = read_numbers(input, i16::from_le_bytes)?;
        let mut length = [0; 8];
        input.read_exact(&mut length)?;
        let ends = Ends::of_parts(head, latest, i64::from_le_bytes(length));
        Ok(Self { channels, mid, side, levels, ends })
    }
}

fn write_numbers<T: Copy, const BYTES: usize>(
    out: &mut dyn Write,
    numbers: &[T],
    bytes_of: impl Fn(T) -> [u8; BYTES],
) -> io::Result<()> {
    out.write_all(&(numbers.len() as u64).to_le_bytes())?;
    for part in numbers.chunks(AT_ONCE) {
        let bytes: Vec<u8> = part.iter().flat_map(|&number| bytes_of(number)).collect();
        out.write_all(&bytes)?;
    }
    Ok(())
}

fn read_count(input: &mut dyn Read) -> io::Result<usize> {
    let mut count = [0; 8];
    input.read_exact(&mut count)?;
    usize::try_from(u64::from_le_bytes(count)).map_err(io::Error::other)
}

fn read_numbers<T, const BYTES: usize>(
    input: &mut dyn Read,
    number_of: impl Fn([u8; BYTES]) -> T,
) -> io::Result<Vec<T>> {
    let count = read_count(input)?;
    let mut numbers = Vec::new();
    numbers.try_reserve_exact(count).map_err(io::Error::other)?;
    let mut bytes = vec![0; AT_ONCE * BYTES];
    while numbers.len() < count {
        let wanted = (count - numbers.len()).min(AT_ONCE) * BYTES;
        let part = bytes.get_mut(..wanted).unwrap_or_default();
        input.read_exact(part)?;
        numbers.extend(part.as_chunks::<BYTES>().0.iter().map(|&bytes| number_of(bytes)));
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::super::FeatureExtractor;
    use super::*;

    #[test]
    fn what_is_read_is_what_was_written_and_half_of_it_is_refused() {
        let mut extractor = FeatureExtractor::new(2);
        let sound: Vec<f32> =
            (0..96_000_u64).map(|at| ((at * at % 977) as f32 / 977.0 - 0.5) * 0.8).collect();
        extractor.push(&sound);
        let features = extractor.finish();
        let mut bytes = Vec::new();
        features.write_to(&mut bytes).unwrap();
        let read = Features::read_from(&mut bytes.as_slice()).unwrap();
        assert_eq!(format!("{read:?}"), format!("{features:?}"));
        assert!(features.length() == 48_000 && !features.levels.is_empty(), "there is something to compare");
        for length in [0, 7, bytes.len() / 2, bytes.len() - 1] {
            assert!(Features::read_from(&mut &bytes[..length]).is_err(), "{length} bytes");
        }
    }
}
