//! Links between tickets, and duplicates that end in another.
//!
//! Both ends are decided on and written in one command, so whoever may not see one of the tickets links neither, and a
//! reader is shown a link only where they see its other end.

use std::collections::BTreeSet;
use std::sync::Arc;

use docket_domain::ticket::{self, CloseReason, Context, Link, LinkKind, Ticket, TicketCommand, TicketEvent};
use docket_domain::{Actor, CommandContext, PersonId, TicketId, can_see};
use docket_eventstore::Version;
use uuid::Uuid;

use super::{Briefs, refused_ticket, sees};
use crate::App;
use crate::aggregates::Loaded;
use crate::error::{AppError, FieldError};
use crate::execute::{Decision, Done};
use crate::key::CommandKey;

/// A link as a reader sees it.
#[derive(Clone, Debug)]
pub struct LinkedTicket {
    /// What the ticket is to the other.
    pub kind: LinkKind,
    /// The other.
    pub other: Arc<Loaded<Ticket>>,
}

/// How a duplicate ends in another ticket.
#[derive(Clone, Debug)]
pub struct Merge {
    /// The key of the ticket where the work goes on.
    pub into: String,
    /// Whether those whom the duplicate belongs to by name see the other from then on.
    pub add_participants: bool,
    /// Whether the caller knows whom that lets in.
    pub confirmed: bool,
}

