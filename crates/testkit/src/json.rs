use serde_json::Value;
use std::fmt;

/// A JSON document with one structural change, and which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonMutant {
    /// What was changed.
    pub change: JsonChange,
    /// Where: `layers[3].digest`, or the empty string for the whole document.
    pub path: String,
    /// The whole changed document, compact, members in the order of the original.
    pub bytes: Vec<u8>,
}

impl fmt::Display for JsonMutant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at `{}`", self.change, self.path)
    }
}

/// One structural change of a JSON document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonChange {
    /// The member or array item is gone.
    Deleted,
    /// The member (by name, in the text) or array item is there twice, with the same value.
    Duplicated,
    /// The member is there twice, first with its value, then as `null`: parsers that take the last one lose it.
    ShadowedByNull,
    /// The value is `null`.
    Null,
    /// The value is the empty or zero value of its own type.
    Empty,
    /// The value is of another type.
    WrongType,
}

const CHANGES: [JsonChange; 6] = [
    JsonChange::Deleted,
    JsonChange::Duplicated,
    JsonChange::ShadowedByNull,
    JsonChange::Null,
    JsonChange::Empty,
    JsonChange::WrongType,
];

/// Every structural mutant of `document`: each change at each member, item and the root, where it changes anything.
#[must_use]
pub fn json_mutants(document: &Value) -> Vec<JsonMutant> {
    let mut places = Vec::new();
    collect_places(document, &mut Vec::new(), &mut places);
    let mut mutants = Vec::new();
    for place in &places {
        let applicable =
            CHANGES.into_iter().filter(|change| applies(*change, place.value, place.steps.last()));
        mutants.extend(applicable.map(|change| {
            let mut text = String::new();
            write_changed(document, &place.steps, change, &mut text);
            JsonMutant { change, path: shown(&place.steps), bytes: text.into_bytes() }
        }));
    }
    mutants
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Member(String),
    Item(usize),
}

struct Place<'a> {
    steps: Vec<Step>,
    value: &'a Value,
}

fn collect_places<'a>(value: &'a Value, steps: &mut Vec<Step>, places: &mut Vec<Place<'a>>) {
    places.push(Place { steps: steps.clone(), value });
    for (step, child) in children(value) {
        steps.push(step);
        collect_places(child, steps, places);
        steps.pop();
    }
}

fn children(value: &Value) -> Vec<(Step, &Value)> {
    match value {
        Value::Object(members) => {
            members.iter().map(|(name, child)| (Step::Member(name.clone()), child)).collect()
        }
        Value::Array(items) => items.iter().enumerate().map(|(i, child)| (Step::Item(i), child)).collect(),
        _ => Vec::new(),
    }
}

fn applies(change: JsonChange, value: &Value, last: Option<&Step>) -> bool {
    match change {
        JsonChange::Deleted | JsonChange::Duplicated => last.is_some(),
        JsonChange::ShadowedByNull => matches!(last, Some(Step::Member(_))),
        JsonChange::Null => !value.is_null(),
        JsonChange::Empty => empty_of(value) != *value,
        JsonChange::WrongType => true,
    }
}

fn empty_of(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Bool(_) => Value::Bool(false),
        Value::Number(_) => Value::from(0),
        Value::String(_) => Value::from(""),
        Value::Array(_) => Value::Array(Vec::new()),
        Value::Object(_) => Value::Object(serde_json::Map::new()),
    }
}

/// A value of another type that a lenient reader could take for the original.
fn wrong_type_of(value: &Value) -> Value {
    match value {
        Value::Null => Value::Bool(false),
        Value::Bool(inner) => Value::from(inner.to_string()),
        Value::Number(inner) => Value::from(inner.to_string()),
        Value::String(inner) => Value::Array(vec![Value::from(inner.as_str())]),
        Value::Array(items) => {
            items.first().cloned().unwrap_or_else(|| Value::Object(serde_json::Map::new()))
        }
        Value::Object(_) => Value::Array(vec![value.clone()]),
    }
}

