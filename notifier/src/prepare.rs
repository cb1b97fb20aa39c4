//! Turns a row of the outbox into the bytes of a mail, or finds that it must not be sent any more. All texts come from
//! the log at this moment: the outbox holds none.

use std::collections::BTreeSet;

use docket_domain::organization::{MailContent, Organization};
use docket_domain::person::Person;
use docket_domain::ticket::{Ticket, TicketEvent};
use docket_domain::{Event, OrganizationId, PersonId, SYSTEM, Side, TicketId};
use docket_eventstore::db::Db;
use docket_eventstore::{Clock, Store, StreamId, Version};
use lettre::Address;
use lettre::message::Mailbox;

use crate::config::{MailConfig, one_line};
use crate::decide::{Matter, Reader, is_wanted, said_by};
use crate::fold::{Folded, Told, newest, site};
use crate::ledger::{AccountTemplate, TicketTemplate, WhyNot};
use crate::letter::{self, AccountNews, Letter, Names, Stamp, TicketNews};
use crate::outbox::{About, Claimed, mail_before};
use crate::transport::Envelope;
use crate::{NotifierError, message_id};

/// What to do about a row.
#[derive(Debug)]
pub(crate) enum Prepared {
    Send(Envelope, Vec<u8>),
    KeepBack(WhyNot),
}

/// What a mail is made from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sources<'a> {
    pub(crate) store: &'a Store,
    pub(crate) ops: &'a Db,
    pub(crate) config: &'a MailConfig,
    pub(crate) site_key: &'a [u8; 32],
    pub(crate) clock: &'a dyn Clock,
}

/// A letter, or why there is none.
type Written = Result<Letter, WhyNot>;

