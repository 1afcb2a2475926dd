//! The window's fonts: egui's own, and those of this machine for the scripts that they do not have. A text in such a script
//! shows as boxes for the moment in which its font is read, and stays so, with a sentence, where the machine has none.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use eframe::egui::Context;
use eframe::egui::epaint::text::{
    FallbackRequest, FontData, FontInsert, FontPriority, FontProvider, InsertFontFamily,
};

use crate::machine::{FontFinder, SystemFont, missing_fonts_text};

/// The fonts of this machine, as far as a text on screen needs them.
pub(super) struct SystemFonts {
    finder: FontFinder,
    asked: Arc<Asked>,
}

/// What egui asks for while it lays out text, and what it gets.
#[derive(Default)]
struct Asked(Mutex<Known>);

#[derive(Default)]
struct Known {
    fonts: Vec<SystemFont>,
    /// To be searched for.
    wanted: BTreeSet<char>,
    /// Searched for in vain.
    missing: BTreeSet<char>,
}

impl SystemFonts {
    /// Makes `ctx` ask for fonts; reads none yet.
    pub fn of(ctx: &Context) -> Self {
        let asked: Arc<Asked> = Arc::default();
        ctx.set_font_providers(vec![Arc::<Asked>::clone(&asked)]);
        let ctx = ctx.clone();
        Self { finder: FontFinder::new(Arc::new(move || ctx.request_repaint())), asked }
    }

    /// Gives egui the fonts that were found since the last frame; says in sentences what no font has.
    pub fn take_found(&mut self, ctx: &Context) -> Vec<String> {
        let mut sentences = Vec::new();
        let mut is_news = false;
        for found in self.finder.found() {
            is_news |= !found.fonts.is_empty();
            sentences.extend(missing_fonts_text(&found.missing));
            let mut known = self.asked.known();
            known.fonts.extend(found.fonts);
            known.missing.extend(found.missing);
        }
        if is_news {
            // egui asks once for each letter: setting the provider again makes it ask again.
            ctx.set_font_providers(vec![Arc::<Asked>::clone(&self.asked)]);
        }
        sentences
    }

    /// Searches for what the texts of this frame lacked, unless a search is running.
    pub fn search(&mut self) {
        let wanted = self.asked.known().wanted.clone();
        if !wanted.is_empty() && self.finder.search(wanted) {
            self.asked.known().wanted.clear();
        }
    }

    /// Nothing is wanted and nothing searched for.
    #[cfg(test)]
    pub fn is_settled(&self) -> bool {
        self.asked.known().wanted.is_empty() && !self.finder.is_searching()
    }
}

impl Asked {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FontProvider for Asked {
    fn font_for(&self, request: &FallbackRequest<'_>) -> Option<FontInsert> {
        let letter = request.cluster.chars().next()?;
        let mut known = self.known();
        let Some(font) = known.fonts.iter().find(|font| font.has(letter)) else {
            if !known.missing.contains(&letter) {
                known.wanted.insert(letter);
            }
            return None;
        };
        let place = InsertFontFamily { family: request.family.clone(), priority: FontPriority::Lowest };
        let data = FontData::from_blob(Arc::<Vec<u8>>::clone(&font.bytes), font.index);
        Some(FontInsert::new(&font.name, data, vec![place]))
    }
}
