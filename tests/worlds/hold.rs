//! On hold until a moment, by a clock that is set by hand.

use chrono::TimeDelta;
use docket_app::CommandKey;
use docket_app::tickets::NewHold;
use docket_domain::ticket::Status;
use docket_domain::{Body, Role, SYSTEM, Side};
use docket_eventstore::backend_tests;

use crate::life::World;
use crate::place::Place;

backend_tests! {
    async fn a_ticket_on_hold_is_taken_up_once_when_its_time_has_come(db: TestDb) {
        let place = Place::on(&db).await;
        let mut world = World::begin(&place, 1).await;
        while world.model.tickets.len() < 3 {
            world.opens().await;
        }
        let agent = world.model.those(|somebody| somebody.role == Role::Agent)[0];
        let (agent, app) = (&place.session(agent).await.actor, &place.app);
        let keys = world.model.keys();
        let [due, later, answered] = [0, 1, 2].map(|number| keys[number].as_str());
        let start = place.later(TimeDelta::zero());
        let hold = async |ticket, days| {
            let (until, reason) = (Some(start + TimeDelta::days(days)), Body::parse("A part is missing.").ok());
            let wanted = NewHold { until, reason, comment: None };
            app.hold(agent, &CommandKey::unique(), ticket, None, wanted).await.unwrap()
        };
        let status = async |ticket| app.ticket(agent, ticket).await.unwrap().state.status();
        let held = hold(due, 1).await.loaded.state.clone();
        assert_eq!((held.status(), held.hold_until()), (Status::OnHold, Some(start + TimeDelta::days(1))));
        hold(later, 1).await;
        hold(later, 2).await;
        hold(answered, 1).await;
        let word = Body::parse("It has come.").unwrap();
        app.comment(agent, &CommandKey::unique(), answered, None, word.into(), None).await.unwrap();

        place.later(TimeDelta::days(1) - TimeDelta::microseconds(1));
        app.end_holds().await.unwrap();
        assert_eq!(status(due).await, Status::OnHold);
        place.later(TimeDelta::microseconds(1));
        let before = app.store().head().await.unwrap().position;
        let (one, other) = tokio::join!(app.end_holds(), app.end_holds());
        one.and(other).unwrap();
        assert_eq!(app.store().head().await.unwrap().position, before.next(), "one event, however many look");
        let woken = app.ticket(agent, due).await.unwrap();
        assert_eq!((woken.state.status(), woken.state.turn()), (Status::WaitingForSupport, Some(Side::Support)));
        assert_eq!(woken.state.hold_until(), None);
        let (told, _) = app.history(agent, due, None).await.unwrap();
        assert_eq!(told.last().map(|entry| entry.actor.0), Some(SYSTEM));
        assert_eq!((status(later).await, status(answered).await), (Status::OnHold, Status::WaitingForCustomer));
        place.later(TimeDelta::days(1));
        app.end_holds().await.unwrap();
        assert_eq!(status(later).await, Status::WaitingForSupport);
        let left = app.store().claims_with_prefix("ticket.hold", "").await.unwrap();
        assert!(left.is_empty(), "{left:?}");
        world.end().await;
        place.leave().await;
    }
}
