//! Desks in JSON.

use docket_app::FieldError;
use docket_domain::MailDomain;
use docket_domain::desk::{Desk, Form, RequestType, SignUp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::form::FieldBody;
use super::text::{Reader, Translations};
use crate::v1::reply::parsed;

/// A service desk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskBody {
    id: Uuid,
    /// Its tickets' keys begin with it.
    key: String,
    /// What people call it, in the reader's language.
    name: String,
    /// Whether participants of its tickets may add others.
    participants_may_add: bool,
    /// Who can become its customer without being invited. For the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    sign_up: Option<SignUpBody>,
    /// The keys of what can be asked of it, in order.
    request_types: Vec<String>,
    version: i64,
    #[serde(skip_serializing_if = "Translations::is_empty")]
    translations: Translations,
}

impl DeskBody {
    pub(crate) fn new(desk: &Desk, reader: Reader) -> Self {
        Self {
            id: desk.id.0,
            key: desk.key.as_str().to_owned(),
            name: reader.text(&desk.name),
            participants_may_add: desk.participants_may_add,
            // The domains are customers: no concern of other customers.
            sign_up: reader.is_support().then(|| SignUpBody::new(&desk.sign_up)),
            request_types: offered(desk).map(|kind| kind.key.as_str().to_owned()).collect(),
            version: desk.version,
            translations: reader.translations().with("name", Some(&desk.name)),
        }
    }
}

/// The request types that tickets can be opened with, in order.
pub(crate) fn offered(desk: &Desk) -> impl Iterator<Item = &RequestType> {
    desk.in_order().filter(|kind| !kind.retired)
}

/// Who can become a customer of a desk without being invited: `"open"`, `"closed"` or
/// `{"domains": ["meridian.example"]}`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SignUpBody {
    /// Anybody.
    Open,
    /// Nobody.
    Closed,
    /// Those with an address of one of these domains; a subdomain is another domain.
    Domains(Vec<String>),
}

impl SignUpBody {
    fn new(rule: &SignUp) -> Self {
        match rule {
            SignUp::Open => Self::Open,
            SignUp::Closed => Self::Closed,
            SignUp::Domains(domains) => Self::Domains(domains.iter().map(ToString::to_string).collect()),
        }
    }

    pub(crate) fn parse(&self) -> Result<SignUp, FieldError> {
        let domains = match self {
            Self::Open => return Ok(SignUp::Open),
            Self::Closed => return Ok(SignUp::Closed),
            Self::Domains(domains) => domains,
        };
        if domains.is_empty() {
            let detail = "Name at least one domain, or send \"closed\".";
            return Err(FieldError::new("sign_up.domains", "empty", detail));
        }
        let domains = domains
            .iter()
            .enumerate()
            .map(|(index, domain)| parsed(&format!("sign_up.domains[{index}]"), MailDomain::parse(domain)));
        Ok(SignUp::Domains(domains.collect::<Result<_, _>>()?))
    }
}

/// A kind of request and the form it asks to fill in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RequestTypeBody {
    key: String,
    /// What people call it, in the reader's language.
    name: String,
    /// What it is for, in the reader's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// One more with each change of the form; a ticket keeps the one it was filed with.
    form_version: u32,
    /// Whether no new tickets of it can be opened.
    retired: bool,
    /// In the order a page shows them.
    fields: Vec<FieldBody>,
    #[serde(skip_serializing_if = "Translations::is_empty")]
    translations: Translations,
}

impl RequestTypeBody {
    pub(crate) fn new(kind: &RequestType, reader: Reader) -> Self {
        Self::with_form(kind, &kind.form, kind.form_version(), reader)
    }

    /// With the form as a version had it. Name and description are those of today.
    pub(crate) fn with_form(kind: &RequestType, form: &Form, form_version: u32, reader: Reader) -> Self {
        let translations = reader.translations().with("name", Some(&kind.name));
        Self {
            key: kind.key.as_str().to_owned(),
            name: reader.text(&kind.name),
            description: kind.description.as_ref().map(|text| reader.text(text)),
            form_version,
            retired: kind.retired,
            fields: form.fields().iter().map(|field| FieldBody::new(field, reader)).collect(),
            translations: translations.with("description", kind.description.as_ref()),
        }
    }
}
