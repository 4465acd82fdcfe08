//! Messages on stdin and stdout: a header, a blank line, and JSON.
//!
//! What cannot be read is answered and passed over, because an editor that is restarted loses more than one question.

use std::io::{self, BufRead, Read, Write};

use lsp_server::{ErrorCode, Message};
use serde_json::json;

/// A longer message is no message: the largest page has a megabyte.
const LONGEST: u64 = 64 * 1024 * 1024;

/// The next message, or why it is none. `None` when there will be no more.
pub(super) fn read(from: &mut impl BufRead) -> io::Result<Option<Result<Message, String>>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        if from.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.trim().eq_ignore_ascii_case("Content-Length")
        {
            length = value.trim().parse::<u64>().ok();
        }
    }
    let Some(length) = length else { return Ok(Some(Err("a message without `Content-Length`".to_owned()))) };
    let mut body = from.take(length);
    if length > LONGEST {
        io::copy(&mut body, &mut io::sink())?;
        return Ok(Some(Err(format!("a message of {length} bytes"))));
    }
    let mut bytes = Vec::new();
    if body.read_to_end(&mut bytes)? < length as usize {
        return Ok(None);
    }
    Ok(Some(serde_json::from_slice(&bytes).map_err(|error| error.to_string())))
}

/// Says of a message that it could not be read. Nobody knows which it was, so it is answered by no number.
pub(super) fn refuse(to: &mut impl Write, reason: &str) -> io::Result<()> {
    let error = json!({ "code": ErrorCode::ParseError as i32, "message": reason });
    let text = json!({ "jsonrpc": "2.0", "id": null, "error": error }).to_string();
    write!(to, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    to.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    #[test]
    fn what_is_no_message_is_passed_over() {
        let good = r#"{"jsonrpc":"2.0","method":"exit"}"#;
        let framed = |text: &str| format!("Content-Length: {}\r\n\r\n{text}", text.len());
        let before = [
            framed(good),
            framed("{no json"),
            framed("[1, 2]"),
            "Nonsense\r\n\r\n".to_owned(),
            "Content-Length: many\r\n\r\n".to_owned(),
            format!("Content-Length: {}\r\n\r\n", LONGEST + 1),
        ];
        let after = [
            format!("content-length:{}\r\nContent-Type: x\r\n\r\n{good}", good.len()),
            "Content-Length: 99\r\n\r\nends too soon".to_owned(),
        ];
        let (before, after) = (before.concat(), after.concat());
        let long = io::repeat(b' ').take(LONGEST + 1);
        let mut from = BufReader::new(before.as_bytes().chain(long).chain(after.as_bytes()));
        let mut is_message = Vec::new();
        while let Some(read) = read(&mut from).unwrap() {
            is_message.push(read.is_ok());
        }
        assert_eq!(is_message, [true, false, false, false, false, false, true]);
    }
}
