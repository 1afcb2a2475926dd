//! Which policy profile the command line goes by: the one named, else the one in the settings, else the built-in one.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::program::{err, out};

const BUILT_IN: &str = include_str!("../../resources/policy/asset-qc.ron");

/// A request, settings that name a profile, and profiles.
struct Facility(tempfile::TempDir);

impl Facility {
    fn new(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("preferences.ron"), settings).unwrap();
        let of_ours = BUILT_IN.replacen("id: \"asset-qc\"", "id: \"of-our-house\"", 1);
        assert_ne!(of_ours, BUILT_IN);
        fs::write(folder.path().join("house.ron"), of_ours).unwrap();
        fs::write(folder.path().join("torn.ron"), "(id: \"torn\",").unwrap();
        Self(folder)
    }

    /// With settings that name `profile`, a file of the facility's folder.
    fn with(profile: &str) -> Self {
        let facility = Self::new("()");
        let file = facility.path(profile);
        fs::write(facility.path("preferences.ron"), format!("(policy_profile: Some({file:?}))")).unwrap();
        facility
    }

    fn path(&self, file: &str) -> String {
        self.0.path().join(file).display().to_string()
    }

    fn explain(&self, flags: &[&str]) -> Output {
        let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/policy");
        let case = fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()).min().unwrap();
        Command::new(env!("CARGO_BIN_EXE_twopop"))
            .env("TWOPOP_DATA", self.0.path())
            .args([&["explain", case.to_str().unwrap(), "--json"], flags].concat())
            .output()
            .unwrap()
    }

    fn profile_of(&self, flags: &[&str]) -> String {
        let said = self.explain(flags);
        let answer: serde_json::Value =
            serde_json::from_str(&out(&said)).unwrap_or_else(|_| panic!("{}", err(&said)));
        answer["policy"]["id"].as_str().unwrap().to_owned()
    }
}

#[test]
fn the_settings_profile_decides_unless_another_is_named() {
    let facility = Facility::with("house.ron");
    assert_eq!(facility.profile_of(&[]), "of-our-house");
    assert_eq!(facility.profile_of(&["--policy", "built-in"]), "asset-qc");
    let plain = Facility::new("()");
    assert_eq!(plain.profile_of(&[]), "asset-qc");
    assert_eq!(plain.profile_of(&["--policy", &plain.path("house.ron")]), "of-our-house");
}

#[test]
fn a_profile_that_cannot_be_read_is_never_replaced_in_silence() {
    for (facility, flags) in [
        (Facility::with("torn.ron"), &[][..]),
        (Facility::with("gone.ron"), &[]),
        (Facility::new("(policy_profile: 7)"), &[]),
        (Facility::new("()"), &["--policy", "gone.ron"]),
    ] {
        let said = facility.explain(flags);
        assert_eq!((said.status.code(), out(&said).as_str()), (Some(2), ""), "{}", err(&said));
        assert!(err(&said).contains("--policy built-in"), "{}", err(&said));
        assert_eq!(err(&said).lines().count(), 1, "{}", err(&said));
        assert_eq!(facility.profile_of(&["--policy", "built-in"]), "asset-qc");
    }
}
