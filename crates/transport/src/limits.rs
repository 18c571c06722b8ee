//! How much a server may cost.

use std::time::Duration;

/// How much one exchange, a request with its redirects, may cost.
///
/// | limit | default |
/// |---|---|
/// | bytes of the head of an answer | 64 KiB |
/// | time for an exchange that moves no bodies | 60 s |
/// | bytes of bodies that must come or go for each second more | 32 KiB |
/// | time to connect | 10 s |
/// | time without a byte of a body | 30 s |
/// | redirects | 3 |
///
/// How long a body may be is said where it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    max_header_bytes: usize,
    total_time: Duration,
    min_throughput: u64,
    connect_time: Duration,
    read_time: Duration,
    max_redirects: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_header_bytes: 64 * 1024,
            total_time: Duration::from_secs(60),
            min_throughput: 32 * 1024,
            connect_time: Duration::from_secs(10),
            read_time: Duration::from_secs(30),
            max_redirects: 3,
        }
    }
}

impl Limits {
    /// Most bytes of the head of an answer.
    #[must_use]
    pub fn with_max_header_bytes(mut self, bytes: usize) -> Self {
        self.max_header_bytes = bytes;
        self
    }

    /// Most time for an exchange that moves no bodies.
    #[must_use]
    pub fn with_total_time(mut self, time: Duration) -> Self {
        self.total_time = time;
        self
    }

    /// For each so many bytes of a body, an exchange may take a second longer; 0: never longer.
    #[must_use]
    pub fn with_min_throughput(mut self, bytes_per_second: u64) -> Self {
        self.min_throughput = bytes_per_second;
        self
    }

    /// Most time to resolve the name, connect and shake hands. The reqwest adapter, whose client fixes that time when it is made,
    /// takes it from its own options instead.
    #[must_use]
    pub fn with_connect_time(mut self, time: Duration) -> Self {
        self.connect_time = time;
        self
    }

    /// Most time between two pieces of a body.
    #[must_use]
    pub fn with_read_time(mut self, time: Duration) -> Self {
        self.read_time = time;
        self
    }

    /// Most redirects that are followed.
    #[must_use]
    pub fn with_max_redirects(mut self, redirects: usize) -> Self {
        self.max_redirects = redirects;
        self
    }

    /// Most bytes of the head of an answer.
    #[must_use]
    pub fn max_header_bytes(&self) -> usize {
        self.max_header_bytes
    }

    /// Most time for an exchange that moves no bodies.
    #[must_use]
    pub fn total_time(&self) -> Duration {
        self.total_time
    }

    /// Bytes of a body for which an exchange may take a second longer; 0: none.
    #[must_use]
    pub fn min_throughput(&self) -> u64 {
        self.min_throughput
    }

    /// Most time to resolve the name, connect and shake hands.
    #[must_use]
    pub fn connect_time(&self) -> Duration {
        self.connect_time
    }

    /// Most time between two pieces of a body.
    #[must_use]
    pub fn read_time(&self) -> Duration {
        self.read_time
    }

    /// Most redirects that are followed.
    #[must_use]
    pub fn max_redirects(&self) -> usize {
        self.max_redirects
    }

    /// Most time for an exchange that moves so many bytes of bodies.
    #[must_use]
    pub fn time_for(&self, bytes: u64) -> Duration {
        let more = bytes.checked_div(self.min_throughput).unwrap_or(0);
        self.total_time.saturating_add(Duration::from_secs(more))
    }
}
