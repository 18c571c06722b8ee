use super::content::Content;
use serde_json::{Value, json};

/// What is answered to a request, before anything goes wrong with it.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Content,
    /// The part of the body that is sent: offset and length.
    pub(super) part: Option<(u64, u64)>,
}

impl Answer {
    pub(super) fn new(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Content::new([]), part: None }
    }

    /// The error document of the distribution-spec.
    pub(super) fn error(status: u16, code: &str) -> Self {
        let message = code.to_lowercase().replace('_', " ");
        let document = json!({ "errors": [{ "code": code, "message": message, "detail": null }] });
        Self::json(status, "application/json", &document)
    }

    pub(super) fn json(status: u16, media_type: &str, document: &Value) -> Self {
        Self::new(status).with("content-type", media_type).with_body(Content::new(document.to_string()))
    }

    /// Sets a header field.
    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self = self.without(name);
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(super) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    pub(super) fn with_body(mut self, body: Content) -> Self {
        self.body = body;
        self.part = None;
        self
    }

    /// Offset and length of what is sent of the body.
    pub(super) fn extent(&self) -> (u64, u64) {
        self.part.unwrap_or((0, self.body.length()))
    }

    pub(super) fn reason(&self) -> &'static str {
        match self.status {
            200 => "OK",
            201 => "Created",
            202 => "Accepted",
            204 => "No Content",
            206 => "Partial Content",
            304 => "Not Modified",
            301 | 302 | 303 | 307 | 308 => "Redirect",
            401 => "Unauthorized",
            404 => "Not Found",
            412 => "Precondition Failed",
            429 => "Too Many Requests",
            _ => "Other",
        }
    }
}
