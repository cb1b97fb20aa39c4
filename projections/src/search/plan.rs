//! From what somebody looks for to what is asked of the index.

use chrono::NaiveDate;
use docket_domain::ticket::Status;
use docket_domain::{OrganizationId, PersonId};
use docket_eventstore::db::Db;

use super::document::Place;
use super::expression::Expression;
use super::language::{Condition, Is, Operator, SearchQuery, Term, Whom};
use super::{index, names};
use crate::{AssigneeFilter, QueryError, Scope, StatusFilter, TicketFilter};

/// What a reader may find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// The team: every ticket, and internal notes.
    Team,
    /// A customer: what they reported, what is shared with them by name, and with their organizations.
    Customer {
        /// Who.
        person: PersonId,
        /// Where they belong now.
        organizations: Vec<OrganizationId>,
    },
}

impl Sight {
    pub(super) fn reads_notes(&self) -> bool {
        match self {
            Self::Team => true,
            Self::Customer { .. } => false,
        }
    }

    fn expression(&self) -> Option<Expression> {
        match self {
            Self::Team => None,
            Self::Customer { person, organizations } => {
                let own = [index::reporter(*person), index::participant(*person)];
                let shared = organizations.iter().copied().map(index::shared_with);
                Some(Expression::any_token(own.into_iter().chain(shared)))
            }
        }
    }
}

/// What is asked of the database.
#[derive(Debug)]
pub(super) struct Plan {
    /// Best matches first, none in two of them.
    pub(super) tiers: Vec<Expression>,
    /// All of them.
    pub(super) all: Expression,
    /// Where the ticket must stand; empty when that is the same.
    pub(super) statuses: Vec<Status>,
    /// The first day on which it was opened.
    pub(super) from_day: Option<i64>,
    /// The first day on which it was not.
    pub(super) to_day: Option<i64>,
}

/// Where a term is looked for, the best place first: each takes in the one before it.
const PLACES: [Place; 4] = [Place::Subject, Place::Head, Place::Comments, Place::Notes];

impl Plan {
    pub(super) async fn make(
        db: &Db,
        sight: &Sight,
        scope: Option<&Scope>,
        filter: &TicketFilter,
        query: &SearchQuery,
    ) -> Result<Self, QueryError> {
        let mut plan = Self {
            tiers: Vec::new(),
            all: Expression::nothing(),
            statuses: Vec::new(),
            from_day: None,
            to_day: None,
        };
        let mut base = vec![Expression::token(index::ANY)];
        let mut never = Vec::new();
        base.extend(sight.expression());
        base.extend(scope.and_then(of_scope));
        base.extend(plan.of_filter(scope, filter));
        for Condition { negated, what } in &query.conditions {
            let condition = plan.of_operator(db, what, *negated).await?;
            if let Some(condition) = condition {
                if *negated { &mut never } else { &mut base }.push(condition);
            }
        }
        let terms = Terms::find(db, sight, query).await?;
        // Everything has the first one; it is needed where there is nothing else.
        if base.len() + terms.wanted.len() > 1 {
            base.remove(0);
        }
        let public = if sight.reads_notes() { 4 } else { 3 };
        never.extend(terms.unwanted.iter().map(|term| term.within(public)));
        let of = |level: usize| {
            let words = terms.wanted.iter().map(|term| term.within(level));
            Expression::All(base.iter().cloned().chain(words).collect())
        };
        plan.all = of(public).without(Expression::Any(never.clone()));
        if terms.wanted.is_empty() {
            plan.tiers.push(plan.all.clone());
            return Ok(plan);
        }
        let mut better = None;
        for level in [0, 1, 2, public] {
            let words = of(level);
            let mut not = never.clone();
            not.extend(
                better.replace(Expression::All(terms.wanted.iter().map(|t| t.within(level)).collect())),
            );
            plan.tiers.push(words.without(Expression::Any(not)));
        }
        Ok(plan)
    }

    fn of_filter(&mut self, scope: Option<&Scope>, filter: &TicketFilter) -> Vec<Expression> {
        let TicketFilter { status, turn, desk, request_type, assignee, priority, organization } = filter;
        let status = match (status, scope) {
            (None, Some(Scope::Queue)) => Some(StatusFilter::Open),
            (status, _) => *status,
        };
        let status = match status {
            Some(StatusFilter::Open) => Some(index::OPEN.to_owned()),
            Some(StatusFilter::Closed | StatusFilter::Is(Status::Closed)) => Some(index::CLOSED.to_owned()),
            Some(StatusFilter::Is(status)) => {
                self.narrow(&[status]);
                None
            }
            None => None,
        };
        if let Some(side) = turn {
            let theirs = Status::ALL.into_iter().filter(|status| status.turn() == Some(*side));
            self.narrow(&theirs.collect::<Vec<_>>());
        }
        let tokens = [
            status,
            desk.as_ref().map(index::desk),
            request_type.as_ref().map(index::request_type),
            assignee.map(|assignee| match assignee {
                AssigneeFilter::Is(person) => index::assignee(person),
                AssigneeFilter::Nobody => index::UNASSIGNED.to_owned(),
            }),
            priority.map(index::priority),
            organization.map(index::filed_for),
        ];
        tokens.into_iter().flatten().map(Expression::token).collect()
    }

