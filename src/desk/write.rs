//! A desk's definition as the text of a TOML file, as a person would write it.

use docket_app::desks::DeskDefinition;
use docket_domain::desk::{ChoiceOption, Field};
use serde::Serialize;
use toml::Value;
use toml::ser::Error;

/// The file that defines a desk as it is.
///
/// # Errors
/// A value has no form in TOML, which no value of a definition is.
pub(super) fn definition(desk: &DeskDefinition) -> Result<String, Error> {
    let mut text = Text::default();
    text.line("key", &desk.key)?;
    text.line("name", &desk.name)?;
    text.optional("sign_up", desk.sign_up.as_ref())?;
    text.optional("participants_may_add", desk.participants_may_add.as_ref())?;
    for kind in &desk.request_types {
        text.head("request_types");
        text.line("key", &kind.key)?;
        text.line("name", &kind.name)?;
        text.optional("description", kind.description.as_ref())?;
        for field in kind.form.fields() {
            text.head("request_types.fields");
            text.field(field)?;
        }
    }
    Ok(text.0)
}

#[derive(Default)]
struct Text(String);

impl Text {
    fn head(&mut self, name: &str) {
        self.0.push_str(&format!("\n[[{name}]]\n"));
    }

    fn line(&mut self, key: &str, value: &impl Serialize) -> Result<(), Error> {
        self.0.push_str(&format!("{key} = {}\n", Value::try_from(value)?));
        Ok(())
    }

    fn optional(&mut self, key: &str, value: Option<&impl Serialize>) -> Result<(), Error> {
        value.map_or(Ok(()), |value| self.line(key, value))
    }

    fn field(&mut self, field: &Field) -> Result<(), Error> {
        self.line("key", &field.key)?;
        self.line("label", &field.label)?;
        self.optional("help", field.help.as_ref())?;
        self.line("kind", &field.kind.name())?;
        if field.required {
            self.line("required", &true)?;
        }
        self.optional("visible_when", field.visible_when.as_ref())?;
        let (min, max) = field.kind.bounds();
        self.optional("min", min.as_ref())?;
        self.optional("max", max.as_ref())?;
        if let Some(options) = field.kind.options() {
            self.0.push_str("options = [\n");
            for ChoiceOption { key, label } in options.iter() {
                let (key, label) = (Value::try_from(key)?, Value::try_from(label)?);
                self.0.push_str(&format!("    {{ key = {key}, label = {label} }},\n"));
            }
            self.0.push_str("]\n");
        }
        Ok(())
    }
}
