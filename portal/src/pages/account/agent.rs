//! What a browser calls itself, for people: its name and its system's. A guess, for they all claim to be each other.

/// In this order: who pretends to be another stands before that other.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// A browser, and the system it runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Agent {
    pub(super) browser: &'static str,
    pub(super) system: &'static str,
}

impl Agent {
    /// Reads what one says of itself; programs say other things.
    pub(super) fn read(text: &str) -> Option<Self> {
        let find = |names: &[(&str, &'static str)]| {
            names.iter().find(|(sign, _)| text.contains(sign)).map(|(_, name)| *name)
        };
        Some(Self { browser: find(&BROWSERS)?, system: find(&SYSTEMS)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart() {
        for (text, browser, system) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 \
                 Safari/537.36 Edg/140.0",
                "Edge",
                "Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) \
                 Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari",
                "iPhone",
            ),
        ] {
            assert_eq!(Agent::read(text), Some(Agent { browser, system }), "{text}");
        }
        assert_eq!(Agent::read("curl/8.0"), None);
    }
}
