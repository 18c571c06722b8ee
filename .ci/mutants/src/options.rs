//! The command line.

use crate::Result;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Tries a sample.
    Try,
    /// Tries what survived the last time.
    Again,
    /// Only writes the report.
    Report,
}

pub struct Options {
    pub mode: Mode,
    pub seed: u64,
    /// How many mutants are drawn; `None` for all.
    pub sample: Option<usize>,
}

impl Options {
    const PUBLISHED: Self = Self { mode: Mode::Try, seed: 1, sample: Some(400) };

    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self> {
        let mut options = Self::PUBLISHED;
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--again" => options.mode = Mode::Again,
                "--report" => options.mode = Mode::Report,
                "--seed" => options.seed = arguments.next().ok_or("--seed NUMBER")?.parse()?,
                "--sample" => {
                    let size = arguments.next().ok_or("--sample NUMBER|all")?;
                    options.sample = if size == "all" { None } else { Some(size.parse()?) };
                }
                other => return Err(format!("no option {other}").into()),
            }
        }
        Ok(options)
    }

    /// Whether the report goes into `docs`.
    pub fn is_published(&self) -> bool {
        (self.seed, self.sample) == (Self::PUBLISHED.seed, Self::PUBLISHED.sample)
    }

    pub fn sample_name(&self) -> String {
        self.sample.map_or_else(|| "all".to_owned(), |size| size.to_string())
    }
}
