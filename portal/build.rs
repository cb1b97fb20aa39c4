//! Turns the texts into functions: a text that is missing in a language, or fills in other values there, fails the build.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement, Resource,
};
use fluent_syntax::parser;

/// The first is the one the others are held against.
const LANGUAGES: [&str; 4] = ["en", "fr", "de", "es"];
/// Messages with this prefix are also members of the enum of notices.
const NOTICE: &str = "notice-";
/// Messages with this prefix are found by the stable code of a problem, and have no function.
const PROBLEM: &str = "fault-";

/// A message: the values it fills in and, for the documentation, its text.
#[derive(Clone, Debug, Default, PartialEq)]
struct Message {
    values: BTreeSet<String>,
    text: String,
}

type Messages = BTreeMap<String, Message>;

fn main() {
    println!("cargo::rerun-if-changed=texts");
    let folder = Path::new(&variable("CARGO_MANIFEST_DIR")).join("texts");
    let mut faults = Vec::new();
    let languages: Vec<(Messages, String)> =
        LANGUAGES.iter().map(|language| read(&folder.join(language), &mut faults)).collect();
    let english = &languages[0].0;
    for (language, (messages, _)) in LANGUAGES.iter().zip(&languages).skip(1) {
        compare(english, messages, language, &mut faults);
    }
    if !faults.is_empty() {
        for fault in faults {
            println!("cargo::error={fault}");
        }
        return;
    }
    let out = PathBuf::from(variable("OUT_DIR"));
    for (language, (_, source)) in LANGUAGES.iter().zip(&languages) {
        write(&out.join(format!("{language}.ftl")), source);
    }
    write(&out.join("texts.rs"), &functions(english));
}

#[expect(clippy::disallowed_methods, reason = "a build script is told by its environment what to do")]
fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("cargo sets {name}"))
}

fn write(path: &Path, content: &str) {
    fs::write(path, content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// All messages of a language, and all its files in one.
fn read(folder: &Path, faults: &mut Vec<String>) -> (Messages, String) {
    let listed = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = listed.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    let (mut messages, mut whole) = (Messages::new(), String::new());
    for file in files {
        let source = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        match parser::parse(source.as_str()) {
            Ok(resource) => gather(&resource, &file, &mut messages, faults),
            Err((_, errors)) => faults.push(format!("{}: {errors:?}", file.display())),
        }
        whole.push_str(&source);
        whole.push('\n');
    }
    (messages, whole)
}

fn gather(resource: &Resource<&str>, file: &Path, messages: &mut Messages, faults: &mut Vec<String>) {
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        let Some(pattern) = &message.value else { continue };
        let mut found = Message::default();
        walk(pattern, &mut found);
        if messages.insert(message.id.name.to_owned(), found).is_some() {
            faults.push(format!("{}: {} is said twice", file.display(), message.id.name));
        }
    }
}

fn walk(pattern: &Pattern<&str>, message: &mut Message) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => message.text.push_str(value),
            PatternElement::Placeable { expression } => {
                message.text.push('…');
                match expression {
                    Expression::Inline(inline) => walk_inline(inline, message),
                    Expression::Select { selector, variants } => {
                        walk_inline(selector, message);
                        for variant in variants {
                            walk(&variant.value, message);
                        }
                    }
                }
            }
        }
    }
}

fn walk_inline(inline: &InlineExpression<&str>, message: &mut Message) {
    match inline {
        InlineExpression::VariableReference { id } => {
            message.values.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments: CallArguments { positional, .. }, .. } => {
            positional.iter().for_each(|inline| walk_inline(inline, message));
        }
        _ => {}
    }
}

fn compare(english: &Messages, other: &Messages, language: &str, faults: &mut Vec<String>) {
    for (name, message) in english {
        match other.get(name) {
            None => faults.push(format!("texts/{language}: {name} is missing")),
            Some(translated) if translated.values != message.values => {
                let (has, wants) = (&translated.values, &message.values);
                faults.push(format!("texts/{language}: {name} fills in {has:?} instead of {wants:?}"));
            }
            Some(_) => {}
        }
    }
    for name in other.keys().filter(|name| !english.contains_key(*name)) {
        faults.push(format!("texts/{language}: {name} is not in texts/en"));
    }
}

/// One function a message, its values in the order of the alphabet, and the enum of notices.
fn functions(messages: &Messages) -> String {
    let mut code = String::from("impl Voice {\n");
    for (name, message) in messages.iter().filter(|(name, _)| !name.starts_with(PROBLEM)) {
        let text: String = message.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = text.replace('[', "(").replace(']', ")").replace('<', "‹").replace('>', "›");
        let function = name.replace('-', "_");
        let parameters: String =
            message.values.iter().map(|value| format!(", {value}: impl Into<Value<'v>>")).collect();
        let generic = if message.values.is_empty() { "" } else { "<'v>" };
        let values: String =
            message.values.iter().map(|value| format!("(\"{value}\", {value}.into()), ")).collect();
        let _ = write!(
            code,
            "    /// “{text}”\n    #[must_use]\n    pub(crate) fn {function}{generic}(self{parameters}) -> Text {{\n        \
             self.say(\"{name}\", [{values}])\n    }}\n"
        );
    }
    code.push_str("}\n\nnotices! {\n");
    for name in messages.keys().filter_map(|name| name.strip_prefix(NOTICE)) {
        let variant: String = name
            .split('-')
            .map(|word| {
                let mut letters = word.chars();
                letters
                    .next()
                    .map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), letters.as_str()))
            })
            .collect();
        let function = name.replace('-', "_");
        let _ = writeln!(code, "    \"{name}\" => {variant}, notice_{function};");
    }
    code.push_str("}\n");
    code
}
