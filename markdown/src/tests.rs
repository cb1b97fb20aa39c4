use proptest::prelude::*;

use super::*;

fn shown(source: &str) -> String {
    html(source, |_| None)
}

#[test]
fn what_people_know_from_elsewhere_is_shown() {
    let cases = [
        (
            "**bold** *soft* ~~gone~~ `code`",
            "<p><strong>bold</strong> <em>soft</em> <del>gone</del> <code>code</code></p>\n",
        ),
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("3. three\n4. four", "<ol start=\"3\">\n<li>three</li>\n<li>four</li>\n</ol>\n"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
        ("```\na < b\n```", "<pre><code>a &lt; b\n</code></pre>\n"),
    ];
    for (source, html) in cases {
        assert_eq!(shown(source), html, "{source}");
    }
    let table = shown("| a | b |\n|---|--:|\n| 1 | 2 |");
    assert!(table.contains("<td align=\"right\">2</td>"), "{table}");
    let tasks = shown("- [x] done\n- [ ] open");
    assert!(tasks.contains("checked=\"\"") && tasks.matches("type=\"checkbox\"").count() == 2, "{tasks}");
    let bare = shown("see https://meridian.example/a?b=1&c=2.");
    assert!(
        bare.contains(
            "<a href=\"https://meridian.example/a?b=1&amp;c=2\" rel=\"noopener noreferrer nofollow\">"
        ),
        "{bare}"
    );
}

#[test]
fn a_plain_text_has_the_words_and_not_the_marks() {
    let cases = [
        ("As it was, with nothing in it.", "As it was, with nothing in it."),
        ("**bold** *soft* ~~gone~~ `co*de*`", "bold soft gone co*de*"),
        ("# Head\none\ntwo\n\nthree", "Head\none\ntwo\nthree"),
        ("- [x] done\n- open\n  1. inner", "done\nopen\ninner"),
        ("> said\n\n```sh\ncurl *\n```", "said\ncurl *"),
        ("[the log](https://else.example/a_b_c) ![a photo](x.png)", "the log a photo"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a\nb\n1\n2"),
        ("<b>x</b> 5 * 3 &amp; 2", "<b>x</b> 5 * 3 & 2"),
        ("<div>\nx\n</div>", "<div>\nx\n</div>"),
    ];
    for (source, expected) in cases {
        assert_eq!(plain(source), expected, "{source}");
    }
    let deep = "> ".repeat(20_000);
    assert_eq!(plain(&deep), deep);
}

#[test]
fn html_is_shown_as_it_was_typed() {
    assert_eq!(shown("<b>x</b>"), "<p>&lt;b&gt;x&lt;/b&gt;</p>\n");
    assert_eq!(shown("<script>alert(1)</script>").trim(), "&lt;script&gt;alert(1)&lt;/script&gt;");
}

#[test]
fn an_image_is_a_link_that_nobody_follows_for_the_reader() {
    let html = shown("![a photo](https://tracker.example/x.png)");
    assert!(
        html.contains("<a href=\"https://tracker.example/x.png\"") && html.contains(">a photo</a>"),
        "{html}"
    );
    assert!(!html.contains("<img"), "{html}");
}

#[test]
fn keys_of_tickets_are_links_for_whom_they_lead_somewhere() {
    let known = |key: &TicketKey| {
        (key.to_string() == "AMS-12").then(|| "https://desk.example/tickets/AMS-12".to_owned())
    };
    let html = html("As in AMS-12, not AMS-13, `AMS-12` or [AMS-12](https://else.example).", known);
    assert_eq!(html.matches("https://desk.example/tickets/AMS-12").count(), 1, "{html}");
    assert!(html.contains(">AMS-12</a>, not AMS-13, <code>AMS-12</code>"), "{html}");
}

#[test]
fn keys_are_whole_words() {
    let keys = |source: &str| ticket_keys(source).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(keys("AMS-1, (AMS-2) AMS-3. NET-4/AMS-5"), ["AMS-1", "AMS-2", "AMS-3", "AMS-5", "NET-4"]);
    assert_eq!(keys("XAMS-1x ams-1 AMS-01 AMS-1-2 _AMS-3 AMS-"), Vec::<String>::new());
    assert_eq!(keys("`AMS-1` https://x.example/AMS-2"), Vec::<String>::new());
}

#[test]
fn people_are_called_by_an_at_that_begins_a_word() {
    let called = |source: &str| mentions(source).into_iter().collect::<Vec<_>>();
    assert_eq!(called("@sam and (@noor.haddad), ask @émile."), ["noor.haddad", "sam", "émile"]);
    assert_eq!(called("sam@docket.example `@ada` @ @@sam"), Vec::<String>::new());
}

/// Nobody's cleverness gets through: the corpus of mutation XSS and of Markdown's own tricks.
#[test]
fn d29_no_script_no_style_and_no_dangerous_link_comes_through() {
    let corpus = include_str!("../tests/xss.txt");
    for source in corpus.split("\n----\n") {
        let html = shown(source);
        let lower = html.to_lowercase();
        // What is left of a tag is escaped, so a real one is all that begins with `<`.
        for forbidden in [
            "<script", "<img", "<svg", "<math", "<style", "<iframe", "<object", "<form", "<body", "<link",
            "<meta", "<base",
        ] {
            assert!(!lower.contains(forbidden), "{source}\n{html}");
        }
        for attribute in hrefs(&html) {
            let scheme = attribute.split(':').next().unwrap_or_default();
            assert!(["http", "https", "mailto"].contains(&scheme), "{source}\n{html}");
        }
        for tag in tags(&html) {
            assert!(
                !tag.contains(" on")
                    && !tag.contains(" style")
                    && !tag.contains(" class")
                    && !tag.contains(" id"),
                "{source}\n{tag}"
            );
        }
    }
}

fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').skip(1).filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag))
}

/// Where the links lead. What looks like one in a text is none.
fn hrefs(html: &str) -> impl Iterator<Item = &str> {
    tags(html).filter_map(|tag| tag.split_once("href=\"")).filter_map(|(_, rest)| rest.split('"').next())
}

#[test]
fn what_is_nested_too_deep_is_plain_text() {
    for source in [
        "> ".repeat(20_000),
        "- ".repeat(20_000),
        "*a ".repeat(20_000),
        "[".repeat(60_000),
        "**a_".repeat(15_000),
    ] {
        let html = shown(&source);
        let deepest = tags(&html).scan(0_usize, |depth, tag| {
            *depth = if tag.starts_with('/') { depth.saturating_sub(1) } else { *depth + 1 };
            Some(*depth)
        });
        let voids = html.matches("<br>").count() + html.matches("<hr>").count();
        assert!(deepest.max().unwrap_or_default() <= 64 + voids, "{} …", &source[..10]);
    }
}

#[test]
fn prose_is_known_without_parsing() {
    for source in [
        "One line.",
        "Two lines,\nof prose.",
        "A paragraph.\n\nAnother (e-mail, 5 % more)?\n",
        "It is \"so\".",
    ] {
        assert_eq!(prose::html(source).as_deref(), Some(parsed(source, |_| None).as_str()), "{source}");
    }
    let marked = [
        "*x*",
        "see www.a.example",
        "a@b.example",
        "- x",
        "1. x",
        "a\n---",
        "a <b>",
        "a & b",
        " a",
        "a \nb",
        "a:b",
        "a\tb",
    ];
    for source in marked {
        assert_eq!(prose::html(source), None, "{source}");
    }
}

proptest! {
    /// What is taken for prose is shown as Markdown would show it.
    #[test]
    fn prose_is_what_markdown_makes_of_it(source in "[a-cAé1 .,;?'\"()%/\n-]{0,60}(www|ftp|//|--)?[a-c .\n]{0,20}") {
        if let Some(html) = prose::html(&source) {
            prop_assert_eq!(html, parsed(&source, |_| None));
        }
    }

    #[test]
    fn words_are_what_markdown_makes_of_them(words in proptest::collection::vec("[A-Za-zéß][a-zé'.,;?)(%/\"-]{0,12}[\n ]{0,2}", 1..30)) {
        let source = words.concat();
        if let Some(html) = prose::html(&source) {
            prop_assert_eq!(html, parsed(&source, |_| None));
        }
    }

    /// Whatever is typed: it comes through, cleaning it once more changes nothing, and every tag is one we allow.
    #[test]
    fn any_text_has_clean_html(source in "[ -~\n\téßЖ]{0,300}") {
        let html = shown(&source);
        prop_assert_eq!(&clean::clean(&html), &html);
    }

    #[test]
    fn markdown_has_clean_html(pieces in proptest::collection::vec(
        prop_oneof![
            Just("*"), Just("**"), Just("_"), Just("`"), Just("```\n"), Just("["), Just("]("), Just(")"), Just("<a href='"), Just("javascript:"),
            Just("\n"), Just("\n\n"), Just("> "), Just("- "), Just("1. "), Just("|"), Just("|-|\n"), Just("![x]("), Just("AMS-12"), Just("@sam"),
            Just("&lt;"), Just("&#106;"), Just("\\"), Just("<!--"), Just("<![CDATA["), Just("word"), Just(" "), Just("~~"), Just("https://a.example"),
        ], 0..60)) {
        let html = html(&pieces.concat(), |key| Some(format!("https://desk.example/tickets/{key}")));
        prop_assert_eq!(&clean::clean(&html), &html);
        prop_assert!(hrefs(&html).all(|to| to.starts_with("https://") || to.starts_with("http://") || to.starts_with("mailto:")), "{}", html);
    }
}
