//! Desks and their forms over HTTP: languages, conditions, persons, order, history.

use docket_eventstore::backend_tests;
use hyper::Method;
use serde_json::{Value, json};

use crate::harness::cast::{Stage, ticket};
use crate::harness::{Call, Cast, Client, items};

const INCIDENT: &str = "/desks/AMS/request-types/incident";

backend_tests! {
    async fn each_reads_a_form_in_their_language_and_administrators_all_of_them(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { ada, maria, tom, .. } = &stage.cast;
        let outage = json!({
            "key": "outage",
            "name": { "en": "Outage", "fr": "Panne" },
            "description": { "fr": "Rien n'arrive.", "es": "No llega nada." },
            "fields": [
                { "key": "reach", "label": { "en": "Reach", "fr": "Portée" }, "kind": "choice", "options": [
                    { "key": "all", "label": { "en": "Everybody", "fr": "Tous" } },
                    { "key": "some", "label": "Some" },
                ]},
                { "key": "since", "label": "Since", "help": { "fr": "Le jour." }, "kind": "date" },
            ],
        });
        ada.post("/desks/AMS/request-types", &outage).await.expect(201);
        patch(ada, "/desks/AMS", &json!({ "name": { "en": "Audience", "fr": "Audience (fr)" } })).await;
        let read = async |who: &Client| {
            let desk = who.get("/desks/AMS").await.expect(200);
            let kinds = who.get("/desks/AMS/request-types").await.expect(200);
            let kind = items(&kinds).iter().find(|kind| kind["key"] == "outage").unwrap().clone();
            (desk, kind)
        };
        let (desk, english) = read(maria).await;
        assert_eq!((&desk["name"], desk.get("sign_up"), desk.get("translations")), (&json!("Audience"), None, None));
        assert_eq!((&english["name"], &english["description"]), (&json!("Outage"), &json!("Rien n'arrive.")));
        let everybody = json!({ "key": "all", "label": "Everybody" });
        assert_eq!(english["fields"][0]["options"][0], everybody);
        let (desk, french) = read(tom).await;
        assert_eq!((&desk["name"], &french["name"]), (&json!("Audience (fr)"), &json!("Panne")));
        assert_eq!(french["fields"][0]["options"][1]["label"], "Some", "one text is for all");
        assert_eq!(french["fields"][1]["help"], "Le jour.");
        let (desk, all) = read(ada).await;
        assert_eq!(desk["translations"]["name"], json!({ "en": "Audience", "fr": "Audience (fr)" }));
        assert_eq!(all["translations"]["name"], outage["name"]);
        assert_eq!(all["translations"]["description"], outage["description"]);
        assert_eq!(all["fields"][0]["translations"]["label"], outage["fields"][0]["label"]);
        assert_eq!(all["fields"][0]["options"][1].get("translations"), None);
    }

    async fn only_what_is_asked_is_answered_and_persons_are_the_reporters_own(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { ada, sam, maria, tom, jon, kim, .. } = &stage.cast;
        patch(ada, INCIDENT, &json!({ "fields": [
            { "key": "severity", "label": "Severity", "required": true, "kind": "choice",
              "options": [{ "key": "low", "label": "Low" }, { "key": "high", "label": "High" }] },
            { "key": "impact", "label": "Impact", "required": true, "kind": "text",
              "visible_when": { "field": "severity", "is": ["high"] } },
            { "key": "contact", "label": "Contact", "kind": "person" },
        ]})).await;
        let open = async |who: &Client, fields: Value| {
            who.post("/tickets", &ticket(&json!({ "fields": fields }))).await
        };
        open(maria, json!({ "severity": "low" })).await.expect(201);
        let problem = open(maria, json!({ "severity": "high" })).await.expect_problem(422, "field_missing");
        assert_eq!(problem["errors"][0]["field"], "fields.impact");
        let problem =
            open(maria, json!({ "severity": "low", "impact": "x" })).await.expect_problem(422, "field_not_asked");
        assert_eq!(problem["errors"][0]["field"], "fields.impact");
        let contact = |id: &str| json!({ "severity": "high", "impact": "Much", "contact": id });
        for known in [maria, tom] {
            let opened = open(maria, contact(&known.id)).await.expect(201);
            assert_eq!(opened["fields"]["contact"], json!(known.id));
            assert_eq!(opened["people"]["contact"]["id"], json!(known.id), "{opened}");
        }
        // Whoever is from elsewhere learns of the contact what they learn of anybody there.
        let shared = json!({ "fields": contact(&tom.id), "participants": [{ "email": kim.email }] });
        let (shared, _) = maria.open(&shared).await;
        let path = format!("/tickets/{}", shared["key"].as_str().unwrap());
        for (reader, knows) in [(sam, true), (maria, true), (kim, false)] {
            let read = reader.get(&path).await.expect(200);
            let named = &read["people"]["contact"];
            assert_eq!(named["id"] == json!(tom.id), knows, "{read}");
            assert_eq!(named["id"], read["fields"]["contact"], "{read}");
            assert_eq!(named["name"] == "someone outside your organization", !knows, "{read}");
            let history = reader.get(&format!("{path}/history")).await.expect(200);
            let created = &history["items"][0];
            assert_eq!(created["type"], "ticket.created");
            assert_eq!(created["details"]["fields"]["contact"], named["id"], "{history}");
            assert_eq!(history.to_string().contains(&tom.id), knows, "{history}");
        }
        // Who is of another organization, of none or of the team is as unknown as who does not exist.
        for foreign in [&jon.id, &kim.id, &sam.id, "00000000-0000-4000-8000-000000000000"] {
            let problem = open(maria, contact(foreign)).await.expect_problem(422, "field_unknown_person");
            assert_eq!(problem["errors"][0]["field"], "fields.contact");
        }
        open(kim, contact(&kim.id)).await.expect(201);
        open(kim, contact(&maria.id)).await.expect_problem(422, "field_unknown_person");
        let for_jon = json!({ "fields": contact(&jon.id), "on_behalf_of": jon.email });
        sam.post("/tickets", &ticket(&for_jon)).await.expect(201);
        let for_jon = json!({ "fields": contact(&maria.id), "on_behalf_of": jon.email });
        sam.post("/tickets", &ticket(&for_jon)).await.expect_problem(422, "field_unknown_person");
    }

    async fn a_ticket_shows_the_form_it_was_filed_with(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { ada, sam, maria, .. } = &stage.cast;
        let before = maria.get(format!("{INCIDENT}/versions/1")).await.expect(200);
        let (opened, _) = maria.open(&json!({ "fields": { "severity": "high" } })).await;
        assert_eq!(opened["form"], json!({ "request_type": "incident", "version": 1 }));
        let fields = json!([{ "key": "what", "label": "What", "kind": "text", "required": true }]);
        let changed = patch(ada, INCIDENT, &json!({ "fields": fields, "name": "Trouble" })).await;
        assert_eq!((&changed["form_version"], &changed["name"]), (&json!(2), &json!("Trouble")));
        patch(ada, INCIDENT, &json!({ "retired": true })).await;
        let key = opened["key"].as_str().unwrap();
        let shown = maria.get(format!("/tickets/{key}")).await.expect(200);
        let filed = format!(
            "/desks/{}/request-types/{}/versions/{}",
            shown["desk"].as_str().unwrap(),
            shown["form"]["request_type"].as_str().unwrap(),
            shown["form"]["version"],
        );
        let form = maria.get(filed).await.expect(200);
        assert_eq!((&form["fields"], &form["form_version"]), (&before["fields"], &json!(1)));
        assert_eq!(form["retired"], true);
        assert_eq!(maria.get(format!("{INCIDENT}/versions/2")).await.expect(200)["fields"][0]["key"], "what");
        for unknown in ["incident/versions/0", "incident/versions/3", "incident/versions/x", "party/versions/1"] {
            maria.get(format!("/desks/AMS/request-types/{unknown}")).await.expect_problem(404, "not_found");
        }

        // Another type later is not another form.
        patch(sam, &format!("/tickets/{key}"), &json!({ "request_type": "question" })).await;
        let shown = maria.get(format!("/tickets/{key}")).await.expect(200);
        assert_eq!((&shown["request_type"], &shown["form"]["request_type"]), (&json!("question"), &json!("incident")));

        maria.post("/tickets", &ticket(&json!({}))).await.expect_problem(422, "request_type_unknown");
        let again = patch(ada, INCIDENT, &json!({ "retired": false, "description": "It is broken." })).await;
        assert_eq!((&again["retired"], &again["description"]), (&json!(false), &json!("It is broken.")));
        assert_eq!(patch(ada, INCIDENT, &json!({ "description": null })).await.get("description"), None);
        maria.open(&json!({ "fields": { "what": "x" } })).await;

        let history = sam.get("/desks/AMS/history").await.expect(200);
        let told: Vec<_> = items(&history).iter().map(|entry| entry["summary"].as_str().unwrap()).collect();
        let expected = [
            "set up the desk AMS",
            "added the request type incident",
            "added the request type feature_request",
            "added the request type question",
            "changed the request type incident: name \"Incident\" becomes \"Trouble\"; \
             field what: added, text, label \"What\", required; field severity: removed; \
             field started_at: removed; field affected: removed",
            "retired the request type incident",
            "offered the request type incident again",
            "changed the request type incident: description \"It is broken.\"",
            "changed the request type incident: description removed",
        ];
        assert_eq!(told, expected);
        let actors: Vec<_> = items(&history).iter().map(|entry| &entry["actor"]["name"]).collect();
        assert_eq!((actors[0], actors[4]), (&json!("Docket"), &json!("ada")));
        maria.get("/desks/AMS/history").await.expect_problem(403, "agents_only");
        sam.get("/desks/XX/history").await.expect_problem(404, "not_found");
    }

    async fn a_desk_is_changed_in_one_command_and_faults_name_their_field(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { ada, sam, .. } = &stage.cast;
        let changed = patch(ada, "/desks/AMS", &json!({
            "name": "AMS", "participants_may_add": true, "request_types": ["question"],
            "sign_up": { "domains": ["Meridian.example"] },
        })).await;
        assert_eq!(changed["request_types"], json!(["question", "incident", "feature_request"]));
        assert_eq!(changed["sign_up"], json!({ "domains": ["meridian.example"] }));
        let read = sam.get("/desks/AMS").await.expect(200);
        assert_eq!((&read["sign_up"], &read["version"]), (&changed["sign_up"], &json!(8)));
        let kinds = sam.get("/desks/AMS/request-types").await.expect(200);
        assert_eq!(items(&kinds)[0]["key"], "question");
        for rule in ["closed", "open"] {
            assert_eq!(patch(ada, "/desks/AMS", &json!({ "sign_up": rule })).await["sign_up"], rule);
        }
        let desk = |body: Value| (Call::new(Method::PATCH, "/desks/AMS").json(&body), body);
        let form = |fields: Value| {
            let body = json!({ "fields": fields });
            (Call::new(Method::PATCH, INCIDENT).json(&body), body)
        };
        let choice = json!({ "key": "severity", "label": "Severity", "kind": "choice",
            "options": [{ "key": "low", "label": "Low" }] });
        let text = |more: Value| {
            let mut field = json!({ "key": "impact", "label": "Impact", "kind": "text" });
            field.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
            field
        };
        let when = |field: &str, is: Value| text(json!({ "visible_when": { "field": field, "is": is } }));
        for ((call, body), fields) in [
            (desk(json!({ "name": { "it": "x", "en": "y" } })), &["name.it"][..]),
            (desk(json!({ "name": {} })), &["name"]),
            (desk(json!({ "name": { "fr": " " }, "sign_up": { "domains": ["a b"] } })), &["name.fr", "sign_up.domains[0]"]),
            (desk(json!({ "sign_up": { "domains": [] } })), &["sign_up.domains"]),
            (desk(json!({ "sign_up": "perhaps" })), &["sign_up"]),
            (desk(json!({ "request_types": ["question", "?"] })), &["request_types[1]"]),
            (desk(json!({ "request_types": ["party"] })), &["request_types"]),
            (desk(json!({ "request_types": ["question", "question"] })), &["request_types"]),
            (form(json!([choice, when("severity", json!(["high"]))])), &["fields[1].visible_when.is"]),
            (form(json!([choice, when("severity", json!([]))])), &["fields[1].visible_when.is"]),
            (form(json!([choice, when("severity", json!(["low", "?"]))])), &["fields[1].visible_when.is[1]"]),
            (form(json!([choice, when("colour", json!(["low"]))])), &["fields[1].visible_when.field"]),
            (form(json!([when("severity", json!(["low"])), choice])), &["fields[0].visible_when.field"]),
            (form(json!([choice, text(json!({ "key": "severity" }))])), &["fields[1].key"]),
            (form(json!([text(json!({ "min": 1 }))])), &["fields[0].min"]),
            (form(json!([text(json!({ "kind": "choice" }))])), &["fields[0].options"]),
            (form(json!([text(json!({ "label": "" })), text(json!({ "key": "?" }))])), &["fields[0].label", "fields[1].key"]),
        ] {
            let problem = ada.send(call).await.expect(422);
            let named: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|e| &e["field"]).collect();
            assert_eq!(named, fields, "{body}: {problem}");
        }
        assert_eq!(sam.get("/desks/AMS").await.expect(200)["version"], 10, "nothing wrong was written");
    }
}

async fn patch(who: &Client, path: &str, body: &Value) -> Value {
    who.send(Call::new(Method::PATCH, path).json(body)).await.expect(200)
}
