//! README and the pages under docs/ do what they say: their commands are run, and their links lead somewhere.
//!
//! Of the blocks, `sh` is run and has to end well; of `console`, the lines that begin with `$ ` are typed and the others
//! are what one sees; of `cron`, the command of each line is run; `toml` is a configuration that is accepted.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::lab::{Done, Lab, binary};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The blocks of a page that are marked with a language, in order.
fn blocks(page: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let parts: Vec<_> = text.split("```").collect();
    let marked = parts.iter().skip(1).step_by(2).filter_map(|block| block.split_once('\n'));
    let marked = marked.filter(|(language, _)| !language.is_empty());
    marked.map(|(language, block)| (language.to_owned(), block.to_owned())).collect()
}

/// The commands of a block marked `console`, each with what is seen then.
fn session(block: &str) -> Vec<(&str, String)> {
    let mut steps: Vec<(&str, String)> = Vec::new();
    for line in block.lines() {
        match line.strip_prefix("$ ") {
            Some(typed) => steps.push((typed, String::new())),
            None => {
                let seen = &mut steps.last_mut().unwrap().1;
                seen.push_str(line);
                seen.push('\n');
            }
        }
    }
    steps
}

/// Compares line by line; `...` in a page stands for anything up to the next word.
fn fits(expected: &str, seen: &str) -> bool {
    let (expected, seen): (Vec<_>, Vec<_>) = (expected.lines().collect(), seen.lines().collect());
    expected.len() == seen.len()
        && expected.iter().zip(&seen).all(|(expected, seen)| {
            let mut rest = seen.trim_end();
            let mut parts = expected.trim_end().split("...");
            let first = parts.next().unwrap_or_default();
            let Some(after) = rest.strip_prefix(first) else { return false };
            rest = after;
            let mut open = false;
            for part in parts {
                open = part.is_empty();
                match rest.find(part) {
                    Some(at) => rest = &rest[at + part.len()..],
                    None => return false,
                }
            }
            open || rest.is_empty()
        })
}

/// What cron gives to the shell: what stands behind five fields, or behind one that begins with `@`.
pub(crate) fn command_of(line: &str) -> String {
    let fields = if line.starts_with('@') { 1 } else { 5 };
    let mut rest = line;
    for _ in 0..fields {
        rest = rest.trim_start().split_once(char::is_whitespace).unwrap().1;
    }
    // In a crontab a percent sign is written with a backslash.
    rest.trim_start().replace("\\%", "%")
}

/// Someone at a shell, in a home of their own.
struct Reader {
    lab: Lab,
    path: String,
}

impl Reader {
    fn new() -> Self {
        Self { lab: Lab::new(), path: format!("{}:/usr/bin:/bin", binary().parent().unwrap().display()) }
    }

    /// One who has been through the quick start: with a key, some data and a node.
    fn with_a_node() -> Self {
        let reader = Self::new();
        for line in [
            "cyberfly keygen",
            "cyberfly start --detach",
            "cyberfly data put visits 1",
            "cyberfly db create shop",
        ] {
            let done = reader.types(line);
            assert_eq!(done.code, 0, "{line}\n{done:?}");
        }
        reader
    }

    /// Types a line, as on a terminal: what fails does not end the shell.
    fn types(&self, line: &str) -> Done {
        self.hands(Command::new("bash").args(["-c", line]))
    }

    /// Hands a script to a shell.
    fn succeeds(&self, page: &str, script: &str) {
        let done = self.hands(Command::new("sh").args(["-e", "-c", script]));
        assert_eq!(done.code, 0, "{page}:\n{script}\n{done:?}");
    }

    fn hands(&self, shell: &mut Command) -> Done {
        shell.env_clear().env("PATH", &self.path).env("HOME", self.lab.home());
        // Nodes of other tests have their own ports.
        shell.env("CYBERFLY_NETWORK__LISTEN", "*:0").env("CYBERFLY_HTTP__LISTEN", "127.0.0.1:0");
        shell.env("CYBERFLY_OUTPUT", "table").current_dir(self.lab.home()).output().unwrap().into()
    }

