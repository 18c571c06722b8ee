use countersign::{
    digest::Digest,
    encoding::{
        json::{Object, Value},
        text::escape,
    },
};

use super::{Attached, Listed};
use crate::{console::quiet, image::Image};

/// How much of a foreign text is shown, in characters.
const SHOWN: usize = 200;

/// How many hexadecimal digits of a digest are shown to people.
const DIGITS: usize = 12;

/// A tree for people.
pub fn text(image: &Image, listed: &Listed) -> String {
    let mut out = format!("{}\n", quiet("listed as it says of itself; nothing here was verified"));
    out.push_str(&format!("{}  {}  {}\n", escape(image.text(), 512), listed.digest, listed.media_type));
    branches(&mut out, listed, "");
    out
}

/// What is attached, below its manifest.
pub fn branches(out: &mut String, listed: &Listed, indent: &str) {
    draw(out, &below(listed), indent);
}

/// A line of the tree, what is said of it below, and the lines that hang on it.
#[derive(Debug, Default, PartialEq)]
struct Branch {
    head: String,
    details: Vec<String>,
    below: Vec<Branch>,
}

fn draw(out: &mut String, branches: &[Branch], indent: &str) {
    for (place, branch) in branches.iter().enumerate() {
        let is_last = place + 1 == branches.len();
        let (fork, below) = if is_last { ("└── ", "    ") } else { ("├── ", "│   ") };
        out.push_str(&format!("{indent}{fork}{}\n", branch.head));
        let below = format!("{indent}{below}");
        let trunk = if branch.below.is_empty() { "" } else { "│ " };
        branch.details.iter().for_each(|detail| out.push_str(&format!("{below}{trunk}{detail}\n")));
        draw(out, &branch.below, &below);
    }
}

fn below(listed: &Listed) -> Vec<Branch> {
    let mut branches = attachments(&listed.attached, listed.problem.as_ref());
    branches.extend(listed.children.iter().map(|child| {
        let platform = child.platform.as_ref().map_or_else(|| "no platform".into(), ToString::to_string);
        Branch { head: format!("{platform}  {}", child.digest), below: below(child), ..Branch::default() }
    }));
    match branches.is_empty() {
        true => vec![Branch { head: "nothing is attached".into(), ..Branch::default() }],
        false => branches,
    }
}

fn attachments(attached: &[Attached], problem: Option<&String>) -> Vec<Branch> {
    let branch = |attached: &Attached| Branch {
        head: head(attached),
        details: details(attached),
        below: attachments(&attached.referrers, attached.referrers_problem.as_ref()),
    };
    let not_all = |problem: &String| Branch {
        head: format!("not all could be read: {}", escape(problem, SHOWN)),
        ..Branch::default()
    };
    attached.iter().map(branch).chain(problem.map(not_all)).collect()
}

fn head(attached: &Attached) -> String {
    format!("{}  {}  {}", attached.kind.name(), escape(&attached.format, SHOWN), short(&attached.manifest))
}

/// Enough of a digest to tell it from others on the screen; the whole is in the JSON.
fn short(digest: &Digest) -> String {
    let start: String = digest.hex().chars().take(DIGITS).collect();
    format!("{}:{start}…", digest.algorithm().name())
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
    let object = object.with("claims", attached.claims.iter().map(claim).collect::<Vec<_>>());
    let object = match &attached.referrers_problem {
        Some(problem) => object.with("referrersProblem", problem.as_str()),
        None => object,
    };
    let referrers: Vec<_> =
        attached.referrers.iter().map(|referrer| Value::from(self::attached(referrer))).collect();
    match referrers.is_empty() {
        true => object,
        false => object.with("attached", referrers),
    }
}
