//! Tells the story: each step is a use case, given at its own time on a clock that is set to it, and the notifier
//! does its work between the steps as if it had run all the while.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use docket_app::organizations::Whom;
use docket_app::people::NewPerson;
use docket_app::tickets::{NewStanding, NewTicket, Said, Sharing, TicketChange};
use docket_app::{CommandKey, LoggedIn, Password, Session};
use docket_domain::person::Person;
use docket_domain::ticket::{Priority, Status};
use docket_domain::{
    Body, EmailAddress, OrganizationId, OrganizationName, PersonName, RequestTypeKey, Subject, link,
};
use docket_eventstore::ManualClock;
use docket_notifier::NotifierError;
use serde_json::{Map, Value};

use super::cast::{CAST, FIRST_DAY, Firm, Member, PASSWORD, Who, member};
use super::script::{Act, Answer, Moment, Script, Step, on};
use super::tickets;
use crate::house::House;

/// What the notifier needs to decide and send: less than anybody needs for the next step.
const MAIL_DELAY: TimeDelta = TimeDelta::seconds(2);

/// Two things are at least so far apart.
const APART: TimeDelta = TimeDelta::seconds(20);

/// What a story came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) tickets: usize,
    pub(crate) mails: u64,
}

/// Tells the story in an empty house, so that it ends at `ends_at`; the house must go by `clock`. The same each time
/// but for the ids and the day.
///
/// # Errors
/// When a step is refused, which is a fault in the script; when a database fails.
pub(crate) async fn tell(house: &House, clock: &ManualClock, ends_at: DateTime<Utc>) -> Result<Told> {
    let mut teller = Teller {
        house,
        ends_at,
        sessions: BTreeMap::new(),
        firms: BTreeMap::new(),
        invited: BTreeMap::new(),
        keys: BTreeMap::new(),
        mails: 0,
    };
    let scripts: Vec<&Script> = tickets::ALL.iter().flat_map(|part| part.iter()).collect();
    for (at, scene) in scenes(&scripts, ends_at) {
        clock.set(at);
        teller.play(&scene).await.with_context(|| format!("the demonstration fails at {scene}"))?;
        clock.set(at + MAIL_DELAY);
        teller.notify().await?;
    }
    teller.leave().await?;
    clock.set(ends_at);
    Ok(Told { tickets: teller.keys.len(), mails: teller.mails })
}

/// One thing that happens.
#[derive(Clone, Copy, Debug)]
enum Scene<'a> {
    FirstDay,
    Invited(&'a Member),
    Arrives(&'a Member),
    Opened(&'a Script),
    Step(&'a Script, &'a Step),
}

impl std::fmt::Display for Scene<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::FirstDay => f.write_str("the first day"),
            Self::Invited(member) | Self::Arrives(member) => write!(f, "the invitation of {}", member.name),
            Self::Opened(script) => write!(f, "the opening of \"{}\"", script.subject),
            Self::Step(script, step) => write!(f, "\"{}\": {:?} by {:?}", script.subject, step.act, step.by),
        }
    }
}

/// Everything that happens, in the order of time.
fn scenes<'a>(scripts: &[&'a Script], ends_at: DateTime<Utc>) -> Vec<(DateTime<Utc>, Scene<'a>)> {
    let mut scenes = Vec::new();
    let mut add = |moment: Moment, scene| scenes.push((moment.before(ends_at), scene));
    for member in &CAST {
        add(member.invited, Scene::Invited(member));
        add(member.arrives, Scene::Arrives(member));
    }
    // Between the first administrator, who makes the organizations, and those who are invited to them.
    add(on(FIRST_DAY, 7, 30), Scene::FirstDay);
    for script in scripts {
        add(script.opened, Scene::Opened(script));
        for step in script.steps {
            add(step.at, Scene::Step(script, step));
        }
    }
    scenes.sort_by_key(|(at, _)| *at);
    // What is written down for the same minute happens one after the other.
    for index in 1..scenes.len() {
        scenes[index].0 = scenes[index].0.max(scenes[index - 1].0 + APART);
    }
    scenes
}

struct Teller<'a> {
    house: &'a House,
    ends_at: DateTime<Utc>,
    sessions: BTreeMap<Who, LoggedIn>,
    firms: BTreeMap<&'static str, OrganizationId>,
    /// The clear tokens of links that were mailed and not opened yet.
    invited: BTreeMap<Who, String>,
    /// The keys of the tickets that are open, by subject as it was at first.
    keys: BTreeMap<&'static str, String>,
    mails: u64,
}

