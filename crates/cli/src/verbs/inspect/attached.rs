//! An image: its manifest, and what is attached to it.

use countersign::encoding::text::escape;

use super::describe;
use crate::{
    console::Console, exit::Exit, failure::Failure, image::Image, options::OutputOption,
    registry::NetworkOptions, verbs::list,
};

pub fn show(
    image: &Image,
    network: &NetworkOptions,
    output: &OutputOption,
    console: &mut Console,
) -> Result<Exit, Failure> {
    let (listed, cut_off) = list::read(image, network, console)?;
    let unreadable =
        || Failure::new(Exit::Malformed, format!("the manifest of {} cannot be read", image.text()));
    let described = describe::manifest(listed.document().ok_or_else(unreadable)?);
    let mut more = format!("attached to {}\n", escape(image.text(), 512));
    list::branches(&mut more, &listed, "");
    match output.is_json() {
        true => {
            super::show(image.text(), described.with("subject", list::subject(&listed)), "", output, console)
        }
        false => super::show(image.text(), described, &more, output, console),
    }
    cut_off.map_or(Ok(Exit::Done), Err)
}
