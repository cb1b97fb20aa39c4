//! Who can see a ticket and why: now, at a time before, or before it is shared.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use docket_domain::audience::{Account, Reason, Seer, Sight, members};
use docket_domain::ticket::Ticket;
use docket_domain::{
    Action, Actor, EmailAddress, Event, Knowledge, OrganizationId, PersonId, Standing, Visibility, may,
};
use docket_eventstore::{Recorded, StreamId, Version};
use docket_projections::{PageRequest, PeopleFilter};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::open::{filed_for, not_too_many};
use super::{Briefs, Sharing, refused_ticket};
use crate::App;
use crate::aggregates::{decode, meta};
use crate::error::{AppError, FieldError};
use crate::organizations::Whom;
use crate::session::Session;

/// Who can see a ticket, as far as the reader may know them.
#[derive(Debug)]
pub struct Audience {
    /// Those who are named. The team is named to the team alone, an organization's members to each other and the team.
    pub seers: Vec<Seer>,
    /// The organization it is shared with.
    pub organization: Option<SharedWith>,
    /// How many of the team see it: all of them.
    pub support: usize,
    /// The names.
    pub briefs: Briefs,
}

/// An organization that a ticket is shared with.
#[derive(Clone, Copy, Debug)]
pub struct SharedWith {
    /// Which one.
    pub organization: OrganizationId,
    /// Since when.
    pub since: DateTime<Utc>,
    /// How many of its members see it by that.
    pub members: usize,
}

/// A sharing that is thought of.
#[derive(Clone, Debug)]
pub struct AudiencePreview {
    /// The ticket to be shared; a new one of the asker's where none is named.
    pub ticket: Option<String>,
    /// Who is to see it.
    pub sharing: Sharing,
    /// The organization meant. Where the reporter is in one only, it need not be named.
    pub organization: Option<OrganizationId>,
    /// Whom to share it with besides those it is shared with.
    pub participants: Vec<Whom>,
}

/// The people a preview thinks of.
#[derive(Debug, Default)]
struct Thought {
    people: BTreeSet<PersonId>,
    /// Of whom the asker knows the address they typed and nothing else, with the ids that stand in for them.
    typed: BTreeMap<PersonId, EmailAddress>,
}

impl App {
    /// Who can see a ticket and why, now or at a time before. Whether the asker may know is a matter of now.
    ///
    /// # Errors
    /// When it is not the asker's to see, or the time is before the ticket or in the future.
    pub async fn audience(
        &self,
        who: &Actor,
        key: &str,
        at: Option<DateTime<Utc>>,
    ) -> Result<Audience, AppError> {
        let loaded = self.ticket(who, key).await?;
        let now = self.now();
        let moment = at.unwrap_or(now);
        let fault =
            |fault: &str, detail: String| Err(AppError::Invalid(vec![FieldError::new("at", fault, detail)]));
        if moment < loaded.state.created_at {
            let opened = loaded.state.created_at.to_rfc3339();
            return fault(
                "too_early",
                format!("The ticket was opened at {opened}: ask for that time or later."),
            );
        }
        if at.is_some() && moment > now {
            return fault(
                "in_the_future",
                "Who will see it is not known: ask for a time before now.".to_owned(),
            );
        }
        // What was written since this request began is asked for as well, unless a time was named.
        let until = at.unwrap_or(DateTime::<Utc>::MAX_UTC);
        let sight = self.sight(&loaded.state, until).await?;
        self.audience_of(who, Some(&loaded.state), &sight, until, Thought::default()).await
    }

