//! What is done to a ticket once it is open.

use docket_domain::ticket::{
    self, AttachedTo, CloseReason, CommentDraft, Context, Priority, Status, Ticket, TicketCommand,
};
use docket_domain::{
    Actor, AttachmentId, Body, CommandContext, CommentId, NoteId, OrganizationId, PersonId, RequestTypeKey,
    Subject, Visibility,
};
use docket_eventstore::Version;
use uuid::Uuid;

use super::open::{newcomer, newcomers, on_its_own};
use super::{hold, muted, refused_ticket, sees};
use crate::App;
use crate::aggregates::{Loaded, fold_decided};
use crate::error::{AppError, FieldError};
use crate::execute::{Change, Decision, Done};
use crate::key::CommandKey;
use crate::organizations::Whom;
use crate::session::Session;

/// What can be changed about a ticket's header in one command.
#[derive(Clone, Debug, Default)]
pub struct TicketChange {
    /// To whom it is given, or that it is nobody's.
    pub assignee: Option<Option<PersonId>>,
    /// How urgent it is.
    pub priority: Option<Priority>,
    /// What kind of request it is.
    pub request_type: Option<RequestTypeKey>,
    /// What it is about.
    pub subject: Option<Subject>,
}

/// Where a ticket is to stand.
#[derive(Clone, Debug)]
pub struct NewStanding<'f> {
    /// The status.
    pub to: Status,
    /// A public comment that goes with it.
    pub comment: Option<Said<'f>>,
    /// What was done; to resolve, this or a comment is needed.
    pub resolution: Option<Body>,
}

/// A text, and the uploads that belong to it.
#[derive(Clone, Debug)]
pub struct Said<'f> {
    /// The text.
    pub body: Body,
    /// Uploads of the author's.
    pub files: &'f [AttachmentId],
}

impl From<Body> for Said<'_> {
    fn from(body: Body) -> Self {
        Self { body, files: &[] }
    }
}

pub(super) fn draft(body: Option<Body>) -> Option<CommentDraft> {
    body.map(|body| CommentDraft { comment: CommentId(Uuid::now_v7()), body })
}

/// The comment that goes with another act, and the files that come with the comment.
pub(super) fn spoken(said: Option<Said<'_>>) -> (Option<CommentDraft>, (&[AttachmentId], AttachedTo)) {
    let Some(Said { body, files }) = said else { return (None, (&[], AttachedTo::Public)) };
    let comment = CommentId(Uuid::now_v7());
    (Some(CommentDraft { comment, body }), (files, AttachedTo::Comment(comment)))
}

impl App {
    /// Carries out one command on a ticket.
    pub(super) async fn act(
        &self,
        who: &Actor,
        key: &CommandKey,
        ticket: &str,
        if_match: Option<Version>,
        commands: Vec<TicketCommand>,
    ) -> Result<Done<Ticket>, AppError> {
        let id = self.ticket_id(ticket).await?;
        let commands = &commands;
        self.execute::<Ticket, _>(who, key, id.0, if_match, sees, |loaded, now| async move {
            let context = &CommandContext { now, actor: who };
            self.decide_all(&loaded, context, commands, Decision::default()).await
        })
        .await
    }

    /// Decides several commands one after the other, each on the state the ones before lead to.
    pub(crate) async fn decide_all(
        &self,
        loaded: &Loaded<Ticket>,
        moment: &CommandContext<'_>,
        commands: &[TicketCommand],
        mut decision: Decision,
    ) -> Result<Decision, AppError> {
        let desk = self.desk_of(&loaded.state).await?;
        let mut state = loaded.state.clone();
        let mut version = loaded.version;
        let mut all = Vec::new();
        for command in commands {
            let mut people = self.facts(command.people(Some(&state), &desk.state, moment.actor)).await?;
            for introduced in newcomers(&decision) {
                people.insert(introduced, newcomer());
            }
            let context = Context {
                now: moment.now,
                actor: moment.actor,
                desk: &desk.state,
                people: &people,
                seen: None,
            };
            let events = ticket::decide(Some(&state), command.clone(), &context).map_err(refused_ticket)?;
            state = fold_decided(state.id.0, Some(state), &mut version, &events, moment)?
                .ok_or(AppError::Internal("a decision took a ticket away", None))?;
            all.extend(events);
        }
        decision.claims.extend(hold::claims(&loaded.state, &state));
        decision.claims.extend(muted::claims(&loaded.state, &state));
        decision.changes.insert(0, Change::extend(loaded.state.id.0, loaded.version, all));
        Ok(decision)
    }