impl Sources<'_> {
    pub(crate) async fn prepare(&self, row: &Claimed) -> Result<Prepared, NotifierError> {
        let events =
            self.store.read_command(row.command).await?.map(|(_, events)| events).unwrap_or_default();
        let events = events.iter().map(Told::read).collect::<Result<Vec<_>, _>>()?;
        let reader: Person = newest(self.store, row.recipient.0).await?;
        let written = match row.about {
            About::Ticket(ticket, template) => self.ticket(row, (ticket, template), &events, &reader).await?,
            About::Account(template) => self.account(row, template, &events, &reader).await?,
        };
        let letter = match written {
            Ok(letter) => letter,
            Err(why) => return Ok(Prepared::KeepBack(why)),
        };
        let to: Address = reader
            .email
            .as_str()
            .parse()
            .map_err(|_| NotifierError::Letter("the address cannot be written to".to_owned()))?;
        let domain = self.config.id_domain();
        let mut references = Vec::new();
        if let Some(ticket) = row.about.ticket() {
            references.push(message_id::root_of(ticket, domain));
            references.extend(mail_before(self.ops, row.recipient, ticket, row.id).await?);
        }
        // A name that somebody gave for an address is no more confirmed than the address.
        let name = reader.is_active().then(|| one_line(reader.name.as_str()));
        let stamp = Stamp {
            from: self.config.from.clone(),
            to: Mailbox::new(name, to.clone()),
            at: row.decided_at,
            message_id: row.message_id.clone(),
            references,
            list_id: format!("<requests.{domain}>"),
        };
        let envelope = Envelope {
            from: self.config.from.email.clone(),
            to,
            message_id: row.message_id.clone(),
            at: row.decided_at,
        };
        Ok(Prepared::Send(envelope, letter::bytes(&letter, stamp)?))
    }

    async fn ticket(
        &self,
        row: &Claimed,
        (id, template): (TicketId, TicketTemplate),
        events: &[Told],
        reader: &Person,
    ) -> Result<Written, NotifierError> {
        let unknown = || NotifierError::Unknown { what: Ticket::WHAT, id: id.0 };
        let recorded = self.store.read_stream(StreamId(id.0), Version::ZERO).await?;
        let stream = recorded.iter().map(Told::read).collect::<Result<Vec<_>, _>>()?;
        let last = events.last().ok_or_else(unknown)?;
        let (before, after) =
            stream.split_at(stream.partition_point(|told| told.meta.position <= last.meta.position));
        let then = Ticket::fold(None, before)?.ok_or_else(unknown)?;
        let now = Ticket::fold(Some(then.clone()), after)?.ok_or_else(unknown)?;

        let shared = self.organization(now.visibility.organization()).await?;
        let member_of = shared.as_ref().filter(|o| o.has_member(reader.id)).map(|o| o.id);
        if let Some(why) = (Reader { person: reader, member_of }).barred(template, &now) {
            return Ok(Err(why));
        }
        if !is_wanted(reader, template, row.why) {
            return Ok(Err(WhyNot::NotWanted));
        }
        let filed_for = match &shared {
            Some(organization) if Some(organization.id) == now.organization => shared.clone(),
            Some(_) | None => self.organization(now.organization).await?,
        };
        let first_subject = stream.iter().find_map(|told| {
            if let Event::Ticket(TicketEvent::Created(created)) = &told.event {
                Some(&created.subject)
            } else {
                None
            }
        });
        let these: Vec<&TicketEvent> = events
            .iter()
            .filter(|told| told.meta.stream == id.0)
            .filter_map(|told| Ticket::event(&told.event))
            .collect();
        let names = self.names(last.meta.actor, &these).await?;
        let site = site(self.store).await?;
        let news = TicketNews {
            ticket: &then,
            first_subject: first_subject.ok_or_else(unknown)?,
            events: &these,
            actor: last.meta.actor,
            side: self.side(last.meta.actor, &these).await?,
            reader: reader.id,
            reads_as: reader.role.side(),
            language: reader.language,
            time_zone: reader.time_zone,
            template,
            why: row.why,
            link_only: filed_for.is_some_and(|o| o.mail_content == MailContent::LinkOnly),
            names: &names,
            site: site.name.as_str(),
        };
        Ok(Ok(letter::ticket(&news, self.config)))
    }

    async fn account(
        &self,
        row: &Claimed,
        template: AccountTemplate,
        events: &[Told],
        reader: &Person,
    ) -> Result<Written, NotifierError> {
        let mut of_reader = events.iter().rev().filter(|told| told.meta.stream == row.recipient.0);
        let found = of_reader.find_map(|told| {
            let matter = Person::event(&told.event).and_then(Matter::of)?;
            (matter.template() == template).then_some((matter, told.meta))
        });
        let unknown =
            NotifierError::Unknown { what: "cause of a mail about the account of", id: row.recipient.0 };
        let (matter, meta) = found.ok_or(unknown)?;
        if let Some(why) = matter.barred(reader, self.clock.now()) {
            return Ok(Err(why));
        }
        let site = site(self.store).await?;
        let news = AccountNews {
            matter,
            actor: meta.actor,
            at: meta.at,
            why: row.why,
            language: reader.language,
            time_zone: reader.time_zone,
            site_key: self.site_key,
            names: &self.names(meta.actor, &[]).await?,
            site: site.name.as_str(),
        };
        Ok(Ok(letter::account(&news, self.config)))
    }

    async fn organization(&self, id: Option<OrganizationId>) -> Result<Option<Organization>, NotifierError> {
        Ok(match id {
            Some(id) => Some(newest(self.store, id.0).await?),
            None => None,
        })
    }

    /// The side an act was for; as when it was decided, but for a role that changed since.
    async fn side(&self, actor: uuid::Uuid, events: &[&TicketEvent]) -> Result<Side, NotifierError> {
        let written = events.iter().find_map(|event| said_by(event));
        match written {
            Some(side) => Ok(side),
            None if actor == SYSTEM => Ok(Side::Support),
            None => {
                let person = self.person(PersonId(actor)).await?;
                Ok(person.map_or(Side::Support, |person| person.role.side()))
            }
        }
    }

    /// What those are called whom the events name.
    async fn names(&self, actor: uuid::Uuid, events: &[&TicketEvent]) -> Result<Names, NotifierError> {
        let (mut people, mut organizations) = (BTreeSet::new(), BTreeSet::new());
        if actor != SYSTEM {
            people.insert(PersonId(actor));
        }
        for event in events {
            match event {
                TicketEvent::Created(created) => {
                    people.insert(created.reporter);
                }
                TicketEvent::Assigned(assigned) => {
                    people.insert(assigned.assignee);
                }
                TicketEvent::ParticipantAdded(added) => {
                    people.insert(added.person);
                }
                TicketEvent::ParticipantRemoved(removed) => {
                    people.insert(removed.person);
                }
                TicketEvent::Shared(shared) => {
                    organizations.insert(shared.organization);
                }
                TicketEvent::Commented(_)
                | TicketEvent::Noted(_)
                | TicketEvent::StatusChanged(_)
                | TicketEvent::Held(_)
                | TicketEvent::Resolved(_)
                | TicketEvent::Closed(_)
                | TicketEvent::Reopened(_)
                | TicketEvent::Unassigned(_)
                | TicketEvent::PriorityChanged(_)
                | TicketEvent::RequestTypeChanged(_)
                | TicketEvent::SubjectChanged(_)
                | TicketEvent::Unshared(_)
                | TicketEvent::Muted(_)
                | TicketEvent::Unmuted(_)
                | TicketEvent::Linked(_)
                | TicketEvent::Unlinked(_)
                | TicketEvent::Attached(_)
                | TicketEvent::AttachmentQuarantined(_) => {}
            }
        }
        let mut names = Names::default();
        for id in people {
            if let Some(person) = self.person(id).await? {
                names.people.insert(id, person.name.as_str().to_owned());
            }
        }
        for id in organizations {
            if let Some(organization) = self.organization(Some(id)).await? {
                names.organizations.insert(id, organization.name.as_str().to_owned());
            }
        }
        Ok(names)
    }

    async fn person(&self, id: PersonId) -> Result<Option<Person>, NotifierError> {
        match newest(self.store, id.0).await {
            Ok(person) => Ok(Some(person)),
            Err(NotifierError::Unknown { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