    /// Does all that a page says.
    fn follows(self, page: &str) -> Self {
        for (language, block) in blocks(page) {
            match language.as_str() {
                "sh" => self.succeeds(page, &block),
                "cron" => block.lines().for_each(|line| self.succeeds(page, &command_of(line))),
                "console" => {
                    for (typed, expected) in session(&block) {
                        let done = self.types(typed);
                        let seen = format!("{}{}", done.text(), done.err);
                        assert!(
                            fits(&expected, &seen),
                            "{page}:\n$ {typed}\nit says:\n{expected}\none sees:\n{seen}"
                        );
                    }
                }
                "toml" => {
                    let mut file = fs::File::create(self.lab.home().join("of-the-page.toml")).unwrap();
                    file.write_all(block.as_bytes()).unwrap();
                    self.succeeds(page, "cyberfly config check of-the-page.toml");
                }
                "text" | "json" | "cddl" => {}
                other => panic!("{page}: nobody runs {other}"),
            }
        }
        self
    }
}

impl Drop for Reader {
    /// Whatever a page left running ends, also where it was not followed to its end.
    fn drop(&mut self) {
        self.types("for node in a b c; do cyberfly --data-dir $node stop; done; cyberfly stop");
    }
}

#[test]
fn every_command_in_the_readme_prints_what_the_readme_says() {
    Reader::new().follows("README.md");
}

#[test]
fn the_quick_start_leads_to_three_nodes_in_step() {
    Reader::new().follows("docs/quick-start.md");
}

#[test]
fn what_the_page_about_backups_says_makes_keeps_and_restores_them() {
    Reader::with_a_node().follows("docs/operating/backups.md");
}

#[test]
fn what_the_page_about_configuration_says_is_accepted() {
    let reader = Reader::with_a_node().follows("docs/operating/configure.md");
    assert!(fs::read_to_string(reader.lab.home().join("settings.txt")).unwrap().contains("log.level"));
}

#[test]
fn what_the_page_about_monitoring_says_finds_a_node_that_is_well() {
    let reader = Reader::with_a_node().follows("docs/operating/monitoring.md");
    assert!(
        fs::read_to_string(reader.lab.home().join("cyberfly.prom")).unwrap().contains("cyberfly_check_state")
    );
}

#[test]
fn what_the_page_about_scripts_says_ends_well_in_a_shell_and_in_cron() {
    let reader = Reader::with_a_node().follows("docs/operating/scripts.md");
    assert_eq!(reader.lab.run("data get last-hour").ok().out, b"now");
}

#[test]
fn what_the_page_about_security_says_gives_a_door_with_tls() {
    Reader::with_a_node().follows("docs/operating/security.md");
}

#[test]
fn what_the_other_pages_say_works() {
    let named = [
        // How to read a backup with standard tools is tried where there is a backup: src/backup.
        "docs/format.md",
        "README.md",
        "docs/quick-start.md",
        "docs/operating/backups.md",
        "docs/operating/configure.md",
        "docs/operating/monitoring.md",
        "docs/operating/scripts.md",
        "docs/operating/security.md",
    ];
    for page in pages().iter().filter(|page| !named.contains(&page.as_str())) {
        if blocks(page)
            .iter()
            .any(|(language, _)| ["sh", "cron", "console", "toml"].contains(&language.as_str()))
        {
            Reader::with_a_node().follows(page);
        }
    }
}

/// All pages, but for those that were written for a day: decisions and the changelog keep the commands of their time.
fn pages() -> Vec<String> {
    let mut found = vec!["README.md".to_owned(), "CONTRIBUTING.md".to_owned(), "CHANGELOG.md".to_owned()];
    let mut folders = vec![root().join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|extension| extension == "md") {
                found.push(entry.strip_prefix(root()).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

/// The names by which a page's headings are linked to.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let names = headings.map(|line| line.trim_start_matches('#').trim().to_lowercase());
    let kept = |character: &char| character.is_alphanumeric() || " -_".contains(*character);
    names.map(|name| name.chars().filter(kept).map(|c| if c == ' ' { '-' } else { c }).collect()).collect()
}

/// What a page links to: the targets in parentheses behind brackets, outside of code.
fn links(text: &str) -> Vec<String> {
    let prose: String = text.split("```").step_by(2).collect();
    let targets = prose.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    targets.map(|(target, _)| target.to_owned()).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let (mut dead, mut followed) = (Vec::new(), 0);
    for page in pages() {
        let text = fs::read_to_string(root().join(&page)).unwrap();
        for link in links(&text).iter().filter(|link| !link.contains("://") && !link.contains(' ')) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target: PathBuf = match path {
                "" => root().join(&page),
                path => root().join(&page).parent().unwrap().join(path),
            };
            let is_there = match anchor {
                "" => target.exists(),
                anchor => fs::read_to_string(&target).is_ok_and(|text| anchors(&text).contains(anchor)),
            };
            if !is_there {
                dead.push(format!("{page}: {link}"));
            }
            followed += 1;
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
    assert!(followed > 50, "{followed}");
}
