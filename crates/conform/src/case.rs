//! One case of a corpus: which operation, with what input.

use countersign::encoding::base64;
use countersign::x509::{Profile, Role};
use serde_json::{Map, Value};

use crate::answer::{Answer, Stop};
use crate::{Failure, dsse, jcs, oci, revocation, tsp, x509};

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
        "x509.verify_path" => Answer::validity(x509::verify_path(input)),
        "x509.verify_chain" => Answer::validity(x509::verify_chain(input)),
        "crl.check" => Answer::status(revocation::crl_check(input)),
        "ocsp.check" => Answer::status(revocation::ocsp_check(input)),
        "parse.crl" => Answer::value(revocation::crl(input)),
        "parse.ocsp-request" => Answer::value(revocation::ocsp_request(input)),
        "parse.ocsp-response" => Answer::value(revocation::ocsp_response(input)),
        "parse.cert" => Answer::value(x509::certificate(input)),
        "x509.parse_outer" => Answer::value(x509::outer(input)),
        "x509.parse_tbs" => Answer::value(x509::tbs(input)),
        "x509.parse_certificate_policies" => Answer::value(x509::policies(input)),
        "name.match" => Answer::verdict(x509::matches(input)),
        "name.in_subtree" => Answer::verdict(x509::in_subtree(input)),
        "sig.verify" => Answer::verdict(x509::signature(input)),
        "notation.codesigning_chain" => {
            Answer::verdict(x509::notation_chain(input, Profile::NOTATION_CODE_SIGNING))
        }
        "notation.codesigning_leaf" => {
            Answer::verdict(x509::notation_single(input, Profile::NOTATION_CODE_SIGNING, Role::Leaf))
        }
        "notation.codesigning_ca" => {
            Answer::verdict(x509::notation_single(input, Profile::NOTATION_CODE_SIGNING, Role::Intermediate))
        }
        "notation.timestamping_chain" => {
            Answer::verdict(x509::notation_chain(input, Profile::NOTATION_TIMESTAMPING))
        }
        "notation.timestamping_leaf" => {
            Answer::verdict(x509::notation_single(input, Profile::NOTATION_TIMESTAMPING, Role::Leaf))
        }
        "notation.timestamping_ca" => {
            Answer::verdict(x509::notation_single(input, Profile::NOTATION_TIMESTAMPING, Role::Intermediate))
        }
        "notation.trusted_identity" => Answer::verdict(x509::trusted_identity(input)),
        "tsp.verify" => Answer::verdict(tsp::verify(input)),
        "tsp.verify_trusted_root" => Answer::verdict(tsp::verify_trusted_root(input)),
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