    /// Writes a public comment. `solves` says whether it is thereby done, see
    /// [`TicketCommand::Comment`].
    ///
    /// # Errors
    /// When the ticket is closed, or not the caller's to see.
    pub async fn comment(
        &self,
        who: &Actor,
        key: &CommandKey,
        ticket: &str,
        if_match: Option<Version>,
        said: Said<'_>,
        solves: Option<bool>,
    ) -> Result<Done<Ticket>, AppError> {
        let comment = CommentId(Uuid::now_v7());
        let files = (said.files, AttachedTo::Comment(comment));
        let command = TicketCommand::Comment { comment, body: said.body, solves };
        self.act_with(who, key, ticket, if_match, files, vec![command]).await
    }

    /// Writes an internal note. The colleagues it calls by `@name` are told.
    ///
    /// # Errors
    /// When the caller is not of the team.
    pub async fn note(
        &self,
        who: &Actor,
        key: &CommandKey,
        ticket: &str,
        if_match: Option<Version>,
        said: Said<'_>,
    ) -> Result<Done<Ticket>, AppError> {
        let note = NoteId(Uuid::now_v7());
        let mentions = self.mentioned(who, &said.body).await?;
        let command = TicketCommand::Note { note, body: said.body, mentions };
        self.act_with(who, key, ticket, if_match, (said.files, AttachedTo::Note(note)), vec![command]).await
    }

    /// Says where a ticket stands, and what there is to say to it: both or nothing.
    ///
    /// # Errors
    /// When the caller is not of the team, or it cannot go there from where it stands.
    pub async fn change_status(
        &self,
        who: &Actor,
        key: &CommandKey,
        ticket: &str,
        if_match: Option<Version>,
        standing: NewStanding<'_>,
    ) -> Result<Done<Ticket>, AppError> {
        let (comment, files) = spoken(standing.comment);
        let command =
            TicketCommand::ChangeStatus { to: standing.to, comment, resolution: standing.resolution };
        self.act_with(who, key, ticket, if_match, files, vec![command]).await
    }

    /// Closes a ticket.
    ///
    /// # Errors
    /// When it is closed already, or the reason is not the caller's to give.
    pub async fn close(
        &self,
        who: &Actor,
        key: &CommandKey,
        ticket: &str,
        if_match: Option<Version>,
        comment: Option<Body>,
        reason: Option<CloseReason>,
    ) -> Result<Done<Ticket>, AppError> {
        let command = TicketCommand::Close { comment: draft(comment), reason };
        self.act(who, key, ticket, if_match, vec![command]).await
    }

    /// Reopens a ticket.
    ///
    /// # Errors
    /// When it is open, or it is too late for a customer.
    pub async fn reopen(
        &self,
        who: &Actor,
        key: &CommandKey,
        ticket: &str,
        if_match: Option<Version>,
        comment: Option<Body>,
        reason: Option<Body>,
    ) -> Result<Done<Ticket>, AppError> {
        let command = TicketCommand::Reopen { comment: draft(comment), reason };
        self.act(who, key, ticket, if_match, vec![command]).await
    }

    /// Changes a ticket's header: all of it or nothing.
    ///
    /// # Errors
    /// When a part is not the caller's to change.
    pub async fn change_ticket(
        &self,
        who: &Actor,
        key: &CommandKey,
        ticket: &str,
        if_match: Option<Version>,
        change: TicketChange,
    ) -> Result<Done<Ticket>, AppError> {
        let commands = [
            change.subject.map(|subject| TicketCommand::ChangeSubject { subject }),
            change.request_type.map(|request_type| TicketCommand::ChangeRequestType { request_type }),
            change.priority.map(|priority| TicketCommand::SetPriority { priority }),
            change.assignee.map(|assignee| TicketCommand::Assign { assignee }),
        ];
        self.act(who, key, ticket, if_match, commands.into_iter().flatten().collect()).await
    }

