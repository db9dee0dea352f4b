use tonic::{Status, Streaming};

use crate::error::Result;
use crate::proto::{Item, Total};

/// Counts the items of one stream, in order, and sums them up in a checksum.
#[derive(Clone, Copy, Default)]
pub struct Fold {
    pub count: i64,
    pub checksum: i64,
}

impl Fold {
    pub fn add(&mut self, item: &Item) {
        let length = item.payload.len() as i64;
        let last = item.payload.last().copied().unwrap_or_default();
        self.checksum = (self.checksum.wrapping_mul(31))
            .wrapping_add(item.value)
            .wrapping_add(length + i64::from(last));
        self.count += 1;
    }

    /// Adds what arrives until the stream's OK end.
    pub async fn add_all(&mut self, items: &mut Streaming<Item>) -> Result<(), Status> {
        while let Some(item) = items.message().await? {
            self.add(&item);
        }
        Ok(())
    }

    /// Joins what another stream came to.
    pub fn join(&mut self, other: Fold) {
        self.count += other.count;
        self.checksum = self.checksum.wrapping_add(other.checksum);
    }

    /// An error unless the stream had that many items.
    pub fn expect(self, count: i64) -> Result<Self> {
        if self.count == count {
            Ok(self)
        } else {
            Err(format!("{} items instead of {count}", self.count).into())
        }
    }
}

impl From<Fold> for Total {
    fn from(fold: Fold) -> Self {
        Self {
            count: fold.count,
            checksum: fold.checksum,
        }
    }
}

impl From<Total> for Fold {
    fn from(total: Total) -> Self {
        Self {
            count: total.count,
            checksum: total.checksum,
        }
    }
}
