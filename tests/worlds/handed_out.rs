//! What is handed out over HTTP for itself, tables of lists and files, held against who can see the ticket.

use std::collections::BTreeSet;

use axum::body::Body;
use docket_app::tickets::ListScope;
use docket_domain::PersonId;
use docket_web::{Limits, WebState};
use http_body_util::BodyExt;
use hyper::{Request, StatusCode, header};
use tower::ServiceExt;

use crate::check::Met;
use crate::life::World;

impl World<'_> {
    /// Asks the API as somebody's program does.
    async fn get(&self, path: &str, token: &str) -> (StatusCode, Vec<u8>) {
        let state = WebState::new(self.place.app.clone(), "https://desk.example", Limits::new(0, Vec::new()));
        let request =
            Request::get(format!("/api/v1{path}")).header(header::AUTHORIZATION, format!("Bearer {token}"));
        let answer = docket_api::router(state).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let status = answer.status();
        (status, answer.into_body().collect().await.unwrap().to_bytes().to_vec())
    }

    /// A table has the tickets of the list that it is made of, and tells of those who asked what the reader may know.
    pub(crate) async fn exports_what_is_seen(&self, person: PersonId, token: &str, met: &mut Met) {
        let actor = self.place.session(person).await.actor;
        let name = &self.model.people[&person].name;
        let scopes = if actor.is_support() {
            &[("all", ListScope::All), ("queue", ListScope::Queue)][..]
        } else {
            &[
                ("mine", ListScope::Mine),
                ("shared", ListScope::Shared),
                ("organization", ListScope::Organization),
            ]
        };
        for (word, scope) in scopes {
            let (status, table) = self.get(&format!("/tickets.csv?scope={word}"), token).await;
            assert_eq!(status, StatusCode::OK, "{name} exports {word}");
            let mut exported = BTreeSet::new();
            for row in csv::Reader::from_reader(table.as_slice()).records() {
                let row = row.unwrap();
                let key = &row[0];
                let Some(ticket) = self.model.tickets.get(key) else { continue };
                let asked = &self.model.people[&ticket.reporter];
                assert_eq!(
                    row[9] == asked.name,
                    self.model.knows_name(person, ticket.reporter, key),
                    "{key} to {name}"
                );
                // Managers may know addresses of their own people that a table does not have.
                let told = &row[10] == asked.email.as_str();
                let may_be_told = self.model.knows_address(person, ticket.reporter);
                let withheld = row[10].is_empty() && !actor.is_support();
                assert!(told && may_be_told || withheld, "the address of {key} to {name}: {row:?}");
                exported.insert(key.to_owned());
            }
            assert_eq!(exported, self.list(&actor, *scope).await, "{name} exports {word}");
            met.exported += exported.len();
        }
        for word in if actor.is_support() { &[][..] } else { &["all", "queue"] } {
            let (status, _) = self.get(&format!("/tickets.csv?scope={word}"), token).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{name} exports {word}");
        }
    }

    /// A file, and the small picture of one, are handed to those who may have it; to all others there is none.
    pub(crate) async fn hands_out_what_is_seen(&self, person: PersonId, token: &str, met: &mut Met) {
        let name = &self.model.people[&person].name;
        for (key, ticket) in &self.model.tickets {
            for file in &ticket.files {
                let may = self.model.may_have(person, key, file);
                let path = format!("/tickets/{key}/attachments/{}", file.id);
                let (status, _) = self.get(&path, token).await;
                let expected = |there: bool| if there { StatusCode::OK } else { StatusCode::NOT_FOUND };
                assert_eq!(status, expected(may), "{path} to {name}");
                let (status, _) = self.get(&format!("{path}/thumbnail"), token).await;
                assert_eq!(status, expected(may && file.picture), "the small picture of {path} to {name}");
                met.small_pictures += usize::from(may && file.picture);
                met.hidden_pictures += usize::from(!may && file.picture);
            }
        }
    }
}
