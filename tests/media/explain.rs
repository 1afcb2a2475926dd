//! `twopop explain` on movies that can be opened: the program is run, and its output and exit code are read.

use serde_json::Value;

use crate::footage::{Footage, H264, bars_and_tone};
use crate::program::{err, out, twopop};

const SERVED: i32 = 0;
const CANNOT_JUDGE: i32 = 3;

#[test]
fn a_proxy_that_opens_is_served_by_name_rate_and_content() {
    let footage = Footage::new();
    let picture = bars_and_tone("24", 48_000, "mono", "1");
    footage.ffmpeg("NIGHTFALL_R1_Final_v3.mov", &format!("{picture} {H264} -c:a pcm_s16le"));
    footage.write("NIGHTFALL_R1_ServicingTurnover_v2.mov", b"a text that was renamed");
    footage.write("NIGHTFALL_R1_PM_51.wav", b"not looked at");
    let folder = footage.path("");
    let output = twopop(&["explain", "--task", "pm", folder.to_str().unwrap()]);
    let words = out(&output);
    assert_eq!(output.status.code(), Some(SERVED), "{words}{}", err(&output));
    assert!(words.contains("SERVED: Final Proxy v3\n"), "{words}");
    assert!(words.contains("24 frames a second · 0:01 · SHA-256 "), "{words}");
    assert!(words.contains("! unavailable    Servicing Turnover proxy v2"), "{words}");
    let json = twopop(&["explain", "--task", "pm", folder.to_str().unwrap(), "--json"]);
    let object: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(object["served"]["sha256"].as_str().map(str::len), Some(64));
    assert!(object["served"]["path"].as_str().unwrap().ends_with("NIGHTFALL_R1_Final_v3.mov"));
}

#[test]
fn a_movie_without_picture_is_no_picture_reference() {
    let footage = Footage::new();
    let sound = bars_and_tone("24", 48_000, "mono", "1");
    footage.ffmpeg("NIGHTFALL_R1_Final_v3.mov", &format!("{sound} -map 1 -vn -c:a pcm_s16le"));
    let folder = footage.path("");
    let output = twopop(&["explain", "--task", "pm", folder.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(CANNOT_JUDGE), "{}", out(&output));
    assert!(out(&output).contains("the file has no picture"), "{}", out(&output));
}
