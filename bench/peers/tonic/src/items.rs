use std::ops::Range;

use bytes::Bytes;

use crate::proto::{Item, Order};

/// The items of an order: each is built anew, and all share the bytes of the payload.
pub struct Items {
    values: Range<i64>,
    payload: Bytes,
}

impl Items {
    pub fn of(order: &Order) -> Self {
        Self {
            values: order.first..order.first + order.count,
            payload: (0..order.payload_bytes).map(|i| i as u8).collect(),
        }
    }
}

impl Iterator for Items {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        self.values.next().map(|value| Item {
            value,
            payload: self.payload.clone(),
        })
    }
}

/// A new item that says the same.
pub fn echo(item: Item) -> Item {
    Item {
        value: item.value,
        payload: item.payload,
    }
}
