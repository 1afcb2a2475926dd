//! Rewrites the index of a movie that ffmpeg made: edit lists and timecode tracks as other programs write them.

use std::path::Path;

/// One box: either its content, or the boxes in it.
struct Node {
    kind: [u8; 4],
    content: Vec<u8>,
    children: Option<Vec<Node>>,
}

/// A movie whose index (`moov`) is its last box, so that it can be rewritten at any length.
pub struct MovieBoxes {
    before: Vec<u8>,
    moov: Node,
    after: Vec<u8>,
}

/// An edit: its length in seconds/1000 of the movie, the tick of the media it shows (`None`: nothing), and 16.16 speed.
pub struct TestEdit {
    pub length: i64,
    pub media_time: Option<i64>,
    pub rate: i32,
}

impl TestEdit {
    pub fn new(length: i64, media_time: impl Into<Option<i64>>) -> Self {
        Self { length, media_time: media_time.into(), rate: 0x1_0000 }
    }
}

fn nodes(bytes: &[u8]) -> Vec<Node> {
    let (mut found, mut place) = (Vec::new(), 0);
    while place + 8 <= bytes.len() {
        let length = u32::from_be_bytes(bytes[place..place + 4].try_into().unwrap()) as usize;
        let kind: [u8; 4] = bytes[place + 4..place + 8].try_into().unwrap();
        let content = bytes[place + 8..place + length].to_vec();
        let holds = [b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"tref"].contains(&&kind);
        let children = holds.then(|| nodes(&content));
        found.push(Node { kind, content, children });
        place += length;
    }
    found
}

impl Node {
    fn bytes(&self) -> Vec<u8> {
        let content = match &self.children {
            Some(children) => children.iter().flat_map(Node::bytes).collect(),
            None => self.content.clone(),
        };
        let mut bytes = u32::try_from(content.len() + 8).unwrap().to_be_bytes().to_vec();
        bytes.extend(self.kind);
        bytes.extend(content);
        bytes
    }

    fn find(&self, path: &[&[u8; 4]]) -> &Node {
        let Some((first, rest)) = path.split_first() else { return self };
        self.children.as_ref().unwrap().iter().find(|node| &&node.kind == first).unwrap().find(rest)
    }

    fn find_mut(&mut self, path: &[&[u8; 4]]) -> &mut Node {
        let Some((first, rest)) = path.split_first() else { return self };
        let children = self.children.as_mut().unwrap();
        children.iter_mut().find(|node| &&node.kind == first).unwrap().find_mut(rest)
    }

    fn handler(&self) -> &[u8] {
        &self.find(&[b"mdia", b"hdlr"]).content[8..12]
    }

    fn number(&self, place: usize) -> u32 {
        u32::from_be_bytes(self.content[place..place + 4].try_into().unwrap())
    }
}

