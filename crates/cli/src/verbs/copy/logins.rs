//! Who each of two registries is told that asks.

use clap::Args;
use zeroize::Zeroizing;

use crate::{
    failure::Failure,
    image::{Image, RegistryImage},
    registry::{HEADING, LoginOptions, Logins, asked, from_stdin},
};

/// Names for two registries.
#[derive(Clone, Debug, Args)]
pub struct CopyLogins {
    /// Log in to the registry of SOURCE with this name
    #[arg(long, help_heading = HEADING, value_name = "NAME", conflicts_with = "username")]
    source_username: Option<String>,
    /// Read its password from standard input
    #[arg(long, help_heading = HEADING, requires = "source_username")]
    source_password_stdin: bool,
    /// Log in to the registry of DESTINATION with this name
    #[arg(long, help_heading = HEADING, value_name = "NAME", conflicts_with = "username")]
    destination_username: Option<String>,
    /// Read its password from standard input, after that of the source on a line of its own
    #[arg(long, help_heading = HEADING, requires = "destination_username")]
    destination_password_stdin: bool,
}

impl CopyLogins {
    /// The credentials for both ends.
    pub fn read(&self, login: &LoginOptions, source: &Image, destination: &Image) -> Result<Logins, Failure> {
        let (from, to) = (in_registry(source), in_registry(destination));
        if let Some(username) = login.username() {
            let host = only_host(from, to)?;
            return Logins::of_files().with(host, username, &login.password(username, host)?);
        }
        self.of_both(from, to)
    }

    fn of_both(&self, from: Option<&RegistryImage>, to: Option<&RegistryImage>) -> Result<Logins, Failure> {
        let mut lines = Lines::of(self.source_password_stdin, self.destination_password_stdin)?;
        let ends = [
            ("--source", &self.source_username, from, lines.source.take()),
            ("--destination", &self.destination_username, to, lines.destination.take()),
        ];
        // Both may be in one registry: then each name is for its own repository.
        let is_one_host = from.zip(to).is_some_and(|(from, to)| from.host() == to.host());
        ends.into_iter().try_fold(Logins::of_files(), |logins, (side, username, image, password)| {
            let Some(username) = username else { return Ok(logins) };
            let image = image.ok_or_else(|| not_for_layouts(&format!("{side}-username")))?;
            let typed = || asked(username, image.host(), &format!("{side}-password-stdin"));
            let password = password.map_or_else(typed, Ok)?;
            match is_one_host {
                true => logins.with(&image.reference().repository(), username, &password),
                false => logins.with(image.host(), username, &password),
            }
        })
    }
}

fn not_for_layouts(flag: &str) -> Failure {
    Failure::usage(format!("{flag} is for a registry, and a layout is none"))
        .next(format!("leave {flag} out"))
}

fn in_registry(image: &Image) -> Option<&RegistryImage> {
    match image {
        Image::Registry(image) => Some(image),
        Image::Layout(_) => None,
    }
}

/// The only registry that a name can be for.
fn only_host<'a>(from: Option<&'a RegistryImage>, to: Option<&'a RegistryImage>) -> Result<&'a str, Failure> {
    match (from.map(RegistryImage::host), to.map(RegistryImage::host)) {
        (Some(from), Some(to)) if from != to => {
            Err(Failure::usage(format!("--username could be for {from} or for {to}")).next(
                "write --source-username NAME --source-password-stdin, --destination-username NAME \
                 --destination-password-stdin",
            ))
        }
        (Some(host), _) | (None, Some(host)) => Ok(host),
        (None, None) => {
            Err(Failure::usage("--username is for images in a registry, and both are in layouts")
                .next("leave --username out"))
        }
    }
}

/// The passwords that standard input has.
struct Lines {
    source: Option<Zeroizing<String>>,
    destination: Option<Zeroizing<String>>,
}

impl Lines {
    fn of(source: bool, destination: bool) -> Result<Self, Failure> {
        let all = if source || destination { Some(from_stdin()?) } else { None };
        match (all, source, destination) {
            (Some(all), true, true) => {
                let (first, second) = all
                    .split_once('\n')
                    .filter(|(first, second)| !first.is_empty() && !second.is_empty())
                    .ok_or_else(|| {
                        Failure::usage("standard input has one password, and two are to be read").next(
                            "write that of the source on the first line, and the other on the second line",
                        )
                    })?;
                let owned =
                    |text: &str| Some(Zeroizing::new(text.strip_suffix('\r').unwrap_or(text).to_owned()));
                Ok(Self { source: owned(first), destination: owned(second) })
            }
            (all, true, _) => Ok(Self { source: all, destination: None }),
            (all, _, _) => Ok(Self { source: None, destination: all }),
        }
    }
}
