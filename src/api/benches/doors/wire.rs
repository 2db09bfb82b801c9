//! HTTP/1.1 with nothing around it, so that what makes the load takes little of the cores that it shares with the node.

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::load::Ask;

/// Any stream of bytes, both ways.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A connection on which one request is under way at a time. What it sends and reads is kept in the same two places.
pub(crate) struct Wire {
    stream: Box<dyn Stream>,
    request: Vec<u8>,
    answer: Vec<u8>,
}

impl Wire {
    pub(crate) fn new(stream: impl Stream + 'static) -> Self {
        Self { stream: Box::new(stream), request: Vec::new(), answer: Vec::new() }
    }

    /// Sends a request, and waits for the whole of its answer.
    pub(crate) async fn ask(&mut self, ask: &Ask) -> (u16, &[u8]) {
        self.request.clear();
        let kind = if ask.path == "/graphql" { "content-type: application/json\r\n" } else { "" };
        let (method, path, length) = (&ask.method, &ask.path, ask.body.len());
        let head =
            format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n{kind}content-length: {length}\r\n\r\n");
        self.request.extend_from_slice(head.as_bytes());
        self.request.extend_from_slice(&ask.body);
        self.stream.write_all(&self.request).await.unwrap();
        self.answer.clear();
        let mut found = None;
        loop {
            let read = self.stream.read_buf(&mut self.answer).await.unwrap();
            assert!(read > 0, "the node closed the connection");
            found = found.or_else(|| head_of(&self.answer));
            if let Some((status, begins, ends)) = found
                && self.answer.len() >= ends
            {
                return (status, &self.answer[begins..ends]);
            }
        }
    }
}

/// The status of an answer, and where its body begins and ends; none while its head is not whole.
fn head_of(answer: &[u8]) -> Option<(u16, usize, usize)> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut head = httparse::Response::new(&mut headers);
    let begins = match head.parse(answer).unwrap() {
        httparse::Status::Complete(length) => length,
        httparse::Status::Partial => return None,
    };
    let length = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length: usize = std::str::from_utf8(length.unwrap().value).unwrap().parse().unwrap();
    Some((head.code.unwrap(), begins, begins + length))
}
