use tokio::task::JoinSet;

use crate::connections::Bench;
use crate::error::Result;
use crate::latencies::Latencies;
use crate::outcome::Outcome;
use crate::proto::Order;
use crate::run::{Run, Workload};
use crate::{round_trips, streams};

const OPENED_AT_ONCE: usize = 256;

/// Does a task for each stream at once, but for idle ones; the first failure aborts all.
pub async fn run(run: &Run, connections: &[Bench]) -> Result<Outcome> {
    let at_once = match run.workload {
        Workload::Idle => OPENED_AT_ONCE,
        _ => run.streams,
    };
    let mut tasks = JoinSet::new();
    let mut total = Outcome::default();
    for stream in 0..run.streams {
        if tasks.len() == at_once {
            join_one(&mut tasks, &mut total).await?;
        }
        let bench = connections[stream % connections.len()].clone();
        let latencies = Latencies::of_one_in(run.streams);
        tasks.spawn(task(run.workload, bench, run.order(stream), latencies));
    }
    while !tasks.is_empty() {
        join_one(&mut tasks, &mut total).await?;
    }
    Ok(total)
}

async fn join_one(tasks: &mut JoinSet<Result<Outcome>>, total: &mut Outcome) -> Result<()> {
    if let Some(joined) = tasks.join_next().await {
        total.join(joined??);
    }
    Ok(())
}

async fn task(
    workload: Workload,
    mut bench: Bench,
    order: Order,
    latencies: Latencies,
) -> Result<Outcome> {
    let bench = &mut bench;
    let outcome = match workload {
        Workload::Download => streams::download(bench, order).await?.into(),
        Workload::Upload => streams::upload(bench, order).await?.into(),
        Workload::Exchange => streams::exchange(bench, order).await?.into(),
        Workload::Pingpong => round_trips::pingpong(bench, order, latencies).await?,
        Workload::Unary => round_trips::unary(bench, order, latencies).await?,
        Workload::Setup => round_trips::setup(bench, order).await?,
        Workload::Idle => round_trips::idle(bench, order).await?,
    };
    outcome.received.expect(order.count)?;
    Ok(outcome)
}
