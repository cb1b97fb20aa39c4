//! How people come in by themselves and keep their account: sign-up, links, passwords, sessions, tokens, second
//! factors. Tests that begin with `d` and a number prove the security statement of that number.

use std::time::Duration;

use docket_eventstore::backend_tests;
use docket_test_support::wait_for;
use hyper::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use totp_rs::{Algorithm, Secret, TOTP};

use crate::harness::cast::{PASSWORD, Person, Stage, activate, administrator};
use crate::harness::mail::{self, Mail};
use crate::harness::{Answer, Call, Client, Program, Site, items};

const MAIL_LIMIT: Duration = Duration::from_secs(30);
const OTHER_PASSWORD: &str = "nine lanterns in the fog";

/// A server with one administrator.
struct Place {
    // Dropped first: what it said lies in the site's folder.
    program: Program,
    site: Site,
    ada: Person,
}

impl Place {
    async fn open(db: &docket_eventstore::testing::TestDb, arguments: &[&str]) -> Self {
        let site = Site::new(db);
        let program = site.start(&[&["serve"], arguments].concat());
        program.until_ready().await;
        let ada = Person::known(administrator(&site, "ada@docket.example").await).await;
        Self { program, site, ada }
    }

    fn anyone(&self) -> Client {
        self.program.client()
    }

    async fn sign_up(&self, email: &str, language: &str) -> Answer {
        let body = json!({ "email": email, "name": "Rosa Weiss", "language": language });
        self.anyone().post("/signups", &body).await
    }

    async fn ask_for_reset(&self, email: &str) -> Answer {
        self.anyone().post("/password-resets", &json!({ "email": email })).await
    }

    /// Somebody who has signed up and chosen a password.
    async fn customer(&self, email: &str) -> Person {
        self.sign_up(email, "en").await.expect(202);
        let token = self.link(email, "activate").await;
        Person::known(activate(self.site.port(), &token).await).await
    }

    async fn link(&self, email: &str, kind: &str) -> String {
        mail::link(&self.site.mail_folder(), email, kind).await
    }

    async fn mails(&self, email: &str, count: usize) -> Vec<Mail> {
        wait_for(MAIL_LIMIT, &format!("{count} mails to {email}"), async || {
            let mails = mail::read_to(&self.site.mail_folder(), email);
            (mails.len() >= count).then_some(mails)
        })
        .await
    }

    async fn log_in(&self, email: &str, password: &str) -> Answer {
        self.anyone().post("/session", &json!({ "email": email, "password": password })).await
    }

    /// Waits until what strangers have asked for so far was worked on: the sign-up that comes last has its mail.
    async fn settle(&self, marker: &str) {
        let email = format!("{marker}@settled.example");
        self.sign_up(&email, "en").await.expect(202);
        self.link(&email, "activate").await;
    }
}

/// What an answer says to somebody who looks closely, but for the moment it was given at.
fn looks(answer: &Answer) -> (u16, String, Vec<(String, String)>) {
    let mut headers: Vec<(String, String)> = answer
        .headers
        .iter()
        .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    (answer.status.as_u16(), answer.text.clone(), headers)
}

/// Confirms a second factor: the code, and what was answered. One may run out on its way; then the next is sent.
pub(crate) async fn confirm(client: &Client, totp: &TOTP) -> (String, Value) {
    wait_for(MAIL_LIMIT, "a code in time", async || {
        let code = totp.generate_current().unwrap();
        let answer = client.post("/me/second-factor/confirmation", &json!({ "code": code })).await;
        (answer.status == 200).then(|| (code, answer.json()))
    })
    .await
}

fn kinds(events: &Value) -> Vec<String> {
    items(events).iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
}

