use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::time::timeout;

use crate::commands;
use crate::connections::{Bench, connect};
use crate::error::Result;
use crate::latencies::percentiles;
use crate::open_exchange::OpenExchange;
use crate::run::Run;
use crate::settle::settle;
use crate::tasks;

const TIME_LIMIT: Duration = Duration::from_secs(120);

/// Answers commands until standard input ends.
pub fn run(runtime: &Runtime, port: u16) -> Result<()> {
    let mut client = Client::new(port);
    println!("ready");
    commands::answer(|command, arguments| match command {
        "settle" => Ok(settle()),
        "run" => {
            let run = Run::parse(arguments)?;
            runtime.block_on(client.run_limited(&run))
        }
        _ => Err(commands::unknown(command)),
    })
}

/// Keeps the connections, and idle streams, between the commands.
struct Client {
    port: u16,
    connections: Vec<Bench>,
    idle: Vec<OpenExchange>,
}

impl Client {
    fn new(port: u16) -> Self {
        Self {
            port,
            connections: Vec::new(),
            idle: Vec::new(),
        }
    }

    async fn run_limited(&mut self, run: &Run) -> Result<String> {
        let answer = match timeout(TIME_LIMIT, self.run(run)).await {
            Ok(answer) => answer,
            Err(_) => Err(format!("not done within {TIME_LIMIT:?}").into()),
        };
        if answer.is_err() {
            *self = Self::new(self.port);
        }
        answer
    }

    async fn run(&mut self, run: &Run) -> Result<String> {
        self.finish_idle().await?;
        if self.connections.len() != run.connections {
            self.connections.clear();
            self.connections = connect(self.port, run.connections).await?;
        }

        let start = Instant::now();
        let outcome = tasks::run(run, &self.connections).await?;
        let nanos = start.elapsed().as_nanos();

        self.idle = outcome.open;
        Ok(format!(
            "nanos={nanos} messages={} checksum={} {}",
            outcome.received.count,
            outcome.received.checksum,
            percentiles(outcome.latencies)
        ))
    }

    /// Ends the idle streams; an error if one did not last.
    async fn finish_idle(&mut self) -> Result<()> {
        let half_closed: Vec<_> = self.idle.drain(..).map(OpenExchange::half_close).collect();
        for stream in half_closed {
            stream.end().await?;
        }
        Ok(())
    }
}