/// Writes `value`, with `change` made at the end of `steps`.
fn write_changed(value: &Value, steps: &[Step], change: JsonChange, out: &mut String) {
    let Some((step, rest)) = steps.split_first() else {
        out.push_str(&replacement(value, change).to_string());
        return;
    };
    let (open, close) = if value.is_object() { ('{', '}') } else { ('[', ']') };
    let mut entries = Vec::new();
    for (candidate, child) in children(value) {
        if candidate != *step {
            entries.push(entry(&candidate, &child.to_string()));
        } else if rest.is_empty() {
            entries.extend(changed_entries(&candidate, child, change));
        } else {
            let mut inner = String::new();
            write_changed(child, rest, change, &mut inner);
            entries.push(entry(&candidate, &inner));
        }
    }
    out.push(open);
    out.push_str(&entries.join(","));
    out.push(close);
}

fn changed_entries(step: &Step, value: &Value, change: JsonChange) -> Vec<String> {
    let kept = entry(step, &value.to_string());
    match change {
        JsonChange::Deleted => Vec::new(),
        JsonChange::Duplicated => vec![kept.clone(), kept],
        JsonChange::ShadowedByNull => vec![kept, entry(step, "null")],
        JsonChange::Null | JsonChange::Empty | JsonChange::WrongType => {
            vec![entry(step, &replacement(value, change).to_string())]
        }
    }
}

fn replacement(value: &Value, change: JsonChange) -> Value {
    match change {
        JsonChange::Empty => empty_of(value),
        JsonChange::WrongType => wrong_type_of(value),
        _ => Value::Null,
    }
}

fn entry(step: &Step, value: &str) -> String {
    match step {
        Step::Member(name) => format!("{}:{value}", Value::from(name.as_str())),
        Step::Item(_) => value.to_owned(),
    }
}

fn shown(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Member(name) if path.is_empty() => path.push_str(name),
            Step::Member(name) => path.push_str(&format!(".{name}")),
            Step::Item(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::{JsonChange, json_mutants};
    use serde_json::json;

    #[test]
    fn changes_every_place_in_every_way_that_changes_something() {
        let mutants = json_mutants(&json!({"z": [{"d": "x"}], "a": 0}));
        let shown: Vec<_> =
            mutants.iter().map(|m| format!("{m} = {}", String::from_utf8_lossy(&m.bytes))).collect();
        for expected in [
            r#"Null at `` = null"#,
            r#"Empty at `` = {}"#,
            r#"Deleted at `z` = {"a":0}"#,
            r#"Duplicated at `z[0].d` = {"z":[{"d":"x","d":"x"}],"a":0}"#,
            r#"ShadowedByNull at `z[0].d` = {"z":[{"d":"x","d":null}],"a":0}"#,
            r#"Duplicated at `z[0]` = {"z":[{"d":"x"},{"d":"x"}],"a":0}"#,
            r#"Empty at `z[0].d` = {"z":[{"d":""}],"a":0}"#,
            r#"WrongType at `a` = {"z":[{"d":"x"}],"a":"0"}"#,
            r#"WrongType at `z` = {"z":{"d":"x"},"a":0}"#,
        ] {
            assert!(shown.iter().any(|line| line == expected), "{expected} is not in {shown:#?}");
        }
        assert!(!shown.iter().any(|line| line.starts_with("Empty at `a`")), "0 is empty already");
    }

    #[test]
    fn only_duplicates_and_shadows_are_more_than_another_value() {
        let document = json!({"a": {"b": 1, "c": [true, null]}});
        for mutant in json_mutants(&document) {
            let parsed: serde_json::Value = serde_json::from_slice(&mutant.bytes).unwrap();
            let duplicate_name = mutant.change == JsonChange::Duplicated && !mutant.path.ends_with(']');
            assert_eq!(parsed == document, duplicate_name, "{mutant}");
        }
    }
}