    /// What a condition asks of the index; none where it asks something else, which is then noted.
    async fn of_operator(
        &mut self,
        db: &Db,
        what: &Operator,
        negated: bool,
    ) -> Result<Option<Expression>, QueryError> {
        let token = |token: String| Some(Expression::token(token));
        Ok(match what {
            Operator::From(Whom::Person(person)) => Some(Expression::any_token(person.map(index::reporter))),
            Operator::From(Whom::Named(words)) => {
                let people = names::people(db, words, false).await?;
                Some(Expression::any_token(people.into_iter().map(index::reporter)))
            }
            // Not settled: nobody is known by it here.
            Operator::From(Whom::Me | Whom::Address(_)) => Some(Expression::nothing()),
            Operator::Organization(words) => {
                let organizations = names::organizations(db, words).await?;
                Some(Expression::any_token(organizations.into_iter().map(index::filed_for)))
            }
            Operator::RequestType(key) => token(index::request_type(key)),
            Operator::Desk(key) => token(index::desk(key)),
            Operator::Is(Is::Open) => token(index::OPEN.to_owned()),
            Operator::Is(Is::Closed) => token(index::CLOSED.to_owned()),
            Operator::Is(Is::Private) => token(index::PRIVATE.to_owned()),
            Operator::Is(Is::Shared) => token(index::SHARED.to_owned()),
            Operator::Is(Is::Unassigned) => token(index::UNASSIGNED.to_owned()),
            Operator::Is(Is::Status(status)) => {
                let allowed = Status::ALL.into_iter().filter(|other| (other == status) != negated);
                self.narrow(&allowed.collect::<Vec<_>>());
                None
            }
            Operator::Before(day) => {
                self.opened(*day, negated);
                None
            }
            Operator::After(day) => {
                self.opened(*day, !negated);
                None
            }
        })
    }

    fn narrow(&mut self, allowed: &[Status]) {
        if self.statuses.is_empty() {
            self.statuses = Status::ALL.to_vec();
        }
        self.statuses.retain(|status| allowed.contains(status));
        if self.statuses.is_empty() {
            // Two statuses at once: no ticket stands so, and no day is before the first.
            self.to_day = Some(i64::MIN);
        }
    }

    /// Opened on this day or later, or before it.
    fn opened(&mut self, day: NaiveDate, since: bool) {
        let day = i64::from(day.to_epoch_days());
        if since {
            self.from_day = self.from_day.max(Some(day));
        } else {
            self.to_day = Some(self.to_day.map_or(day, |other| other.min(day)));
        }
    }
}

fn of_scope(scope: &Scope) -> Option<Expression> {
    match scope {
        Scope::Mine(person) => Some(Expression::token(index::reporter(*person))),
        Scope::Shared(person) => {
            let own = Expression::token(index::reporter(*person));
            Some(Expression::token(index::participant(*person)).without(own))
        }
        Scope::Organizations(organizations) => {
            Some(Expression::any_token(organizations.iter().copied().map(index::shared_with)))
        }
        Scope::Queue | Scope::All => None,
    }
}

/// The terms of a search with what they may stand for.
#[derive(Debug)]
struct Terms {
    wanted: Vec<Found>,
    unwanted: Vec<Found>,
}

/// A term with what it may stand for.
#[derive(Debug)]
struct Found {
    /// Words side by side; several for a prefix.
    spellings: Vec<Vec<String>>,
    /// The ticket it names.
    key: Option<String>,
    /// The people it names.
    people: Vec<PersonId>,
    /// Whether people are found who did nothing yet to a ticket that is shared with them.
    participants: bool,
}

impl Terms {
    async fn find(db: &Db, sight: &Sight, query: &SearchQuery) -> Result<Self, QueryError> {
        let mut terms = Self { wanted: Vec::new(), unwanted: Vec::new() };
        for term in &query.wanted {
            terms.wanted.push(Found::find(db, sight, term).await?);
        }
        for term in &query.unwanted {
            terms.unwanted.push(Found::find(db, sight, term).await?);
        }
        Ok(terms)
    }
}

impl Found {
    async fn find(db: &Db, sight: &Sight, term: &Term) -> Result<Self, QueryError> {
        let spellings = match term.words.split_last() {
            Some((last, before)) if term.prefix => {
                let ends = names::beginning_with(db, last, sight.reads_notes()).await?;
                ends.into_iter().map(|end| before.iter().cloned().chain([end]).collect()).collect()
            }
            Some(_) | None => vec![term.words.clone()],
        };
        Ok(Self {
            spellings,
            key: term.key.as_ref().map(index::key),
            people: names::people(db, &term.words, term.prefix).await?,
            participants: sight.reads_notes(),
        })
    }

    /// The term in the first so many of [`PLACES`]; in none of them, the ticket that it names.
    fn within(&self, level: usize) -> Expression {
        let mut any: Vec<Expression> = self.key.iter().map(|key| Expression::token(key.as_str())).collect();
        for place in &PLACES[..level] {
            for words in &self.spellings {
                let tokens = words.iter().map(|word| index::token(*place, word));
                any.push(Expression::Tokens(tokens.collect()));
            }
        }
        if level > 1 {
            any.extend(self.people.iter().map(|person| Expression::token(index::involved(*person))));
            if self.participants {
                any.extend(self.people.iter().map(|person| Expression::token(index::participant(*person))));
            }
        }
        Expression::Any(any)
    }
}
