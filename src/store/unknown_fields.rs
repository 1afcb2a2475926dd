//! Carries over what this version does not know: fields a newer Twopop or a person put into a document stay in it when
//! it is saved again.
//!
//! Both texts are only cut along their brackets. A field that stands in the old text and not in the new one, in a struct
//! that is in both, is put in at that struct's end, as it was spelt.

use crate::ticket::LEFT_OUT_WHEN_EMPTY;

/// A piece of RON, as far as carrying needs it.
#[derive(Debug)]
enum Node<'a> {
    /// A number, a text, a name, a map.
    Plain,
    /// `name(key: value, …)`; the name may be missing.
    Fields {
        name: &'a str,
        fields: Vec<Field<'a>>,
        end: usize,
    },
    /// `name(value, …)`.
    Wrapped {
        name: &'a str,
        inner: Vec<Spanned<'a>>,
    },
    List(Vec<Spanned<'a>>),
}

#[derive(Debug)]
struct Field<'a> {
    key: &'a str,
    value: Spanned<'a>,
}

#[derive(Debug)]
struct Spanned<'a> {
    text: &'a str,
    node: Node<'a>,
}

/// `new` with every field of `old` that it lacks, but for those that are left out where they are empty. Where either cannot be cut, `new` as it is.
pub(super) fn with_unknown_fields(old: &str, new: &str) -> String {
    let (Some(before), Some(after)) = (RonScanner::whole(old), RonScanner::whole(new)) else {
        return new.to_owned();
    };
    let mut insertions = Vec::new();
    compare(&before, &after, &mut insertions);
    let mut text = new.to_owned();
    insertions.sort_by_key(|(place, _)| std::cmp::Reverse(*place));
    for (place, field) in insertions {
        let open = text.get(..place).is_some_and(|head| {
            let head = head.trim_end();
            !head.ends_with(',') && !head.ends_with('(')
        });
        let comma = if open { "," } else { "" };
        text.insert_str(place, &format!("{comma}{field},\n"));
    }
    text
}

fn compare(before: &Spanned<'_>, after: &Spanned<'_>, insertions: &mut Vec<(usize, String)>) {
    match (&before.node, &after.node) {
        (
            Node::Fields { name: old_name, fields: old, .. },
            Node::Fields { name: new_name, fields: new, end },
        ) if old_name == new_name => {
            let mut lacking = Vec::new();
            for field in old {
                match new.iter().find(|other| other.key == field.key) {
                    Some(other) => compare(&field.value, &other.value, insertions),
                    None if LEFT_OUT_WHEN_EMPTY.contains(&field.key) => {}
                    None => lacking.push(format!("{}: {}", field.key, field.value.text)),
                }
            }
            if !lacking.is_empty() {
                insertions.push((*end, lacking.join(",\n")));
            }
        }
        (Node::Wrapped { name: old_name, inner: old }, Node::Wrapped { name: new_name, inner: new })
            if old_name == new_name =>
        {
            for (old, new) in old.iter().zip(new) {
                compare(old, new, insertions);
            }
        }
        (Node::List(old), Node::List(new)) => {
            let same_length = old.len() == new.len();
            for (place, element) in new.iter().enumerate() {
                let named =
                    name_of(element).and_then(|name| old.iter().find(|other| name_of(other) == Some(name)));
                let placed = if same_length && name_of(element).is_none() { old.get(place) } else { None };
                if let Some(other) = named.or(placed) {
                    compare(other, element, insertions);
                }
            }
        }
        _ => {}
    }
}

/// What an element of a list is known by, wherever it stands: its id.
fn name_of<'a>(element: &Spanned<'a>) -> Option<&'a str> {
    match &element.node {
        Node::Fields { fields, .. } => {
            fields.iter().find(|field| field.key == "id").map(|field| field.value.text)
        }
        _ => None,
    }
}

/// Walks through a text.
struct RonScanner<'a> {
    text: &'a str,
    place: usize,
    depth: usize,
}

