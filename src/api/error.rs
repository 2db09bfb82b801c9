//! Errors as HTTP answers.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cyberfly_protocol::{ErrorBody, http_status};

/// An error on its way out of a door.
pub(crate) struct Failed(pub(crate) ErrorBody);

impl From<ErrorBody> for Failed {
    fn from(body: ErrorBody) -> Self {
        Self(body)
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(http_status(self.0.code())).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(self.0)).into_response()
    }
}
