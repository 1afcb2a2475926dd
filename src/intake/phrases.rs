//! The phrases in file and folder names that say what something is. Run together and in small letters, as
//! `name_words.rs` compares them. Words only; what follows from them is in `movies.rs` and `sounds.rs`.

/// Names of a mix without dialogue.
pub(super) const ME: [&str; 11] = [
    "me",
    "mne",
    "mande",
    "ffme",
    "musicandeffects",
    "musiceffects",
    "musicneffects",
    "musiceffect",
    "musicfx",
    "musicandfx",
    "musicsfx",
];
pub(super) const PRINT_MASTER: [&str; 7] =
    ["pm", "printmaster", "printmasters", "printmst", "fullmix", "compositemix", "printmastermix"];
pub(super) const STAGE_MIX: [&str; 7] =
    ["stagemix", "stagemixes", "altmix", "alternatemix", "alternativemix", "stagereference", "stageref"];
pub(super) const COMPANION: [&str; 6] =
    ["companion", "meref", "mereference", "mneref", "mnereference", "musicandeffectsreference"];
pub(super) const SERVICING_TURNOVER: [&str; 4] =
    ["servicingturnover", "servicing", "servicingproxy", "turnoverproxy"];
pub(super) const LOCKED_CUT: [&str; 12] = [
    "lockedcut",
    "lockcut",
    "locked",
    "lock",
    "picturelock",
    "picturelocked",
    "pixlock",
    "piclock",
    "plock",
    "lockedpicture",
    "lockedpix",
    "cutlock",
];
pub(super) const FINAL_PROXY: [&str; 6] =
    ["finalproxy", "finalimfproxy", "finalimf", "imfproxy", "imf", "final"];

/// What a folder may be called that makes the movies in it Final Proxies. "Final" with another word is an ordinary
/// folder of a delivery: "Final Audio", "Final Mix", "02 Final Delivery".
pub(super) const FINAL_PROXY_FOLDER: [&str; 9] = [
    "finalproxy",
    "finalproxies",
    "finalimfproxy",
    "imf",
    "imfproxy",
    "imfproxies",
    "finalpicture",
    "finalpix",
    "finalvideo",
];

/// Words after "final" that make it another thing than the Final Proxy, and words before it that deny it.
pub(super) const NOT_THE_PROXY: [&str; 17] = [
    "cut",
    "mix",
    "mixes",
    "mixdown",
    "audio",
    "sound",
    "dub",
    "stem",
    "stems",
    "delivery",
    "deliverables",
    "edit",
    "lock",
    "conform",
    "me",
    "mne",
    "pm",
];
pub(super) const NOT_FINAL: [&str; 5] = ["not", "non", "pre", "semi", "never"];

/// Sound that comes with a mix and is none.
pub(super) const DIALOGUE_GUIDE: [&str; 15] = [
    "guide",
    "guidetrack",
    "diaguide",
    "dialguide",
    "dlgguide",
    "dxguide",
    "dialogguide",
    "dialogueguide",
    "diaguidetrack",
    "dxguidetrack",
    "dialogueguidetrack",
    "guidedialogue",
    "guidedx",
    "guidedia",
    "scratch",
];
pub(super) const DIALOGUE_STEM: [&str; 18] = [
    "dx",
    "dia",
    "dial",
    "dlg",
    "dialog",
    "dialogue",
    "dialogs",
    "adr",
    "vo",
    "narration",
    "dxstem",
    "diastem",
    "dialstem",
    "dlgstem",
    "dialogstem",
    "dialoguestem",
    "dxstems",
    "dialoguestems",
];
pub(super) const MUSIC_STEM: [&str; 10] =
    ["mx", "mus", "music", "score", "mxstem", "musstem", "musicstem", "scorestem", "mxstems", "musicstems"];
pub(super) const EFFECTS_STEM: [&str; 21] = [
    "fx",
    "sfx",
    "efx",
    "effects",
    "hardfx",
    "foley",
    "fol",
    "bg",
    "bgs",
    "backgrounds",
    "ambience",
    "ambiences",
    "amb",
    "fxstem",
    "sfxstem",
    "efxstem",
    "effectsstem",
    "foleystem",
    "bgstem",
    "fxstems",
    "effectsstems",
];
pub(super) const STEMS: [&str; 5] = ["stem", "stems", "premix", "premixes", "predubs"];
pub(super) const OPTIONAL: [&str; 8] =
    ["opt", "optional", "optionals", "option", "opts", "optionaltrack", "optionaltracks", "optionalmaterial"];
pub(super) const ATMOS: [&str; 6] = ["atmos", "adm", "admbwf", "dolbyatmos", "atmosadm", "immersive"];

/// Forms of a mix that give way to the plain one.
pub(super) const UNDIPPED: [&str; 4] = ["undipped", "undip", "nondipped", "notdipped"];
pub(super) const FILLED: [&str; 3] = ["filled", "fullyfilled", "fullfill"];
pub(super) const FOLD_DOWN: [&str; 8] =
    ["ltrt", "ltrts", "loro", "folddown", "downmix", "stereofold", "stereofolddown", "folded"];

/// Words that may follow a kind of reference in a name. Any other word may go on with a title: THE FINAL HOUR, LOCKED IN.
/// Chosen.
pub(super) const AFTER_A_KIND: [&str; 103] = [
    "approved",
    "avc",
    "backlot",
    "bars",
    "bitc",
    "burn",
    "burned",
    "burnin",
    "client",
    "color",
    "colour",
    "conformed",
    "copy",
    "corrected",
    "cut",
    "dnx",
    "dnxhd",
    "dv",
    "en",
    "encode",
    "encoded",
    "eng",
    "export",
    "feature",
    "fhd",
    "final",
    "fix",
    "fixed",
    "full",
    "graded",
    "h",
    "half",
    "hd",
    "hdr",
    "hevc",
    "hq",
    "imf",
    "leader",
    "lock",
    "locked",
    "lores",
    "loro",
    "low",
    "lowres",
    "lt",
    "ltrt",
    "master",
    "mono",
    "mos",
    "mov",
    "movie",
    "mp",
    "mute",
    "muted",
    "mxf",
    "new",
    "no",
    "noaudio",
    "ntsc",
    "output",
    "ov",
    "pal",
    "pic",
    "picture",
    "pix",
    "pop",
    "pro",
    "prores",
    "proxies",
    "proxy",
    "qc",
    "qt",
    "rec",
    "reel",
    "ref",
    "reference",
    "res",
    "review",
    "screener",
    "sd",
    "sdr",
    "slate",
    "small",
    "stereo",
    "tc",
    "texted",
    "textless",
    "timecode",
    "txtd",
    "uhd",
    "ungraded",
    "updated",
    "upload",
    "version",
    "vfx",
    "vid",
    "video",
    "watermark",
    "watermarked",
    "web",
    "with",
    "wm",
    "x",
];
