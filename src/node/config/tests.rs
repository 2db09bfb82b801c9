use super::*;
use cyberfly_store::EngineKind;
use std::collections::HashMap;
use std::io::Write as _;

fn file(ending: &str, text: &str) -> (tempfile::TempPath, Sources) {
    let mut file = tempfile::Builder::new().suffix(ending).tempfile().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    let path = file.into_temp_path();
    let sources = Sources { file: Some(path.to_path_buf()), ..Sources::default() };
    (path, sources)
}

fn environment(name: &str, value: &str) -> Sources {
    Sources { environment: HashMap::from([(name.to_owned(), value.to_owned())]), ..Sources::default() }
}

fn listen_flag(value: &str) -> Flag {
    Flag { name: "--http", key: "http.listen", value: value.to_owned() }
}

#[test]
fn without_any_source_the_defaults_hold() {
    assert_eq!(Config::load(Sources::default()).unwrap(), Config::default());
}

#[test]
fn a_flag_beats_the_environment_beats_the_file_and_each_value_knows_where_it_comes_from() {
    let (path, mut sources) = file(".toml", "[http]\nlisten = \"127.0.0.1:1\"\n[log]\nlevel = \"debug\"\n");
    assert_eq!(Config::load(sources.clone()).unwrap().http.listen.port(), 1);
    sources.environment.insert("CYBERFLY_HTTP__LISTEN".to_owned(), "127.0.0.1:2".to_owned());
    let loaded = Loaded::from(sources.clone()).unwrap();
    assert_eq!((loaded.config.http.listen.port(), loaded.config.log.level), (2, Level::Debug));
    assert_eq!(loaded.origin("http.listen"), &Origin::Environment("CYBERFLY_HTTP__LISTEN".to_owned()));
    assert_eq!(loaded.origin("log.level"), &Origin::File(path.to_path_buf()));
    assert_eq!(loaded.origin("storage.index"), &Origin::Default);
    sources.flags.push(listen_flag("127.0.0.1:3"));
    let loaded = Loaded::from(sources).unwrap();
    assert_eq!(loaded.config.http.listen.port(), 3);
    assert_eq!(loaded.origin("http.listen"), &Origin::Flag("--http"));
}