    /// Who would see a ticket if it were shared so. Changes nothing.
    ///
    /// # Errors
    /// As sharing it would.
    pub async fn audience_preview(
        &self,
        session: &Session,
        preview: &AudiencePreview,
    ) -> Result<Audience, AppError> {
        let who = &session.actor;
        not_too_many(&preview.participants)?;
        let now = self.now();
        let loaded = match &preview.ticket {
            Some(key) => Some(self.ticket(who, key).await?),
            None => None,
        };
        let ticket = loaded.as_ref().map(|loaded| &loaded.state);
        let reporter = ticket.map_or(who.person, |ticket| ticket.reporter);
        let own = if reporter == who.person {
            who.organizations.clone()
        } else {
            self.memberships(reporter).await?
        };
        if let Some(ticket) = ticket {
            self.may_preview(who, ticket, preview).await?;
        }
        let named = preview.organization.or(ticket.and_then(|ticket| ticket.visibility.organization()));
        let (_, visibility) = filed_for(preview.sharing, named, &own)?;
        if visibility.organization().is_some_and(|shared| !own.contains(&shared)) {
            let detail = "The reporter is no member of this organization: name one of theirs.";
            return Err(AppError::Invalid(vec![FieldError::new("organization", "not_a_member", detail)]));
        }
        let sight = match ticket {
            Some(ticket) => self.sight(ticket, DateTime::<Utc>::MAX_UTC).await?,
            None => Sight { reporter, opened_at: now, participants: BTreeMap::new(), shared: None },
        };
        let thought = self.think_of(who, ticket, &preview.participants).await?;
        let added = thought.people.iter().chain(thought.typed.keys()).copied().collect();
        let sight = sight.with(visibility, added, now);
        self.audience_of(who, ticket, &sight, DateTime::<Utc>::MAX_UTC, thought).await
    }

    /// Who may share may look first; nobody else learns by it who is in what.
    async fn may_preview(
        &self,
        who: &Actor,
        ticket: &Ticket,
        preview: &AudiencePreview,
    ) -> Result<(), AppError> {
        let denied = |denied: docket_domain::Denied| refused_ticket(denied.into());
        let participants_may_add = self.desk_of(ticket).await?.state.participants_may_add;
        may(who, Action::AddParticipant { participants_may_add }, ticket).map_err(denied)?;
        let present = match ticket.visibility {
            Visibility::Private => preview.sharing == Sharing::Private,
            Visibility::Organization(shared) => {
                preview.sharing == Sharing::Organization
                    && preview.organization.is_none_or(|organization| organization == shared)
            }
        };
        if present { Ok(()) } else { may(who, Action::Share, ticket).map_err(denied) }
    }

    /// The people a preview names. Whether an address has an account shows in nothing.
    async fn think_of(
        &self,
        who: &Actor,
        ticket: Option<&Ticket>,
        participants: &[Whom],
    ) -> Result<Thought, AppError> {
        let mut thought = Thought::default();
        for (index, whom) in participants.iter().enumerate() {
            match whom {
                Whom::Person(person) => {
                    let field = format!("participants[{index}]");
                    thought.people.insert(self.nameable(who, *person, &field).await?);
                }
                Whom::Email(email) => match self.addressable(who, ticket, email).await? {
                    Some(person) => {
                        thought.people.insert(person);
                    }
                    None => {
                        let seed = Sha256::digest(email.as_str());
                        let mut bytes = [0; 16];
                        bytes.copy_from_slice(&seed[..16]);
                        let seed = PersonId(Uuid::from_bytes(bytes));
                        let stand_in = self.stand_in(ticket.map(|ticket| ticket.id), seed);
                        thought.typed.insert(PersonId(stand_in), email.clone());
                    }
                },
            }
        }
        Ok(thought)
    }

    /// Whoever has an address, where the asker knows that already.
    async fn addressable(
        &self,
        who: &Actor,
        ticket: Option<&Ticket>,
        email: &EmailAddress,
    ) -> Result<Option<PersonId>, AppError> {
        let Some(person) = self.person_by_email(email).await? else { return Ok(None) };
        let briefs = match ticket {
            Some(ticket) => self.briefs_on(who, ticket, [person], None).await?,
            None => self.colleagues(who, [person]).await?,
        };
        Ok((briefs.knowledge(person) >= Knowledge::TypedAddress).then_some(person))
    }

    /// What a ticket's stream says about its sight at a time.
    async fn sight(&self, ticket: &Ticket, until: DateTime<Utc>) -> Result<Sight, AppError> {
        let recorded = self.store().read_stream(StreamId(ticket.id.0), Version::ZERO).await?;
        let mut events = Vec::new();
        for recorded in recorded.iter().filter(|recorded| recorded.recorded_at <= until) {
            if let Event::Ticket(event) = decode(recorded)? {
                events.push((event, meta(recorded)));
            }
        }
        let folded = Sight::fold(events).map_err(unreplayable)?;
        folded.map(|(_, sight)| sight).ok_or(AppError::Internal("a ticket without a beginning", None))
    }

