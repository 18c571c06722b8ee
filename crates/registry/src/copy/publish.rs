//! Manifests, lists and tags: nothing is named before it is there.

use std::collections::BTreeSet;

use countersign_digest::Digest;
use countersign_oci::SignatureArtifact;

use super::plan::{Plan, Planned};
use super::run::Runner;
use super::{CopyError, CopyItem, CopyOptions, CopyReport, CopyWhat, Moved, Side};
use crate::{BoxFuture, ListedAs, Store};

pub(super) async fn publish(
    destination: &dyn Store,
    plan: &Plan,
    what: &CopyWhat,
    options: &CopyOptions,
    runner: Runner,
    report: &mut CopyReport,
) -> Result<(), CopyError> {
    let listed = put_manifests(destination, plan, options, report).await?;
    list(destination, plan, &listed, options, runner).await?;
    put_tagged(destination, plan, options, runner, report).await?;
    options.check()?;
    destination.tag(plan.root(), what.tag()).await.map_err(at("the image's own tag"))?;
    let tag = what.tag().unwrap_or_default().to_owned();
    options.progress().done(&CopyItem::Tag(tag), Moved::Copied);
    Ok(())
}

fn at(what: impl Into<String>) -> impl FnOnce(crate::StoreError) -> CopyError {
    CopyError::at(Side::Destination, what)
}

/// Puts the manifests, and says which the destination says that it lists.
async fn put_manifests(
    destination: &dyn Store,
    plan: &Plan,
    options: &CopyOptions,
    report: &mut CopyReport,
) -> Result<BTreeSet<Digest>, CopyError> {
    let mut listed = BTreeSet::new();
    for planned in plan.manifests() {
        options.check()?;
        match put(destination, planned, options).await? {
            None => {}
            Some(how) => {
                report.count_manifest();
                listed.extend(Some(planned.manifest.digest()).filter(|_| how == ListedAs::Referrer));
            }
        }
    }
    Ok(listed)
}

/// None when it was there.
async fn put(
    destination: &dyn Store,
    planned: &Planned,
    options: &CopyOptions,
) -> Result<Option<ListedAs>, CopyError> {
    let (digest, item) =
        (planned.manifest.digest(), CopyItem::Manifest(planned.manifest.descriptor().clone()));
    options.progress().begun(&item);
    let is_there = destination.has_manifest(&digest).await.map_err(at(format!("the manifest {digest}")))?;
    let how = match is_there {
        true => None,
        false => {
            let put = destination.put_manifest(&planned.manifest).await;
            Some(put.map_err(at(format!("the manifest {digest}")))?)
        }
    };
    options.progress().done(&item, if is_there { Moved::Skipped } else { Moved::Copied });
    Ok(how)
}

/// Lists what the destination did not say that it lists.
async fn list(
    destination: &dyn Store,
    plan: &Plan,
    listed: &BTreeSet<Digest>,
    options: &CopyOptions,
    runner: Runner,
) -> Result<(), CopyError> {
    let listings = plan.listings(listed);
    let job = |(subject, entries): &'_ (Digest, _)| {
        let (subject, entries): (Digest, Vec<_>) = (*subject, Clone::clone(entries));
        Box::pin(async move {
            options.check()?;
            let done = destination.list_referrers(&subject, &entries).await;
            done.map_err(at(format!("the list of referrers of {subject}")))
        }) as BoxFuture<'_, Result<(), CopyError>>
    };
    let jobs = listings.iter().map(job).collect();
    runner.all(options.concurrency(), jobs).await.into_iter().collect()
}

async fn put_tagged(
    destination: &dyn Store,
    plan: &Plan,
    options: &CopyOptions,
    runner: Runner,
    report: &mut CopyReport,
) -> Result<(), CopyError> {
    let job = |artifact| Box::pin(put_one_tagged(destination, artifact, options)) as BoxFuture<'_, _>;
    let outcomes = runner.all(options.concurrency(), plan.tagged().iter().map(job).collect()).await;
    for (artifact, outcome) in plan.tagged().iter().zip(outcomes) {
        let stands: Digest = outcome?;
        report.count_tag(artifact.tag().unwrap_or_default(), stands == artifact.manifest().digest());
    }
    Ok(())
}

async fn put_one_tagged(
    destination: &dyn Store,
    artifact: &SignatureArtifact,
    options: &CopyOptions,
) -> Result<Digest, CopyError> {
    options.check()?;
    let tag = artifact.tag().unwrap_or_default();
    let item = CopyItem::Tag(tag.to_owned());
    options.progress().begun(&item);
    let stands = destination.put_tagged(artifact).await.map_err(at(format!("the tag {tag}")))?;
    options.progress().done(&item, Moved::Copied);
    Ok(stands)
}
