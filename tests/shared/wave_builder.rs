//! Writes WAVE files for the tests, sound and broken ones alike: a second, independent reading of the standards.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

/// Where a chunk other than `fmt ` and `data` stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stand {
    Before,
    After,
}

#[derive(Clone, Debug)]
pub struct Builder {
    pub id: [u8; 4],
    pub code: u16,
    pub extensible: bool,
    pub mask: u32,
    pub channels: u16,
    pub rate: u32,
    /// Bytes a sample takes.
    pub width: u16,
    pub chunks: Vec<(Stand, [u8; 4], Vec<u8>)>,
    /// What the 32-bit size of `data` says instead of the truth.
    pub data_size: Option<u32>,
    pub padding: bool,
    pub sound: Vec<u8>,
}

impl Builder {
    pub fn pcm(channels: u16, width: u16, sound: Vec<u8>) -> Self {
        Self {
            id: *b"RIFF",
            code: 1,
            extensible: false,
            mask: 0,
            channels,
            rate: 48_000,
            width,
            chunks: Vec::new(),
            data_size: None,
            padding: true,
            sound,
        }
    }

    pub fn with(mut self, stand: Stand, id: &[u8; 4], content: impl Into<Vec<u8>>) -> Self {
        self.chunks.push((stand, *id, content.into()));
        self
    }

    pub fn fmt(&self) -> Vec<u8> {
        let block = self.channels * self.width;
        let mut fmt = Vec::new();
        fmt.extend((if self.extensible { 0xFFFE } else { self.code }).to_le_bytes());
        fmt.extend(self.channels.to_le_bytes());
        fmt.extend(self.rate.to_le_bytes());
        fmt.extend((self.rate.wrapping_mul(u32::from(block))).to_le_bytes());
        fmt.extend(block.to_le_bytes());
        fmt.extend((self.width * 8).to_le_bytes());
        if self.extensible {
            fmt.extend(22_u16.to_le_bytes());
            fmt.extend((self.width * 8).to_le_bytes());
            fmt.extend(self.mask.to_le_bytes());
            fmt.extend(self.code.to_le_bytes());
            fmt.extend([0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]);
        }
        fmt
    }

    pub fn bytes(&self) -> Vec<u8> {
        let long = &self.id != b"RIFF";
        let mut body = b"WAVE".to_vec();
        if long {
            let mut ds64 = Vec::new();
            ds64.extend(0_u64.to_le_bytes());
            ds64.extend((self.sound.len() as u64).to_le_bytes());
            ds64.extend(0_u64.to_le_bytes());
            ds64.extend(0_u32.to_le_bytes());
            self.chunk(&mut body, b"ds64", &ds64, None);
        }
        self.others(&mut body, Stand::Before);
        self.chunk(&mut body, b"fmt ", &self.fmt(), None);
        let stated = self.data_size.or(long.then_some(u32::MAX));
        self.chunk(&mut body, b"data", &self.sound, stated);
        self.others(&mut body, Stand::After);
        let mut file = self.id.to_vec();
        file.extend((if long { u32::MAX } else { body.len() as u32 }).to_le_bytes());
        file.extend(body);
        file
    }

    fn others(&self, body: &mut Vec<u8>, wanted: Stand) {
        for (stand, id, content) in &self.chunks {
            if *stand == wanted {
                self.chunk(body, id, content, None);
            }
        }
    }

    fn chunk(&self, body: &mut Vec<u8>, id: &[u8; 4], content: &[u8], stated: Option<u32>) {
        body.extend(id);
        body.extend(stated.unwrap_or(content.len() as u32).to_le_bytes());
        body.extend(content);
        if self.padding && content.len() % 2 == 1 {
            body.push(0);
        }
    }

    /// Saves it in `folder` as `name`.
    pub fn save(&self, folder: &tempfile::TempDir, name: &str) -> PathBuf {
        save(folder, name, &self.bytes())
    }
}

pub fn save(folder: &tempfile::TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    File::create(&path).unwrap().write_all(bytes).unwrap();
    path
}

/// A `bext` chunk of version 1 (EBU Tech 3285, 2.3).
pub fn bext(description: &str, originator: &str, time_reference: u64) -> Vec<u8> {
    let mut chunk = vec![0; 602];
    chunk[..description.len()].copy_from_slice(description.as_bytes());
    chunk[256..256 + originator.len()].copy_from_slice(originator.as_bytes());
    chunk[320..330].copy_from_slice(b"2026-01-15");
    chunk[338..346].copy_from_slice(&time_reference.to_le_bytes());
    chunk[346] = 1;
    chunk
}
