//! What was copied, for people and for programs.

use countersign::{
    TOOL,
    encoding::{
        json::{Object, Value},
        text::escape,
    },
};
use countersign_registry::{CopyReport, Skipped};

use crate::image::Image;

/// The longest name that is shown, in characters.
const SHOWN: usize = 1024;

pub fn text(destination: &Image, tag: Option<&str>, report: &CopyReport) -> String {
    let mut lines = vec![
        format!("copied          {}", report.digest()),
        format!("  to            {}", escape(&place(destination, tag, report), SHOWN)),
        format!(
            "  manifests     {}, of which {} were there",
            report.manifests().len(),
            report.manifests().len().saturating_sub(report.manifests_put())
        ),
        format!(
            "  blobs         {} sent ({} bytes), {} mounted, {} were there",
            report.blobs_copied(),
            report.bytes_copied(),
            report.blobs_mounted(),
            report.blobs_existing()
        ),
    ];
    lines.extend(report.tags().iter().map(|tag| format!("  tag           {tag}")));
    lines.extend(
        report.tags_merged().iter().map(|tag| format!("  tag           {tag}, added to what was there")),
    );
    lines.extend(report.skipped().iter().map(skipped));
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// What the image is called where it is now.
fn place(destination: &Image, tag: Option<&str>, report: &CopyReport) -> String {
    match tag {
        Some(tag) => format!("{}:{tag}", destination.store()),
        None => destination.pinned(report.digest()),
    }
}

fn skipped(skipped: &Skipped) -> String {
    format!("  not copied    {}: {} ({})", skipped.digest(), skipped.reason(), skipped.subject())
}

/// The result as JSON, schema `countersign/copy/v1`.
pub fn json<'a>(
    source: &'a Image,
    destination: &'a Image,
    tag: Option<&str>,
    report: &'a CopyReport,
) -> Object<'a> {
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let texts = |texts: &'a [String]| texts.iter().map(|text| Value::from(text.as_str())).collect::<Vec<_>>();
    let manifests = report.manifests().iter().map(|digest| Value::from(digest.to_string()));
    let skipped = report.skipped().iter().map(|skipped| {
        Value::from(
            Object::new()
                .with("digest", skipped.digest().to_string())
                .with("subject", skipped.subject().to_string())
                .with("reason", skipped.reason().to_string()),
        )
    });
    let blobs = Object::new()
        .with("copied", count(report.blobs_copied()))
        .with("mounted", count(report.blobs_mounted()))
        .with("existing", count(report.blobs_existing()))
        .with("bytes", report.bytes_copied());
    Object::new()
        .with("schema", "countersign/copy/v1")
        .with("tool", TOOL)
        .with("source", source.text())
        .with("destination", place(destination, tag, report))
        .with("digest", report.digest().to_string())
        .with("manifests", manifests.collect::<Vec<_>>())
        .with("manifestsPut", count(report.manifests_put()))
        .with("blobs", blobs)
        .with("tags", texts(report.tags()))
        .with("tagsMerged", texts(report.tags_merged()))
        .with("skipped", skipped.collect::<Vec<_>>())
}
