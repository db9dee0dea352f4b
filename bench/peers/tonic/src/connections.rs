use tonic::transport::{Channel, Endpoint};

use crate::error::Result;
use crate::proto::Item;
use crate::proto::bench_client::BenchClient;

pub const STREAM_WINDOW: u32 = 1 << 20;
pub const CONNECTION_WINDOW: u32 = 16 << 20;
pub const MAX_FRAME_SIZE: u32 = 1 << 20;
pub const MAX_MESSAGE_SIZE: usize = 8 << 20;

pub type Bench = BenchClient<Channel>;

/// Connects that many times; a call on each makes sure that it is done.
pub async fn connect(port: u16, count: usize) -> Result<Vec<Bench>> {
    let endpoint = Endpoint::from_shared(format!("http://127.0.0.1:{port}"))?
        .tcp_nodelay(true)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_frame_size(MAX_FRAME_SIZE);
    let mut connections = Vec::with_capacity(count);
    for _ in 0..count {
        let mut bench =
            Bench::new(endpoint.connect().await?).max_decoding_message_size(MAX_MESSAGE_SIZE);
        bench.once(Item::default()).await?;
        connections.push(bench);
    }
    Ok(connections)
}
