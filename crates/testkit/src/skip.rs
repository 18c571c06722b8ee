use std::io::Write;

/// Says on one line that the current test does less than it could, or fails it when `require` is set to `1`.
///
/// The line goes straight to the process's standard error: what a passing test prints is otherwise swallowed, and a
/// skip that nobody sees is a pass.
pub(crate) fn skip_or_fail(require: &str, why: &str) {
    assert!(std::env::var_os(require).is_none_or(|value| value != "1"), "{why}, and {require}=1 asks for it");
    skip(why);
}

/// Says it and fails nothing.
pub(crate) fn skip(why: &str) {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("unnamed test");
    // A closed standard error must not fail the test.
    let _ = writeln!(std::io::stderr(), "skipped: {test} ({why})");
}
