use tokio::runtime::Runtime;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;

use crate::commands;
use crate::connections::{CONNECTION_WINDOW, MAX_FRAME_SIZE, MAX_MESSAGE_SIZE, STREAM_WINDOW};
use crate::error::Result;
use crate::proto::bench_server::BenchServer;
use crate::service::Service;
use crate::settle::settle;

/// Serves until standard input ends.
pub fn run(runtime: &Runtime) -> Result<()> {
    let incoming = {
        let _context = runtime.enter();
        TcpIncoming::bind(([127, 0, 0, 1], 0).into())?.with_nodelay(Some(true))
    };
    let port = incoming.local_addr()?.port();
    let service = BenchServer::new(Service).max_decoding_message_size(MAX_MESSAGE_SIZE);
    runtime.spawn(
        Server::builder()
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .max_frame_size(MAX_FRAME_SIZE)
            .max_concurrent_streams(u32::MAX)
            .serve_with_incoming(service, incoming),
    );
    println!("ready port={port}");

    commands::answer(|command, _| match command {
        "settle" => Ok(settle()),
        _ => Err(commands::unknown(command)),
    })
}