impl Teller<'_> {
    async fn play(&mut self, scene: &Scene<'_>) -> Result<()> {
        match scene {
            Scene::FirstDay => self.found().await,
            Scene::Invited(member) => self.invite(member).await,
            Scene::Arrives(member) => self.arrive(member).await,
            Scene::Opened(script) => self.open(script).await,
            Scene::Step(script, step) => self.act(script, step).await,
        }
    }

    /// The notifier decides about what happened, and sends.
    async fn notify(&mut self) -> Result<()> {
        let sent: Result<u64, NotifierError> = async {
            self.house.notifier.catch_up().await?;
            self.house.notifier.deliver_due().await
        }
        .await;
        self.mails += sent.context("the mails of the story cannot be sent")?;
        Ok(())
    }

    async fn found(&mut self) -> Result<()> {
        self.house.app.ensure_first_desk().await?;
        for firm in Firm::ALL {
            let who = &self.session(Who::Ada)?.actor;
            let name = OrganizationName::parse(firm.name())?;
            let made = self.house.app.create_organization(who, &CommandKey::unique(), name).await?;
            self.firms.insert(firm.name(), made.loaded.state.id);
        }
        Ok(())
    }

    async fn invite(&mut self, member: &Member) -> Result<()> {
        let app = &self.house.app;
        let email = EmailAddress::parse(member.email)?;
        let name = Some(PersonName::parse(member.name)?);
        let token = match member.invited_by {
            None => app.create_administrator(email, name).await?,
            Some(by) => {
                let who = self.session(by)?.actor.clone();
                let firm = member.of.map(|(firm, manager)| Ok((self.firm(firm)?, manager)));
                let firm: Option<(OrganizationId, bool)> = firm.transpose().map_err(|e: anyhow::Error| e)?;
                let new = NewPerson {
                    email,
                    name,
                    language: member.language,
                    role: member.role,
                    organizations: firm.iter().map(|(id, _)| *id).collect(),
                };
                let invited = app.invite(&who, &CommandKey::unique(), new).await?;
                if let Some((id, true)) = firm {
                    let whom = Whom::Person(invited.loaded.state.id);
                    app.add_member(&who, &CommandKey::unique(), id, &whom, true, member.language).await?;
                }
                self.token(&invited.loaded.state).await?
            }
        };
        self.invited.insert(member.who, token);
        Ok(())
    }

    /// What stands in the link of the mail that an invited person got.
    async fn token(&self, person: &Person) -> Result<String> {
        let invitation = person.invitation().context("an invited person has no invitation")?;
        let site_key = self.house.site_key().await?;
        Ok(link::derive(&site_key, link::INVITATION, invitation.id))
    }

    async fn arrive(&mut self, member: &Member) -> Result<()> {
        let token = self.invited.remove(&member.who).context("nobody invited them")?;
        let password = Password::published(PASSWORD.to_owned());
        let logged_in = self.house.app.activate(&token, None, password, "").await?;
        self.sessions.insert(member.who, logged_in);
        Ok(())
    }

    /// Nobody stays logged in from the story.
    async fn leave(&mut self) -> Result<()> {
        for logged_in in std::mem::take(&mut self.sessions).into_values() {
            self.house.app.log_out(&logged_in.token).await?;
        }
        Ok(())
    }

    async fn open(&mut self, script: &Script) -> Result<()> {
        let session = self.session(script.by)?;
        let new = NewTicket {
            desk: "AMS".to_owned(),
            request_type: RequestTypeKey::parse(script.kind.key())?,
            subject: Subject::parse(script.subject)?,
            description: Body::parse(script.description)?,
            fields: answers(script, self.ends_at),
            sharing: Some(if script.shared { Sharing::Organization } else { Sharing::Private }),
            organization: None,
            participants: script.with.iter().map(|who| whom(*who)).collect::<Result<_>>()?,
            on_behalf_of: script.on_behalf_of.map(whom).transpose()?,
            priority: Priority::Normal,
            follow_up_of: None,
            attachments: Vec::new(),
        };
        let opened = self.house.app.open_ticket(session, &CommandKey::unique(), new).await?;
        self.keys.insert(script.subject, opened.loaded.state.key.to_string());
        Ok(())
    }

    async fn act(&self, script: &Script, step: &Step) -> Result<()> {
        let app = &self.house.app;
        let session = self.session(step.by)?;
        let who = &session.actor;
        let ticket = self.keys.get(script.subject).context("it is not open yet")?;
        let key = &CommandKey::unique();
        let change = async |change| app.change_ticket(who, key, ticket, None, change).await;
        let status = async |to, comment: Option<&str>, resolution: Option<&str>| {
            let (comment, resolution) = (body(comment)?.map(Said::from), body(resolution)?);
            let standing = NewStanding { to, comment, resolution };
            let done = app.change_status(who, key, ticket, None, standing).await?;
            Ok::<_, anyhow::Error>(done)
        };
        let done = match step.act {
            Act::Says(text) => app.comment(who, key, ticket, None, Body::parse(text)?.into(), None).await?,
            Act::Objects(text) => {
                app.comment(who, key, ticket, None, Body::parse(text)?.into(), Some(false)).await?
            }
            Act::Notes(text) => app.note(who, key, ticket, None, Body::parse(text)?.into()).await?,
            Act::Sends(enclosure) => {
                let (name, content) = enclosure.file();
                let mut spool = app.begin_upload(who).await?;
                spool.write(content).await?;
                let sent = app.finish_upload(who, spool, name).await?;
                app.attach(who, key, ticket, None, &[sent.file.id], false).await?
            }
            Act::Takes => change(assigned(who.person)).await?,
            Act::Gives(to) => change(assigned(self.session(to)?.actor.person)).await?,
            Act::Ranks(priority) => {
                change(TicketChange { priority: Some(priority), ..TicketChange::default() }).await?
            }
            Act::Sorts(kind) => {
                let request_type = Some(RequestTypeKey::parse(kind.key())?);
                change(TicketChange { request_type, ..TicketChange::default() }).await?
            }
            Act::Renames(subject) => {
                let subject = Some(Subject::parse(subject)?);
                change(TicketChange { subject, ..TicketChange::default() }).await?
            }
            Act::Holds(text) => status(Status::OnHold, Some(text), None).await?,
            Act::Works(text) => status(Status::InProgress, Some(text), None).await?,
            Act::Resumes => status(Status::InProgress, None, None).await?,
            Act::Resolves(text) => status(Status::Resolved, None, Some(text)).await?,
            Act::Closes(text) => app.close(who, key, ticket, None, body(text)?, None).await?,
            Act::ClosesAs(reason, text) => {
                app.close(who, key, ticket, None, body(Some(text))?, Some(reason)).await?
            }
            Act::Reopens(text) => app.reopen(who, key, ticket, None, body(Some(text))?, None).await?,
            Act::Shares => app.set_visibility(who, key, ticket, None, true, None).await?,
            Act::Unshares => app.set_visibility(who, key, ticket, None, false, None).await?,
            Act::Adds(person) => app.add_participant(session, key, ticket, &whom(person)?).await?,
            Act::Mutes => app.mute(who, key, ticket, true).await?,
        };
        anyhow::ensure!(!done.events.is_empty(), "nothing was to be done");
        Ok(())
    }

    fn session(&self, who: Who) -> Result<&Session> {
        let logged_in = self.sessions.get(&who);
        logged_in.map(|logged_in| &logged_in.session).with_context(|| format!("{who:?} is not here yet"))
    }

    fn firm(&self, firm: Firm) -> Result<OrganizationId> {
        self.firms.get(firm.name()).copied().context("it is not known yet")
    }
}

fn assigned(person: docket_domain::PersonId) -> TicketChange {
    TicketChange { assignee: Some(Some(person)), ..TicketChange::default() }
}

fn body(text: Option<&str>) -> Result<Option<Body>> {
    Ok(text.map(Body::parse).transpose()?)
}

/// As people outside one's organization are named: by their address.
fn whom(who: Who) -> Result<Whom> {
    Ok(Whom::Email(EmailAddress::parse(member(who).email)?))
}

fn answers(script: &Script, ends_at: DateTime<Utc>) -> Map<String, Value> {
    let opened = script.opened.before(ends_at).date_naive();
    let value = |answer: Answer| match answer {
        Answer::Is(text) => Value::from(text),
        Answer::Days(days) => Value::from((opened + TimeDelta::days(days)).to_string()),
    };
    script.fields.iter().map(|(key, answer)| ((*key).to_owned(), value(*answer))).collect()
}