#[test]
fn yaml_and_json_say_the_same_as_toml() {
    for (ending, text) in
        [(".yaml", "http:\n  enabled: false\n"), (".json", r#"{"http": {"enabled": false}}"#)]
    {
        assert!(!Config::load(file(ending, text).1).unwrap().http.enabled, "{ending}");
    }
}

#[test]
fn an_unknown_key_is_refused_and_the_nearest_is_named() {
    let (_path, sources) = file(".toml", "[http]\nlistn = \"127.0.0.1:1\"\n");
    let error = Config::load(sources).unwrap_err();
    assert_eq!(error.problems[0].nearest.as_deref(), Some("http.listen"));
    assert!(error.hint().contains("did you mean http.listen?"), "{}", error.hint());
    let error = Config::load(environment("CYBERFLY_LOG__LEVLE", "info")).unwrap_err();
    assert_eq!(error.problems[0].origin, Origin::Environment("CYBERFLY_LOG__LEVLE".to_owned()));
}

#[test]
fn everything_that_is_wrong_is_told_at_once_with_its_place() {
    let (path, mut sources) =
        file(".toml", "[http]\nlistn = 1\n[log]\nlevel = \"loud\"\n[storage]\ndisk_floor = \"64\"\n");
    sources.environment.insert("CYBERFLY_STORAGE__DURABILITY".to_owned(), "never".to_owned());
    sources.flags.push(listen_flag("nowhere"));
    let error = Config::load(sources).unwrap_err();
    let told = error.to_string();
    assert_eq!(error.problems.len(), 5, "{told}");
    let path = path.display();
    for place in [
        format!("{path}:2: unknown key \"http.listn\""),
        format!("{path}:4: log.level: \"loud\" is no level: there are error, warn, info, debug and trace"),
        format!("{path}:6: storage.disk_floor: "),
        "the environment's CYBERFLY_STORAGE__DURABILITY: storage.durability: ".to_owned(),
        "--http: http.listen: ".to_owned(),
    ] {
        assert!(told.contains(&place), "{place:?} is not in {told}");
    }
}

#[test]
fn a_bad_value_that_a_higher_source_replaces_does_no_harm() {
    let (_path, mut sources) = file(".toml", "[log]\nlevel = \"loud\"\n");
    sources.environment.insert("CYBERFLY_LOG__LEVEL".to_owned(), "warn".to_owned());
    assert_eq!(Config::load(sources).unwrap().log.level, Level::Warn);
}

#[test]
fn sizes_durations_and_engines_are_read_from_their_words() {
    let text = "[storage]\nindex = \"fjall\"\ndurability = \"interval:200ms\"\ndisk_floor = \"1GiB\"\n";
    let options = Config::load(file(".toml", text).1).unwrap().storage.options();
    assert_eq!((options.engine, options.disk_floor), (EngineKind::Fjall, 1 << 30));
    assert_eq!(options.durability.to_string(), "interval:200ms");
    for (text, printed) in [("64KiB", "64KiB"), ("1024KiB", "1MiB"), ("1000B", "1000B"), ("0B", "0B")] {
        assert_eq!(text.parse::<Size>().unwrap().to_string(), printed);
    }
    for (text, printed) in [("400d", "400d"), ("36h", "1d 12h"), ("90s", "1m 30s"), ("1500ms", "1s 500ms")] {
        assert_eq!(text.parse::<Period>().unwrap().to_string(), printed);
        assert_eq!(printed.parse::<Period>(), text.parse::<Period>());
    }
    assert_eq!("0s".parse::<Delay>().unwrap().to_string(), "0s");
    for bad in ["index = \"memory\"", "durability = \"never\"", "disk_floor = \"64\"", "disk_floor = 64"] {
        assert!(Config::load(file(".toml", &format!("[storage]\n{bad}\n")).1).is_err(), "{bad}");
    }
}

#[test]
fn a_schedule_is_an_interval_or_a_cron_expression_or_nothing() {
    for (text, printed) in [("", ""), ("6h", "6h"), (" @daily ", "@daily"), ("30 2 * * mon", "30 2 * * mon")]
    {
        let config = Config::load(file(".toml", &format!("[backup]\nschedule = \"{text}\"\n")).1).unwrap();
        assert_eq!(config.backup.schedule.to_string(), printed);
    }
    for (bad, why) in [("500ms", "too short"), ("sometimes", "five fields"), ("61 * * * *", "minute")] {
        let error = Config::load(file(".toml", &format!("[backup]\nschedule = \"{bad}\"\n")).1).unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
    }
    let keeps = "[backup]\nkeep_daily = 7\nkeep_within = \"2d\"\n";
    let policy = Config::load(file(".toml", keeps).1).unwrap().backup.policy().unwrap();
    assert_eq!((policy.daily, policy.within), (7, Some(Duration::from_secs(2 * 86_400))));
    assert_eq!(Config::default().backup.policy(), None, "nothing is forgotten unless somebody says so");
}

#[test]
fn a_list_in_the_environment_has_commas_and_a_list_in_a_file_is_one() {
    let keys = ["aa".repeat(32), "bb".repeat(32)];
    let from_environment = Config::load(environment("CYBERFLY_NODE__OPERATORS", &keys.join(","))).unwrap();
    let (_path, sources) = file(".toml", &format!("[node]\noperators = {keys:?}\n"));
    let from_file = Config::load(sources).unwrap();
    assert_eq!(from_file, from_environment);
    assert_eq!(from_file.node.operators.iter().map(ToString::to_string).collect::<Vec<_>>(), keys);
}

#[test]
fn a_limit_of_nothing_is_no_limit_and_refused() {
    for bad in
        ["connections = 0", "requests_per_second = 0", "head_timeout = \"0s\"", "head_bytes = \"many\""]
    {
        assert!(Config::load(file(".toml", &format!("[limits]\n{bad}\n")).1).is_err(), "{bad}");
    }
}

#[test]
fn variables_that_are_not_settings_are_left_alone() {
    assert!(Config::load(environment("CYBERFLY_DATA_DIR", "/x")).is_ok());
}

#[test]
fn a_value_of_the_wrong_form_is_an_error() {
    for text in ["[http]\nlisten = \"nowhere\"\n", "[log]\nlevel = \"loud\"\n", "not toml", "http = 5\n"] {
        assert!(Config::load(file(".toml", text).1).is_err(), "{text}");
    }
}

#[test]
fn what_can_change_while_a_node_runs_changes_and_the_rest_is_named() {
    let running = Config::default();
    let mut wanted = running.clone();
    wanted.log.level = Level::Debug;
    wanted.http.enabled = false;
    let reloaded = running.reload(&wanted);
    assert_eq!((reloaded.config.log.level, reloaded.config.http.enabled), (Level::Debug, true));
    let keys = |changes: &[Change]| changes.iter().map(|change| change.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&reloaded.applied), ["log.level"]);
    assert_eq!(keys(&reloaded.needs_restart), ["http.enabled"]);
    let nothing = running.reload(&running);
    assert_eq!((nothing.config, nothing.applied, nothing.needs_restart), (running, vec![], vec![]));
}

#[test]
fn every_key_has_a_meaning_and_can_be_set_by_its_variable() {
    for setting in settings() {
        assert!(!setting.meaning.is_empty(), "{} has no comment", setting.key);
        let value = match &setting.default {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Array(_) | serde_json::Value::Null => continue,
            other => other.to_string(),
        };
        let loaded = Loaded::from(environment(&setting.variable(), &value)).unwrap();
        assert_eq!(loaded.config, Config::default(), "{}", setting.key);
        assert_eq!(loaded.origin(&setting.key), &Origin::Environment(setting.variable()));
    }
}

#[test]
fn the_page_in_docs_is_current() {
    crate::documents::assert_current("docs/configuration.md", &document());
}

#[test]
fn the_schema_takes_the_defaults_and_knows_no_other_keys() {
    let schema = schema();
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["properties"]["log"]["properties"]["level"]["x-reload"], true);
    assert_eq!(schema["properties"]["log"]["additionalProperties"], false);
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    for (text, line) in [("[http]\nenabled = \n", 2), ("[log]\n\nlevel = 'a\n", 3), ("[a]\n[a]\n", 2)] {
        let error = Loaded::of_text("c.toml".as_ref(), text).unwrap_err();
        assert_eq!(error.problems[0].line, Some(line), "{text}: {error}");
        assert!(!error.to_string().contains('\n'), "one line: {error}");
    }
    assert!(Loaded::of_text("c.ini".as_ref(), "").is_err());
}

#[test]
fn a_key_is_found_on_its_line_however_it_is_written() {
    for text in
        ["[http]\nlistn = 1\n", "\nhttp.listn = 1\n", "\nhttp = { listn = 1 }\n", "[http]\n\"listn\" = 1"]
    {
        let error = Loaded::of_text("c.toml".as_ref(), text).unwrap_err();
        assert_eq!(error.problems[0].line, Some(2), "{text}");
    }
}

#[test]
fn what_is_named_like_a_secret_is_one() {
    for setting in settings() {
        let words = ["secret", "password", "passphrase", "token", "private"];
        let like_one = words.iter().any(|word| setting.key.contains(word));
        // The name of a file with a secret in it is none.
        let like_one = like_one && !setting.key.ends_with("_file");
        assert!(setting.secret || !like_one, "{} needs x-secret", setting.key);
    }
    assert_eq!(Config::default().told().len(), settings().len());
}