    /// Who sees what is shared so, with organizations and team as they were at a time.
    async fn audience_of(
        &self,
        who: &Actor,
        ticket: Option<&Ticket>,
        sight: &Sight,
        until: DateTime<Utc>,
        thought: Thought,
    ) -> Result<Audience, AppError> {
        let mut present = BTreeMap::new();
        if let Some((organization, _)) = sight.shared {
            present = self.members_at(organization, until).await?;
        }
        let by_name = sight.participants.keys().copied().chain([sight.reporter]);
        let named: BTreeSet<PersonId> = by_name.chain(present.keys().copied()).collect();
        let accounts = self.accounts_at(&named, until).await?;
        let gone = |person: &PersonId| accounts.get(person).is_some_and(|account| account.deactivated);
        present.retain(|person, _| !gone(person));
        let team = accounts.iter().filter_map(|(id, account)| Some((*id, account.support_since?)));
        let team: BTreeMap<PersonId, DateTime<Utc>> = team.collect();
        let mut seers = sight.audience(&present, &team);
        let everybody = seers.iter().map(|seer| seer.person);
        let organization = sight.shared.map(|(organization, _)| organization);
        let mut briefs = match ticket {
            Some(ticket) => self.briefs_on(who, ticket, everybody, organization).await?,
            None => {
                let people = everybody.map(|person| (person, Standing::Absent)).collect();
                self.acquaint(who, None, people, organization.into_iter().collect()).await?
            }
        };
        for (stand_in, email) in &thought.typed {
            briefs.typed(*stand_in, email);
        }
        seers.retain(|seer| {
            let knowledge = briefs.knowledge(seer.person);
            let mut by_name = seer.reasons.keys().filter(|reason| **reason != Reason::Support);
            match by_name.next() {
                // The team is one line to customers.
                None => who.is_support(),
                Some(Reason::Organization) if knowledge == Knowledge::Nothing => false,
                // That an account was taken away is known of those who are known.
                Some(_) => knowledge < Knowledge::Name || !gone(&seer.person),
            }
        });
        let organization = sight.shared.map(|(organization, since)| SharedWith {
            organization,
            since,
            members: present.len(),
        });
        Ok(Audience { seers, organization, support: team.len(), briefs })
    }

    async fn members_at(
        &self,
        organization: OrganizationId,
        until: DateTime<Utc>,
    ) -> Result<BTreeMap<PersonId, DateTime<Utc>>, AppError> {
        let mut events = Vec::new();
        for recorded in self.store().read_stream(StreamId(organization.0), Version::ZERO).await? {
            if recorded.recorded_at <= until
                && let Event::Organization(event) = decode(&recorded)?
            {
                events.push((event, recorded.recorded_at));
            }
        }
        Ok(members(events.iter().map(|(event, at)| (event, *at))))
    }

    /// How these people, and all who are or were of the team, stood with their accounts at a time.
    async fn accounts_at(
        &self,
        people: &BTreeSet<PersonId>,
        until: DateTime<Utc>,
    ) -> Result<BTreeMap<PersonId, Account>, AppError> {
        let filter = PeopleFilter { ever_support: true, ..PeopleFilter::default() };
        let mut ids = people.clone();
        let mut after = None;
        loop {
            let page = self.views().people(&filter, &PageRequest { limit: 100, after }).await?;
            ids.extend(page.items.iter().map(|person| person.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let streams: Vec<_> = ids.iter().map(|id| (StreamId(id.0), Version::ZERO)).collect();
        let mut histories: BTreeMap<Uuid, Vec<Recorded>> = BTreeMap::new();
        for recorded in self.store().read_streams(&streams).await? {
            if recorded.recorded_at <= until {
                histories.entry(recorded.stream.0).or_default().push(recorded);
            }
        }
        let mut accounts = BTreeMap::new();
        for (stream, history) in histories {
            let mut events = Vec::with_capacity(history.len());
            for recorded in &history {
                if let Event::Person(event) = decode(recorded)? {
                    events.push((event, meta(recorded)));
                }
            }
            let account = Account::fold(events).map_err(unreplayable)?;
            accounts.extend(account.map(|account| (PersonId(stream), account)));
        }
        Ok(accounts)
    }
}

fn unreplayable(error: docket_domain::ReplayError) -> AppError {
    AppError::Internal("a stream cannot be replayed", Some(Box::new(error)))
}
