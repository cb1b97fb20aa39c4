use proptest::prelude::*;

use super::*;

#[test]
fn case_accents_and_ligatures_do_not_matter() {
    let table = [
        ("Été", "ete"),
        ("E\u{301}te\u{301}", "ete"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Œuvre", "oeuvre"),
        ("ﬁgures", "figures"),
        ("Ærø", "aero"),
        ("İstanbul", "istanbul"),
        ("ΟΔΟΣ", "οδοσ"),
        ("Ｆｕｌｌ", "full"),
        ("AMS12", "ams12"),
    ];
    for (word, expected) in table {
        assert_eq!(folded(word).collect::<Vec<_>>(), [expected], "{word}");
    }
}

#[test]
fn words_are_runs_of_letters_and_digits_and_know_their_place() {
    let text = "L'été: 3.5 % «über»_x";
    let found: Vec<(&str, String)> =
        words(text).map(|word| (&text[word.place.clone()], word.folded)).collect();
    let expected = [("L", "l"), ("été", "ete"), ("3", "3"), ("5", "5"), ("über", "uber"), ("x", "x")];
    assert_eq!(found, expected.map(|(place, word)| (place, word.to_owned())));
}

#[test]
fn where_no_spaces_are_written_each_character_is_a_word() {
    assert_eq!(folded("視聴率TV").collect::<Vec<_>>(), ["視", "聴", "率", "tv"]);
    assert_eq!(folded("ヿ ｱｲ").collect::<Vec<_>>(), ["コ", "ト", "ア", "イ"]);
}

proptest! {
    #[test]
    fn the_short_way_of_plain_words_ends_where_the_long_one_does(word in "[A-Za-z0-9]{1,90}") {
        prop_assert_eq!(folded(&word).collect::<Vec<_>>(), [fold(&word)]);
    }

    #[test]
    fn folding_again_changes_nothing(text in r"(\PC|[\u0300-\u036f]|[\u3040-\u30ff]|[\uff66-\uff9d]|ß|İ|Œ|ﬀ){0,30}") {
        let once: Vec<String> = folded(&text).collect();
        let again: Vec<String> = folded(&once.join(" ")).collect();
        prop_assert_eq!(&once, &again);
        for word in once {
            prop_assert!(word.chars().all(char::is_alphanumeric) && word.chars().count() <= MAX_WORD);
        }
    }
}
