//! Organizations: managers bring colleagues in, addresses join by their domain, members know each other by name.

use std::time::Duration;

use docket_eventstore::backend_tests;
use docket_test_support::wait_for;
use hyper::Method;
use serde_json::{Value, json};

use crate::harness::cast::{Stage, activate, invited, ticket};
use crate::harness::mail;
use crate::harness::{Call, Cast, Client, Person, items};

fn patch(path: String, body: &Value) -> Call {
    Call::new(Method::PATCH, path).json(body)
}

async fn members(reader: &Client, organization: &str, position: i64) -> Vec<Value> {
    let read = reader.get_at(format!("/organizations/{organization}/members"), position).await;
    items(&read.expect(200)).to_vec()
}

fn named<'m>(members: &'m [Value], id: &Value) -> &'m Value {
    members.iter().find(|member| member["id"] == *id).unwrap_or_else(|| panic!("no {id} in {members:?}"))
}

backend_tests! {
    async fn a_manager_brings_colleagues_in_and_members_know_each_other_by_name(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { sam, maria, tom, lena, jon, meridian, .. } = &stage.cast;
        let path = format!("/organizations/{meridian}/members");
        let newcomer = json!({ "email": "zoe@meridian.example", "name": "Zoë Marchand", "language": "fr" });
        maria.post(&path, &newcomer).await.expect_problem(403, "not_allowed");
        sam.post(&path, &json!({ "person": maria.id, "manager": true })).await.expect(201);

        let added = maria.post(&path, &newcomer).await;
        let zoe = added.expect(201);
        assert_eq!((&zoe["email"], &zoe["manager"]), (&newcomer["email"], &json!(false)));
        assert_eq!(zoe["name"], newcomer["name"]);
        let invited = sam.get(format!("/people/{}", zoe["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(invited["language"], "fr");
        // Whoever is known already has said for themselves what they are called.
        let renamed = json!({ "email": tom.email, "name": "Somebody Else", "language": "es" });
        assert_eq!(maria.post(&path, &renamed).await.expect(201)["name"], "tom");
        let unnamed = json!({ "email": "z@meridian.example", "name": " ", "language": "xx" });
        let problem = maria.post(&path, &unnamed).await.expect_problem(422, "name_empty");
        assert_eq!(problem["errors"].as_array().unwrap().len(), 2, "{problem}");
        let again = format!("{path}/{}/invitation", zoe["id"].as_str().unwrap());
        for (reader, sees) in [(maria, true), (sam, true), (tom, false)] {
            let members = members(reader, meridian, added.position()).await;
            assert_eq!(named(&members, &zoe["id"]).get("email").is_some(), sees, "{}", reader.email);
            assert_eq!(named(&members, &json!(maria.id))["manager"], true);
            let found = reader.get_at("/people?q=lena", added.position()).await.expect(200);
            assert_eq!(items(&found)[0].get("email").is_some(), sees, "{}", reader.email);
        }
        tom.post(&again, &json!({})).await.expect_problem(403, "not_allowed");
        jon.post(&again, &json!({})).await.expect_problem(404, "not_found");
        let folder = stage.site.mail_folder();
        let older = mail::link(&folder, "zoe@meridian.example", "activate").await;
        maria.post(&again, &json!({})).await.expect(204);
        let token = wait_for(Duration::from_secs(30), "a newer link", async || {
            Some(mail::link(&folder, "zoe@meridian.example", "activate").await).filter(|newer| *newer != older)
        });
        let token = token.await;
        Client::anonymous(stage.site.port()).get(format!("/activations/{older}")).await.expect(404);
        let zoe = Person::known(activate(stage.site.port(), &token).await).await;
        assert_eq!(zoe.organization().await, *meridian);
        maria.post(&again, &json!({})).await.expect_problem(409, "already_active");

        // A manager makes no managers, and names by id only whom they know.
        let manager = json!({ "email": "eve@meridian.example", "manager": true });
        maria.post(&path, &manager).await.expect_problem(403, "not_allowed");
        for unknown in [jon.id.as_str(), "00000000-0000-4000-8000-000000000001"] {
            maria.post(&path, &json!({ "person": unknown })).await.expect_problem(422, "person_unknown");
        }
        maria.delete(format!("{path}/{}", zoe.id)).await.expect(204);
        zoe.get(format!("/organizations/{meridian}")).await.expect_problem(404, "not_found");
        lena.delete(format!("{path}/{}", tom.id)).await.expect_problem(403, "not_allowed");
    }

    async fn a_confirmed_address_joins_by_its_domain_unless_it_was_removed(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { ada, sam, jon, ines, meridian, northwind, .. } = &stage.cast;
        let change = async |who: &Client, organization: &str, body: Value| {
            who.send(patch(format!("/organizations/{organization}"), &body)).await
        };
        let domains = json!({ "mail_domains": ["Northwind.example"] });
        change(jon, northwind, domains.clone()).await.expect_problem(403, "not_allowed");
        let changed = change(sam, northwind, domains.clone()).await.expect(200);
        assert_eq!(changed["mail_domains"], json!(["northwind.example"]));
        let taken = change(sam, meridian, domains.clone()).await;
        assert!(taken.text.contains("northwind.example"), "{taken}");
        taken.expect_problem(409, "mail_domain_taken");
        for (wrong, code) in [("gmail.com", "mail_domains_public"), ("nodot", "mail_domains_invalid_domain")] {
            change(sam, meridian, json!({ "mail_domains": [wrong] })).await.expect_problem(422, code);
        }
        let read = jon.get(format!("/organizations/{northwind}")).await.expect(200);
        assert!(read.get("mail_domains").is_none(), "for the team and managers: {read}");

        let zoe = invited(&stage.site, ada, &json!({ "email": "zoe@northwind.example" })).await;
        assert_eq!(zoe.organization().await, *northwind);
        let kim = invited(&stage.site, ada, &json!({ "email": "kim@mail.northwind.example" })).await;
        let read = kim.get("/me").await.expect(200);
        assert_eq!(read["organizations"], json!([]), "a subdomain is another domain");

        // Removed before the address was confirmed: the domain brings nobody back.
        let body = json!({ "email": "eve@northwind.example", "organizations": [northwind] });
        let eve = ada.post("/invitations", &body).await.expect(201);
        let member = format!("/organizations/{northwind}/members/{}", eve["id"].as_str().unwrap());
        sam.delete(member).await.expect(204);
        let token = mail::link(&stage.site.mail_folder(), "eve@northwind.example", "activate").await;
        let eve = activate(stage.site.port(), &token).await;
        assert_eq!(eve.get("/me").await.expect(200)["organizations"], json!([]));

        // Given back, another organization may have it.
        change(sam, northwind, json!({ "mail_domains": [] })).await.expect(200);
        change(sam, meridian, domains).await.expect(200);
        assert_eq!(ines.organization().await, *northwind, "who is in stays in");
    }

    async fn an_organization_proposes_who_sees_a_new_ticket(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { sam, maria, tom, meridian, northwind, .. } = &stage.cast;
        let opened = async |more: Value| {
            let answer = maria.post("/tickets", &ticket(&more)).await.expect(201);
            answer["visibility"].as_str().unwrap().to_owned()
        };
        assert_eq!(opened(json!({})).await, "private");
        let path = format!("/organizations/{meridian}");
        let shared = json!({ "default_visibility": "organization" });
        tom.send(patch(path.clone(), &shared)).await.expect_problem(403, "not_allowed");
        sam.post(format!("{path}/members"), &json!({ "person": maria.id, "manager": true })).await.expect(201);
        maria.send(patch(path.clone(), &shared)).await.expect(200);
        assert_eq!(opened(json!({})).await, "organization");
        assert_eq!(opened(json!({ "visibility": "private" })).await, "private");
        // In two organizations, none is proposed for unless it is named.
        sam.post(format!("/organizations/{northwind}/members"), &json!({ "person": maria.id })).await.expect(201);
        assert_eq!(opened(json!({})).await, "private");
        assert_eq!(opened(json!({ "organization": meridian })).await, "organization");
        assert_eq!(opened(json!({ "organization": northwind })).await, "private");
        let unnamed = maria.post("/tickets", &ticket(&json!({ "visibility": "organization" }))).await;
        unnamed.expect_problem(422, "organization_missing");
    }
}
