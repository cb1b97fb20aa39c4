use super::*;

#[test]
fn administrators_are_the_queue_only_where_there_are_no_agents() {
    let [agent, administrator] = [1, 2].map(|n| PersonId(uuid::Uuid::from_u128(n)));
    let both = Support([(agent, Role::Agent), (administrator, Role::Administrator)].into());
    assert_eq!(both.queue(), [agent].into());
    let one = Support([(administrator, Role::Administrator)].into());
    assert_eq!(one.queue(), [administrator].into());
}
