use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Streaming;

use crate::connections::Bench;
use crate::error::Result;
use crate::proto::Item;

/// An exchange used for one round trip after the other.
pub struct OpenExchange {
    items: mpsc::Sender<Item>,
    echoes: Streaming<Item>,
}

impl OpenExchange {
    /// Does the first round trip, too: its item is not to wait for the answer's headers.
    pub async fn open(bench: &mut Bench, first: Item) -> Result<(Self, Item)> {
        let (items, sent) = mpsc::channel(1);
        items.send(first).await?;
        let echoes = bench.exchange(ReceiverStream::new(sent)).await?;
        let mut opened = Self {
            items,
            echoes: echoes.into_inner(),
        };
        let echo = opened.receive().await?;
        Ok((opened, echo))
    }

    pub async fn round_trip(&mut self, item: Item) -> Result<Item> {
        // If the stream has ended, receiving tells why.
        let _ = self.items.send(item).await;
        self.receive().await
    }

    async fn receive(&mut self) -> Result<Item> {
        let echo = self.echoes.message().await?;
        echo.ok_or_else(|| "the stream ended early".into())
    }

    pub fn half_close(self) -> HalfClosed {
        HalfClosed(self.echoes)
    }
}

pub struct HalfClosed(Streaming<Item>);

impl HalfClosed {
    /// Awaits the OK end.
    pub async fn end(mut self) -> Result<()> {
        match self.0.message().await? {
            None => Ok(()),
            Some(_) => Err("an item instead of the end".into()),
        }
    }
}
