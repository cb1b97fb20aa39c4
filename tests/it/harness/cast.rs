//! The people of the stories: those of the demo (DESIGN, section 7), in the demo or in a fresh place.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::http::{Call, Client, items};
use super::mail;
use super::program::{Program, Site};

/// What people of an empty place choose.
pub(crate) const PASSWORD: &str = "seven kettles of rain";
/// What everybody in the demo has.
const DEMO_PASSWORD: &str = "docket-demo";

/// Somebody who is logged in.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) client: Client,
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) language: String,
}

impl std::ops::Deref for Person {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Person {
    pub(crate) async fn log_in(port: u16, email: &str) -> Self {
        Self::known(Client::log_in(port, email, DEMO_PASSWORD).await).await
    }

    pub(crate) async fn known(client: Client) -> Self {
        let me = client.get("/me").await.expect(200);
        let text = |name: &str| me[name].as_str().unwrap_or_else(|| panic!("{name} in {me}")).to_owned();
        Self { id: text("id"), email: text("email"), language: text("language"), client }
    }

    /// Opens a ticket and gives it with its position.
    pub(crate) async fn open(&self, more: &Value) -> (Value, i64) {
        let answer = self.post("/tickets", &ticket(more)).await;
        (answer.expect(201), answer.position())
    }

