//! What is said about a blob that was signed.

use std::path::PathBuf;

use countersign::{
    SignatureFormat, SignedBlob, Signer, TOOL,
    crypto::PublicKey,
    digest::Digest,
    encoding::{
        json::{Object, Value},
        text,
    },
};

use super::{BlobSigner, Keeping, Kept};
use crate::{console::Console, failure::Failure, input::Input, output::Written};

/// A blob that was signed, and where what came of it went.
pub struct Result {
    file: String,
    noun: &'static str,
    format: SignatureFormat,
    signer: PublicKey,
    digest: Digest,
    signature: Option<String>,
    kept: Vec<Kept>,
    printed: Option<Vec<u8>>,
}

impl Result {
    pub fn new(
        file: &Input,
        noun: &'static str,
        format: SignatureFormat,
        signer: &Signer,
        signed: &SignedBlob,
    ) -> Self {
        let (file, signer) = (file.name().to_owned(), signer.public_key().clone());
        let signature = signed.signature_base64().map(str::to_owned);
        Self {
            file,
            noun,
            format,
            signer,
            digest: signed.digest(),
            signature,
            kept: Vec::new(),
            printed: None,
        }
    }

    /// Notes a file that was written.
    pub fn add(&mut self, kept: Kept) {
        self.kept.push(kept);
    }

    /// Writes to a file, or keeps it to be printed where there is none.
    pub fn keep(
        &mut self,
        keeping: &Keeping,
        path: Option<PathBuf>,
        bytes: &[u8],
    ) -> std::result::Result<(), Failure> {
        match path {
            Some(path) => self.kept.push(keeping.write(&path, bytes)?),
            None => self.printed = Some(bytes.to_vec()),
        }
        Ok(())
    }

    /// Says what was done: the bundle itself where nobody said where it goes.
    pub fn tell(&self, signer: &BlobSigner, console: &mut Console) {
        match &self.printed {
            Some(bytes) if !signer.output.is_json() => console.line(String::from_utf8_lossy(bytes)),
            _ => signer.output.print(console, self.json(), self.text()),
        }
    }

    fn text(&self) -> String {
        let line = |kept: &Kept| {
            let state = match kept.written {
                Written::New => "wrote          ",
                Written::Same => "already there  ",
            };
            format!("{state} {}\n", text::escape(&kept.path.display().to_string(), 1024))
        };
        let files: String = self.kept.iter().map(line).collect();
        format!("{files}{:<15} {}\n", self.noun, text::escape(&self.file, 1024))
    }

    /// The same for programs, schema `countersign/sign-blob/v1`.
    fn json(&self) -> Object<'_> {
        let file = |kept: &Kept| {
            let state = if kept.written == Written::New { "written" } else { "already-there" };
            Value::from(Object::new().with("path", kept.path.display().to_string()).with("state", state))
        };
        let object = Object::new()
            .with("schema", "countersign/sign-blob/v1")
            .with("tool", TOOL)
            .with("file", self.file.as_str())
            .with("digest", self.digest.to_string())
            .with("kind", self.noun)
            .with("format", self.format.name())
            .with("signer", Object::new().with("kind", "key").with("id", self.signer.id().to_string()))
            .with("files", self.kept.iter().map(file).collect::<Vec<_>>());
        let object = match &self.signature {
            Some(signature) => object.with("signature", signature.as_str()),
            None => object,
        };
        match &self.printed {
            Some(bytes) => object.with("content", String::from_utf8_lossy(bytes).into_owned()),
            None => object,
        }
    }
}
