use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use crate::connections::MAX_MESSAGE_SIZE;
use crate::error::{Error, Result};
use crate::proto::Order;

#[derive(Clone, Copy, PartialEq)]
pub enum Workload {
    Download,
    Upload,
    Exchange,
    Pingpong,
    Unary,
    Setup,
    Idle,
}

impl FromStr for Workload {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self> {
        Ok(match word {
            "download" => Self::Download,
            "upload" => Self::Upload,
            "exchange" => Self::Exchange,
            "pingpong" => Self::Pingpong,
            "unary" => Self::Unary,
            "setup" => Self::Setup,
            "idle" => Self::Idle,
            _ => return Err(format!("unknown workload: {word:?}").into()),
        })
    }
}

/// The command "run", parsed.
pub struct Run {
    pub workload: Workload,
    pub payload: i32,
    pub streams: usize,
    pub connections: usize,
    pub messages: i64,
}

impl Run {
    pub fn parse(arguments: &[&str]) -> Result<Self> {
        let run = Self {
            workload: value(arguments, "workload")?.parse()?,
            payload: number(arguments, "payload", 0..=MAX_MESSAGE_SIZE as i32)?,
            streams: number(arguments, "streams", 1..=1 << 20)?,
            connections: number(arguments, "connections", 1..=1 << 10)?,
            messages: number(arguments, "messages", 1..=1 << 40)?,
        };
        if run.messages % run.streams as i64 != 0 {
            return Err("messages= are no multiple of streams=".into());
        }
        Ok(run)
    }

    pub fn per_stream(&self) -> i64 {
        self.messages / self.streams as i64
    }

    pub fn order(&self, stream: usize) -> Order {
        Order {
            first: stream as i64 * self.per_stream(),
            count: self.per_stream(),
            payload_bytes: self.payload,
        }
    }
}

fn value<'a>(arguments: &[&'a str], key: &str) -> Result<&'a str> {
    arguments
        .iter()
        .find_map(|argument| argument.strip_prefix(key)?.strip_prefix('='))
        .ok_or_else(|| format!("no {key}=").into())
}

fn number<T>(arguments: &[&str], key: &str, range: RangeInclusive<T>) -> Result<T>
where
    T: FromStr + PartialOrd + Display,
{
    let value = value(arguments, key)?;
    value
        .parse()
        .ok()
        .filter(|number| range.contains(number))
        .ok_or_else(|| format!("no good {key}={value}").into())
}
