//! Which routes a path has.

use std::collections::HashMap;

use crate::table::Route;

/// The routes of a door by their paths.
pub(crate) struct Paths {
    fixed: HashMap<&'static str, Place>,
    /// Those with parameters in them, which are few.
    open: Vec<Place>,
}

/// A path and its routes, one for each method.
pub(crate) struct Place {
    /// As in the table.
    pub(crate) path: &'static str,
    /// At least one.
    pub(crate) routes: Vec<Route>,
}

/// What stands in a path for each of its parameters, as it was sent.
pub(crate) type Parameters = Vec<(&'static str, String)>;

impl Paths {
    /// Those of all routes of a table.
    pub(crate) fn of(table: Vec<Route>) -> Self {
        let mut places: HashMap<&'static str, Place> = HashMap::new();
        for route in table {
            let path = route.path;
            places.entry(path).or_insert_with(|| Place { path, routes: Vec::new() }).routes.push(route);
        }
        let (open, fixed) = places.into_iter().partition::<HashMap<_, _>, _>(|(path, _)| path.contains('{'));
        Self { fixed, open: open.into_values().collect() }
    }

    /// The place at a path, and what stands for its parameters. What has none comes before what has some.
    pub(crate) fn find(&self, path: &str) -> Option<(&Place, Parameters)> {
        match self.fixed.get(path) {
            Some(place) => Some((place, Parameters::new())),
            None => self.open.iter().find_map(|place| Some((place, parameters(place.path, path)?))),
        }
    }
}

/// What stands in a path for the parameters of a pattern; none if it does not fit. A parameter is a whole part, and not empty.
fn parameters(pattern: &'static str, path: &str) -> Option<Parameters> {
    let (mut parts, mut parameters) = (path.split('/'), Parameters::new());
    for wanted in pattern.split('/') {
        let part = parts.next()?;
        match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) if !part.is_empty() => parameters.push((name, part.to_owned())),
            None if part == wanted => {}
            Some(_) | None => return None,
        }
    }
    parts.next().is_none().then_some(parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_fits_a_pattern_part_by_part() {
        let ping = "/peers/{id}/ping";
        assert_eq!(parameters(ping, "/peers/a%2Fb/ping"), Some(vec![("id", "a%2Fb".to_owned())]));
        for other in ["/peers//ping", "/peers/a", "/peers/a/ping/", "/peers/a/pong", "/peers/a/b/ping", ""] {
            assert_eq!(parameters(ping, other), None, "{other}");
        }
    }

    #[test]
    fn every_route_of_the_table_is_found_at_its_path() {
        let paths = Paths::of(crate::routes::all());
        for route in crate::routes::all() {
            let (place, parameters) = paths.find(&route.path.replace(['{', '}'], "")).unwrap();
            assert_eq!((place.path, parameters.len()), (route.path, route.path.matches('{').count()));
            assert!(place.routes.iter().any(|found| found.name == route.name));
        }
        assert!(paths.find("/livez/").is_none() && paths.find("").is_none());
    }
}
