//! Names in a sentence: the first few, and how many more there are.

use crate::timebase::grouped;

/// Most names that a sentence has. Chosen: as many as a person reads.
const SHOWN: usize = 10;

/// "a, b, c"; "a, b and 19 998 more" where there are too many.
pub(super) fn some_names<Name: AsRef<str>>(names: &[Name]) -> String {
    // A single name takes no more room than "and 1 more".
    let shown = if names.len() > SHOWN + 1 { SHOWN } else { names.len() };
    let first: Vec<&str> = names.iter().take(shown).map(AsRef::as_ref).collect();
    let first = first.join(", ");
    match names.len() - shown {
        0 => first,
        more => format!("{first} and {} more", grouped(i64::try_from(more).unwrap_or(i64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_are_named_and_the_others_counted() {
        let names = |count: usize| (1..=count).map(|number| format!("n{number}")).collect::<Vec<_>>();
        assert_eq!(some_names(&names(3)), "n1, n2, n3");
        assert!(some_names(&names(11)).ends_with("n10, n11"));
        assert_eq!(some_names(&names(20_010)), "n1, n2, n3, n4, n5, n6, n7, n8, n9, n10 and 20 000 more");
        assert_eq!(some_names::<&str>(&[]), "");
    }
}
