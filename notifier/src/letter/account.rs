use chrono::{DateTime, Utc};
use docket_domain::person::event::{Invited, TokenCreated};
use docket_domain::person::{InvitationOrigin, PasswordChange};
use docket_domain::{Language, SYSTEM, TimeZone, link};
use uuid::Uuid;

use super::{Letter, Link, Names, words};
use crate::config::MailConfig;
use crate::decide::Matter;
use crate::ledger::{AccountTemplate, Why};
use crate::texts::{Key, Voice};

/// Something about their own account to tell somebody of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AccountNews<'a> {
    pub(crate) matter: Matter<'a>,
    /// Who did it.
    pub(crate) actor: Uuid,
    /// When.
    pub(crate) at: DateTime<Utc>,
    pub(crate) why: Why,
    pub(crate) language: Language,
    pub(crate) time_zone: TimeZone,
    /// What links are derived from.
    pub(crate) site_key: &'a [u8; 32],
    pub(crate) names: &'a Names,
    /// What the installation is called.
    pub(crate) site: &'a str,
}

/// What differs between the letters about an account.
#[derive(Debug)]
struct Body {
    lead: String,
    changes: Vec<String>,
    notes: Vec<Key>,
    links: Vec<Link>,
    postscript: Option<String>,
}

/// The letter about an account. An address that nobody has confirmed may be a stranger's, so a letter to one holds
/// nothing that a customer wrote, not even a name.
pub(crate) fn account(news: &AccountNews<'_>, config: &MailConfig) -> Letter {
    let writer = Writer { news, config, voice: Voice::of(news.language) };
    let voice = writer.voice;
    let body = writer.body();
    Letter {
        voice,
        subject: writer.of_site(subject(news.matter.template())),
        lead: body.lead,
        title: None,
        quotes: Vec::new(),
        changes: body.changes,
        notes: body.notes.into_iter().map(|key| voice.say(key)).collect(),
        links: body.links,
        postscript: body.postscript,
        why: writer.of_site(words::why(news.why)),
        no_reply: voice.say(Key::NoReplyAccount),
        site: news.site.to_owned(),
    }
}

fn subject(template: AccountTemplate) -> Key {
    match template {
        AccountTemplate::Invitation => Key::SubjectInvitation,
        AccountTemplate::SignUp => Key::SubjectSignUp,
        AccountTemplate::SharedInvitation => Key::SubjectSharedInvitation,
        AccountTemplate::AccountExists => Key::SubjectAccountExists,
        AccountTemplate::PasswordReset => Key::SubjectPasswordReset,
        AccountTemplate::PasswordChanged => Key::SubjectPasswordChanged,
        AccountTemplate::SecondFactorEnabled => Key::SubjectSecondFactorEnabled,
        AccountTemplate::SecondFactorDisabled => Key::SubjectSecondFactorDisabled,
        AccountTemplate::TokenCreated => Key::SubjectTokenCreated,
    }
}

#[derive(Debug)]
struct Writer<'a> {
    news: &'a AccountNews<'a>,
    config: &'a MailConfig,
    voice: Voice,
}

