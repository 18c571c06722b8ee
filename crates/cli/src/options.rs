//! Options that several verbs share.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};
use countersign::encoding::json::Value;

use crate::{console::Console, failure::Failure};

/// In which form the result is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people.
    #[default]
    Text,
    /// For programs: one document.
    Json,
}

#[derive(Clone, Debug, Args)]
pub struct OutputOption {
    /// Print for people, or one JSON document for programs.
    #[arg(long, short = 'o', value_enum, default_value_t, value_name = "FORM")]
    output: Form,
}

impl OutputOption {
    pub fn is_json(&self) -> bool {
        self.output == Form::Json
    }

    /// Prints a result in the form that was asked for.
    pub fn print<'v>(&self, console: &mut Console, json: impl Into<Value<'v>>, text: impl AsRef<str>) {
        match self.output {
            Form::Json => console.line(json.into().to_json()),
            Form::Text => console.styled(text),
        }
    }
}

/// Reads `k=v` pairs. The same pair twice says nothing new; two values for one key contradict each other.
pub fn annotations(pairs: &[String]) -> Result<BTreeMap<String, String>, Failure> {
    let mut annotations = BTreeMap::new();
    for pair in pairs {
        let Some((key, value)) = pair.split_once('=').filter(|(key, _)| !key.is_empty()) else {
            return Err(Failure::usage(format!("the annotation {pair} is not written KEY=VALUE"))
                .next("write -a env=prod"));
        };
        let earlier = annotations.insert(key.to_owned(), value.to_owned());
        if earlier.is_some_and(|earlier| earlier != value) {
            return Err(Failure::usage(format!("the annotation {key} is given two values"))
                .next("give each annotation once"));
        }
    }
    Ok(annotations)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_pairs_and_refuses_contradictions() {
        let read = |pairs: &[&str]| {
            let pairs: Vec<String> = pairs.iter().map(|pair| (*pair).to_owned()).collect();
            annotations(&pairs)
        };
        assert_eq!(read(&["a=b=c", "a=b=c"]).unwrap(), BTreeMap::from([("a".into(), "b=c".into())]));
        assert_eq!(read(&["a="]).unwrap(), BTreeMap::from([("a".into(), String::new())]));
        assert!(read(&["a=b", "a=c"]).unwrap_err().what().contains("two values"));
        assert!(read(&["a"]).unwrap_err().what().contains("KEY=VALUE"));
        assert!(read(&["=b"]).unwrap_err().what().contains("KEY=VALUE"));
    }
}
