use super::*;

fn page(limit: u32, after: Option<Cursor>) -> PageRequest {
    PageRequest { limit, after }
}

#[test]
fn a_cursor_survives_being_text() {
    let list = List::of("tickets");
    let first = list.page(&page(2, None), vec![5_i64, 7, 9], |row| row.to_be_bytes().to_vec());
    assert_eq!(first.items, [5, 7]);
    let text = first.next.unwrap().to_string();
    let next = page(2, Some(text.parse().unwrap()));
    assert_eq!(list.position(&next), Ok(Some(7)));
}

#[test]
fn a_cursor_of_another_list_is_refused() {
    let first = List::of("open").page(&page(1, None), vec![1_i64, 2], |row| row.to_be_bytes().to_vec());
    let next = page(1, first.next);
    assert_eq!(List::of("closed").position(&next), Err(CursorError::OtherList));
}

#[test]
fn what_is_no_cursor_is_refused() {
    for text in ["", "x", "!!!!", "AAAA", "a b", &"A".repeat(4000)] {
        assert_eq!(Cursor::parse(text), Err(CursorError::Malformed), "{text}");
    }
    let list = List::of("tickets");
    let short = Cursor { tag: list.tag, key: vec![1, 2] };
    assert_eq!(list.position(&page(1, Some(short.clone()))), Err(CursorError::Malformed));
    assert_eq!(list.name(&page(1, Some(short))), Err(CursorError::Malformed));
}

#[test]
fn the_last_page_has_no_cursor_and_limits_are_brought_within_bounds() {
    let list = List::of("tickets");
    let last = list.page(&page(2, None), vec![1_i64, 2], |row| row.to_be_bytes().to_vec());
    assert_eq!(last.next, None);
    assert_eq!(page(0, None).fetch(), 2);
    assert_eq!(page(u32::MAX, None).rows(), 1000);
}

#[test]
fn a_name_may_hold_any_text() {
    let list = List::of("people");
    let id = uuid::Uuid::from_u128(7);
    let first = list.page(&page(1, None), vec!["ée\u{1F600}", "z"], |row| name_key(row, id));
    let next = page(1, first.next);
    assert_eq!(list.name(&next), Ok(Some(("ée\u{1F600}".to_owned(), id))));
}
