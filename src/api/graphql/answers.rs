//! Errors in answers: each carries the stable code that it has everywhere else, and the hint.

use async_graphql::{ErrorExtensionValues, Response, ServerError};
use cyberfly_core::ErrorCode;
use cyberfly_protocol::ErrorBody;

/// An answer whose errors carry their codes.
pub(super) fn with_codes(mut response: Response) -> Response {
    response.errors = response.errors.into_iter().map(with_code).collect();
    response
}

/// An error of a resolver carries its own code; what the library refuses has not the form it must have.
fn with_code(mut error: ServerError) -> ServerError {
    let body = error.source::<ErrorBody>().cloned();
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    match body {
        Some(body) => {
            extensions.set("code", body.code);
            if let Some(hint) = body.hint {
                extensions.set("hint", hint);
            }
        }
        None if extensions.get("code").is_none() => {
            extensions.set("code", ErrorCode::BadRequest.as_str());
        }
        None => {}
    }
    error
}

/// An answer that is nothing but an error.
pub(super) fn refusal(body: ErrorBody) -> Response {
    let error = async_graphql::Error::from(body).into_server_error(async_graphql::Pos::default());
    let mut error = with_code(error);
    error.locations.clear();
    Response::from_errors(vec![error])
}
