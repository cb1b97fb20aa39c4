//! Who and what there is, as far as the one who asks may know it: lists of people and of organizations.

use std::collections::BTreeMap;
use std::sync::Arc;

use docket_domain::organization::Organization;
use docket_domain::person::PersonStatus;
use docket_domain::{Actor, EmailAddress, Knowledge, OrganizationId, PersonId, Relation, Role, Standing};
use docket_projections::{OrganizationFilter, Page, PageRequest, PeopleFilter};

use crate::aggregates::Loaded;
use crate::error::AppError;
use crate::{App, require_agent};

/// A person as a reader may know them.
#[derive(Clone, Debug)]
pub struct KnownPerson {
    /// The person.
    pub id: PersonId,
    /// What to call them.
    pub name: String,
    /// Their address, for the team and the managers of their organization.
    pub email: Option<EmailAddress>,
    /// Their role, for the team.
    pub role: Option<Role>,
    /// Where they stand with their account, for the team.
    pub status: Option<PersonStatus>,
}

/// A text to look for, unless it is blank.
fn wanted(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

impl App {
    /// People by name: the team finds everybody, customers the members of their own organizations, by name alone.
    ///
    /// # Errors
    /// When the cursor is not this list's, or a customer asks by more than a name.
    pub async fn find_people(
        &self,
        who: &Actor,
        filter: &PeopleFilter,
        page: &PageRequest,
    ) -> Result<Page<KnownPerson>, AppError> {
        let search = wanted(filter.search.as_deref());
        if who.is_support() {
            let filter = PeopleFilter { search: search.map(str::to_owned), ..filter.clone() };
            let found = self.views().people(&filter, page).await?;
            let items = found.items.into_iter().map(|person| KnownPerson {
                id: person.id,
                name: person.name.into(),
                email: Some(person.email),
                role: Some(person.role),
                status: Some(person.status),
            });
            return Ok(Page { items: items.collect(), next: found.next });
        }
        if *filter != (PeopleFilter { search: filter.search.clone(), ..PeopleFilter::default() }) {
            require_agent(who)?;
        }
        // One page: an organization's people are few, and a customer's organizations fewer.
        let folded = search.map(str::to_lowercase);
        let own = self.own_organizations(who).await?;
        let members = own.iter().flat_map(|own| own.state.members.keys().copied());
        let mut known = BTreeMap::new();
        for (id, person) in self.people_by_id(members).await? {
            let name = person.state.name.as_str();
            let fits = folded.as_deref().is_none_or(|text| name.to_lowercase().contains(text));
            if fits && !person.state.is_deactivated() {
                let relation = Relation::of(who, id, own.iter().map(|own| &own.state));
                let knowledge = docket_domain::may_know(who, id, relation, Standing::Absent);
                let email = (knowledge == Knowledge::NameAndAddress).then(|| person.state.email.clone());
                let entry = KnownPerson { id, name: name.to_owned(), email, role: None, status: None };
                known.insert((name.to_lowercase(), id), entry);
            }
        }
        let most = usize::try_from(page.limit).unwrap_or(usize::MAX);
        Ok(Page { items: known.into_values().take(most).collect(), next: None })
    }

    /// Organizations by name: the team finds all, customers their own.
    ///
    /// # Errors
    /// When the cursor is not this list's, or a customer asks for those of somebody.
    pub async fn find_organizations(
        &self,
        who: &Actor,
        filter: &OrganizationFilter,
        page: &PageRequest,
    ) -> Result<Page<Arc<Loaded<Organization>>>, AppError> {
        let search = wanted(filter.search.as_deref());
        if who.is_support() {
            let filter = OrganizationFilter { search: search.map(str::to_owned), ..filter.clone() };
            let found = self.views().organizations(&filter, page).await?;
            let ids: Vec<OrganizationId> = found.items.iter().map(|row| row.id).collect();
            return Ok(Page { items: self.organizations_by_id(&ids).await?, next: found.next });
        }
        if filter.member.is_some_and(|member| member != who.person) {
            require_agent(who)?;
        }
        let own: Vec<OrganizationId> = who.organizations.iter().copied().collect();
        let mut items = self.organizations_by_id(&own).await?;
        if let Some(text) = search.map(str::to_lowercase) {
            items.retain(|own| own.state.name.as_str().to_lowercase().contains(&text));
        }
        Ok(Page { items, next: None })
    }

    /// These organizations, in this order, by one read of the log. Unknown ids are left out.
    async fn organizations_by_id(
        &self,
        ids: &[OrganizationId],
    ) -> Result<Vec<Arc<Loaded<Organization>>>, AppError> {
        let wanted: Vec<_> = ids.iter().map(|id| id.0).collect();
        let mut found = self.aggregates().load_many::<Organization>(&wanted).await?;
        Ok(wanted.iter().filter_map(|id| found.remove(id)).collect())
    }
}
