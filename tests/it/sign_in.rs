//! Signing in on pages, in two steps where there is a second factor.

use docket_eventstore::backend_tests;
use hyper::Method;
use serde_json::{Value, json};
use totp_rs::{Algorithm, Secret, TOTP};

use crate::accounts::confirm;
use crate::harness::cast::{PASSWORD, Stage};
use crate::harness::{Answer, Call, Person};

const OTHER_PASSWORD: &str = "nine lanterns in the fog";

/// Sends a form of a page.
async fn send(stage: &Stage, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body: String = form(fields);
    let call = Call::new(Method::POST, format!("!{path}"))
        .raw("application/x-www-form-urlencoded", body)
        .header("accept", "text/html")
        .header("origin", stage.site.public_url());
    stage.program.client().send(call).await
}

fn form(fields: &[(&str, &str)]) -> String {
    let pairs = fields.iter().map(|(name, value)| format!("{name}={}", value.replace(' ', "+")));
    pairs.collect::<Vec<_>>().join("&")
}

/// What proves that the password was right.
fn pending(page: &Answer) -> String {
    let after = page.text.split("name=\"_pending\" value=\"").nth(1).unwrap_or_else(|| panic!("{page}"));
    after.split('"').next().unwrap().to_owned()
}

fn begins_a_session(answer: &Answer) -> bool {
    answer
        .headers
        .get_all("set-cookie")
        .iter()
        .any(|cookie| cookie.as_bytes().starts_with(b"docket_session="))
}

/// Gives somebody a second factor; answers the recovery codes.
async fn second_factor(person: &Person) -> Vec<String> {
    let body = json!({ "current_password": PASSWORD });
    let proposed = person.post("/me/second-factor", &body).await.expect(200);
    let secret = Secret::Encoded(proposed["secret"].as_str().unwrap().to_owned()).to_bytes().unwrap();
    let totp = TOTP::new_unchecked(Algorithm::SHA1, 6, 0, 30, secret, None, String::new());
    let (_, confirmed): (String, Value) = confirm(person, &totp).await;
    serde_json::from_value(confirmed["recovery_codes"].clone()).unwrap()
}

backend_tests! {
    async fn d10_a_page_asks_for_the_code_in_a_step_of_its_own_and_holds_no_password(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let kim = &stage.cast.kim;
        let codes = second_factor(kim).await;
        let first = send(&stage, "/login", &[("email", kim.email.as_str()), ("password", PASSWORD)]).await;
        assert_eq!(first.status, 200, "{first}");
        assert!(!first.text.contains(PASSWORD) && !begins_a_session(&first), "{first}");
        let pending = pending(&first);
        let with = async |pending: &str, code: &str| {
            send(&stage, "/login/code", &[("_pending", pending), ("code", code), ("next", "/account")]).await
        };
        assert_eq!(with(&pending, "000000").await.status, 401);
        // The proof is one person's: nobody changes it, and none is made up.
        for forged in ["", "a.b.c", &pending.replace('.', ".9"), &pending[..pending.len() - 1]] {
            let answer = with(forged, &codes[0]).await;
            assert!(answer.status == 409 && !begins_a_session(&answer), "{forged}: {answer}");
        }
        let second = with(&pending, &codes[0]).await;
        assert!(second.status == 303 && begins_a_session(&second), "{second}");
        assert_eq!(second.header("location"), Some("/account"));
        // A code counts once, also with the same proof.
        assert_eq!(with(&pending, &codes[0]).await.status, 401);
        // Another password ends what was begun with the one before.
        let change = json!({ "current_password": PASSWORD, "password": OTHER_PASSWORD });
        kim.put("/me/password", &change).await.expect(200);
        let answer = with(&pending, &codes[1]).await;
        assert!(answer.status == 409 && !begins_a_session(&answer), "{answer}");
    }

    async fn d08_wrong_codes_of_the_second_step_slow_an_address_down(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let kim = &stage.cast.kim;
        let codes = second_factor(kim).await;
        let first = send(&stage, "/login", &[("email", kim.email.as_str()), ("password", PASSWORD)]).await;
        let pending = pending(&first);
        let with = async |code: &str| {
            send(&stage, "/login/code", &[("_pending", &pending), ("code", code)]).await.status.as_u16()
        };
        for _ in 0..10 {
            assert_eq!(with("000000").await, 401);
        }
        assert_eq!(with(&codes[0]).await, 429);
    }
}
