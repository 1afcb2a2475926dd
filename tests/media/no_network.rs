//! Nothing leaves the house: files that name servers are opened in every way, and a listener hears nothing.

use std::ffi::OsString;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use twopop::cli::Exit;
use twopop::media::{OpenedMedia, Player, PlayerSources};
use twopop::timebase::FrameRate;

use crate::command_line;
use crate::footage::{Footage, H264, bars_and_tone};

/// Counts whoever calls, over TCP on this computer.
struct Listener {
    port: u16,
    heard: Arc<AtomicUsize>,
}

impl Listener {
    fn start() -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a port on this computer");
        let port = socket.local_addr().expect("it is bound").port();
        let heard = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&heard);
        std::thread::spawn(move || {
            socket.incoming().for_each(|_| {
                counted.fetch_add(1, Ordering::SeqCst);
            });
        });
        Self { port, heard }
    }

    fn heard(&self) -> usize {
        // A call that is on its way arrives within this time on loopback.
        std::thread::sleep(Duration::from_millis(300));
        self.heard.load(Ordering::SeqCst)
    }
}

fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32 + 8).to_be_bytes(), kind.as_slice(), body].concat()
}

/// A QuickTime reference movie: nothing but the address of another (QuickTime File Format, `rmra`).
fn reference_movie(address: &str) -> Vec<u8> {
    let data =
        [b"\0\0\0\0url ".as_slice(), &(address.len() as u32 + 1).to_be_bytes(), address.as_bytes(), b"\0"];
    let redirect = boxed(b"rmra", &boxed(b"rmda", &boxed(b"rdrf", &data.concat())));
    [boxed(b"ftyp", b"qt  \0\0\0\0qt  "), boxed(b"moov", &redirect)].concat()
}

/// A whole movie whose sound and picture are said to lie on a server: each `dref` names the address instead of the file
/// itself (ISO/IEC 14496-12). The index stands behind the media, so that no offset changes.
fn remote_media(movie: &[u8], address: &str) -> Vec<u8> {
    let (mut out, mut at) = (Vec::new(), 0);
    while at + 8 <= movie.len() {
        let size = u32::from_be_bytes(movie[at..at + 4].try_into().expect("four bytes")) as usize;
        let kind: [u8; 4] = movie[at + 4..at + 8].try_into().expect("four bytes");
        let body = &movie[at + 8..at + size];
        out.extend(match &kind {
            b"moov" | b"trak" | b"mdia" | b"minf" | b"dinf" => boxed(&kind, &remote_media(body, address)),
            b"dref" => {
                let entry = boxed(b"url ", &[b"\0\0\0\0", address.as_bytes(), b"\0"].concat());
                boxed(&kind, &[b"\0\0\0\0\0\0\0\x01".as_slice(), &entry].concat())
            }
            _ => movie[at..at + size].to_vec(),
        });
        at += size;
    }
    out
}

