//! The tonic subject of the bench: a server or a client, told what to do on standard input.

mod client;
mod codec;
mod commands;
mod connections;
mod error;
mod fold;
mod items;
mod latencies;
mod open_exchange;
mod outcome;
mod round_trips;
mod run;
mod server;
mod service;
mod settle;
mod streams;
mod tasks;

mod proto {
    tonic::include_proto!("sluice.bench");
}

use error::Result;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    match args[..] {
        ["server"] => server::run(&runtime),
        ["client", port] if port.starts_with("port=") => {
            client::run(&runtime, port["port=".len()..].parse()?)
        }
        _ => Err("usage: peer server | peer client port=<port>".into()),
    }
}
