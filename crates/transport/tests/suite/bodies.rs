//! Bodies: how much is read, and when they are whole.

use countersign_transport::{
    BodyError, BytesBody, Detail, Method, ReadBody, ReplyBody, TransportError, block_on,
};

use crate::{
    get,
    script::{Answer, Content, client},
    send,
};

fn read(answer: Answer, limit: u64) -> Result<Vec<u8>, BodyError> {
    let (_, client) = client(&[("https://a/", answer)]);
    block_on(get(&client, "https://a/", None).unwrap().read_all(limit))
}

fn stream(answer: Answer) -> ReplyBody {
    let (_, client) = client(&[("https://a/", answer)]);
    get(&client, "https://a/", None).unwrap().into_body().unwrap()
}

#[test]
fn a_body_of_exactly_the_limit_is_read() {
    let long = vec![7; 100_000];
    assert_eq!(read(Answer::new(200).bytes(&long), 100_000), Ok(long.clone()));
    assert_eq!(read(Answer::new(200).bytes(&long).header("content-length", "100000"), 100_000), Ok(long));
    assert_eq!(read(Answer::new(200).bytes(b""), 0), Ok(Vec::new()));
}

#[test]
fn a_body_that_declares_more_than_the_limit_is_not_read_at_all() {
    let lying = Answer::new(200).content(Content::Stalled).header("content-length", "5");
    assert_eq!(read(lying, 4), Err(BodyError::TooLarge { limit: 4, declared: Some(5) }));
    let vast = Answer::new(200).content(Content::Stalled).header("content-length", "18446744073709551615");
    assert_eq!(read(vast, 4), Err(BodyError::TooLarge { limit: 4, declared: Some(u64::MAX) }));
}

#[test]
fn an_endless_body_is_read_up_to_the_limit() {
    let endless = Answer::new(200).content(Content::Endless);
    assert_eq!(read(endless, 1 << 20), Err(BodyError::TooLarge { limit: 1 << 20, declared: None }));
    assert_eq!(
        read(Answer::new(200).bytes(b"12345"), 4),
        Err(BodyError::TooLarge { limit: 4, declared: None })
    );
}

#[test]
fn a_truncated_body_is_an_error() {
    let short = Answer::new(200).bytes(b"1234").header("content-length", "5");
    assert_eq!(read(short, 10), Err(BodyError::Truncated { declared: Some(5), received: 4 }));
    let broken = Answer::new(200).content(Content::Broken(b"1234".to_vec()));
    assert_eq!(read(broken, 10), Err(BodyError::Truncated { declared: None, received: 4 }));
    assert_eq!(
        read(Answer::new(200).bytes(b"12345").header("content-length", "5"), 10),
        Ok(b"12345".to_vec())
    );
}

#[test]
fn a_truncated_stream_is_an_error() {
    let mut body = stream(Answer::new(200).bytes(b"1234").header("content-length", "5"));
    let mut into = [0; 10];
    assert_eq!(block_on(body.read(&mut into)), Ok(4));
    assert_eq!(block_on(body.read(&mut into)), Err(TransportError::Closed));
    assert_eq!((body.declared(), body.received()), (Some(5), 4));
}

#[test]
fn a_body_that_goes_on_after_its_length_is_an_error() {
    let long = Answer::new(200).bytes(b"123456").header("content-length", "5");
    let expected = TransportError::Protocol(Detail::new("the body is longer than declared"));
    assert_eq!(read(long, 10), Err(BodyError::Transport(expected)));
}

#[test]
fn a_length_that_is_not_one_number_is_an_error() {
    let declared = |values: &[&str]| {
        let answer =
            values.iter().fold(Answer::new(200), |answer, value| answer.header("content-length", value));
        read(answer, 10)
    };
    for bad in [&["5", "4"][..], &["4, 5"], &["-4"], &["+4"], &["4x"], &[""], &["18446744073709551616"]] {
        assert_eq!(declared(bad), Err(BodyError::Length), "{bad:?}");
    }
    for good in [&["4"][..], &["4", "4"], &["4, 4"], &[]] {
        assert_eq!(declared(good), Ok(b"body".to_vec()), "{good:?}");
    }
}

#[test]
fn a_content_encoding_is_an_error() {
    for (encoding, shown) in [("gzip", "gzip"), ("identity, br", "identity, br"), ("a\tb", r"a\u{9}b")] {
        let answer = Answer::new(200).header("content-encoding", encoding);
        assert_eq!(read(answer, 10), Err(BodyError::Encoded { encoding: shown.into() }));
    }
    let twice = Answer::new(200).header("content-encoding", "identity").header("content-encoding", "gzip");
    assert_eq!(read(twice, 10), Err(BodyError::Encoded { encoding: "gzip".into() }));
    for none in ["identity", "Identity, identity", ""] {
        assert_eq!(read(Answer::new(200).header("content-encoding", none), 10), Ok(b"body".to_vec()));
    }
}

#[test]
fn the_answer_to_head_has_no_body_whatever_it_declares() {
    let (_, client) = client(&[("https://a/", Answer::new(200).bytes(b"").header("content-length", "5"))]);
    let reply = send(&client, Method::Head, "https://a/", None).unwrap();
    assert_eq!(reply.declared_length(), Ok(Some(5)));
    assert_eq!(block_on(reply.read_all(0)), Ok(Vec::new()));
}

#[test]
fn bytes_are_a_body() {
    let mut body = BytesBody::new(*b"12345");
    let mut into = [0; 3];
    assert_eq!((block_on(body.read(&mut into)), &into), (Ok(3), b"123"));
    assert_eq!((block_on(body.read(&mut into)), &into[..2]), (Ok(2), &b"45"[..]));
    assert_eq!(block_on(body.read(&mut into)), Ok(0));
    assert_eq!(format!("{:?}", BytesBody::new(*b"secret")), "BytesBody { left: 6 }");
}