impl MovieBoxes {
    pub fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).unwrap();
        let mut place = 0;
        loop {
            let length = u32::from_be_bytes(bytes[place..place + 4].try_into().unwrap()) as usize;
            if &bytes[place + 4..place + 8] == b"moov" {
                let moov = nodes(&bytes[place..place + length]).remove(0);
                return Self { before: bytes[..place].to_vec(), moov, after: Vec::new() };
            }
            place += length;
        }
    }

    pub fn write(&self, path: &Path) {
        let mut bytes = self.before.clone();
        bytes.extend(self.moov.bytes());
        bytes.extend(&self.after);
        std::fs::write(path, bytes).unwrap();
    }

    fn track(&mut self, handler: &[u8; 4]) -> &mut Node {
        let tracks = self.moov.children.as_mut().unwrap().iter_mut();
        tracks.filter(|node| &node.kind == b"trak").find(|trak| trak.handler() == handler).unwrap()
    }

    /// Ticks a second of that track.
    pub fn clock(&mut self, handler: &[u8; 4]) -> i64 {
        i64::from(self.track(handler).find(&[b"mdia", b"mdhd"]).number(12))
    }

    /// The place of the media that the track's own edit list begins at.
    pub fn begins_at(&mut self, handler: &[u8; 4]) -> i64 {
        let track = self.track(handler);
        if track.children.as_ref().unwrap().iter().any(|node| &node.kind == b"edts") {
            i64::from(track.find(&[b"edts", b"elst"]).number(12))
        } else {
            0
        }
    }

    /// Replaces the edit list of the first track of that kind; none removes it. The movie's clock counts milliseconds.
    pub fn set_edits(&mut self, handler: &[u8; 4], edits: &[TestEdit], version: u8) {
        let mut list = vec![version, 0, 0, 0];
        list.extend(u32::try_from(edits.len()).unwrap().to_be_bytes());
        for edit in edits {
            let time = edit.media_time.unwrap_or(-1);
            if version == 1 {
                list.extend(edit.length.to_be_bytes());
                list.extend(time.to_be_bytes());
            } else {
                list.extend(u32::try_from(edit.length).unwrap().to_be_bytes());
                list.extend(i32::try_from(time).unwrap().to_be_bytes());
            }
            list.extend(edit.rate.to_be_bytes());
        }
        let length: i64 = edits.iter().map(|edit| edit.length).sum();
        let children = self.track(handler).children.as_mut().unwrap();
        children.retain(|node| &node.kind != b"edts");
        if !edits.is_empty() {
            let elst = Node { kind: *b"elst", content: list, children: None };
            let edts = Node { kind: *b"edts", content: Vec::new(), children: Some(vec![elst]) };
            children.insert(1, edts);
            let head = self.moov.find_mut(&[b"mvhd"]);
            assert_eq!(head.number(12), 1000, "milliseconds");
            head.content[16..20].copy_from_slice(&u32::try_from(length).unwrap().to_be_bytes());
        }
    }

    /// Overwrites bytes of a table of the first track of that kind.
    pub fn poke(&mut self, handler: &[u8; 4], table: &[u8; 4], place: usize, bytes: &[u8]) {
        let table = self.track(handler).find_mut(&[b"mdia", b"minf", b"stbl", table]);
        table.content[place..place + bytes.len()].copy_from_slice(bytes);
    }

    /// Replaces the samples of the timecode track: so many ticks each, with these labels of four or eight bytes.
    pub fn set_labels(&mut self, labels: &[(u32, Vec<u8>)]) {
        let table =
            |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<u8>>();
        let size = u32::try_from(labels[0].1.len()).unwrap();
        let count = u32::try_from(labels.len()).unwrap();
        let mut times = vec![0, count];
        labels.iter().for_each(|(ticks, _)| times.extend([1, *ticks]));
        for (name, content) in [
            (b"stts", table(&times)),
            (b"stsz", table(&[0, size, count])),
            (b"stsc", table(&[0, 1, 1, count, 1])),
            (b"stco", table(&[0, 1, 0])),
        ] {
            self.track(b"tmcd").find_mut(&[b"mdia", b"minf", b"stbl", name]).content = content;
        }
        let place = self.before.len() + self.moov.bytes().len() + 8;
        self.poke(b"tmcd", b"stco", 8, &u32::try_from(place).unwrap().to_be_bytes());
        let data: Vec<u8> = labels.iter().flat_map(|(_, label)| label.clone()).collect();
        self.after = Node { kind: *b"mdat", content: data, children: None }.bytes();
    }

    /// A second timecode track, before all others, that the picture does not refer to.
    pub fn add_other_timecode(&mut self, number: u32) {
        let own = self.track(b"tmcd").bytes();
        let mut other = nodes(&own).remove(0);
        other.find_mut(&[b"tkhd"]).content[12..16].copy_from_slice(&77_u32.to_be_bytes());
        let place = self.before.len();
        self.before
            .extend(Node { kind: *b"mdat", content: number.to_be_bytes().to_vec(), children: None }.bytes());
        let at = u32::try_from(place + 8).unwrap();
        other.find_mut(&[b"mdia", b"minf", b"stbl", b"stco"]).content[8..12]
            .copy_from_slice(&at.to_be_bytes());
        self.moov.children.as_mut().unwrap().insert(1, other);
    }
}
