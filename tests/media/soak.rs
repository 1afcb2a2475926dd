//! A long session of random transport: nothing panics, nothing locks up, nothing grows.

use std::time::{Duration, Instant};

use crate::footage::Footage;
use crate::transport::{open_for_a_storm, storm};

/// Storms until the time is over; each ends with a check that the player is where the last request says.
fn soak(time: Duration) {
    let footage = Footage::new();
    let (mut player, rate) = open_for_a_storm(&footage);
    let begun = Instant::now();
    let (mut early, mut requests) = (None, 0_u64);
    while begun.elapsed() < time {
        storm(&mut player, rate, 100, requests);
        requests += 100;
        // By then everything that is opened once has been opened.
        if begun.elapsed() > time / 3 {
            early.get_or_insert_with(resident_kilobytes);
        }
    }
    let (early, late) = (early.unwrap_or(0), resident_kilobytes());
    let seconds = begun.elapsed().as_secs();
    println!("{requests} requests in {seconds} s: {early} kB after a third of it, {late} kB at the end");
    assert!(late < early + early / 10 + 20_000, "from {early} to {late} kB");
}

pub fn resident_kilobytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

#[test]
#[ignore = "wants the machine to itself: ./test runs it so"]
fn twenty_seconds_of_random_transport() {
    soak(Duration::from_secs(20));
}

/// `SOAK_MINUTES=30 cargo test --test media soak::half -- --ignored --nocapture`
#[test]
#[ignore = "takes half an hour, or as many minutes as SOAK_MINUTES says"]
fn half_an_hour_of_random_transport() {
    let stated = std::env::var("SOAK_MINUTES").ok().and_then(|minutes| minutes.parse().ok());
    soak(Duration::from_secs(60 * stated.unwrap_or(30)));
}
