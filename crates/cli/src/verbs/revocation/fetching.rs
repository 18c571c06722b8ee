//! Closing what is open by what was kept, and by what is fetched.

use countersign::{
    EvidenceCache as _,
    need::{Answer, Need},
    revocation::RevocationChecker,
};

use crate::{
    evidence::{Cache, Services},
    exit::Exit,
    failure::Failure,
};

/// Asks until nothing more can be asked.
pub fn close(
    checker: &mut RevocationChecker<'_>,
    services: &Services,
    cache: Option<&Cache>,
) -> Result<(), Failure> {
    loop {
        let needs: Vec<(usize, Need)> =
            checker.needs().into_iter().map(|(place, need)| (place, need.clone())).collect();
        if needs.is_empty() {
            return Ok(());
        }
        for (place, need) in needs {
            let answer = answer(checker, &need, services, cache)?;
            // More evidence than is taken is as if it had not come.
            let _ = checker.provide(place, answer);
        }
    }
}

fn answer(
    checker: &RevocationChecker<'_>,
    need: &Need,
    services: &Services,
    cache: Option<&Cache>,
) -> Result<Answer, Failure> {
    if let Some(kept) = cache.and_then(|cache| cache.recall(checker, need)) {
        return Ok(kept);
    }
    let fetched = services.answer(need);
    let fetched = fetched.ok_or_else(|| Failure::new(Exit::Defect, "nothing can be fetched"))?;
    if let Some(cache) = cache {
        cache.keep(checker, need, &fetched);
    }
    Ok(fetched)
}
