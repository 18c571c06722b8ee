//! How far something long is, for whoever watches.

use std::{
    env,
    io::{self, IsTerminal as _, Write as _},
    time::{Duration, Instant},
};

/// The shortest input that is worth a bar, in bytes.
const WORTH_A_BAR: u64 = 64 * 1024 * 1024;
/// How often it is drawn, at most.
const BETWEEN: Duration = Duration::from_millis(100);
/// How wide the bar itself is, in columns.
const WIDTH: u64 = 30;
const MEBI: u64 = 1024 * 1024;

/// A bar on standard error, where that is a terminal. It is gone when this is dropped.
#[derive(Debug)]
pub struct Progress {
    total: Option<u64>,
    done: u64,
    is_watched: bool,
    drawn: Option<Instant>,
}

impl Progress {
    /// Of so many bytes, where that is known.
    pub fn of(total: Option<u64>) -> Self {
        let is_dumb = env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
        Self { total, done: 0, is_watched: io::stderr().is_terminal() && !is_dumb, drawn: None }
    }

    /// So many bytes more are done.
    pub fn advance(&mut self, bytes: u64) {
        self.done = self.done.saturating_add(bytes);
        let is_long = self.total.unwrap_or(self.done) >= WORTH_A_BAR;
        let is_due = self.drawn.is_none_or(|drawn| drawn.elapsed() >= BETWEEN);
        if self.is_watched && is_long && is_due {
            self.drawn = Some(Instant::now());
            // A bar that cannot be drawn is no reason to stop.
            let _ = write!(io::stderr(), "\r{}\u{1b}[K", line(self.done, self.total));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.drawn.is_some() {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}

fn line(done: u64, total: Option<u64>) -> String {
    match total.filter(|total| *total > 0) {
        Some(total) => {
            let done = done.min(total);
            // Both are below 2⁶⁴ and multiplied: as u128 nothing is lost.
            let part =
                |of: u64| u64::try_from(u128::from(done) * u128::from(of) / u128::from(total)).unwrap_or(of);
            let full = usize::try_from(part(WIDTH)).unwrap_or(0);
            let rest = usize::try_from(WIDTH).unwrap_or(0).saturating_sub(full);
            format!(
                "[{}{}] {:>3} %  {} of {} MiB",
                "#".repeat(full),
                "-".repeat(rest),
                part(100),
                done / MEBI,
                total / MEBI
            )
        }
        None => format!("{} MiB", done / MEBI),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_shows_the_part_that_is_done() {
        assert_eq!(line(0, Some(100 * MEBI)), format!("[{}]   0 %  0 of 100 MiB", "-".repeat(30)));
        assert_eq!(
            line(50 * MEBI, Some(100 * MEBI)),
            format!("[{}{}]  50 %  50 of 100 MiB", "#".repeat(15), "-".repeat(15))
        );
        assert_eq!(
            line(u64::MAX, Some(u64::MAX)),
            format!("[{}] 100 %  {1} of {1} MiB", "#".repeat(30), u64::MAX / MEBI)
        );
        // A file that grows while it is read.
        assert!(line(7 * MEBI, Some(5 * MEBI)).contains("100 %  5 of 5 MiB"));
        assert_eq!(line(7 * MEBI, None), "7 MiB");
        assert_eq!(line(7 * MEBI, Some(0)), "7 MiB");
    }

    #[test]
    fn nothing_is_drawn_where_nobody_watches() {
        let mut progress = Progress { total: Some(1 << 40), done: 0, is_watched: false, drawn: None };
        progress.advance(1 << 30);
        assert!(progress.drawn.is_none());
    }
}