fn files(footage: &Footage, port: u16) -> Vec<PathBuf> {
    let at = |scheme: &str, name: &str| format!("{scheme}://127.0.0.1:{port}/{name}");
    let http = at("http", "client.ts");
    let movie = footage.ffmpeg(
        "whole.mov",
        &format!("{} {H264} -c:a aac -shortest", bars_and_tone("24", 48_000, "stereo", "1")),
    );
    let movie = std::fs::read(movie).expect("readable");
    let texts = [
        ("hls.mov", format!("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{http}\n")),
        ("hls_bom.mov", format!("\u{feff}#EXTM3U\n{http}\n")),
        ("hls_master.mp4", format!("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{http}\n")),
        ("hls_blank.mov", format!("\n \n#EXTM3U\n{http}\n")),
        (
            "hls_key.mov",
            format!("#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI=\"{http}\"\n#EXTINF:1,\nwhole.mov\n"),
        ),
        ("hls.m3u8.mov", format!("#EXTM3U\n#EXT-X-MAP:URI=\"{http}\"\n#EXTINF:1,\n{http}\n")),
        (
            "dash.mov",
            format!(
                "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><BaseURL>{http}</BaseURL></MPD>"
            ),
        ),
        ("dash_bare.mp4", format!("<MPD><Period><BaseURL>{http}</BaseURL></Period></MPD>")),
        ("smooth.mov", format!("<SmoothStreamingMedia Url=\"{http}\"></SmoothStreamingMedia>")),
        (
            "sdp.mov",
            format!(
                "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video {port} RTP/AVP 96\r\na=control:{}\r\n",
                at("rtsp", "a")
            ),
        ),
        ("rtsp.mov", format!("RTSPtext\r\n{}\r\n", at("rtsp", "a"))),
        ("rtsp_bare.mov", at("rtsp", "a")),
        ("asx.mov", format!("<asx version=\"3.0\"><entry><ref href=\"{http}\"/></entry></asx>")),
        ("reference.mov", format!("[Reference]\nRef1={http}\n")),
        ("pls.mov", format!("[playlist]\nFile1={http}\nNumberOfEntries=1\n")),
        ("concat.mov", format!("ffconcat version 1.0\nfile '{http}'\n")),
        ("concat.mkv", format!("ffconcat version 1.0\nfile 'subfile,,start,0,end,0,,:{http}'\n")),
        ("address.mov", http.clone()),
        ("address.url.mov", format!("[InternetShortcut]\nURL={http}\n")),
        (
            "xspf.mov",
            format!(
                "<?xml version=\"1.0\"?><playlist xmlns=\"http://xspf.org/ns/0/\"><trackList><track><location>{http}</location></track></trackList></playlist>"
            ),
        ),
        ("smil.mov", format!("<smil><body><video src=\"{http}\"/></body></smil>")),
        (
            "entity.mov",
            format!("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"{http}\">]><a>&b;</a>"),
        ),
        ("page.mov", format!("<!DOCTYPE html><html><video src=\"{http}\"></html>")),
        ("svg.mov", format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"{http}\"/></svg>")),
        ("hls.wav", format!("#EXTM3U\n{http}\n")),
        ("hls.mxf", format!("#EXTM3U\n{http}\n")),
        ("subtitles.mkv", format!("WEBVTT\n\n00:00.000 --> 00:01.000\n{http}\n")),
    ];
    let mut made: Vec<PathBuf> =
        texts.iter().map(|(name, text)| footage.write(name, text.as_bytes())).collect();
    made.push(footage.write("rmra.mov", &reference_movie(&http)));
    made.push(footage.write("rmra_rtsp.mov", &reference_movie(&at("rtsp", "a"))));
    let remote = remote_media(&movie, &http);
    assert!(remote.windows(http.len()).any(|bytes| bytes == http.as_bytes()), "it names the server");
    made.push(footage.write("dref.mov", &remote));
    // A playlist behind the first box of a movie.
    made.push(
        footage.write("behind.mov", &[boxed(b"free", format!("#EXTM3U\n{http}\n").as_bytes())].concat()),
    );
    made
}

fn asked(words: &[&str]) -> Exit {
    command_line::twopop(&words.iter().map(OsString::from).collect::<Vec<_>>()).exit
}

fn open_in_every_way(file: &Path, audio: &str) {
    let name = file.to_str().expect("a plain name");
    let request = file.parent().and_then(Path::to_str).expect("a folder");
    asked(&["compare", "--reference", name, "--audio", audio]);
    asked(&["explain", request, "--final-proxy", name, "--audio", audio, "--task", "me"]);
    asked(&["check", request, "--final-proxy", name, "--audio", audio, "--task", "me"]);
    // A player and a scrubber are given a file only once it has been opened: here they are given it all the same.
    let _refused = OpenedMedia::open(&[file.to_owned()]);
    let sources = PlayerSources { movie: Some(file.to_owned()), ..PlayerSources::new(FrameRate::F24) };
    if let Ok(mut player) = Player::open(sources, Arc::new(|| {})) {
        player.play();
        std::thread::sleep(Duration::from_millis(50));
        player.poll();
    }
}

#[test]
fn no_kind_of_file_makes_a_call() {
    let (listener, footage) = (Listener::start(), Footage::new());
    let audio = footage.ffmpeg("A_ME.wav", "-f lavfi -i aevalsrc=0.1*sin(2513*t):s=48000:d=1");
    let audio = audio.to_str().expect("a plain name").to_owned();
    let files = files(&footage, listener.port);
    assert!(files.len() >= 30, "{} kinds", files.len());
    for file in files {
        open_in_every_way(&file, &audio);
        assert_eq!(listener.heard.load(Ordering::SeqCst), 0, "{} made a call", file.display());
    }
    assert_eq!(listener.heard(), 0);
    // The listener does hear who calls.
    std::net::TcpStream::connect(("127.0.0.1", listener.port)).expect("it listens");
    assert_eq!(listener.heard(), 1);
}
