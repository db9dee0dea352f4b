use futures_util::stream::{self, StreamExt};
use tonic::codegen::BoxStream;
use tonic::{Request, Response, Status, Streaming};

use crate::fold::Fold;
use crate::items::{Items, echo};
use crate::proto::bench_server::Bench;
use crate::proto::{Item, Order, Total};

pub struct Service;

#[tonic::async_trait]
impl Bench for Service {
    type DownloadStream = BoxStream<Item>;
    type ExchangeStream = BoxStream<Item>;

    async fn download(&self, order: Request<Order>) -> Result<Response<BoxStream<Item>>, Status> {
        let items = stream::iter(Items::of(order.get_ref()));
        Ok(Response::new(Box::pin(items.map(Ok))))
    }

    async fn upload(&self, items: Request<Streaming<Item>>) -> Result<Response<Total>, Status> {
        let mut received = Fold::default();
        received.add_all(&mut items.into_inner()).await?;
        Ok(Response::new(received.into()))
    }

    async fn exchange(
        &self,
        items: Request<Streaming<Item>>,
    ) -> Result<Response<BoxStream<Item>>, Status> {
        let echoes = items.into_inner().map(|item| item.map(echo));
        Ok(Response::new(Box::pin(echoes)))
    }

    async fn once(&self, item: Request<Item>) -> Result<Response<Item>, Status> {
        Ok(Response::new(echo(item.into_inner())))
    }
}
