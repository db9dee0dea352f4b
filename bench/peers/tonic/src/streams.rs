use futures_util::stream;

use crate::connections::Bench;
use crate::error::Result;
use crate::fold::Fold;
use crate::items::Items;
use crate::proto::Order;

pub async fn download(bench: &mut Bench, order: Order) -> Result<Fold> {
    let mut received = Fold::default();
    let mut items = bench.download(order).await?.into_inner();
    received.add_all(&mut items).await?;
    Ok(received)
}

/// Returns what the server counted and folded.
pub async fn upload(bench: &mut Bench, order: Order) -> Result<Fold> {
    let items = stream::iter(Items::of(&order));
    Ok(bench.upload(items).await?.into_inner().into())
}

/// The connection takes the items as flow control allows, while the echoes are received here.
pub async fn exchange(bench: &mut Bench, order: Order) -> Result<Fold> {
    let mut received = Fold::default();
    let items = stream::iter(Items::of(&order));
    let mut echoes = bench.exchange(items).await?.into_inner();
    received.add_all(&mut echoes).await?;
    Ok(received)
}
