//! The controls of a ticket's forms that offer a choice, with what is so now chosen.

use std::collections::BTreeMap;

use docket_domain::ticket::{CloseReason, LinkKind, Priority, Status};

use super::super::happened;
use super::super::links::WIDENS;
use super::{Offers, Sheet};
use crate::files::Files;
use crate::form::{Control, Form};
use crate::words;

impl Sheet<'_> {
    /// Where files go along with what is said.
    pub(super) fn files_for(&self, form: &Form) -> Files {
        Files::new(form, self.p.t, self.gathered.max_file_size)
    }

    pub(super) fn visibility_choice(&self, form: &Form) -> Control {
        let (t, ticket, names) = (self.p.t, self.gathered.ticket(), &self.gathered.names);
        let mut organizations: BTreeMap<String, String> = BTreeMap::new();
        if let Some(me) = self.p.me.as_ref().filter(|me| me.id == ticket.reporter) {
            organizations.extend(
                me.organizations.iter().map(|id| (id.to_string(), names.organization(*id).to_owned())),
            );
        }
        if let Some(id) = ticket.organization {
            organizations.insert(id.to_string(), names.organization(id).to_owned());
        }
        let shared =
            organizations.into_iter().map(|(id, name)| (id, t.ticket_share_organization(name).into_owned()));
        let options =
            [("private".to_owned(), t.ticket_share_private().into_owned())].into_iter().chain(shared);
        let present =
            ticket.visibility.organization().map_or_else(|| "private".to_owned(), |id| id.to_string());
        form.radios("visibility", t.ticket_visibility(), options).required().or(&present)
    }

    pub(super) fn reason_choice(&self, form: &Form) -> Control {
        let Offers { team, resolved, .. } = self.offers;
        let offered = CloseReason::ALL.into_iter().filter(|reason| {
            (team || reason.is_for_customers()) && (resolved || *reason != CloseReason::Confirmed)
        });
        let options = offered
            .map(|reason| (reason.as_str().to_owned(), words::close_reason(self.p.t, reason).into_owned()));
        let usual = if resolved && !team { CloseReason::Confirmed } else { CloseReason::Solved };
        form.select("reason", self.p.t.ticket_reason(), options).required().or(usual.as_str())
    }

    pub(super) fn then_choice(&self, form: &Form) -> Control {
        let t = self.p.t;
        let waits = (Status::WaitingForCustomer, t.ticket_then_waiting());
        let others = [
            (Status::InProgress, t.ticket_then_progress()),
            (Status::Resolved, t.ticket_then_resolved()),
            (Status::OnHold, t.ticket_then_hold()),
        ];
        let options = [waits].into_iter().chain(others);
        let options = options.map(|(status, words)| (status.as_str().to_owned(), words.into_owned()));
        form.select("then", t.ticket_then(), options).required()
    }

    pub(super) fn priority_choice(&self, form: &Form) -> Control {
        let all = [Priority::Low, Priority::Normal, Priority::High, Priority::Urgent];
        let options = all.map(|one| (one.as_str().to_owned(), words::priority(self.p.t, one).into_owned()));
        let present = self.gathered.ticket().priority.as_str();
        form.select("priority", self.p.t.ticket_priority(), options).required().or(present)
    }

    pub(super) fn type_choice(&self, form: &Form) -> Control {
        let language = self.p.t.language();
        let offered = self.gathered.desk.state.in_order().filter(|kind| !kind.retired);
        let options = offered.map(|kind| (kind.key.to_string(), kind.name.get(language).as_str().to_owned()));
        let present = self.gathered.ticket().request_type.as_str();
        form.select("request_type", self.p.t.ticket_type(), options).required().or(present)
    }

    pub(super) fn link_choice(&self, form: &Form) -> Control {
        let offered = LinkKind::ALL.into_iter().filter(|kind| self.offers.team || kind.is_for_customers());
        let options =
            offered.map(|kind| (kind.as_str().to_owned(), happened::link(self.p.t, kind).into_owned()));
        let usual = LinkKind::RelatedTo.as_str();
        form.select("kind", self.p.t.ticket_link_kind(), options).required().or(usual)
    }

    /// Whether others are meant to see the ticket where the work goes on, where that was asked.
    pub(super) fn merge_question(&self, form: &Form) -> Option<String> {
        form.asks(WIDENS)
    }

    pub(super) fn assign_choice(&self, form: &Form) -> Control {
        let nobody = ("nobody".to_owned(), self.p.t.ticket_nobody().into_owned());
        let team = self.gathered.team.iter().map(|one| (one.id.to_string(), one.name.clone()));
        let options = [nobody].into_iter().chain(team);
        let present =
            self.gathered.ticket().assignee.map_or_else(|| "nobody".to_owned(), |one| one.to_string());
        form.select("to", self.p.t.ticket_fact_assignee(), options).required().or(&present)
    }

    pub(super) fn whom(&self, form: &Form) -> Control {
        let t = self.p.t;
        form.text("whom", t.ticket_whom())
            .required()
            .help(t.ticket_whom_help())
            .autocomplete("off")
            .with("data-module", "people")
            .with("data-people-none", &t.ticket_people_none())
            .with("data-people-some", &t.ticket_people_some())
    }
}