impl Writer<'_> {
    fn body(&self) -> Body {
        match self.news.matter {
            Matter::Invited(invited) => self.invitation(invited),
            Matter::SignUpRepeated => Body {
                lead: self.of_site(Key::LeadAccountExists),
                changes: Vec::new(),
                notes: vec![Key::NoteAccountExists],
                links: vec![self.sign_in(), self.forgot()],
                postscript: None,
            },
            Matter::PasswordResetRequested(requested) => {
                let token = link::derive(self.news.site_key, link::PASSWORD_RESET, requested.reset);
                Body {
                    lead: self.of_site(Key::LeadPasswordReset),
                    changes: Vec::new(),
                    notes: Vec::new(),
                    links: vec![self.link(Key::ActionReset, &format!("reset/{token}"))],
                    postscript: Some(self.until(Key::UntilReset, requested.expires_at)),
                }
            }
            Matter::PasswordChanged(changed) => {
                let (lead, not_you) = match changed.by {
                    PasswordChange::Password => (Key::LeadPasswordChanged, Key::NoteNotYouPassword),
                    PasswordChange::Reset => (Key::LeadPasswordChangedByLink, Key::NoteNotYouLink),
                };
                self.notice(lead, Vec::new(), vec![Key::NoteSignedOut, not_you], vec![self.forgot()])
            }
            Matter::SecondFactorEnabled => {
                let notes = vec![Key::NoteNotYouSecondFactorEnabled];
                self.notice(Key::LeadSecondFactorEnabled, Vec::new(), notes, vec![self.forgot()])
            }
            Matter::SecondFactorDisabled => {
                let notes = vec![Key::NoteNotYouSecondFactorDisabled];
                self.notice(Key::LeadSecondFactorDisabled, Vec::new(), notes, vec![self.forgot()])
            }
            Matter::TokenCreated(created) => {
                let links = vec![self.sign_in(), self.forgot()];
                self.notice(Key::LeadTokenCreated, self.token(created), vec![Key::NoteNotYouToken], links)
            }
        }
    }

    fn invitation(&self, invited: &Invited) -> Body {
        let (lead, notes, until) = match invited.origin {
            InvitationOrigin::Invited if self.news.actor == SYSTEM => {
                (self.of_site(Key::LeadInvitedBySite), Vec::new(), Key::UntilInvitation)
            }
            InvitationOrigin::Invited => {
                let actor = self.news.names.actor(self.voice, self.news.actor, self.news.site);
                let values = [("actor", actor.as_str()), ("site", self.news.site)];
                (self.voice.tell(Key::LeadInvited, &values), Vec::new(), Key::UntilInvitation)
            }
            InvitationOrigin::SignedUp => {
                (self.of_site(Key::LeadSignedUp), vec![Key::NoteSignedUp], Key::UntilSignedUp)
            }
            InvitationOrigin::Shared => (
                self.of_site(Key::LeadSharedInvitation),
                vec![Key::NoteSharedInvitation],
                Key::UntilInvitation,
            ),
        };
        let token = link::derive(self.news.site_key, link::INVITATION, invited.invitation);
        Body {
            lead,
            changes: Vec::new(),
            notes,
            links: vec![self.link(Key::ActionActivate, &format!("activate/{token}"))],
            postscript: Some(self.until(until, invited.expires_at)),
        }
    }

    /// That something changed, and when: so that one can tell whether it was oneself.
    fn notice(&self, lead: Key, changes: Vec<String>, notes: Vec<Key>, links: Vec<Link>) -> Body {
        let date = self.date(self.news.at);
        let lead = self.voice.tell(lead, &[("site", self.news.site), ("date", &date)]);
        Body { lead, changes, notes, links, postscript: None }
    }

    fn token(&self, created: &TokenCreated) -> Vec<String> {
        let scope = self.voice.say(words::scope(created.scope));
        vec![
            self.voice.tell(Key::ChangeTokenName, &[("name", created.name.as_str())]),
            self.voice.tell(Key::ChangeTokenScope, &[("scope", &scope)]),
            self.until(Key::ChangeTokenUntil, created.expires_at),
        ]
    }

    fn of_site(&self, key: Key) -> String {
        self.voice.tell(key, &[("site", self.news.site)])
    }

    fn until(&self, key: Key, at: DateTime<Utc>) -> String {
        self.voice.tell(key, &[("date", &self.date(at))])
    }

    fn date(&self, at: DateTime<Utc>) -> String {
        words::date(self.voice, self.news.time_zone, at)
    }

    fn sign_in(&self) -> Link {
        self.link(Key::ActionSignIn, "login")
    }

    fn forgot(&self) -> Link {
        self.link(Key::ActionReset, "forgot")
    }

    fn link(&self, action: Key, path: &str) -> Link {
        Link { action: self.voice.say(action), target: format!("{}/{path}", self.config.public_url) }
    }
}
