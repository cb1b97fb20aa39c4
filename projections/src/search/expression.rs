//! What is asked of the index, as each database writes it.

use docket_eventstore::db::Dialect;

use super::index::pair;

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
                    let quoted = tokens.iter().map(|token| format!("'{token}'")).collect();
                    joined(quoted, "", " <-> ")
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

    /// Whether GIN goes through far more documents than are meant: of a phrase, if some of its words stand in no pair.
    pub(super) fn is_vague(&self) -> bool {
        match self {
            Self::Tokens(tokens) => tokens.windows(2).any(|two| pair(&two[0], &two[1]).is_none()),
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::is_vague),
            Self::Without(of, _) => of.is_vague(),
        }
    }

    /// What GIN finds at less cost, with some documents more: pairs of words, where there are such, in place of phrases, and
    /// nothing left out of these. The same where there is no such phrase.
    pub(super) fn in_pairs(&self) -> Self {
        let each = |parts: &[Self]| parts.iter().map(Self::in_pairs).collect();
        match self {
            Self::Tokens(tokens) => {
                let pairs: Vec<Option<String>> =
                    tokens.windows(2).map(|two| pair(&two[0], &two[1])).collect();
                if pairs.iter().all(Option::is_none) {
                    return self.clone();
                }
                let is_paired = |at: usize| pairs.get(at).is_some_and(Option::is_some);
                let in_either = |at: usize| is_paired(at) || at > 0 && is_paired(at - 1);
                let alone = tokens.iter().enumerate().filter(|(at, _)| !in_either(*at));
                let asked = pairs.iter().flatten().chain(alone.map(|(_, token)| token));
                Self::All(asked.map(Self::token).collect())
            }
            Self::All(parts) => Self::All(each(parts)),
            Self::Any(parts) => Self::Any(each(parts)),
            Self::Without(of, _) => {
                let pairs = of.in_pairs();
                if pairs == **of { self.clone() } else { pairs }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_vague_unless_all_their_words_stand_in_pairs() {
        let phrase =
            |words: &[&str]| Expression::Tokens(words.iter().map(|word| (*word).to_owned()).collect());
        let exact = [phrase(&["dpanel"]), phrase(&["dof", "dthe"]), phrase(&["sof", "sthe", "spanel"])];
        let vague = [phrase(&["dof", "dthe", "dpanel"]), phrase(&["dpanel", "dreport"])];
        for exact in &exact {
            assert!(!exact.is_vague(), "{exact:?}");
            for vague in &vague {
                assert!(vague.is_vague(), "{vague:?}");
                assert!(Expression::Any(vec![exact.clone(), vague.clone()]).is_vague());
                assert!(vague.clone().without(exact.clone()).is_vague());
                // What is left out is not looked for.
                assert!(!exact.clone().without(vague.clone()).is_vague());
            }
        }
    }
}
