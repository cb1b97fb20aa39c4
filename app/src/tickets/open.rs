//! Opening a ticket.

use std::collections::BTreeSet;

use docket_domain::desk::Desk;
use docket_domain::organization::DefaultVisibility;
use docket_domain::person::Person;
use docket_domain::ticket::{
    self, AttachedTo, Context, MAX_PARTICIPANTS, OpenTicket, PersonFacts, Priority, Ticket, TicketCommand,
    TicketRefusal,
};
use docket_domain::{
    Actor, AttachmentId, Body, CommandContext, Event, Language, OrganizationId, PersonId, Relation,
    RequestTypeKey, Role, Subject, TicketId, Visibility,
};
use docket_eventstore::{Claim, Version};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::attach::{claims, stream};
use super::refused_ticket;
use crate::App;
use crate::aggregates::fold_decided;
use crate::error::{AppError, FieldError};
use crate::execute::{Change, Decision, Done};
use crate::key::CommandKey;
use crate::names;
use crate::organizations::Whom;
use crate::session::Session;

/// Who is to see a new ticket beside its reporter, the people named and the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// Nobody.
    Private,
    /// An organization of the reporter's.
    Organization,
}

/// A ticket to be opened.
#[derive(Clone, Debug)]
pub struct NewTicket {
    /// The desk's key.
    pub desk: String,
    /// One of its request types.
    pub request_type: RequestTypeKey,
    /// What it is about.
    pub subject: Subject,
    /// The whole of it.
    pub description: Body,
    /// The answers to the form.
    pub fields: Map<String, Value>,
    /// Who is to see it; what the organization proposes where it is not said.
    pub sharing: Option<Sharing>,
    /// The organization it is filed for. Where the reporter is in one only, it need not be named.
    pub organization: Option<OrganizationId>,
    /// Whom to share it with by name or address.
    pub participants: Vec<Whom>,
    /// For whom the team opens it.
    pub on_behalf_of: Option<Whom>,
    /// How urgent the team holds it to be.
    pub priority: Priority,
    /// The key of an earlier ticket that it goes on with.
    pub follow_up_of: Option<String>,
    /// Uploads of the opener's that belong to the description.
    pub attachments: Vec<AttachmentId>,
}

impl App {
    /// Opens a ticket.
    ///
    /// # Errors
    /// Faults of the content, all together; nothing is written.
    pub async fn open_ticket(
        &self,
        session: &Session,
        key: &CommandKey,
        new: NewTicket,
    ) -> Result<Done<Ticket>, AppError> {
        let who = &session.actor;
        let desk_id = self.lasting(names::DESK, &new.desk).await?.ok_or_else(|| unknown_desk(&new.desk))?;
        let desk = self.aggregates().get::<Desk>(desk_id).await?;
        let context = CommandContext { now: self.now(), actor: who };
        let id = TicketId(Uuid::now_v7());
        // The ticket's events come first, so that the command stands where its ticket does.
        let mut decision = Decision::default();
        let language = session.person.state.language;
        let reporter = match &new.on_behalf_of {
            Some(whom) => self.whom(whom, "on_behalf_of", language, &context, &mut decision).await?,
            None => who.person,
        };
        not_too_many(&new.participants)?;
        let (mut participants, mut by_address) = (BTreeSet::new(), BTreeSet::new());
        for (index, whom) in new.participants.iter().enumerate() {
            let field = format!("participants[{index}]");
            let person = self.whom(whom, &field, language, &context, &mut decision).await?;
            participants.insert(person);
            if whom.is_address() {
                by_address.insert(person);
            }
        }
        participants.remove(&reporter);
        let reporters_own = if reporter == who.person {
            who.organizations.clone()
        } else {
            self.memberships(reporter).await?
        };
        let sharing = match new.sharing {
            Some(sharing) => sharing,
            None => self.proposed(new.organization, &reporters_own).await?,
        };
        let (organization, visibility) = filed_for(sharing, new.organization, &reporters_own)?;
        let command = TicketCommand::Open(Box::new(OpenTicket {
            request_type: new.request_type,
            subject: new.subject,
            description: new.description,
            fields: new.fields,
            visibility,
            organization,
            reporter,
            participants,
            by_address,
            priority: new.priority,
        }));
        let mut people = self.facts(command.people(None, &desk.state, who)).await?;
        for introduced in newcomers(&decision) {
            people.insert(introduced, newcomer());
        }
        let context =
            Context { now: context.now, actor: who, desk: &desk.state, people: &people, seen: None };
        let mut events = ticket::decide(None, command, &context).map_err(refused_ticket)?;
        let taken = self.take_files(who, key, id.0, &new.attachments).await?;
        decision.claims.extend(claims(id.0, &taken));
        let mut earlier = Decision::default();
        if !taken.is_empty() || new.follow_up_of.is_some() {
            let moment = CommandContext { now: context.now, actor: who };
            let mut version = Version::ZERO;
            let opened = fold_decided::<Ticket>(id.0, None, &mut version, &events, &moment)?;
            let opened = opened.ok_or(AppError::Internal("a decision opened nothing", None))?;
            if !taken.is_empty() {
                let attach = TicketCommand::Attach { files: taken, to: AttachedTo::Description };
                events.extend(ticket::decide(Some(&opened), attach, &context).map_err(refused_ticket)?);
            }
            if let Some(key) = &new.follow_up_of {
                let (own, theirs) = self.follow_up(&opened, key, &context).await?;
                events.extend(own);
                earlier = theirs;
            }
        }
        decision.changes.insert(0, Change::create(id.0, events));
        decision.add(earlier);
        let desk_key = &desk.state.key;
        decision.claims.push(Claim::TakeNumbered {
            scope: names::TICKET,
            prefix: format!("{desk_key}-"),
            owner: id.0,
        });
        decision.counter = Some(format!("ticket.{desk_key}"));
        let done = self.create(who, key, id.0, decision).await;
        Ok(on_its_own(who, self.settle_files(key, &new.attachments, done, stream).await?))
    }

