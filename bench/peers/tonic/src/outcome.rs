use crate::fold::Fold;
use crate::open_exchange::OpenExchange;

/// What one stream, or all of a run, came to.
#[derive(Default)]
pub struct Outcome {
    pub received: Fold,
    pub latencies: Vec<u64>,
    pub open: Vec<OpenExchange>,
}

impl Outcome {
    pub fn join(&mut self, other: Outcome) {
        self.received.join(other.received);
        self.latencies.extend(other.latencies);
        self.open.extend(other.open);
    }
}

impl From<Fold> for Outcome {
    fn from(received: Fold) -> Self {
        Self {
            received,
            ..Self::default()
        }
    }
}