impl App {
    /// The tickets that a ticket has to do with, as far as somebody who sees it sees them; by kind, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn links(&self, who: &Actor, loaded: &Loaded<Ticket>) -> Result<Vec<LinkedTicket>, AppError> {
        let links = &loaded.state.links;
        let ids: Vec<Uuid> = links.iter().map(|link| link.other.0).collect();
        let others = self.aggregates().load_many::<Ticket>(&ids).await?;
        let seen = links.iter().filter_map(|link| {
            let other = others.get(&link.other.0).filter(|other| can_see(who, other.state.access()))?;
            Some(LinkedTicket { kind: link.kind, other: Arc::clone(other) })
        });
        Ok(seen.collect())
    }

    /// Says what a ticket is to another. Saying it again changes nothing.
    ///
    /// # Errors
    /// When one of them is not the caller's to see, or the kind not theirs to say.
    pub async fn link_tickets(
        &self,
        who: &Actor,
        key: &CommandKey,
        ticket: &str,
        kind: LinkKind,
        other: &str,
    ) -> Result<Done<Ticket>, AppError> {
        let wished = |_: &Ticket, far: TicketId| vec![Link { kind, other: far }];
        self.on_both(who, key, ticket, other, TicketCommand::Link, wished).await
    }

    /// Removes every link between two tickets.
    ///
    /// # Errors
    /// As [`link_tickets`](Self::link_tickets).
    pub async fn unlink_tickets(
        &self,
        who: &Actor,
        key: &CommandKey,
        ticket: &str,
        other: &str,
    ) -> Result<Done<Ticket>, AppError> {
        let between = |near: &Ticket, far: TicketId| {
            near.links.iter().copied().filter(|link| link.other == far).collect()
        };
        self.on_both(who, key, ticket, other, TicketCommand::Unlink, between).await
    }

    /// A command about links, at both ends: the other ticket gets the mirror image of each.
    async fn on_both(
        &self,
        who: &Actor,
        key: &CommandKey,
        ticket: &str,
        other: &str,
        command: impl Fn(Link) -> TicketCommand,
        links: impl Fn(&Ticket, TicketId) -> Vec<Link>,
    ) -> Result<Done<Ticket>, AppError> {
        let id = self.ticket_id(ticket).await?;
        let (command, links) = (&command, &links);
        self.execute::<Ticket, _>(who, key, id.0, None, sees, |loaded, now| async move {
            let moment = &CommandContext { now, actor: who };
            let far = self.far_end(who, other, "ticket").await?;
            let links = links(&loaded.state, far.state.id);
            let near: Vec<_> = links.iter().copied().map(command).collect();
            let mirrored: Vec<_> = links.iter().map(|link| command(link.inverse(id))).collect();
            let mut decision = self.decide_all(&loaded, moment, &near, Decision::default()).await?;
            decision.add(self.decide_all(&far, moment, &mirrored, Decision::default()).await?);
            Ok(decision)
        })
        .await
    }

    /// The other end of a link: to whom it is invisible, it is not there.
    async fn far_end(&self, who: &Actor, key: &str, field: &str) -> Result<Arc<Loaded<Ticket>>, AppError> {
        self.ticket(who, key).await.map_err(|error| match error {
            AppError::NotFound(_) => AppError::Invalid(vec![FieldError::new(
                field,
                "unknown",
                "There is no such ticket, or it is not shared with you. Name it by its key, like AMS-12.",
            )]),
            error => error,
        })
    }

    /// The link to an earlier ticket that a new one goes on with: its own events gain one end, the earlier ticket the
    /// other.
    pub(super) async fn follow_up(
        &self,
        new: &Ticket,
        earlier: &str,
        context: &Context<'_>,
    ) -> Result<(Vec<TicketEvent>, Decision), AppError> {
        let far = self.far_end(context.actor, earlier, "follow_up_of").await?;
        let link = Link { kind: LinkKind::FollowUpOf, other: far.state.id };
        let near = ticket::decide(Some(new), TicketCommand::Link(link), context).map_err(refused_ticket)?;
        let moment = &CommandContext { now: context.now, actor: context.actor };
        let mirrored = [TicketCommand::Link(link.inverse(new.id))];
        Ok((near, self.decide_all(&far, moment, &mirrored, Decision::default()).await?))
    }

    /// Closes a ticket as the duplicate of another. Who sees the one does not thereby see the other: only where it is
    /// asked for, and confirmed, are those whom the duplicate belongs to by name let in.
    ///
    /// # Errors
    /// When the caller is not of the team, the duplicate is closed already, or somebody would be let in and nobody said
    /// that this is meant.
    pub async fn merge(
        &self,
        who: &Actor,
        key: &CommandKey,
        ticket: &str,
        if_match: Option<Version>,
        merge: &Merge,
    ) -> Result<Done<Ticket>, AppError> {
        let id = self.ticket_id(ticket).await?;
        self.execute::<Ticket, _>(who, key, id.0, if_match, sees, |loaded, now| async move {
            let moment = &CommandContext { now, actor: who };
            let target = self.far_end(who, &merge.into, "into").await?;
            let link = Link { kind: LinkKind::DuplicateOf, other: target.state.id };
            let near = [
                TicketCommand::Link(link),
                TicketCommand::Close { comment: None, reason: Some(CloseReason::Duplicate) },
            ];
            let let_in =
                if merge.add_participants { let_in(&loaded.state, &target.state) } else { BTreeSet::new() };
            let mut far = vec![TicketCommand::Link(link.inverse(id))];
            let people = let_in.iter().copied();
            far.extend(people.map(|person| TicketCommand::AddParticipant { person, by_address: false }));
            let mut decision = self.decide_all(&loaded, moment, &near, Decision::default()).await?;
            decision.add(self.decide_all(&target, moment, &far, Decision::default()).await?);
            if !let_in.is_empty() && !merge.confirmed {
                return Err(self.widens(who, &target.state, let_in).await?);
            }
            Ok(decision)
        })
        .await
    }

    /// That others would see a ticket from now on, and who.
    async fn widens(
        &self,
        who: &Actor,
        target: &Ticket,
        let_in: BTreeSet<PersonId>,
    ) -> Result<AppError, AppError> {
        let briefs: Briefs = self.briefs(who, let_in.iter().copied(), None).await?;
        let people = let_in.iter().map(|person| briefs.name(*person).to_owned()).collect();
        Ok(AppError::MergeWouldWiden { ticket: target.key.clone(), people })
    }
}

/// Those whom a duplicate belongs to by name, and who do not see the other ticket by name yet.
fn let_in(duplicate: &Ticket, target: &Ticket) -> BTreeSet<PersonId> {
    let people = duplicate.participants.iter().copied().chain([duplicate.reporter]);
    people.filter(|person| *person != target.reporter && !target.participants.contains(person)).collect()
}
