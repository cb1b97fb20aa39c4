//! Whether we may give away what we build on, under our own two licences.

use super::metadata::Package;

/// Licences that ask for no more than their notice, and MPL-2.0, which asks for the source of its own files only.
/// Nothing we use stands outside this list; what one day does gets its reason here.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    // Apache-2.0 with a right more.
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "MIT",
    "MPL-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Zlib",
];

pub(super) fn faults(packages: &[Package]) -> Vec<String> {
    packages
        .iter()
        .filter(|package| !package.ours)
        .filter_map(|package| {
            let licence = package.licence.as_deref().unwrap_or("no licence");
            (!is_allowed(licence)).then(|| format!("{} {}: {licence}", package.name, package.version))
        })
        .collect()
}

/// Whether an SPDX expression can be met with the allowed licences alone. One that cannot be read is not allowed.
fn is_allowed(expression: &str) -> bool {
    // `MIT/Apache-2.0` is how it was written before SPDX expressions.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = Words { words: spaced.split_whitespace().collect(), at: 0 };
    let allowed = words.either();
    words.at == words.words.len() && allowed
}

/// The words of an expression, read from left to right; AND binds closer than OR.
struct Words<'e> {
    words: Vec<&'e str>,
    at: usize,
}

impl Words<'_> {
    fn either(&mut self) -> bool {
        let mut allowed = self.all();
        while self.take("OR") {
            allowed |= self.all();
        }
        allowed
    }

    fn all(&mut self) -> bool {
        let mut allowed = self.one();
        while self.take("AND") {
            allowed &= self.one();
        }
        allowed
    }

    fn one(&mut self) -> bool {
        if self.take("(") {
            let allowed = self.either();
            return self.take(")") && allowed;
        }
        let mut licence = self.next().to_owned();
        if self.take("WITH") {
            licence = format!("{licence} WITH {}", self.next());
        }
        ALLOWED.contains(&licence.as_str())
    }

    fn take(&mut self, word: &str) -> bool {
        let there = self.words.get(self.at) == Some(&word);
        self.at += usize::from(there);
        there
    }

    fn next(&mut self) -> &str {
        let word = self.words.get(self.at).copied().unwrap_or_default();
        self.at += usize::from(!word.is_empty());
        word
    }
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn one_allowed_choice_is_enough() {
        assert!(is_allowed("MIT"));
        assert!(is_allowed("GPL-2.0-only OR Apache-2.0"));
        assert!(is_allowed("MIT/Apache-2.0"));
        assert!(is_allowed("Apache-2.0 WITH LLVM-exception OR GPL-3.0-only"));
    }

    #[test]
    fn every_part_must_be_allowed() {
        assert!(is_allowed("(MIT OR GPL-3.0-only) AND Unicode-3.0"));
        assert!(!is_allowed("MIT AND GPL-3.0-only"));
        assert!(!is_allowed("(MIT OR Apache-2.0) AND GPL-3.0-only"));
    }

    #[test]
    fn and_binds_closer_than_or() {
        assert!(is_allowed("GPL-3.0-only AND MIT OR ISC"));
        assert!(!is_allowed("GPL-3.0-only AND (MIT OR ISC)"));
    }

    #[test]
    fn what_cannot_be_read_is_not_allowed() {
        for text in ["", "no licence", "(MIT", "MIT)", "MIT Apache-2.0", "OR", "MIT AND", "MIT WITH"] {
            assert!(!is_allowed(text), "{text:?}");
        }
    }

    #[test]
    fn an_unknown_exception_is_another_licence() {
        assert!(!is_allowed("MIT WITH surprise"));
    }
}