    /// Makes a ticket private or shares it with an organization of the reporter's. Where the reporter is in one
    /// only, it need not be named.
    ///
    /// # Errors
    /// When the caller is neither the reporter nor of the team, or the reporter is no member.
    pub async fn set_visibility(
        &self,
        who: &Actor,
        key: &CommandKey,
        ticket: &str,
        if_match: Option<Version>,
        shared: bool,
        organization: Option<OrganizationId>,
    ) -> Result<Done<Ticket>, AppError> {
        let id = self.ticket_id(ticket).await?;
        self.execute::<Ticket, _>(who, key, id.0, if_match, sees, |loaded, now| async move {
            let context = &CommandContext { now, actor: who };
            let command = if shared {
                let organization = match organization {
                    Some(organization) => organization,
                    None => self.only_organization(loaded.state.reporter).await?,
                };
                TicketCommand::Share { organization }
            } else {
                TicketCommand::Unshare
            };
            self.decide_all(&loaded, context, &[command], Decision::default()).await
        })
        .await
    }

    async fn only_organization(&self, reporter: PersonId) -> Result<OrganizationId, AppError> {
        let own = self.memberships(reporter).await?;
        match (own.len(), own.first()) {
            (1, Some(only)) => Ok(*only),
            _ => Err(AppError::Invalid(vec![FieldError::new(
                "organization",
                "missing",
                "Name the organization to share it with: the reporter is in none, or in several.",
            )])),
        }
    }

    /// Shares a ticket with a person by name or address. An unknown address is invited; the answer is the same.
    ///
    /// # Errors
    /// When the caller may not.
    pub async fn add_participant(
        &self,
        session: &Session,
        key: &CommandKey,
        ticket: &str,
        whom: &Whom,
    ) -> Result<Done<Ticket>, AppError> {
        let who = &session.actor;
        let id = self.ticket_id(ticket).await?;
        let language = session.person.state.language;
        self.execute::<Ticket, _>(who, key, id.0, None, sees, |loaded, now| async move {
            let context = &CommandContext { now, actor: who };
            // Whether the caller may at all comes before any word about the person named.
            let desk = self.desk_of(&loaded.state).await?;
            let action = docket_domain::Action::AddParticipant {
                participants_may_add: desk.state.participants_may_add,
            };
            docket_domain::may(who, action, &loaded.state).map_err(|denied| refused_ticket(denied.into()))?;
            let mut decision = Decision::default();
            let field = match whom {
                Whom::Person(_) => "person",
                Whom::Email(_) => "email",
            };
            let person = self.whom(whom, field, language, context, &mut decision).await?;
            let command = TicketCommand::AddParticipant { person, by_address: whom.is_address() };
            self.decide_all(&loaded, context, &[command], decision).await
        })
        .await
        .map(|done| on_its_own(who, done))
    }

    /// Takes a person's sight by name away, from the next request on. `named` is their id or the stand-in that this
    /// ticket's answers have for it.
    ///
    /// # Errors
    /// When the caller may not.
    pub async fn remove_participant(
        &self,
        who: &Actor,
        key: &CommandKey,
        ticket: &str,
        named: Uuid,
    ) -> Result<Done<Ticket>, AppError> {
        let id = self.ticket_id(ticket).await?;
        self.execute::<Ticket, _>(who, key, id.0, None, sees, |loaded, now| async move {
            let context = &CommandContext { now, actor: who };
            let mut participants = loaded.state.participants.iter().copied();
            let stands_in = participants.find(|person| self.stand_in(Some(id), *person) == named);
            let person = stands_in.unwrap_or(PersonId(named));
            let command = TicketCommand::RemoveParticipant { person };
            self.decide_all(&loaded, context, &[command], Decision::default()).await
        })
        .await
    }
}

/// Whether a ticket is shared with an organization.
impl Loaded<Ticket> {
    /// The organization it is shared with.
    pub fn shared_with(&self) -> Option<OrganizationId> {
        match self.state.visibility {
            Visibility::Private => None,
            Visibility::Organization(organization) => Some(organization),
        }
    }
}
