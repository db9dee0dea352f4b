use std::time::Duration;

const KEPT: usize = 200_000;

/// Keeps the last latencies of one stream.
pub struct Latencies {
    nanos: Vec<u64>,
    added: usize,
    kept: usize,
}

impl Latencies {
    pub fn of_one_in(streams: usize) -> Self {
        Self {
            nanos: Vec::new(),
            added: 0,
            kept: (KEPT / streams).max(1),
        }
    }

    pub fn add(&mut self, elapsed: Duration) {
        let nanos = elapsed.as_nanos() as u64;
        if self.nanos.len() < self.kept {
            self.nanos.push(nanos);
        } else {
            self.nanos[self.added % self.kept] = nanos;
        }
        self.added += 1;
    }

    pub fn nanos(self) -> Vec<u64> {
        self.nanos
    }
}

/// The nearest-rank percentiles as they are answered, or nothing when nothing was timed.
pub fn percentiles(mut nanos: Vec<u64>) -> String {
    if nanos.is_empty() {
        return String::new();
    }
    nanos.sort_unstable();
    let percentile = |per_mille: usize| nanos[(nanos.len() * per_mille).div_ceil(1000) - 1];
    format!(
        "p50={} p99={} p999={}",
        percentile(500),
        percentile(990),
        percentile(999)
    )
}
