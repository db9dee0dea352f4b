use std::time::Instant;

use crate::connections::Bench;
use crate::error::Result;
use crate::items::Items;
use crate::latencies::Latencies;
use crate::open_exchange::OpenExchange;
use crate::outcome::Outcome;
use crate::proto::Order;

/// Does a round trip on one stream for each item.
pub async fn pingpong(
    bench: &mut Bench,
    order: Order,
    mut latencies: Latencies,
) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut opened: Option<OpenExchange> = None;
    for item in Items::of(&order) {
        let start = Instant::now();
        let echo = match &mut opened {
            Some(exchange) => exchange.round_trip(item).await?,
            None => {
                let (exchange, echo) = OpenExchange::open(bench, item).await?;
                opened = Some(exchange);
                echo
            }
        };
        latencies.add(start.elapsed());
        outcome.received.add(&echo);
    }
    if let Some(exchange) = opened {
        exchange.half_close().end().await?;
    }
    outcome.latencies = latencies.nanos();
    Ok(outcome)
}

/// Does a unary call for each item.
pub async fn unary(bench: &mut Bench, order: Order, mut latencies: Latencies) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    for item in Items::of(&order) {
        let start = Instant::now();
        let echo = bench.once(item).await?.into_inner();
        latencies.add(start.elapsed());
        outcome.received.add(&echo);
    }
    outcome.latencies = latencies.nanos();
    Ok(outcome)
}

/// Opens, uses once and ends a stream for each item.
pub async fn setup(bench: &mut Bench, order: Order) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    for item in Items::of(&order) {
        let (exchange, echo) = OpenExchange::open(bench, item).await?;
        outcome.received.add(&echo);
        exchange.half_close().end().await?;
    }
    Ok(outcome)
}

/// Opens a stream for each item, uses it once and keeps it open.
pub async fn idle(bench: &mut Bench, order: Order) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    for item in Items::of(&order) {
        let (exchange, echo) = OpenExchange::open(bench, item).await?;
        outcome.received.add(&echo);
        outcome.open.push(exchange);
    }
    Ok(outcome)
}
