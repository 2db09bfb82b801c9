//! `docs/errors.md`, made from the list of error codes.

use std::fmt::Write as _;

use cyberfly_core::ErrorCode;
use cyberfly_protocol::{exit_code, http_status};

const ABOVE: &str = "\
# Errors

Generated from the code by `scripts/generate`; a test fails when it is not current.

Every error that leaves a node or a command is one document, and its `code` is stable: name it in scripts.

```json
{
  \"schema_version\": 1,
  \"code\": \"not_found\",
  \"message\": \"there is no key greeting in default\",
  \"hint\": \"what to do next, where there is something\",
  \"request_id\": \"4f0c2a91-1c\"
}
```

`message` says what happened and what was left untouched; it is for people and may change. `request_id` is the one of the
header `x-request-id` and of the node's log; a command that works without a node has none. On the command line the document
has `exit_code` too.

| code | HTTP status | exit code | meaning |
|---|---|---|---|
";

const BELOW: &str = "
## Statuses of HTTP itself

For some refusals HTTP has a status of its own. They carry that status, and the nearest code of the list above:

| HTTP status | code | what happened |
|---|---|---|
| 405 | `bad_request` | the route takes another method; the header `allow` says which |
| 408 | `timeout` | the head or the body of the request came too slowly |
| 415 | `bad_request` | the body is of another media type; the hint says which |
| 431 | `limit_exceeded` | the head of the request is longer than `limits.head_bytes`, or has more than 100 headers |

An answer with the code `rate_limited`, `overloaded` or `resource_exhausted` has a header `retry-after`, in seconds. A
connection that is closed without a word was idle for `limits.idle_timeout`, or did not take an answer for
`limits.send_timeout`.
";

/// The page. `cyberfly help exit-codes` has the exit codes that stand for no error code.
pub fn errors_page() -> String {
    let mut page = ABOVE.to_owned();
    for code in ErrorCode::ALL {
        let (status, exit, meaning) = (http_status(*code), exit_code(*code), code.meaning());
        let _infallible = writeln!(page, "| `{code}` | {status} | {exit} | {meaning} |");
    }
    page.push_str(BELOW);
    page
}
