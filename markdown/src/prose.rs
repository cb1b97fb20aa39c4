//! Most of what people write is prose without a mark in it. Its HTML is known without parsing and cleaning, which take
//! most of the time of showing a ticket.

/// The HTML of a text in which nothing can mean anything to Markdown; none for every other text. The marks that are
/// looked for are more than there are: a text is taken for prose only where nothing speaks against it.
pub(crate) fn html(source: &str) -> Option<String> {
    // An address may begin in the middle of a word.
    if source.contains("www.") || !source.chars().all(is_plain) {
        return None;
    }
    let mut html = String::with_capacity(source.len() + 64);
    let mut in_paragraph = false;
    for line in source.split('\n') {
        if line.is_empty() {
            html.push_str(if in_paragraph { "</p>\n" } else { "" });
            in_paragraph = false;
            continue;
        }
        // What begins with a letter is no list, quotation, heading or code; what ends with a space is a matter of its own.
        if !line.starts_with(char::is_alphabetic) || line.ends_with(' ') {
            return None;
        }
        html.push_str(if in_paragraph { "<br>\n" } else { "<p>" });
        html.push_str(line);
        in_paragraph = true;
    }
    html.push_str(if in_paragraph { "</p>\n" } else { "" });
    Some(html)
}

/// Letters and digits, and the marks of prose that neither Markdown nor HTML knows.
fn is_plain(character: char) -> bool {
    character.is_alphanumeric()
        || matches!(character, ' ' | '\n' | '.' | ',' | ';' | '?' | '\'' | '"' | '(' | ')' | '%' | '/' | '-')
}