    /// The id of the person's one organization.
    pub(crate) async fn organization(&self) -> String {
        let me = self.get("/me").await.expect(200);
        me["organizations"][0]["id"].as_str().expect("a member of an organization").to_owned()
    }
}

/// A ticket to open, with a subject of its own, and with what `more` says.
pub(crate) fn ticket(more: &Value) -> Value {
    static OPENED: AtomicUsize = AtomicUsize::new(1);
    let number = OPENED.fetch_add(1, Ordering::Relaxed);
    let mut body = json!({
        "desk": "AMS",
        "request_type": "incident",
        "subject": format!("The figures of panel {number} are missing"),
        "description": "Since this morning the report shows no figures.",
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    body
}

/// Everybody, logged in.
#[derive(Clone, Debug)]
pub(crate) struct Cast {
    pub(crate) ada: Person,
    pub(crate) sam: Person,
    pub(crate) noor: Person,
    pub(crate) maria: Person,
    pub(crate) tom: Person,
    pub(crate) lena: Person,
    pub(crate) jon: Person,
    pub(crate) ines: Person,
    pub(crate) kim: Person,
    pub(crate) meridian: String,
    pub(crate) northwind: String,
}

impl Cast {
    /// Logs everybody of a demo in.
    pub(crate) async fn of_demo(port: u16) -> Self {
        let log_in = async |email: &str| Person::log_in(port, email).await;
        let maria = log_in("maria@meridian.example").await;
        let jon = log_in("jon@northwind.example").await;
        Self {
            meridian: maria.organization().await,
            northwind: jon.organization().await,
            ada: log_in("ada@docket.example").await,
            sam: log_in("sam@docket.example").await,
            noor: log_in("noor@docket.example").await,
            tom: log_in("tom@meridian.example").await,
            lena: log_in("lena@meridian.example").await,
            ines: log_in("ines@northwind.example").await,
            kim: log_in("kim@freelance.example").await,
            maria,
            jon,
        }
    }

    /// Makes the same people known to an empty place, each by the way a person comes in: an administrator by the
    /// command line, the others by invitations whose links come by mail.
    pub(crate) async fn found(site: &Site) -> Self {
        let ada = Person::known(administrator(site, "ada@docket.example").await).await;
        let organization = async |name: &str| {
            let made = ada.post("/organizations", &json!({ "name": name })).await.expect(201);
            made["id"].as_str().expect("an id").to_owned()
        };
        let meridian = organization("Meridian Broadcasting").await;
        let northwind = organization("Northwind Radio").await;
        let customer = async |email: &str, language: &str, organization: Option<&String>| {
            let organizations: Vec<&String> = organization.into_iter().collect();
            let body = json!({ "email": email, "language": language, "organizations": organizations });
            invited(site, &ada, &body).await
        };
        let agent =
            async |email: &str| invited(site, &ada, &json!({ "email": email, "role": "agent" })).await;
        Self {
            sam: agent("sam@docket.example").await,
            noor: agent("noor@docket.example").await,
            maria: customer("maria@meridian.example", "en", Some(&meridian)).await,
            tom: customer("tom@meridian.example", "fr", Some(&meridian)).await,
            lena: customer("lena@meridian.example", "en", Some(&meridian)).await,
            jon: customer("jon@northwind.example", "en", Some(&northwind)).await,
            ines: customer("ines@northwind.example", "fr", Some(&northwind)).await,
            kim: customer("kim@freelance.example", "en", None).await,
            ada,
            meridian,
            northwind,
        }
    }

    pub(crate) fn customers(&self) -> [&Person; 6] {
        [&self.maria, &self.tom, &self.lena, &self.jon, &self.ines, &self.kim]
    }

    /// The same people at another port: after a restart, or at another process.
    pub(crate) async fn at(&self, port: u16) -> Self {
        let move_to = |person: &Person| Person {
            client: Client::with_token(port, person.client.token()),
            ..person.clone()
        };
        Self {
            ada: move_to(&self.ada),
            sam: move_to(&self.sam),
            noor: move_to(&self.noor),
            maria: move_to(&self.maria),
            tom: move_to(&self.tom),
            lena: move_to(&self.lena),
            jon: move_to(&self.jon),
            ines: move_to(&self.ines),
            kim: move_to(&self.kim),
            meridian: self.meridian.clone(),
            northwind: self.northwind.clone(),
        }
    }
}

/// Makes an administrator by the command line and lets them choose their password.
pub(crate) async fn administrator(site: &Site, email: &str) -> Client {
    let output = site.run(&["admin", "create", "--email", email]).await;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let link = format!("{}/activate/", site.public_url());
    let token = said.split_once(&link).unwrap_or_else(|| panic!("no {link} in {said}")).1;
    activate(site.port(), token.split_whitespace().next().unwrap_or_default()).await
}

/// Chooses the password and is logged in by it.
pub(crate) async fn activate(port: u16, token: &str) -> Client {
    let body = json!({ "password": PASSWORD });
    let answer = Client::anonymous(port).post(format!("/activations/{token}"), &body).await.expect(200);
    Client::with_token(port, answer["token"].as_str().expect("a token"))
}

/// Invites somebody and follows the mailed link.
pub(crate) async fn invited(site: &Site, by: &Client, invitation: &Value) -> Person {
    by.post("/invitations", invitation).await.expect(201);
    let email = invitation["email"].as_str().expect("an address");
    let token = mail::link(&site.mail_folder(), email, "activate").await;
    Person::known(activate(site.port(), &token).await).await
}

/// How far the log has come.
pub(crate) async fn head(administrator: &Client) -> i64 {
    let mut after = 0;
    loop {
        let page =
            administrator.send(Call::get(format!("/events?after={after}&limit=100"))).await.expect(200);
        let Some(last) = items(&page).last() else { return after };
        after = last["position"].as_i64().expect("a position");
    }
}

/// Keeps the program alive together with those who talk to it.
#[derive(Debug)]
pub(crate) struct Stage {
    // Dropped first: what it said lies in the site's folder.
    pub(crate) program: Program,
    pub(crate) site: Site,
    pub(crate) cast: Cast,
}

impl Stage {
    /// The demo with everybody logged in.
    pub(crate) async fn demo(db: &docket_eventstore::testing::TestDb) -> Self {
        let site = Site::new(db);
        let program = site.demo().await;
        let cast = Cast::of_demo(site.port()).await;
        Self { program, site, cast }
    }

    /// A fresh place with everybody logged in and no ticket.
    pub(crate) async fn fresh(db: &docket_eventstore::testing::TestDb) -> Self {
        let site = Site::new(db);
        let program = site.serve().await;
        let cast = Cast::found(&site).await;
        Self { program, site, cast }
    }
}
