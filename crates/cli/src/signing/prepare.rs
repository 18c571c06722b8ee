//! What is signed elsewhere: a draft, and the exact bytes to sign.

use std::path::Path;

use countersign::{
    Preparer, TOOL,
    encoding::{json::Object, text},
};

use super::{Claim, SigningOptions, begin, not_signed};
use crate::{
    console::Console,
    exit::Exit,
    failure::Failure,
    image::Image,
    keys::FoundKey,
    output::{self, beside},
    provider::Provider,
    store::Store,
};

/// Writes the draft to a file, and what is to be signed to that file with `.tbs` behind its name.
pub fn run(
    options: &SigningOptions,
    claim: impl Claim,
    store: &Store,
    image: &Image,
    file: &Path,
    console: &mut Console,
) -> Result<Exit, Failure> {
    let to_sign = beside(file, ".tbs");
    output::refuse_overlap(&[file, &to_sign], &[Path::new(&options.key)])?;
    let key = FoundKey::read(&options.key, console)?.into_public()?;
    let preparer = Preparer::new(Provider, key)
        .map_err(|error| Failure::usage(format!("{} cannot sign images", options.key)).because(&error))?;
    let drafted = begin(store, |name, now| claim.prepare(&preparer, name, now));
    store.warn(console);
    let draft = drafted?.map_err(|error| not_signed(store, image, &error))?;
    output::write(&to_sign, draft.to_be_signed().bytes(), options.again)?;
    output::write(file, &draft.to_bytes(), options.again)?;
    let algorithm = draft.signer().scheme().algorithm().name();
    let json = Object::new()
        .with("schema", "countersign/prepare/v1")
        .with("tool", TOOL)
        .with("reference", image.text())
        .with("algorithm", algorithm)
        .with(
            "signer",
            Object::new().with("kind", "key").with("id", draft.signer().public_key().id().to_string()),
        )
        .with("draft", file.display().to_string())
        .with("toBeSigned", to_sign.display().to_string());
    options.output.print(console, json, said(image, file, &to_sign, algorithm));
    Ok(Exit::Done)
}

fn said(image: &Image, file: &Path, to_sign: &Path, algorithm: &str) -> String {
    let shown = |path: &Path| text::escape(&path.display().to_string(), 1024);
    let (file, to_sign) = (shown(file), shown(to_sign));
    let image = text::escape(image.text(), 1024);
    format!(
        "wrote {file} and {to_sign}\n\
         sign the bytes of {to_sign} with {algorithm}, then\n  \
         countersign attach {image} --draft {file} --signature SIGNATURE\n"
    )
}