/// How deep brackets may stand in each other. Derived: the reader of RON refuses what is deeper than 128.
const MAX_DEPTH: usize = 256;

impl<'a> RonScanner<'a> {
    fn whole(text: &'a str) -> Option<Spanned<'a>> {
        let mut scanner = RonScanner { text, place: 0, depth: 0 };
        scanner.skip_gap()?;
        while scanner.rest().starts_with("#!") {
            scanner.place += scanner.rest().find(']')? + 1;
            scanner.skip_gap()?;
        }
        scanner.value()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.place..).unwrap_or_default()
    }

    fn next(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self, wanted: char) -> bool {
        let there = self.next() == Some(wanted);
        if there {
            self.place += wanted.len_utf8();
        }
        there
    }

    /// White space and comments.
    fn skip_gap(&mut self) -> Option<()> {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.place += rest.len() - trimmed.len();
            if trimmed.starts_with("//") {
                self.place += trimmed.find('\n').unwrap_or(trimmed.len());
            } else if trimmed.starts_with("/*") {
                self.skip_block_comment()?;
            } else {
                return Some(());
            }
        }
    }

    fn skip_block_comment(&mut self) -> Option<()> {
        let mut depth = 0usize;
        loop {
            let rest = self.rest();
            if rest.starts_with("/*") {
                depth += 1;
                self.place += 2;
            } else if rest.starts_with("*/") {
                depth -= 1;
                self.place += 2;
                if depth == 0 {
                    return Some(());
                }
            } else {
                self.place += self.next()?.len_utf8();
            }
        }
    }

    fn value(&mut self) -> Option<Spanned<'a>> {
        let start = self.place;
        if self.depth >= MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let node = match self.next()? {
            '"' => self.quoted()?,
            '\'' => self.character()?,
            '[' => Node::List(self.elements('[', ']')?),
            '{' => {
                self.balanced()?;
                Node::Plain
            }
            '(' => self.bracketed("")?,
            _ => self.named()?,
        };
        self.depth -= 1;
        Some(Spanned { text: self.text.get(start..self.place)?, node })
    }

    /// A number, a name, a raw text, or a name with brackets after it.
    fn named(&mut self) -> Option<Node<'a>> {
        let rest = self.rest();
        if rest.starts_with("r\"") || rest.starts_with("r#\"") || rest.starts_with("r##") {
            return self.raw();
        }
        let in_word = |c: char| c.is_alphanumeric() || "_+-.#".contains(c);
        let end = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
        let name = rest.get(..end).filter(|name| !name.is_empty())?;
        self.place += end;
        let after_name = self.place;
        self.skip_gap()?;
        if self.next() == Some('(') {
            return self.bracketed(name);
        }
        self.place = after_name;
        Some(Node::Plain)
    }

    fn bracketed(&mut self, name: &'a str) -> Option<Node<'a>> {
        let opened = self.place;
        self.take('(');
        self.skip_gap()?;
        if self.key().is_none() {
            self.place = opened;
            return Some(Node::Wrapped { name, inner: self.elements('(', ')')? });
        }
        let mut fields = Vec::new();
        while self.next()? != ')' {
            let key = self.key()?;
            self.place += key.len();
            self.skip_gap()?;
            if !self.take(':') {
                return None;
            }
            self.skip_gap()?;
            fields.push(Field { key, value: self.value()? });
            self.skip_gap()?;
            if !self.take(',') && self.next() != Some(')') {
                return None;
            }
            self.skip_gap()?;
        }
        let end = self.place;
        self.take(')');
        Some(Node::Fields { name, fields, end })
    }

    /// The name of a field, if one stands here.
    fn key(&self) -> Option<&'a str> {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
        let key = rest.get(..end).filter(|key| !key.is_empty())?;
        rest.get(end..)?.trim_start().starts_with(':').then_some(key)
    }

    fn elements(&mut self, open: char, close: char) -> Option<Vec<Spanned<'a>>> {
        if !self.take(open) {
            return None;
        }
        let mut elements = Vec::new();
        self.skip_gap()?;
        while self.next()? != close {
            elements.push(self.value()?);
            self.skip_gap()?;
            if !self.take(',') && self.next() != Some(close) {
                return None;
            }
            self.skip_gap()?;
        }
        self.take(close);
        Some(elements)
    }

    /// A map: kept whole.
    fn balanced(&mut self) -> Option<()> {
        let mut depth = 0usize;
        loop {
            match self.next()? {
                '"' => {
                    self.quoted()?;
                    continue;
                }
                '\'' => {
                    self.character()?;
                    continue;
                }
                '{' | '(' | '[' => depth += 1,
                '}' | ')' | ']' => depth = depth.checked_sub(1)?,
                _ => {}
            }
            self.place += self.next()?.len_utf8();
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn quoted(&mut self) -> Option<Node<'a>> {
        self.until_quote('"')
    }

    fn character(&mut self) -> Option<Node<'a>> {
        self.until_quote('\'')
    }

    fn until_quote(&mut self, quote: char) -> Option<Node<'a>> {
        self.take(quote);
        loop {
            let c = self.next()?;
            self.place += c.len_utf8();
            if c == '\\' {
                self.place += self.next()?.len_utf8();
            } else if c == quote {
                return Some(Node::Plain);
            }
        }
    }

    fn raw(&mut self) -> Option<Node<'a>> {
        self.take('r');
        let marks = self.rest().find('"')?;
        let end = format!("\"{}", self.rest().get(..marks)?);
        self.place += marks + 1;
        self.place += self.rest().find(&end)? + end.len();
        Some(Node::Plain)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ticket::Ticket;
    use crate::ticket::person_actions::walked_tickets;

    fn pretty(ticket: &Ticket) -> String {
        ron::ser::to_string_pretty(ticket, ron::ser::PrettyConfig::new().new_line("\n")).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Whatever people typed: a field put in at the end of the ticket and of its first finding stays there.
        #[test]
        fn what_is_unknown_stays(ticket in walked_tickets(), changed in walked_tickets()) {
            let written = pretty(&ticket);
            let unknown = "\n  mood: Deep(colour: \"re) // [d\", notes: r#\"a \"b\" )\"#, 'c': {1: ('}')}),\n";
            let unknown = unknown.replace("'c': {1: ('}')}", "kept: {1: ('}')}");
            let strange = format!("{}{unknown})", written.rsplit_once(')').unwrap().0);
            prop_assert_eq!(with_unknown_fields(&written, &written), written.clone(), "nothing unknown, nothing changed");
            let changed_id = changed.id().0.to_string();
            let changed = serde_json::to_string(&changed).unwrap();
            let changed = changed.replacen(&changed_id, &ticket.id().0.to_string(), 1);
            let changed: Ticket = serde_json::from_str(&changed).unwrap();
            let saved = with_unknown_fields(&strange, &pretty(&changed));
            prop_assert!(saved.contains("kept: {1: ('}')}"), "{}", saved);
            prop_assert_eq!(ron::from_str::<Ticket>(&saved).unwrap(), changed);
            prop_assert_eq!(with_unknown_fields(&saved, &saved), saved);
        }
    }

    #[test]
    fn it_follows_a_finding_and_goes_with_it() {
        let old = "(findings: [(id: \"a\", x: 1), (id: \"b\", x: 2, new: [1, /* ) */ 2])], served: Some((why: \"y\", who: A)))";
        let same = with_unknown_fields(
            old,
            "(findings: [(id: \"b\", x: 3), (id: \"c\", x: 1)], served: Some((why: \"z\")))",
        );
        assert_eq!(
            same,
            "(findings: [(id: \"b\", x: 3,new: [1, /* ) */ 2],\n), (id: \"c\", x: 1)], served: Some((why: \"z\",who: A,\n)))"
        );
        assert_eq!(with_unknown_fields(old, "(findings: [], served: None)"), "(findings: [], served: None)");
        assert_eq!(with_unknown_fields("(a: 1", "(b: 2)"), "(b: 2)", "what cannot be cut carries nothing");
    }
}
