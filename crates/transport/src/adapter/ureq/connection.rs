//! One connection as ureq uses it.

use std::fmt;

use ureq::unversioned::transport::{Buffers, LazyBuffers, NextTimeout, Transport};
use zeroize::Zeroizing;

use super::super::fault;
use super::call;
use super::error::pack;
use super::stream::Channel;
use crate::{Dialled, TransportError};

/// Bytes of the buffer of what is received. It must hold a whole head, so it is larger than the limit of one; and of large
/// bodies few pieces cost less than many.
const INPUT: usize = MAX_HEAD + 192 * 1024;

/// Bytes of the buffer of what is sent.
const OUTPUT: usize = 256 * 1024;

/// The longest head that a connection can receive.
pub(super) const MAX_HEAD: usize = 64 * 1024;

pub(super) struct Connection {
    channel: Channel,
    buffers: LazyBuffers,
    dialled: Dialled,
    forward: Option<Forward>,
    at_head: bool,
    cut: bool,
}

impl Connection {
    pub(super) fn new(channel: Channel, dialled: Dialled, forward: Option<Forward>) -> Self {
        let buffers = LazyBuffers::new(INPUT, OUTPUT);
        Self { channel, buffers, dialled, forward, at_head: true, cut: false }
    }
}

impl Connection {
    fn transmit(&mut self, amount: usize) -> Result<(), TransportError> {
        self.channel.set_deadline(call::deadline());
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        let sent = match self.forward.as_ref().filter(|_| self.at_head) {
            Some(forward) => self.channel.send(&forward.rewrite(output)),
            None => self.channel.send(output),
        };
        sent.map_err(|error| fault::of_io(&error))
    }
}

impl Transport for Connection {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    /// A server may answer before it has read the whole body, and then read no further: what it answers counts more
    /// than that the rest could not be sent.
    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), ureq::Error> {
        if self.cut {
            return Ok(());
        }
        call::note_dialled(self.dialled);
        match (self.transmit(amount), std::mem::replace(&mut self.at_head, false)) {
            (Err(TransportError::Closed), false) => {
                self.cut = true;
                call::note_cut();
                Ok(())
            }
            (sent, _) => sent.map_err(pack),
        }
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, ureq::Error> {
        self.channel.set_deadline(call::deadline());
        let read = self.channel.receive(self.buffers.input_append_buf());
        let read = read.map_err(|error| pack(fault::of_io(&error)))?;
        self.buffers.input_appended(read);
        Ok(read > 0)
    }

    /// Asked before a connection is used again, so what is written next is the head of a request.
    fn is_open(&mut self) -> bool {
        self.at_head = true;
        !self.cut && self.channel.is_idle()
    }

    fn is_tls(&self) -> bool {
        self.channel.is_tls()
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("dialled", &self.dialled).finish_non_exhaustive()
    }
}

/// How the head of a request reads to a proxy that forwards it (RFC 9112 §3.2.2): the target in absolute form, and
/// the proxy's credentials, which no other connection carries.
pub(super) struct Forward {
    origin: String,
    authorization: Option<Zeroizing<String>>,
}

impl Forward {
    pub(super) fn new(origin: String, authorization: Option<&str>) -> Self {
        Self { origin, authorization: authorization.map(|value| Zeroizing::new(value.to_owned())) }
    }

    fn rewrite(&self, head: &[u8]) -> Zeroizing<Vec<u8>> {
        let target = head.iter().position(|byte| *byte == b' ').map_or(head.len(), |space| space + 1);
        let line = head.windows(2).position(|pair| pair == b"\r\n").map_or(head.len(), |end| end + 2);
        let (method, rest) = head.split_at_checked(target).unwrap_or((head, &[]));
        let (path, fields) = rest.split_at_checked(line.saturating_sub(target)).unwrap_or((rest, &[]));
        Zeroizing::new([method, self.origin.as_bytes(), path, self.credentials().as_bytes(), fields].concat())
    }

    fn credentials(&self) -> Zeroizing<String> {
        let line =
            self.authorization.as_ref().map(|value| format!("proxy-authorization: {}\r\n", value.as_str()));
        Zeroizing::new(line.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forwarded_head_names_the_origin_and_carries_the_proxys_credentials() {
        let forward = Forward::new("http://r.test:5000".to_owned(), Some("Basic eA=="));
        let head = forward.rewrite(b"GET /v2/?a=b HTTP/1.1\r\nhost: r.test:5000\r\n\r\n");
        let expected = "GET http://r.test:5000/v2/?a=b HTTP/1.1\r\nproxy-authorization: Basic eA==\r\nhost: r.test:5000\r\n\r\n";
        assert_eq!(str::from_utf8(&head).unwrap(), expected);
    }
}
