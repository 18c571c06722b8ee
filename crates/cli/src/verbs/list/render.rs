use countersign::encoding::{
    json::{Object, Value},
    text::escape,
};

use super::{Attached, Listed};
use crate::{console::quiet, image::Image};

/// How much of a foreign text is shown, in characters.
const SHOWN: usize = 200;

/// A tree for people.
pub fn text(image: &Image, listed: &Listed) -> String {
    let mut out = format!("{}\n", quiet("listed as it says of itself; nothing here was verified"));
    out.push_str(&format!("{}  {}  {}\n", escape(image.text(), 512), listed.digest, listed.media_type));
    branches(&mut out, listed, "");
    out
}

/// What is attached, below its manifest.
pub fn branches(out: &mut String, listed: &Listed, indent: &str) {
    let mut left = listed.attached.len() + listed.children.len() + usize::from(listed.problem.is_some());
    if left == 0 {
        out.push_str(&format!("{indent}└── nothing is attached\n"));
    }
    let mut branch = |out: &mut String, text: String| {
        left = left.saturating_sub(1);
        let (fork, below) = if left == 0 { ("└── ", "    ") } else { ("├── ", "│   ") };
        out.push_str(&format!("{indent}{fork}{text}\n"));
        format!("{indent}{below}")
    };
    for attached in &listed.attached {
        let below = branch(out, head(attached));
        details(attached).iter().for_each(|detail| out.push_str(&format!("{below}{detail}\n")));
    }
    if let Some(problem) = &listed.problem {
        branch(out, format!("not all could be read: {}", escape(problem, SHOWN)));
    }
    for child in &listed.children {
        let platform = child.platform.as_ref().map_or_else(|| "no platform".into(), ToString::to_string);
        let below = branch(out, format!("{platform}  {}", child.digest));
        branches(out, child, &below);
    }
}

fn head(attached: &Attached) -> String {
    format!("{}  {}  {}", attached.kind.name(), escape(&attached.format, SHOWN), attached.manifest)
}

fn details(attached: &Attached) -> Vec<String> {
    let tag = attached.tag.iter().map(|tag| format!("tag {tag}"));
    let claims =
        attached.claims.iter().map(|(name, value)| format!("claims {name} {}", escape(value, SHOWN)));
    let problem = attached.problem.iter().map(|problem| format!("unreadable: {}", escape(problem, SHOWN)));
    tag.chain(claims).chain(problem).collect()
}

/// The same for programs, schema `countersign/list/v1`.
pub fn json<'a>(image: &'a Image, listed: &'a Listed) -> Object<'a> {
    Object::new()
        .with("schema", "countersign/list/v1")
        .with("tool", countersign::TOOL)
        .with("verified", false)
        .with("reference", image.text())
        .with("subject", subject(listed))
}

/// A manifest with what is attached to it.
pub fn subject(listed: &Listed) -> Object<'_> {
    let mut object =
        Object::new().with("digest", listed.digest.to_string()).with("mediaType", listed.media_type.as_str());
    if let Some(platform) = &listed.platform {
        object = object.with("platform", platform.to_string());
    }
    if let Some(problem) = &listed.problem {
        object = object.with("problem", problem.as_str());
    }
    let attached: Vec<_> =
        listed.attached.iter().map(|attached| Value::from(self::attached(attached))).collect();
    let manifests: Vec<_> = listed.children.iter().map(|child| Value::from(subject(child))).collect();
    object.with("attached", attached).with("manifests", manifests)
}

fn attached(attached: &Attached) -> Object<'_> {
    let claim = |(name, value): &(&'static str, String)| {
        Value::from(Object::new().with("name", *name).with("value", value.clone()))
    };
    let mut object = Object::new()
        .with("kind", attached.kind.name())
        .with("format", attached.format.as_str())
        .with("manifest", attached.manifest.to_string());
    if let Some(artifact) = attached.artifact {
        object = object.with("artifact", artifact.to_string());
    }
    if let Some(tag) = &attached.tag {
        object = object.with("tag", tag.as_str());
    }
    if let Some(problem) = &attached.problem {
        object = object.with("problem", problem.as_str());
    }
    object.with("claims", attached.claims.iter().map(claim).collect::<Vec<_>>())
}