backend_tests! {
    async fn somebody_signs_up_confirms_the_address_and_is_in(db: TestDb) {
        let place = Place::open(&db, &[]).await;
        place.sign_up("Rosa@Weiss.Example", "de").await.expect(202);
        // Nobody can act before the address is confirmed.
        place.log_in("rosa@weiss.example", PASSWORD).await.expect_problem(401, "bad_credentials");
        let token = place.link("rosa@weiss.example", "activate").await;
        let mail = place.mails("rosa@weiss.example", 1).await.remove(0);
        assert_eq!(mail.language, "de");
        assert!(!mail.everything.contains("Rosa Weiss"), "the name is not confirmed: {}", mail.everything);
        // D16: a mail scanner that follows the link changes nothing.
        for _ in 0..3 {
            let shown = place.anyone().get(format!("/activations/{token}")).await;
            assert_eq!(shown.expect(200)["purpose"], "activate");
            assert_eq!(shown.header("referrer-policy"), Some("no-referrer"));
        }
        let rosa = Person::known(activate(place.site.port(), &token).await).await;
        assert_eq!((rosa.email.as_str(), rosa.language.as_str()), ("rosa@weiss.example", "de"));
        rosa.open(&json!({})).await;
        // The same person, however the address is written.
        place.log_in("ROSA@weiss.EXAMPLE", PASSWORD).await.expect(200);
        // D12: the clear token is in no event.
        let events = place.ada.get("/events?limit=100").await.expect(200).to_string();
        assert!(events.contains("person.activated") && !events.contains(&token));
    }

    async fn d06_d07_d18_d50_answers_are_equal_for_known_and_unknown_addresses_and_mails_are_few(db: TestDb) {
        let place = Place::open(&db, &[]).await;
        place.customer("known@weiss.example").await;
        let sign_ups = [place.sign_up("known@weiss.example", "en").await, place.sign_up("new@weiss.example", "en").await];
        assert_eq!(looks(&sign_ups[0]), looks(&sign_ups[1]));
        let resets = [place.ask_for_reset("known@weiss.example").await, place.ask_for_reset("nobody@weiss.example").await];
        assert_eq!(looks(&resets[0]), looks(&resets[1]));
        let logins = [
            place.log_in("known@weiss.example", "not the password").await,
            place.log_in("nobody@weiss.example", "not the password").await,
        ];
        let without_id = |answer: &Answer| {
            let (status, text, headers) = looks(answer);
            let mut body: Value = serde_json::from_str(&text).unwrap();
            body["request_id"].take();
            (status, body, headers)
        };
        let [(a, b, mut c), (d, e, mut f)] = [without_id(&logins[0]), without_id(&logins[1])];
        c.retain(|(name, _)| name != "content-length");
        f.retain(|(name, _)| name != "content-length");
        assert_eq!((a, b, c), (d, e, f));
        // D7: the owner of a known address is told so, and how to get in. Once a day is enough for the unconfirmed,
        // three times an hour for a new password.
        for _ in 0..5 {
            place.sign_up("known@weiss.example", "en").await.expect(202);
            place.sign_up("new@weiss.example", "en").await.expect(202);
            place.ask_for_reset("known@weiss.example").await.expect(202);
        }
        place.settle("six").await;
        // The sign-up itself, that there is an account, and of three resets those that no newer one replaced in time.
        let known = place.mails("known@weiss.example", 3).await;
        let subjects: Vec<&str> = known.iter().map(|mail| mail.subject.as_str()).collect();
        assert!((3..=5).contains(&known.len()), "{subjects:?}");
        let ledger = place.ada.get("/events?limit=100").await.expect(200);
        let count = |kind: &str| kinds(&ledger).iter().filter(|other| *other == kind).count();
        assert_eq!((count("person.sign_up_repeated"), count("person.password_reset_requested")), (1, 3));
        assert_eq!(mail::read_to(&place.site.mail_folder(), "new@weiss.example").len(), 1);
        assert!(mail::read_to(&place.site.mail_folder(), "nobody@weiss.example").is_empty());
    }

    async fn d13_of_fifty_parallel_uses_of_a_link_one_wins(db: TestDb) {
        let place = Place::open(&db, &[]).await;
        place.sign_up("rosa@weiss.example", "en").await.expect(202);
        let token = place.link("rosa@weiss.example", "activate").await;
        let mut tries = JoinSet::new();
        for number in 0..50 {
            let (client, token) = (place.anyone(), token.clone());
            tries.spawn(async move {
                let password = format!("{number} {PASSWORD}");
                let body = json!({ "password": password });
                loop {
                    let answer = client.post(format!("/activations/{token}"), &body).await;
                    // Too many at once for a loaded machine: whoever is told so comes again.
                    if answer.status != 503 {
                        return (answer, password);
                    }
                }
            });
        }
        let mut won = Vec::new();
        while let Some(done) = tries.join_next().await {
            let (answer, password) = done.unwrap();
            if answer.status == 200 {
                won.push(password);
            } else {
                answer.expect_problem(404, "link_invalid");
            }
        }
        assert_eq!(won.len(), 1, "{won:?}");
        place.log_in("rosa@weiss.example", &won[0]).await.expect(200);
    }

    async fn d14_d15_links_end_with_newer_ones_with_use_and_serve_one_purpose(db: TestDb) {
        let place = Place::open(&db, &[]).await;
        let invited = place.ada.post("/invitations", &json!({ "email": "tom@weiss.example" })).await.expect(201);
        let first = place.link("tom@weiss.example", "activate").await;
        place.ada.post(format!("/invitations/{}/resend", invited["id"].as_str().unwrap()), &json!({})).await.expect(200);
        let second = wait_for(MAIL_LIMIT, "another link", async || {
            let token = place.link("tom@weiss.example", "activate").await;
            (token != first).then_some(token)
        }).await;
        let use_link = async |kind: &str, token: &str| {
            place.anyone().post(format!("/{kind}/{token}"), &json!({ "password": PASSWORD })).await
        };
        use_link("activations", &first).await.expect_problem(404, "link_invalid");
        use_link("password-resets", &second).await.expect_problem(404, "link_invalid");
        use_link("activations", &second).await.expect(200);
        use_link("activations", &second).await.expect_problem(404, "link_invalid");
        place.ask_for_reset("tom@weiss.example").await.expect(202);
        let reset = place.link("tom@weiss.example", "reset").await;
        use_link("activations", &reset).await.expect_problem(404, "link_invalid");
        // A password change ends the link.
        let tom = Client::log_in(place.site.port(), "tom@weiss.example", PASSWORD).await;
        let change = json!({ "current_password": PASSWORD, "password": OTHER_PASSWORD });
        tom.put("/me/password", &change).await.expect(200);
        use_link("password-resets", &reset).await.expect_problem(404, "link_invalid");
        // A withdrawn invitation ends its link.
        let gone = place.ada.post("/invitations", &json!({ "email": "gone@weiss.example" })).await.expect(201);
        let link = place.link("gone@weiss.example", "activate").await;
        place.ada.delete(format!("/invitations/{}", gone["id"].as_str().unwrap())).await.expect(204);
        use_link("activations", &link).await.expect_problem(404, "link_invalid");
    }

    async fn d05_d21_a_new_password_ends_all_other_sessions_and_is_told(db: TestDb) {
        let place = Place::open(&db, &[]).await;
        let rosa = place.customer("rosa@weiss.example").await;
        let elsewhere = Client::log_in(place.site.port(), &rosa.email, PASSWORD).await;
        let wrong = json!({ "current_password": "not it", "password": OTHER_PASSWORD });
        rosa.put("/me/password", &wrong).await.expect_problem(422, "current_password_wrong");
        let right = json!({ "current_password": PASSWORD, "password": OTHER_PASSWORD });
        let changed = rosa.put("/me/password", &right).await.expect(200);
        for ended in [&elsewhere, &rosa.client] {
            ended.get("/me").await.expect_problem(401, "login_required");
        }
        let here = Client::with_token(place.site.port(), changed["token"].as_str().unwrap());
        here.get("/me").await.expect(200);
        place.log_in(&rosa.email, PASSWORD).await.expect_problem(401, "bad_credentials");
        // By a mailed link as well, and this one is told too: sign-up, change, link, reset.
        place.ask_for_reset(&rosa.email).await.expect(202);
        let token = place.link(&rosa.email, "reset").await;
        let shown = place.anyone().get(format!("/password-resets/{token}")).await.expect(200);
        assert_eq!(shown["purpose"], "reset");
        let again = json!({ "password": PASSWORD });
        place.anyone().post(format!("/password-resets/{token}"), &again).await.expect(204);
        here.get("/me").await.expect_problem(401, "login_required");
        place.log_in(&rosa.email, PASSWORD).await.expect(200);
        assert_eq!(place.mails(&rosa.email, 4).await.len(), 4);
    }

    async fn d03_d04_a_password_is_taken_as_it_is_typed_unless_it_is_easily_guessed(db: TestDb) {
        let place = Place::open(&db, &[]).await;
        place.sign_up("rosa@weiss.example", "en").await.expect(202);
        let token = place.link("rosa@weiss.example", "activate").await;
        let choose = async |password: &str| {
            place.anyone().post(format!("/activations/{token}"), &json!({ "password": password })).await
        };
        for (password, code) in [
            ("short", "password_too_short"),
            ("password1", "password_too_common"),
            ("qwertyuiop", "password_too_common"),
            ("my docket account", "password_contains_name"),
            ("Weiss weiss what", "password_contains_name"),
            ("a rosa is a rosa", "password_contains_name"),
        ] {
            choose(password).await.expect_problem(422, code);
        }
        choose(&"x y".repeat(90)).await.expect_problem(422, "password_too_long");
        let odd = "  \u{1F41D} été Зима 漢字 with spaces at the end  ";
        choose(odd).await.expect(200);
        place.log_in("rosa@weiss.example", odd.trim()).await.expect_problem(401, "bad_credentials");
        place.log_in("rosa@weiss.example", odd).await.expect(200);
    }

    async fn d08_failures_slow_an_address_down_and_never_a_device_that_knows_it(db: TestDb) {
        let place = Place::open(&db, &[]).await;
        let rosa = place.customer("rosa@weiss.example").await;
        let begun = place.log_in(&rosa.email, PASSWORD).await;
        let device = begun
            .headers
            .get_all("set-cookie")
            .iter()
            .filter_map(|value| value.to_str().unwrap().split(';').next())
            .find(|pair| pair.starts_with("docket_device="))
            .unwrap()
            .to_owned();
        for _ in 0..10 {
            place.log_in(&rosa.email, "a guess of somebody").await.expect_problem(401, "bad_credentials");
        }
        let refused = place.log_in(&rosa.email, PASSWORD).await;
        refused.expect_problem(429, "too_many_requests");
        let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=900).contains(&wait), "{wait}");
        let body = json!({ "email": rosa.email, "password": PASSWORD });
        place.anyone().send(Call::post("/session", &body).header("cookie", device)).await.expect(200);
        place.log_in("else@weiss.example", "a guess").await.expect_problem(401, "bad_credentials");
    }

    async fn d20_d22_d24_people_see_and_end_their_sessions_and_administrators_those_of_others(db: TestDb) {
        let place = Place::open(&db, &[]).await;
        let rosa = place.customer("rosa@weiss.example").await;
        let body = json!({ "email": rosa.email, "password": PASSWORD });
        let begun = place.anyone().send(Call::post("/session", &body).header("user-agent", "A phone")).await;
        let cookies: Vec<&str> =
            begun.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
        let session = cookies.iter().find(|cookie| cookie.starts_with("docket_session=")).unwrap();
        for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(session.contains(part), "{session}");
        }
        let phone = Client::with_token(place.site.port(), begun.expect(200)["token"].as_str().unwrap());
        let listed = rosa.get("/me/sessions").await.expect(200);
        let rows = items(&listed);
        assert_eq!(rows.len(), 2, "{listed}");
        let (newer, older) = (&rows[0], &rows[1]);
        assert_eq!((&newer["user_agent"], &newer["current"]), (&json!("A phone"), &json!(false)));
        assert_eq!(older["current"], true);
        let lasts = |row: &Value| {
            let at = |name: &str| chrono::DateTime::parse_from_rfc3339(row[name].as_str().unwrap()).unwrap();
            at("expires_at") - at("created_at")
        };
        assert_eq!(lasts(newer), chrono::TimeDelta::days(14));
        let own = place.ada.get("/me/sessions").await.expect(200);
        assert_eq!(lasts(&items(&own)[0]), chrono::TimeDelta::hours(12));
        rosa.delete(format!("/me/sessions/{}", newer["id"].as_str().unwrap())).await.expect(204);
        phone.get("/me").await.expect_problem(401, "login_required");
        rosa.get("/me").await.expect(200);
        let path = format!("/people/{}/sessions", rosa.id);
        assert_eq!(items(&place.ada.get(&path).await.expect(200)).len(), 1);
        place.ada.delete(&path).await.expect(204);
        rosa.get("/me").await.expect_problem(401, "login_required");
    }

    async fn d23_deactivation_and_a_change_of_role_end_every_session_at_once(db: TestDb) {
        let place = Place::open(&db, &[]).await;
        let rosa = place.customer("rosa@weiss.example").await;
        let path = format!("/people/{}", rosa.id);
        let patch = async |body: Value| place.ada.send(Call::new(Method::PATCH, &path).json(&body)).await;
        let made = rosa.post("/me/tokens", &json!({ "name": "robot" })).await.expect(201);
        let robot = Client::with_token(place.site.port(), made["token"].as_str().unwrap());
        robot.get("/me").await.expect(200);
        assert_eq!(patch(json!({ "deactivated": true })).await.expect(200)["status"], "deactivated");
        for client in [&rosa.client, &robot] {
            client.get("/me").await.expect_problem(401, "login_required");
        }
        place.log_in(&rosa.email, PASSWORD).await.expect_problem(401, "bad_credentials");
        patch(json!({ "deactivated": false })).await.expect(200);
        rosa.get("/me").await.expect_problem(401, "login_required");
        let again = Client::log_in(place.site.port(), &rosa.email, PASSWORD).await;
        patch(json!({ "role": "agent" })).await.expect(200);
        again.get("/me").await.expect_problem(401, "login_required");
        let agent = Client::log_in(place.site.port(), &rosa.email, PASSWORD).await;
        assert_eq!(agent.get("/me").await.expect(200)["role"], "agent");
        let own = format!("/people/{}", place.ada.id);
        let demote = Call::new(Method::PATCH, own).json(&json!({ "role": "customer" }));
        place.ada.send(demote).await.expect_problem(403, "own_account");
    }

    async fn a_token_opens_what_its_scope_says_until_it_is_revoked(db: TestDb) {
        use base64::Engine as _;
        let place = Place::open(&db, &[]).await;
        let rosa = place.customer("rosa@weiss.example").await;
        let make = async |scope: &str| {
            let made = rosa.post("/me/tokens", &json!({ "name": "robot", "scope": scope })).await.expect(201);
            (made["id"].as_str().unwrap().to_owned(), made["token"].as_str().unwrap().to_owned())
        };
        let (reading, read) = make("read").await;
        let (_, write) = make("read_write").await;
        let port = place.site.port();
        let reader = Client::with_token(port, &read);
        reader.get("/tickets").await.expect(200);
        let ticket = crate::harness::cast::ticket(&json!({}));
        reader.post("/tickets", &ticket).await.expect_problem(403, "read_only_token");
        let writer = Client::with_token(port, &write);
        writer.post("/tickets", &ticket).await.expect(201);
        let password = json!({ "current_password": PASSWORD, "password": OTHER_PASSWORD });
        writer.put("/me/password", &password).await.expect_problem(403, "session_required");
        writer.post("/me/tokens", &json!({ "name": "more" })).await.expect_problem(403, "session_required");
        let basic = async |email: &str, secret: &str| {
            let pair = base64::engine::general_purpose::STANDARD.encode(format!("{email}:{secret}"));
            place.anyone().send(Call::get("/me").header("authorization", format!("Basic {pair}"))).await
        };
        basic("Rosa@weiss.example", &read).await.expect(200);
        basic("ada@docket.example", &read).await.expect_problem(401, "login_required");
        basic("rosa@weiss.example", PASSWORD).await.expect_problem(401, "login_required");
        let listed = rosa.get("/me/tokens").await.expect(200);
        assert_eq!(items(&listed).len(), 2);
        assert!(!listed.to_string().contains(&read), "a token is shown once");
        rosa.delete(format!("/me/tokens/{reading}")).await.expect(204);
        reader.get("/tickets").await.expect_problem(401, "login_required");
        // D59: no secret is in the log.
        let events = place.ada.get("/events?limit=100").await.expect(200).to_string();
        assert!(events.contains("person.token_created"));
        for secret in [&read, &write, PASSWORD] {
            assert!(!events.contains(secret));
        }
        let late = json!({ "name": "for ever", "expires_at": "2099-01-01T00:00:00Z" });
        rosa.post("/me/tokens", &late).await.expect_problem(422, "expires_at_out_of_range");
    }

    async fn d10_d25_a_second_factor_is_asked_for_and_each_code_works_once(db: TestDb) {
        let place = Place::open(&db, &[]).await;
        let rosa = place.customer("rosa@weiss.example").await;
        let propose = async |password: &str| {
            rosa.post("/me/second-factor", &json!({ "current_password": password })).await
        };
        propose("not it").await.expect_problem(422, "current_password_wrong");
        let proposed = propose(PASSWORD).await.expect(200);
        let secret = Secret::Encoded(proposed["secret"].as_str().unwrap().to_owned()).to_bytes().unwrap();
        assert!(proposed["uri"].as_str().unwrap().starts_with("otpauth://totp/Docket"), "{proposed}");
        let totp = TOTP::new_unchecked(Algorithm::SHA1, 6, 0, 30, secret, None, String::new());
        // Not asked for before it was confirmed.
        place.log_in(&rosa.email, PASSWORD).await.expect(200);
        let (used, confirmed) = confirm(&rosa, &totp).await;
        let codes: Vec<String> = serde_json::from_value(confirmed["recovery_codes"].clone()).unwrap();
        assert_eq!(codes.len(), 10);
        place.log_in(&rosa.email, PASSWORD).await.expect_problem(401, "second_factor_required");
        let with = async |code: &str| {
            let body = json!({ "email": rosa.email, "password": PASSWORD, "code": code });
            place.anyone().post("/session", &body).await
        };
        with("000000").await.expect_problem(401, "second_factor_wrong");
        let recovery = codes[0].to_uppercase();
        with(&recovery).await.expect(200);
        with(&recovery).await.expect_problem(401, "second_factor_wrong");
        // The step of the confirmation is used up; so is the one after it once somebody has logged in.
        with(&used).await.expect_problem(401, "second_factor_wrong");
        let fresh = wait_for(MAIL_LIMIT + MAIL_LIMIT, "another code", async || {
            totp.generate_current().ok().filter(|code| *code != used)
        }).await;
        with(&fresh).await.expect(200);
        with(&fresh).await.expect_problem(401, "second_factor_wrong");
        let standing = rosa.get("/me/second-factor").await.expect(200);
        assert_eq!((&standing["enabled"], &standing["recovery_codes_left"]), (&json!(true), &json!(9)));
        // A new password does not remove it, and an administrator can, for whoever lost theirs.
        place.ada.delete(format!("/people/{}/second-factor", rosa.id)).await.expect(204);
        assert_eq!(rosa.get("/me/second-factor").await.expect(200)["enabled"], false);
        let events = place.ada.get("/events?limit=100").await.expect(200);
        assert!(kinds(&events).contains(&"person.second_factor_disabled".to_owned()));
        assert!(!events.to_string().contains(proposed["secret"].as_str().unwrap()));
    }

    async fn d11_where_the_site_demands_it_the_team_does_nothing_without_a_second_factor(db: TestDb) {
        let site = Site::new(&db);
        let program = site.start(&["serve", "--require-second-factor"]);
        program.until_ready().await;
        let ada = administrator(&site, "ada@docket.example").await;
        ada.get("/tickets").await.expect_problem(403, "second_factor_due");
        ada.post("/organizations", &json!({ "name": "Weiss" })).await.expect_problem(403, "second_factor_due");
        assert_eq!(ada.get("/me/second-factor").await.expect(200)["required"], true);
        let proposed = ada.post("/me/second-factor", &json!({ "current_password": PASSWORD })).await.expect(200);
        let secret = Secret::Encoded(proposed["secret"].as_str().unwrap().to_owned()).to_bytes().unwrap();
        let totp = TOTP::new_unchecked(Algorithm::SHA1, 6, 0, 30, secret, None, String::new());
        confirm(&ada, &totp).await;
        ada.get("/tickets").await.expect(200);
        // Customers may do without.
        let body = json!({ "email": "rosa@weiss.example", "name": "Rosa" });
        program.client().post("/signups", &body).await.expect(202);
        let token = mail::link(&site.mail_folder(), "rosa@weiss.example", "activate").await;
        activate(site.port(), &token).await.get("/tickets").await.expect(200);
    }

    async fn a_restarted_server_forgets_no_session_and_honours_every_revocation(db: TestDb) {
        let Place { program, site, ada } = Place::open(&db, &[]).await;
        let place = Place { program, site, ada };
        let rosa = place.customer("rosa@weiss.example").await;
        let elsewhere = Client::log_in(place.site.port(), &rosa.email, PASSWORD).await;
        let made = rosa.post("/me/tokens", &json!({ "name": "robot" })).await.expect(201);
        let kept = rosa.post("/me/tokens", &json!({ "name": "kept" })).await.expect(201);
        elsewhere.delete("/session").await.expect(204);
        rosa.delete(format!("/me/tokens/{}", made["id"].as_str().unwrap())).await.expect(204);
        let Place { mut program, site, .. } = place;
        program.kill();
        let program = site.serve().await;
        let client = |token: &str| Client::with_token(site.port(), token);
        client(rosa.client.token()).get("/me").await.expect(200);
        client(kept["token"].as_str().unwrap()).get("/me").await.expect(200);
        client(elsewhere.token()).get("/me").await.expect_problem(401, "login_required");
        client(made["token"].as_str().unwrap()).get("/me").await.expect_problem(401, "login_required");
        drop(program);
    }

    async fn people_change_name_language_and_time_zone_by_themselves(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let tom = &stage.cast.tom;
        let patch = async |body: Value| tom.send(Call::new(Method::PATCH, "/me").json(&body)).await;
        let changed = patch(json!({ "name": "Thomas", "language": "es", "time_zone": "Europe/Madrid" })).await;
        let changed = changed.expect(200);
        assert_eq!((&changed["name"], &changed["language"]), (&json!("Thomas"), &json!("es")));
        assert_eq!(changed["time_zone"], "Europe/Madrid");
        patch(json!({ "language": "xx" })).await.expect_problem(422, "language_unknown_language");
        patch(json!({ "time_zone": "Mars/Phobos" })).await.expect_problem(422, "time_zone_unknown_time_zone");
        let first = tom.get("/me").await.expect(200)["notifications"].clone();
        assert!(first.as_object().unwrap().values().all(|wanted| wanted == true), "{first}");
        let quiet = patch(json!({ "notifications": { "comments": false } })).await.expect(200)["notifications"].clone();
        assert_eq!((&quiet["comments"], &quiet["status"]), (&json!(false), &json!(true)), "{quiet}");
        let quieter = patch(json!({ "notifications": { "sharing": false } })).await.expect(200)["notifications"].clone();
        assert_eq!((&quieter["comments"], &quieter["sharing"]), (&json!(false), &json!(false)), "{quieter}");
        // D36: what is not theirs to say is refused, not ignored.
        for field in ["role", "email", "second_factor", "id"] {
            assert_eq!(patch(json!({ field: "administrator" })).await.status, 422, "{field}");
        }
    }

    async fn a_desk_says_whose_addresses_may_sign_up(db: TestDb) {
        let place = Place::open(&db, &[]).await;
        let body = json!({ "email": "rosa@weiss.example", "name": "Rosa", "desk": "NONE" });
        place.anyone().post("/signups", &body).await.expect_problem(422, "desk_unknown");
        for (body, code) in [
            (json!({ "email": "rosa", "name": "Rosa" }), "email_invalid"),
            (json!({ "email": "rosa@weiss.example", "name": "  " }), "name_empty"),
            (json!({ "email": "rosa@weiss.example", "name": "Rosa", "language": "xx" }), "language_unknown_language"),
        ] {
            let problem = place.anyone().post("/signups", &body).await;
            assert_eq!(problem.status, 422, "{problem}");
            assert_eq!(problem.json()["code"].as_str().unwrap().split('_').next(), code.split('_').next(), "{problem}");
        }
    }
}
