//! What every adapter owes: one set of cases, run by each of them.
//!
//! The blocking adapter runs on a plain thread without a runtime. The async one runs on a runtime of one thread, and on
//! one of several, where each case is spawned and so proves that the futures are `Send`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod bodies;
mod client;
mod connections;
mod destinations;
mod exchange;
mod heads;
mod lazy;
mod proxies;
mod server;
mod tls;

use std::future::Future;
use std::sync::Arc;

use countersign_transport::{
    AdapterOptions, ReqwestTransport, TlsSettings, Transport, UreqTransport, block_on,
};
use rustls::ClientConfig;

/// Makes an adapter.
type Make = fn(ClientConfig, &AdapterOptions) -> Arc<dyn Transport>;

fn ureq(tls: ClientConfig, options: &AdapterOptions) -> Arc<dyn Transport> {
    Arc::new(UreqTransport::new(tls, options))
}

fn reqwest(tls: ClientConfig, options: &AdapterOptions) -> Arc<dyn Transport> {
    Arc::new(ReqwestTransport::new(tls, options).unwrap())
}

fn on_a_plain_thread<F: Future<Output = ()>>(case: impl FnOnce(Make) -> F) {
    block_on(case(ureq));
}

fn on_one_thread<F: Future<Output = ()>>(case: impl FnOnce(Make) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(case(reqwest));
}

fn on_several_threads<F: Future<Output = ()> + Send + 'static>(case: impl FnOnce(Make) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let case = case(reqwest);
    runtime.block_on(async { tokio::spawn(case).await.unwrap() });
}

/// The adapter with the test CA alone, and no proxy.
fn plain(make: Make) -> Arc<dyn Transport> {
    make(trusting_ca(), &AdapterOptions::new())
}

fn trusting_ca() -> ClientConfig {
    TlsSettings::only_ca_pem(tls::CA).unwrap().with_ring().unwrap()
}

/// Runs each case by each adapter.
macro_rules! cases {
    ($($module:ident: $($case:ident)*;)*) => {
        mod blocking { $(mod $module { $(
            #[test]
            fn $case() { crate::on_a_plain_thread(crate::$module::$case); }
        )* })* }
        mod one_thread { $(mod $module { $(
            #[test]
            fn $case() { crate::on_one_thread(crate::$module::$case); }
        )* })* }
        mod several_threads { $(mod $module { $(
            #[test]
            fn $case() { crate::on_several_threads(crate::$module::$case); }
        )* })* }
    };
}

cases! {
    exchange:
        every_method_is_sent_with_its_fields
        nothing_is_added_to_a_request
        a_field_that_frames_the_message_is_refused
        a_refusal_is_an_answer_with_its_body
        a_redirect_is_an_answer
        a_compressed_body_is_not_decoded
        informational_answers_are_passed_over
        an_answer_that_is_not_http_is_a_protocol_error
        a_connection_that_ends_before_the_answer_is_closed
        a_reset_connection_is_closed
        a_port_that_nothing_listens_on_is_no_connection
        a_name_without_an_address_is_said;
    bodies:
        a_post_without_a_body_announces_none
        bytes_are_sent_with_their_length
        a_large_stream_is_sent_with_its_length_and_not_ahead_of_its_reader
        a_source_that_gives_fewer_bytes_fails_and_drops_the_connection
        a_source_that_gives_more_bytes_fails_and_drops_the_connection
        a_source_that_gives_bytes_where_none_were_announced_fails
        a_source_that_fails_is_a_failure_of_the_body
        an_answer_is_sent_on_while_it_is_read
        a_refusal_that_comes_before_the_body_was_sent_is_an_answer
        a_success_that_comes_before_the_body_was_sent_is_none
        a_large_body_is_read_piece_by_piece
        chunks_are_put_together
        head_has_no_body_whatever_it_announces
        a_truncated_body_is_closed_and_stays_so
        truncated_chunks_are_closed;
    heads:
        fields_are_kept_as_they_came
        a_value_that_is_not_ascii_is_refused
        one_field_that_is_too_large_is_refused
        many_fields_that_are_too_large_are_refused
        too_many_fields_are_refused
        fields_without_end_are_refused;
    client:
        a_head_that_does_not_come_is_a_timeout
        a_head_that_drips_is_a_timeout
        a_body_that_stalls_is_a_timeout
        a_deadline_is_told_from_a_timeout
        credentials_are_sent_once_and_to_their_origin;
    connections:
        a_connection_is_kept_for_the_next_request
        a_connection_is_not_kept_where_the_server_closes_it
        a_connection_with_bytes_that_nobody_asked_for_is_not_used_again
        a_body_that_was_not_read_to_its_end_costs_the_connection
        a_post_is_not_sent_twice
        requests_at_once_have_connections_of_their_own;
    destinations:
        a_loopback_address_is_refused_before_connecting
        a_name_of_a_loopback_address_is_refused_before_connecting
        link_local_and_reserved_addresses_are_never_dialled
        a_kept_connection_is_not_used_for_a_narrower_destination
        only_the_permitted_addresses_of_a_name_are_dialled
        each_request_is_judged_by_what_it_dials
        a_permitted_address_is_dialled;
    proxies:
        http_is_asked_in_absolute_form
        https_is_asked_through_a_tunnel
        exempt_hosts_and_loopback_are_asked_directly
        a_proxy_that_refuses_the_tunnel_is_no_connection
        addresses_in_urls_are_judged_behind_a_proxy
        only_the_proxy_is_dialled;
    tls:
        a_trusted_server_is_spoken_to
        an_address_may_be_the_name
        a_certificate_of_another_name_is_refused
        an_unknown_ca_is_refused
        a_server_without_tls_is_refused
        a_client_shows_its_certificate
        a_client_without_a_certificate_is_refused
        a_kept_connection_is_used_again
        a_body_that_ends_without_a_goodbye_is_closed;
}