    /// What the organization that a ticket is for proposes: the one named, or the only one. Others are asked of nobody.
    async fn proposed(
        &self,
        named: Option<OrganizationId>,
        own: &BTreeSet<OrganizationId>,
    ) -> Result<Sharing, AppError> {
        let Some(organization) = named.or(only(own)).filter(|organization| own.contains(organization)) else {
            return Ok(Sharing::Private);
        };
        Ok(match self.organization(organization).await?.state.default_visibility {
            DefaultVisibility::Private => Sharing::Private,
            DefaultVisibility::Organization => Sharing::Organization,
        })
    }

    /// The person a command names; an unknown address is invited in the same command.
    pub(super) async fn whom(
        &self,
        whom: &Whom,
        field: &str,
        language: Language,
        context: &CommandContext<'_>,
        decision: &mut Decision,
    ) -> Result<PersonId, AppError> {
        match whom {
            Whom::Email(email) => self.by_address_or_invited(email, language, context, decision).await,
            Whom::Person(id) => self.nameable(context.actor, *id, field).await,
        }
    }

    /// Somebody whom one may name by their id: a customer the people of their own organizations.
    pub(crate) async fn nameable(
        &self,
        who: &Actor,
        id: PersonId,
        field: &str,
    ) -> Result<PersonId, AppError> {
        let allowed = if who.is_support() {
            self.aggregates().load::<Person>(id.0).await?.is_some()
        } else {
            id == who.person || self.relation(who, id).await? >= Relation::Colleague
        };
        if allowed {
            return Ok(id);
        }
        Err(AppError::Invalid(vec![FieldError::new(
            field,
            "unknown",
            "There is no such person, or none in your organizations. Name others by their mail address.",
        )]))
    }
}

fn unknown_desk(key: &str) -> AppError {
    let shown: String = key.chars().take(20).collect();
    let detail = format!("There is no service desk {shown}. GET /api/v1/desks lists them.");
    AppError::Invalid(vec![FieldError::new("desk", "unknown", detail)])
}

/// A command as a customer may know it: where its ticket's own events end. That an address among those named had to be
/// invited must not show in how far the log has come.
pub(super) fn on_its_own(who: &Actor, mut done: Done<Ticket>) -> Done<Ticket> {
    if !who.is_support() {
        let others = done.events.iter().filter(|event| !matches!(event, Event::Ticket(_))).count();
        done.position.0 -= i64::try_from(others).unwrap_or_default();
    }
    done
}

/// Refuses a list that no ticket can have before anybody on it is looked for.
pub(super) fn not_too_many(participants: &[Whom]) -> Result<(), AppError> {
    if participants.len() > MAX_PARTICIPANTS {
        return Err(refused_ticket(TicketRefusal::TooManyParticipants));
    }
    Ok(())
}

fn only(own: &BTreeSet<OrganizationId>) -> Option<OrganizationId> {
    own.first().copied().filter(|_| own.len() == 1)
}

/// The organization a ticket is filed for, the one named, else the only one there is; and who sees it by that.
pub(super) fn filed_for(
    sharing: Sharing,
    named: Option<OrganizationId>,
    own: &BTreeSet<OrganizationId>,
) -> Result<(Option<OrganizationId>, Visibility), AppError> {
    let fault = |fault: &str, detail: &str| {
        Err(AppError::Invalid(vec![FieldError::new("organization", fault, detail)]))
    };
    match (sharing, named.or(only(own))) {
        (Sharing::Organization, None) if own.is_empty() => {
            fault("not_a_member", "The reporter is in no organization: make the ticket private.")
        }
        (Sharing::Organization, None) => {
            fault("missing", "The reporter is in several organizations: name the one to share it with.")
        }
        (Sharing::Organization, Some(organization)) => {
            Ok((Some(organization), Visibility::Organization(organization)))
        }
        (Sharing::Private, organization) => Ok((organization, Visibility::Private)),
    }
}

/// The people a decision makes known.
pub(super) fn newcomers(decision: &Decision) -> impl Iterator<Item = PersonId> {
    decision
        .changes
        .iter()
        .filter(|change| change.events.iter().any(|e| matches!(e, docket_domain::Event::Person(_))))
        .map(|change| PersonId(change.stream))
}

/// What is known of somebody who has just been invited.
pub(super) fn newcomer() -> PersonFacts {
    PersonFacts { role: Role::Customer, deactivated: false, organizations: BTreeSet::new() }
}
