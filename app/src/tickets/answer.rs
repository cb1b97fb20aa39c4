//! A public comment and where the ticket stands after it, in one command.

use docket_domain::ticket::{AttachedTo, CommentDraft, Status, Ticket, TicketCommand};
use docket_domain::{Actor, CommentId};
use docket_eventstore::Version;
use uuid::Uuid;

use super::Said;
use crate::App;
use crate::error::AppError;
use crate::execute::Done;
use crate::key::CommandKey;

impl App {
    /// Writes a public comment with its files and says where the ticket stands: both or nothing.
    ///
    /// # Errors
    /// When the caller is not of the team, or it cannot go there from where it stands.
    pub async fn answer(
        &self,
        who: &Actor,
        key: &CommandKey,
        ticket: &str,
        if_match: Option<Version>,
        said: Said<'_>,
        to: Status,
    ) -> Result<Done<Ticket>, AppError> {
        let comment = CommentId(Uuid::now_v7());
        let files = (said.files, AttachedTo::Comment(comment));
        let draft = CommentDraft { comment, body: said.body };
        let command = TicketCommand::ChangeStatus { to, comment: Some(draft), resolution: None };
        self.act_with(who, key, ticket, if_match, files, vec![command]).await
    }
}
