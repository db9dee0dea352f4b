use std::io::{self, BufRead};

use crate::error::{Error, Result};

/// Answers each line of standard input with one of standard output, until the input ends.
///
/// `handle` is given the command and its arguments, and returns what goes after "ok".
pub fn answer(mut handle: impl FnMut(&str, &[&str]) -> Result<String>) -> Result<()> {
    for line in io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split_whitespace().collect();
        let (command, arguments) = words.split_first().unwrap_or((&"", &[]));
        match handle(command, arguments) {
            Ok(answer) => println!("{}", format!("ok {answer}").trim_end()),
            Err(error) => println!("error {}", one_line(&error)),
        }
    }
    Ok(())
}

pub fn unknown(command: &str) -> Error {
    format!("unknown command: {command:?}").into()
}

fn one_line(error: &Error) -> String {
    let text = error.to_string();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
