//! Temporary.
/// Parses.
pub fn parse_json(bytes: &[u8]) -> Result<serde_json::Value, crate::op::Refused> {
    serde_json::from_slice(bytes).map_err(|e| crate::op::Refused::form(e.to_string()))
}
