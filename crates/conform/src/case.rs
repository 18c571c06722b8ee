//! One case of a corpus: which operation, with what input.

use countersign::encoding::base64;
use serde_json::{Map, Value};

use crate::answer::{Answer, Stop};
use crate::{Failure, dsse, jcs, oci};

/// The input of a case. What a case expects is not part of it.
#[derive(Clone, Copy)]
pub struct Input<'c>(Option<&'c Map<String, Value>>);

impl<'c> Input<'c> {
    pub fn get(self, name: &str) -> Option<&'c Value> {
        self.0.and_then(|input| input.get(name))
    }

    pub fn text(self, name: &str) -> Result<&'c str, Stop> {
        let text = self.get(name).and_then(Value::as_str);
        text.ok_or_else(|| Stop::Refused(format!("there is no text {name}")))
    }

    /// Binary values are standard base64.
    pub fn bytes(self, name: &str) -> Result<Vec<u8>, Stop> {
        Ok(base64::decode_standard(self.text(name)?.as_bytes())?)
    }
}

/// Answers one case.
pub fn answer(case: &Value) -> Answer {
    let input = Input(case.get("in").and_then(Value::as_object));
    match case.get("op").and_then(Value::as_str).unwrap_or_default() {
        "oci.digest.parse" => Answer::value(oci::digest(input)),
        "oci.reference.parse" => Answer::value(oci::reference(input)),
        "jcs.canonicalize" => Answer::value(jcs::canonicalize(input)),
        "dsse.pae" => Answer::value(dsse::pae(input)),
        "dsse.sign" => Answer::value(dsse::sign(input)),
        "dsse.verify" => Answer::verdict(dsse::verify(input)),
        other => Answer::Unsupported(format!("the operation {other}")),
    }
}

/// The cases of a file, one JSON object a line.
pub fn read_lines(text: &str) -> Result<Vec<Value>, Failure> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let case = |(index, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|error| format!("line {}: {error}", index + 1).into())
    };
    lines.map(case).collect()
}

/// Answers every line of a file.
pub fn answer_lines(text: &str) -> Result<String, Failure> {
    let line = |case: &Value| {
        let id = case.get("id").unwrap_or(&Value::Null);
        format!("{}\n", answer(case).to_line(id))
    };
    Ok(read_lines(text)?.iter().map(line).collect())
}
