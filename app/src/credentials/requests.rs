//! What people who are not logged in asked for by an address.
//!
//! Each request is one row, written before the answer and worked on after it: so the answer, and the time it takes,
//! is the same for known and unknown addresses (OWASP ASVS 5.0 6.3.8). The rows of a day are also what limits how
//! much mail strangers can cause.

use chrono::{DateTime, Utc};
use docket_domain::{EmailAddress, Language, PersonName};
use docket_eventstore::db::DbError;
use docket_eventstore::on_reader;
use uuid::Uuid;

use super::{Credentials, execute};

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// An account.
    SignUp {
        /// What to call them.
        name: PersonName,
        /// The language they read.
        language: Language,
    },
    /// A new password.
    Reset,
}

const SIGN_UP: &str = "sign_up";
const RESET: &str = "reset";

impl Asked {
    /// As the columns `purpose`, `name` and `language` hold it.
    fn columns(self) -> (&'static str, String, &'static str) {
        match self {
            Self::SignUp { name, language } => (SIGN_UP, name.into(), language.as_str()),
            Self::Reset => (RESET, String::new(), ""),
        }
    }

    fn read(purpose: &str, name: &str, language: &str) -> Result<Self, DbError> {
        match purpose {
            SIGN_UP => Ok(Self::SignUp {
                name: PersonName::parse(name).map_err(|_| corrupt("account_requests.name", name))?,
                language: Language::parse(language)
                    .map_err(|_| corrupt("account_requests.language", language))?,
            }),
            RESET => Ok(Self::Reset),
            _ => Err(corrupt("account_requests.purpose", purpose)),
        }
    }
}

fn corrupt(place: &'static str, what: &str) -> DbError {
    DbError::Corrupt { place, what: what.to_owned() }
}

/// What mail a request has caused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mailed {
    /// A link to a first password.
    Link,
    /// That there is an account already.
    AccountExists,
    /// A link to another password.
    Reset,
}

impl Mailed {
    fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::AccountExists => "account_exists",
            Self::Reset => "reset",
        }
    }
}

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct AccountRequest {
    pub(crate) id: Uuid,
    pub(crate) asked: Asked,
    pub(crate) email: EmailAddress,
    pub(crate) network: String,
    pub(crate) received_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Row {
    request_id: Uuid,
    purpose: String,
    email: String,
    name: String,
    language: String,
    network: String,
    received_at: DateTime<Utc>,
}

impl Credentials {
    pub(crate) async fn note_request(&self, request: AccountRequest) -> Result<(), DbError> {
        let (purpose, name, language) = request.asked.columns();
        execute!(
            self.ops,
            "INSERT INTO account_requests (request_id, purpose, email, name, language, network, received_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            request.id,
            purpose,
            request.email.as_str(),
            name.as_str(),
            language,
            request.network.as_str(),
            request.received_at,
        )
        .map(drop)
    }

    /// What is still to be worked on, oldest first, at most `limit`.
    pub(crate) async fn open_requests(&self, limit: i64) -> Result<Vec<AccountRequest>, DbError> {
        let rows: Vec<Row> = on_reader!(&self.ops, c => {
            sqlx::query_as(
                "SELECT request_id, purpose, email, name, language, network, received_at FROM account_requests
                 WHERE done = false ORDER BY received_at, request_id LIMIT $1",
            )
            .bind(limit)
            .fetch_all(c)
            .await
        })?;
        let read = |row: Row| {
            Ok(AccountRequest {
                id: row.request_id,
                asked: Asked::read(&row.purpose, &row.name, &row.language)?,
                email: EmailAddress::parse(&row.email)
                    .map_err(|_| corrupt("account_requests.email", &row.email))?,
                network: row.network,
                received_at: row.received_at,
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// Marks a request as worked on.
    pub(crate) async fn close_request(&self, id: Uuid, mail: Option<Mailed>) -> Result<(), DbError> {
        execute!(
            self.ops,
            "UPDATE account_requests SET done = $2, mail = $3 WHERE request_id = $1",
            id,
            true,
            mail.map(Mailed::as_str)
        )
        .map(drop)
    }

    /// How many such mails requests have caused to an address since then.
    pub(crate) async fn mails_to(
        &self,
        email: &EmailAddress,
        mail: Mailed,
        since: DateTime<Utc>,
    ) -> Result<i64, DbError> {
        const TEXT: &str =
            "SELECT count(*) FROM account_requests WHERE email = $1 AND mail = $2 AND received_at > $3";
        self.count(TEXT, email.as_str(), mail, since).await
    }

    /// How many such mails requests from a network have caused since then.
    pub(crate) async fn mails_from(
        &self,
        network: &str,
        mail: Mailed,
        since: DateTime<Utc>,
    ) -> Result<i64, DbError> {
        const TEXT: &str =
            "SELECT count(*) FROM account_requests WHERE network = $1 AND mail = $2 AND received_at > $3";
        self.count(TEXT, network, mail, since).await
    }

    async fn count(
        &self,
        text: &'static str,
        of: &str,
        mail: Mailed,
        since: DateTime<Utc>,
    ) -> Result<i64, DbError> {
        Ok(on_reader!(&self.ops, c => {
            sqlx::query_scalar(text).bind(of).bind(mail.as_str()).bind(since).fetch_one(c).await
        })?)
    }

    /// Forgets requests that limit nothing any more.
    pub(crate) async fn forget_requests(&self, before: DateTime<Utc>) -> Result<(), DbError> {
        execute!(self.ops, "DELETE FROM account_requests WHERE received_at < $1 AND done = $2", before, true)
            .map(drop)
    }
}
