//! What is asked of the index, as each database writes it.

use docket_eventstore::db::Dialect;

use super::index;

/// Which documents are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expression {
    /// Those with these tokens side by side; one alone as a rule.
    Tokens(Vec<String>),
    /// Those that all of these mean. At least one.
    All(Vec<Self>),
    /// Those that any of these means. None at all when there is none.
    Any(Vec<Self>),
    /// Those of the first that the second does not mean.
    Without(Box<Self>, Box<Self>),
}

impl Expression {
    pub(super) fn token(token: impl Into<String>) -> Self {
        Self::Tokens(vec![token.into()])
    }

    pub(super) fn any_token(tokens: impl IntoIterator<Item = String>) -> Self {
        Self::Any(tokens.into_iter().map(Self::token).collect())
    }

    pub(super) fn nothing() -> Self {
        Self::Any(Vec::new())
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self::Without(Box::new(self), Box::new(other))
    }

    /// The text that the database reads; none when no document can be meant.
    pub(super) fn text(&self, dialect: Dialect) -> Option<String> {
        let joined = |parts: Vec<String>, sqlite: &str, postgres: &str| {
            let by = match dialect {
                Dialect::Sqlite => sqlite,
                Dialect::Postgres => postgres,
            };
            if parts.len() == 1 { parts.concat() } else { format!("({})", parts.join(by)) }
        };
        match self {
            // Tokens are letters, digits and `_`: nothing in them means something to a database within quotes.
            Self::Tokens(tokens) => Some(match dialect {
                Dialect::Sqlite => format!("\"{}\"", tokens.join(" ")),
                Dialect::Postgres => {
                    let quoted = |token: &String| format!("'{token}'");
                    let phrase = joined(tokens.iter().map(quoted).collect(), "", " <-> ");
                    let pairs =
                        tokens.iter().zip(tokens.iter().skip(1)).filter_map(|(a, b)| index::pair(a, b));
                    joined([phrase].into_iter().chain(pairs.map(|pair| quoted(&pair))).collect(), "", " & ")
                }
            }),
            Self::All(parts) => {
                let parts = parts.iter().map(|part| part.text(dialect)).collect::<Option<Vec<_>>>()?;
                Some(joined(parts, " AND ", " & "))
            }
            Self::Any(parts) => {
                let parts: Vec<String> = parts.iter().filter_map(|part| part.text(dialect)).collect();
                (!parts.is_empty()).then(|| joined(parts, " OR ", " | "))
            }
            Self::Without(of, not) => {
                let of = of.text(dialect)?;
                Some(match (not.text(dialect), dialect) {
                    (None, _) => of,
                    (Some(not), Dialect::Sqlite) => format!("({of} NOT {not})"),
                    (Some(not), Dialect::Postgres) => format!("({of} & !{not})"),
                })
            }
        }
    }
}
