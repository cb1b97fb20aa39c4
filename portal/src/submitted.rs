//! A form that somebody has sent.

use axum::extract::{FromRequest, FromRequestParts as _, Request};
use docket_app::{AppError, CommandKey, Uploaded, Version};
use docket_domain::{Actor, AttachmentId};
use docket_web::{Caller, Login, Problem, SentForm, WebState, require_own_origin};

use crate::fields::Fields;
use crate::pages::resume;
use crate::stop::Stop;
use crate::visitor::{Guest, Visitor};

/// The form's own key: what makes a second click harmless.
pub(crate) const KEY: &str = "_key";
/// The version of the ticket that the sender has seen.
pub(crate) const VERSION: &str = "_version";
/// Uploads that belong to what is sent, by their ids.
pub(crate) const ATTACHMENTS: &str = "attachments";

/// The control that files of a ticket come from.
pub(crate) const FILES: &str = "files";
/// The control that the logo comes from.
pub(crate) const LOGO: &str = "logo";
/// Uploads of the form that are not wanted any more, by their ids.
pub(crate) const WITHOUT: &str = "_without";

/// The field that says what an upload is called, for a form that is shown again.
pub(crate) fn file_name(id: &str) -> String {
    format!("file-{id}")
}

/// Fields whose content must not be found in what is kept of a command.
const SECRETS: [&str; 4] = ["password", "current_password", "code", KEY];

/// A form of somebody who is signed in.
#[derive(Debug)]
pub(crate) struct Submitted<C = Login> {
    pub(crate) visitor: Visitor<C>,
    pub(crate) fields: Fields,
    /// Files that came with it and were taken, or that the form named as taken before.
    pub(crate) files: Vec<AttachmentId>,
    /// What was wrong with files that came with it: the text is not lost for them.
    file_faults: Vec<Problem>,
    /// Makes sending it again harmless.
    pub(crate) key: CommandKey,
    /// What the sender has seen.
    pub(crate) if_match: Option<Version>,
}

impl<C: Caller> Submitted<C> {
    /// Who has sent it.
    pub(crate) fn actor(&self) -> &Actor {
        self.visitor.actor()
    }

    /// What is wrong with the files that came with it, all in one: a fault of ours before any of theirs.
    pub(crate) fn refused_files(&self) -> Option<Problem> {
        let ours = |problem: &&Problem| problem.status.is_server_error();
        let mut whole = self.file_faults.iter().find(ours).or(self.file_faults.first())?.clone();
        whole.errors = self.file_faults.iter().flat_map(|problem| problem.errors.iter().cloned()).collect();
        Some(whole)
    }
}

impl<C: Caller> FromRequest<WebState> for Submitted<C> {
    type Rejection = Stop;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Stop> {
        let (mut parts, body) = request.into_parts();
        require_own_origin(&parts.headers, state)?;
        let target = format!("{} {}", parts.method, parts.uri.path());
        let visitor = Visitor::<C>::from_request_parts(&mut parts, state).await;
        let request = Request::from_parts(parts.clone(), body);
        let visitor = match visitor {
            Ok(visitor) => visitor,
            Err(Stop::Problem(problem)) if problem.code == "login_required" => {
                // What was written is carried through the login instead of being lost.
                let fields = SentForm::read(request, state, None).await?.fields.into_iter().collect();
                let guest = Guest::from_request_parts(&mut parts, state).await?;
                return Err(resume::ask_to_sign_in(&guest.page(state), &fields));
            }
            Err(other) => return Err(other),
        };
        let sent = SentForm::read(request, state, Some(visitor.actor())).await?;
        let mut fields: Fields = sent.fields.into_iter().collect();
        let key = key(visitor.actor(), &target, &fields, &sent.files);
        for upload in &sent.files {
            // A form that is shown again names them, so that they need not come twice.
            let id = upload.file.id.to_string();
            fields.push(file_name(&id), upload.file.name.as_str());
            fields.push(ATTACHMENTS, id);
        }
        leave_out(state, visitor.actor(), &mut fields).await;
        let files = fields.all(ATTACHMENTS).filter_map(|id| id.parse().ok()).map(AttachmentId).collect();
        let if_match = fields.filled(VERSION).and_then(|text| text.parse().ok()).map(Version);
        Ok(Self { visitor, fields, files, file_faults: sent.file_faults, key, if_match })
    }
}

/// Takes the files out that are not wanted any more. That is their end, too.
async fn leave_out(state: &WebState, who: &Actor, fields: &mut Fields) {
    let unwanted: Vec<String> = fields.all(WITHOUT).map(str::to_owned).collect();
    for id in &unwanted {
        let own = file_name(id);
        fields.retain(|name, value| name != own && !(name == ATTACHMENTS && value == id));
        let Ok(id) = id.parse() else { continue };
        match state.app.discard_upload(who, AttachmentId(id)).await {
            Ok(()) | Err(AppError::NotFound(_)) => {}
            // The sweep takes what nobody attaches.
            Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "a file stays"),
        }
    }
    fields.retain(|name, _| name != WITHOUT);
}

fn key(actor: &Actor, target: &str, fields: &Fields, taken: &[Uploaded]) -> CommandKey {
    let plain = fields.iter().filter(|(name, _)| !SECRETS.contains(name));
    let files = taken.iter().map(|upload| ("file", upload.file.name.as_str()));
    let content: Fields =
        plain.chain(files).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    CommandKey::new(actor.person, fields.filled(KEY), target, content.encoded().as_bytes())
}

/// A form of somebody who need not be signed in.
#[derive(Debug)]
pub(crate) struct GuestForm {
    pub(crate) guest: Guest,
    pub(crate) fields: Fields,
}

impl FromRequest<WebState> for GuestForm {
    type Rejection = Stop;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Stop> {
        let (mut parts, body) = request.into_parts();
        require_own_origin(&parts.headers, state)?;
        let guest = Guest::from_request_parts(&mut parts, state).await?;
        let sent = SentForm::read(Request::from_parts(parts, body), state, None).await?;
        Ok(Self { guest, fields: sent.fields.into_iter().collect() })
    }
}
